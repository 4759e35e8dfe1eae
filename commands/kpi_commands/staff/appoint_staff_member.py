"""Give a person another post in the same unit."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import naming_of_head, releases
from kpi_es.domain.event import Event
from kpi_es.domain.staff_events import StaffMemberAppointed
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import Role, ShortText


class AppointStaffMember(StaffCommand, frozen=True):
    """Change the post and role from `valid_on` within the unit the person is in; a move is a transfer."""

    type: Literal["appoint_staff_member"] = "appoint_staff_member"
    post: ShortText
    role: Role
    decision: ShortText


def decide(member: StaffMember, command: AppointStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to appoint somebody who holds a post in the agency on that day."""
    require_adviser_about(context, command.staff)
    present = context.appointment(command.staff, context.valid_on)
    released = releases(
        context, member, headships=command.role != "head", fields=command.role != "deputy", keep_concurrent=True
    )
    return (
        StaffMemberAppointed(
            **context.stamp(member),
            staff=command.staff,
            agency=command.agency,
            unit=present.unit,
            post=command.post,
            role=command.role,
            decision=command.decision,
        ),
        *released,
        *naming_of_head(context, member, present.unit, command.role, offset=len(released)),
    )
