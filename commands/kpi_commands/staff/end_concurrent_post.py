"""End a person's second post."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import release_from
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import ConcurrentPostEnded
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import ShortText, UnitCode


class EndConcurrentPost(StaffCommand, frozen=True):
    """End the post held in a unit besides the main one: `valid_on` is the first day without it."""

    type: Literal["end_concurrent_post"] = "end_concurrent_post"
    unit: UnitCode
    decision: ShortText


def decide(member: StaffMember, command: EndConcurrentPost, context: Context) -> tuple[Event, ...]:
    """Decide to end a concurrent post that began before that day and has no end yet."""
    require_adviser_about(context, command.staff)
    day, where = context.valid_on, (command.agency, command.unit)
    context.staff_member(command.staff)
    standing = [each for each in member.concurrent_posts if each.first < day and each.last is None]
    if not any((each.appointment.agency, each.appointment.unit) == where for each in standing):
        raise NO_CONCURRENT_POST.because(staff=command.staff, unit=command.unit, day=day)
    ended = ConcurrentPostEnded(
        **context.stamp(member),
        staff=command.staff,
        agency=command.agency,
        unit=command.unit,
        decision=command.decision,
    )
    return (ended, *release_from(context, command.staff, command.unit))


NO_CONCURRENT_POST = Refusal(
    "staff.no_concurrent_post",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{staff} không kiêm nhiệm vị trí nào ở đơn vị {unit} từ trước ngày {day}.",
    "{staff} holds no concurrent post in the unit {unit} since before {day}.",
)
