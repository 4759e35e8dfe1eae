"""Second a person to another unit for a time."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import require_own_head, require_unit
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import StaffMemberSeconded
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import AgencyCode, Role, ShortText, UnitCode


class SecondStaffMember(StaffCommand, frozen=True):
    """Send a person to another unit from `valid_on` to `until`, both included; it ends by itself (biệt phái).

    The own post stays. Who evaluates meanwhile is the sending agency's `secondment_evaluator`, frozen now.
    """

    type: Literal["second_staff_member"] = "second_staff_member"
    to_agency: AgencyCode | None = None
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    until: date
    decision: ShortText


def decide(member: StaffMember, command: SecondStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to second somebody who has a post here to a unit that exists, when no other secondment is in the way."""
    require_adviser_about(context, command.staff)
    day = context.valid_on
    present = context.appointment(command.staff, day)
    agency = command.to_agency or command.agency
    if command.until < day:
        raise SECONDMENT_TOO_SHORT.because(first=day, last=command.until)
    if (present.agency, present.unit) == (agency, command.unit):
        raise SECONDED_HOME.because(staff=command.staff, unit=command.unit)
    for each in member.secondments:
        if each.first <= command.until and each.last >= day and each.first <= each.last:
            raise SECONDED_ALREADY.because(staff=command.staff, first=each.first, last=each.last)
    require_unit(context, command.unit, agency)
    require_own_head(context, agency, command.role)
    return (
        StaffMemberSeconded(
            **context.stamp(member),
            staff=command.staff,
            agency=agency,
            unit=command.unit,
            post=command.post,
            role=command.role,
            until=command.until,
            from_agency=present.agency,
            from_unit=present.unit,
            decision=command.decision,
            evaluator=context.agency().procedure_on(day).secondment_evaluator,
        ),
    )


SECONDMENT_TOO_SHORT = Refusal(
    "secondment.ends_before_it_begins",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "Biệt phái kết thúc ngày {last}, trước khi bắt đầu ngày {first}.",
    "The secondment ends on {last}, before it begins on {first}.",
)
SECONDED_HOME = Refusal(
    "secondment.own_unit",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{staff} vốn đã công tác ở đơn vị {unit}.",
    "{staff} already works in the unit {unit}.",
)
SECONDED_ALREADY = Refusal(
    "secondment.overlaps",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{staff} đã được biệt phái từ {first} đến {last}; hãy kết thúc (end_secondment) trước.",
    "{staff} is already seconded from {first} to {last}; end that first (end_secondment).",
)
