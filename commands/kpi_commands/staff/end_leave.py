"""Record that somebody came back from leave early."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import LeaveEnded
from kpi_es.domain.staff_member import StaffMember


class EndLeave(StaffCommand, frozen=True):
    """End the leave of the day early: `valid_on` is the first day back at work (Art 11.2).

    A leave that never began is not ended but annulled (annul_record).
    """

    type: Literal["end_leave"] = "end_leave"


def decide(member: StaffMember, command: EndLeave, context: Context) -> tuple[Event, ...]:
    """Decide to end a leave that began before that day and would still last."""
    require_adviser_about(context, command.staff)
    context.appointment(command.staff, context.valid_on)
    day = context.valid_on
    leave = next((each for each in reversed(member.leaves) if each.first < day <= each.last), None)
    if leave is None:
        raise NO_LEAVE.because(staff=command.staff, day=day)
    return (LeaveEnded(**context.stamp(member), staff=command.staff, leave=UUID(leave.event_id)),)


NO_LEAVE = Refusal(
    "leave.none_to_end",
    "Điều 11.2 Nghị định 335/2025/NĐ-CP",
    "{staff} không có kỳ nghỉ nào bắt đầu trước và còn kéo dài tới ngày {day}.",
    "{staff} is on no leave that began before {day} and still lasts.",
)
