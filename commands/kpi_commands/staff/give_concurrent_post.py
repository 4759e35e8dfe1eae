"""Give a person a second post."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import naming_of_head, require_unit
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import ConcurrentPostGiven
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import Role, ShortText, UnitCode


class GiveConcurrentPost(StaffCommand, frozen=True):
    """Let a person hold a post in another unit of the agency besides the main one from `valid_on` (kiêm nhiệm).

    The decree is silent about two posts: one sheet is kept, for the main post. A head's post heads the unit.
    """

    type: Literal["give_concurrent_post"] = "give_concurrent_post"
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    decision: ShortText


def decide(member: StaffMember, command: GiveConcurrentPost, context: Context) -> tuple[Event, ...]:
    """Decide to give a post in a unit in which the person holds none on that day."""
    require_adviser_about(context, command.staff)
    day = context.valid_on
    main = context.appointment(command.staff, day)
    held = [main, *(each.appointment for each in member.concurrent_posts if each.last is None or each.last >= day)]
    if any((post.agency, post.unit) == (command.agency, command.unit) for post in held):
        raise POST_HELD.because(staff=command.staff, unit=command.unit, day=day)
    require_unit(context, command.unit)
    return (
        ConcurrentPostGiven(
            **context.stamp(member),
            staff=command.staff,
            agency=command.agency,
            unit=command.unit,
            post=command.post,
            role=command.role,
            decision=command.decision,
        ),
        *naming_of_head(context, member, command.unit, command.role, concurrent=True),
    )


POST_HELD = Refusal(
    "staff.post_held",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{staff} đã giữ một vị trí ở đơn vị {unit} vào ngày {day} hoặc sau đó.",
    "{staff} already holds a post in the unit {unit} on {day} or afterwards.",
)
