"""Grant leave from a first to a last day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import LeaveGranted
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import LeaveKind, ShortText


class GrantLeave(StaffCommand, frozen=True):
    """Record maternity, sick or unpaid leave from `valid_on` to `until`, both included (Art 11.2)."""

    type: Literal["grant_leave"] = "grant_leave"
    kind: LeaveKind
    until: date
    decision: ShortText


def decide(member: StaffMember, command: GrantLeave, context: Context) -> tuple[Event, ...]:
    """Decide to grant leave that ends no earlier than it begins."""
    require_adviser_about(context, command.staff)
    context.appointment(command.staff, context.valid_on)
    if command.until < context.valid_on:
        raise ENDS_BEFORE_IT_BEGINS.because(first=context.valid_on, last=command.until)
    return (
        LeaveGranted(
            **context.stamp(member),
            staff=command.staff,
            kind=command.kind,
            until=command.until,
            decision=command.decision,
        ),
    )


ENDS_BEFORE_IT_BEGINS = Refusal(
    "leave.ends_before_it_begins",
    "Điều 11.2 Nghị định 335/2025/NĐ-CP",
    "Kỳ nghỉ kết thúc ngày {last}, trước khi bắt đầu ngày {first}.",
    "The leave ends on {last}, before it begins on {first}.",
)
