"""Who may do what on which day (Art 10), from dated appointments only."""

from __future__ import annotations

from datetime import date
from typing import cast

from kpi_commands.context import Context
from kpi_commands.refusals import (
    IN_FUTURE,
    NOT_DIRECT_MANAGER,
    NOT_OPERATOR,
    NOT_PERSONNEL_ADVISER,
    NOT_THE_PERSON,
    OWN_WORK,
)
from kpi_es.domain.event import staff_stream
from kpi_es.domain.staff_member import StaffMember

OPERATOR_PREFIX = "operator:"


def require_operator(context: Context) -> None:
    """Refuse unless the actor runs the installation."""
    if not context.command.actor.startswith(OPERATOR_PREFIX):
        raise NOT_OPERATOR.because(actor=context.command.actor)


def require_personnel_adviser(context: Context) -> None:
    """Refuse unless the actor is an organisation-personnel adviser of the agency today."""
    if not is_personnel_adviser(context):
        actor, agency = context.command.actor, context.agency()
        raise NOT_PERSONNEL_ADVISER.because(actor=actor, agency=agency.code, day=context.today)


def is_personnel_adviser(context: Context) -> bool:
    """Tell whether the actor is a personnel adviser of the agency today and has not left the service.

    An adviser need not be registered yet: the first one registers everybody, also himself.
    """
    actor = context.command.actor
    if not context.agency().is_personnel_adviser(actor, context.today):
        return False
    member = cast(StaffMember, context.state_of(staff_stream(actor)))
    return member.separated_on is None or context.today < member.separated_on


def require_the_person(context: Context, staff: str) -> None:
    """Refuse unless the actor is the person concerned, holding a post in the agency on the day of the act."""
    if context.command.actor != staff:
        raise NOT_THE_PERSON.because(staff=staff, actor=context.command.actor)
    context.appointment(staff, context.valid_on)


def require_direct_manager(context: Context, staff: str) -> None:
    """Refuse unless the actor directly manages the person, both on the day the act is dated and today.

    Both, because a head who has left must not date an act back to the time before, and a new head must not
    act for days before the appointment. Somebody who has left the agency is judged as of the dated day alone.
    """
    if context.command.actor == staff:
        raise OWN_WORK.because(actor=staff)
    _require_manager_on(context, staff, context.valid_on)
    if context.today == context.valid_on:
        return
    if context.staff_member(staff).appointment_on(context.today) is not None:
        _require_manager_on(context, staff, context.today)


def require_not_in_future(context: Context, day: date, what: str) -> None:
    """Refuse a day after today."""
    if day > context.today:
        raise IN_FUTURE.because(day=day, what=what, today=context.today)


def _require_manager_on(context: Context, staff: str, day: date) -> None:
    unit = context.appointment(staff, day).unit
    manager = context.agency().direct_manager(staff, unit, day)
    if manager != context.command.actor:
        raise NOT_DIRECT_MANAGER.because(actor=context.command.actor, staff=staff, day=day, manager=manager or "—")
