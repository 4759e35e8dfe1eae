"""Record that a person no longer works in the agency."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import releases
from kpi_es.domain.event import Event
from kpi_es.domain.staff_events import StaffMemberSeparated
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import ShortText


class SeparateStaffMember(StaffCommand, frozen=True):
    """End a person's service: `valid_on` is the first day without a post."""

    type: Literal["separate_staff_member"] = "separate_staff_member"
    decision: ShortText


def decide(member: StaffMember, command: SeparateStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to separate somebody who holds a post in the agency."""
    require_adviser_about(context, command.staff)
    context.appointment(command.staff, context.valid_on)
    return (
        StaffMemberSeparated(**context.stamp(member), staff=command.staff, decision=command.decision),
        *releases(context, member, ends_service=True),
    )
