"""Put a deputy in charge of a field."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from kpi_commands.agency.tree import require_unit_on
from kpi_commands.authority import require_adviser_about
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.staff.posting import end_of_service
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import DeputyAssigned, DeputyReleased
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText, Source, StaffId, UnitCode


class AssignDeputy(Command, frozen=True):
    """Put a deputy of a unit in charge of a field from `valid_on`: units, people, or both (Art 15.4).

    A later field replaces the earlier one. The deputy's items d, đ and e look at this field only.
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["assign_deputy"] = "assign_deputy"
    unit: UnitCode
    staff: StaffId
    field: ShortText
    units: Annotated[tuple[UnitCode, ...], Field(max_length=100)] = ()
    members: Annotated[tuple[StaffId, ...], Field(max_length=500)] = ()


def decide(agency: Agency, command: AssignDeputy, context: Context) -> tuple[Event, ...]:
    """Decide on a field within the deputy's own unit, for somebody who holds a deputy's post there."""
    require_adviser_about(context, command.staff)
    day = context.valid_on
    require_unit_on(agency, command.unit, day)
    concurrent = _holds_concurrently(command, context)
    if not command.units and not command.members:
        raise EMPTY_FIELD.because(staff=command.staff)
    within = agency.units_below(command.unit, day)
    for unit in command.units:
        require_unit_on(agency, unit, day)
        if unit not in within:
            raise OUTSIDE_UNIT.because(unit=command.unit, other=unit, day=day)
    for member in command.members:
        if member == command.staff or context.appointment(member, day).unit not in within:
            raise OUTSIDE_UNIT.because(unit=command.unit, other=member, day=day)
    assigned = DeputyAssigned(
        **context.stamp(agency),
        agency=command.agency,
        unit=command.unit,
        staff=command.staff,
        field=command.field,
        units=command.units,
        members=command.members,
    )
    return (assigned, *_ending(agency, command, context, concurrent=concurrent))


def _ending(agency: Agency, command: AssignDeputy, context: Context, *, concurrent: bool) -> tuple[Event, ...]:
    """Return the release with the deputy's next post, as far as one is recorded already."""
    member = context.staff_member(command.staff)
    until = end_of_service(member, context, command.unit, "deputy", concurrent=concurrent)
    fields = agency.deputies.get(command.staff, ())
    if until is None or any(context.valid_on < since <= until for since, _ in fields):
        return ()
    stamp: dict[str, Any] = {**context.stamp(agency, 1), "valid_on": until}
    return (DeputyReleased(**stamp, agency=command.agency, unit=command.unit, staff=command.staff),)


def _holds_concurrently(command: AssignDeputy, context: Context) -> bool:
    """Tell whether the deputy's post is a concurrent one. Refuses somebody who is no deputy in the unit."""
    day = context.valid_on
    main = context.appointment(command.staff, day)
    if (main.role, main.unit) == ("deputy", command.unit):
        return False
    others = [each.appointment for each in context.staff_member(command.staff).concurrent_posts_on(day)]
    if not any((post.role, post.agency, post.unit) == ("deputy", command.agency, command.unit) for post in others):
        raise NO_DEPUTY.because(staff=command.staff, unit=command.unit, day=day)
    return True


NO_DEPUTY = Refusal(
    "deputy.no_deputy",
    "Điều 15.4 Nghị định 335/2025/NĐ-CP",
    "{staff} không giữ chức vụ cấp phó ở đơn vị {unit} vào ngày {day}.",
    "{staff} holds no deputy's post in the unit {unit} on {day}.",
)
EMPTY_FIELD = Refusal(
    "deputy.empty_field",
    "Điều 15.4 Nghị định 335/2025/NĐ-CP",
    "Phải nêu đơn vị (units) hoặc người (members) mà {staff} được giao phụ trách.",
    "Name the units or the members {staff} is in charge of.",
)
OUTSIDE_UNIT = Refusal(
    "deputy.outside_unit",
    "Điều 15.4 Nghị định 335/2025/NĐ-CP",
    "{other} không thuộc phạm vi cấp phó của {unit} có thể phụ trách vào ngày {day}.",
    "{other} is not within what a deputy of {unit} can be in charge of on {day}.",
)
