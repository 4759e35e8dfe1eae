"""Call a seconded person back early."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import SecondmentEnded
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import ShortText


class EndSecondment(StaffCommand, frozen=True):
    """End the secondment of the day early: `valid_on` is the first day back in the own unit.

    One that never began is not ended but annulled (annul_record). The sending agency decides.
    """

    type: Literal["end_secondment"] = "end_secondment"
    decision: ShortText


def decide(member: StaffMember, command: EndSecondment, context: Context) -> tuple[Event, ...]:
    """Decide to end a secondment that began before that day and would still last."""
    require_adviser_about(context, command.staff)
    context.appointment(command.staff, context.valid_on)
    day = context.valid_on
    secondment = next((each for each in reversed(member.secondments) if each.first < day <= each.last), None)
    if secondment is None:
        raise NO_SECONDMENT.because(staff=command.staff, day=day)
    return (
        SecondmentEnded(
            **context.stamp(member),
            staff=command.staff,
            secondment=UUID(secondment.event_id),
            decision=command.decision,
        ),
    )


NO_SECONDMENT = Refusal(
    "secondment.none_to_end",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{staff} không có biệt phái nào bắt đầu trước và còn kéo dài tới ngày {day}.",
    "{staff} is on no secondment that began before {day} and still lasts.",
)
