"""Record a disciplinary decision."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kpi_commands.authority import require_adviser_about, require_not_in_future
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import DisciplineImposed
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    DisciplineAuthority,
    DisciplineForm,
    DisciplineGround,
    ShortText,
    UnitCode,
)


class RecordDiscipline(StaffCommand, frozen=True):
    """Record a disciplinary decision that takes effect on `valid_on` (Art 11.3, 20.4 b and c).

    `act` is the same code in every decision about the same violation, by the Party or the administration: it then
    counts in one year only. `committed_on` says when the violation happened, `committed_agency` and `committed_in`
    where; left out, the place is that of the post held on that day.
    """

    type: Literal["record_discipline"] = "record_discipline"
    form: DisciplineForm
    ground: DisciplineGround
    decision: ShortText
    act: Code | None = None
    committed_on: date | None = None
    committed_agency: AgencyCode | None = None
    committed_in: UnitCode | None = None
    authority: DisciplineAuthority = "administrative"


def decide(member: StaffMember, command: RecordDiscipline, context: Context) -> tuple[Event, ...]:
    """Decide to record a decision once."""
    require_adviser_about(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    context.appointment(command.staff, context.valid_on)
    if any(each.decision == command.decision for each in member.disciplines):
        raise ALREADY_RECORDED.because(decision=command.decision, staff=command.staff)
    if command.committed_on is not None and command.committed_on > context.valid_on:
        raise BEFORE_THE_ACT.because(effective=context.valid_on, committed=command.committed_on)
    agency, unit = _place(member, command)
    return (
        DisciplineImposed(
            **context.stamp(member),
            staff=command.staff,
            form=command.form,
            ground=command.ground,
            decision=command.decision,
            act=command.act,
            committed_on=command.committed_on,
            committed_agency=agency,
            committed_in=unit,
            authority=command.authority,
        ),
    )


def _place(member: StaffMember, command: RecordDiscipline) -> tuple[str | None, str | None]:
    """Return agency and unit of the violation, as stated or as of the post held on that day (Art 11.3 c and d)."""
    if command.committed_in is not None:
        return command.committed_agency or command.agency, command.committed_in
    held = member.appointment_on(command.committed_on) if command.committed_on else None
    if held is None or command.committed_agency not in (None, held.agency):
        return command.committed_agency, None
    return held.agency, held.unit


ALREADY_RECORDED = Refusal(
    "discipline.already_recorded",
    "Điều 11.3 Nghị định 335/2025/NĐ-CP",
    "Quyết định {decision} đối với {staff} đã được ghi nhận.",
    "The decision {decision} about {staff} is already recorded.",
)
BEFORE_THE_ACT = Refusal(
    "discipline.before_the_act",
    "Điều 11.3 Nghị định 335/2025/NĐ-CP",
    "Quyết định có hiệu lực ngày {effective}, trước ngày xảy ra vi phạm {committed}.",
    "The decision takes effect on {effective}, before the violation on {committed}.",
)
