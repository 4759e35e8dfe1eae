"""Who speaks for a unit: its head, and for proposals its deputies too (Art 13.1, 18.1c)."""

from __future__ import annotations

from datetime import date

from kpi_commands.context import Context
from kpi_commands.refusals import NOT_UNIT_HEAD, NOT_UNIT_LEAD, UNIT_UNKNOWN
from kpi_es.domain.event import staff_stream
from kpi_es.domain.staff_member import StaffMember


def require_unit_head(context: Context, unit: str) -> None:
    """Refuse unless the actor heads the unit, both on the day the act is dated and today."""
    for day in _days(context):
        head = _head(context, unit, day)
        if head != context.command.actor:
            raise NOT_UNIT_HEAD.because(actor=context.command.actor, unit=unit, day=day, head=head or "—")


def require_unit_lead(context: Context, unit: str) -> None:
    """Refuse unless the actor heads the unit or is one of its deputies, on the day the act is dated and today."""
    for day in _days(context):
        head = _head(context, unit, day)
        if head != context.command.actor and not _is_deputy(context, unit, day):
            raise NOT_UNIT_LEAD.because(actor=context.command.actor, unit=unit, day=day, head=head or "—")


def _days(context: Context) -> tuple[date, ...]:
    return tuple(dict.fromkeys((context.valid_on, context.today)))


def _head(context: Context, unit: str, day: date) -> str | None:
    known = context.agency().unit_on(unit, day)
    if known is None:
        raise UNIT_UNKNOWN.because(agency=context.command.agency, unit=unit, day=day)
    return known.head_on(day)


def _is_deputy(context: Context, unit: str, day: date) -> bool:
    if context.command.actor.startswith("operator:"):
        return False
    member = context.state_of(staff_stream(context.command.actor))
    post = member.appointment_on(day) if isinstance(member, StaffMember) else None
    return post is not None and (post.agency, post.unit, post.role) == (context.command.agency, unit, "deputy")
