"""Who may do what on which day (Art 10), from dated appointments only."""

from __future__ import annotations

from datetime import date
from typing import cast

from kpi_commands.context import Context
from kpi_commands.refusals import (
    AUTHORITY_EVALUATED_HERE,
    IN_FUTURE,
    NOT_AGENCY_HEAD,
    NOT_DIRECT_MANAGER,
    NOT_IN_AGENCY,
    NOT_MANAGING_AUTHORITY,
    NOT_OPERATOR,
    NOT_PERSONNEL_ADVISER,
    NOT_THE_PERSON,
    OWN_MATTER,
    OWN_WORK,
)
from kpi_es.domain.event import staff_stream
from kpi_es.domain.posts import evaluating_post, holds_post_in
from kpi_es.domain.staff_member import Appointment, StaffMember

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


def require_adviser_about(context: Context, staff: str | None) -> None:
    """Refuse unless the actor is a personnel adviser of the agency and not the person whom the act concerns.

    What concerns an adviser another adviser records, or an operator: an agency may have a single one.
    """
    actor = context.command.actor
    about_adviser = staff is not None and context.agency().is_personnel_adviser(staff, context.today)
    if about_adviser and actor.startswith(OPERATOR_PREFIX):
        return
    require_personnel_adviser(context)
    if actor == staff:
        raise OWN_MATTER.because(actor=actor)


def is_personnel_adviser(context: Context) -> bool:
    """Tell whether the actor acts as a personnel adviser of the agency today."""
    return acts_as_adviser(context, context.command.actor)


def acts_as_adviser(context: Context, staff: str) -> bool:
    """Tell whether somebody is named a personnel adviser of the agency and holds a post in it today.

    A main, a concurrent or a secondment's post will do. Who never held one anywhere needs none yet: the first adviser
    registers everybody, also himself.
    """
    agency, today = context.agency(), context.today
    if not agency.is_personnel_adviser(staff, today):
        return False
    member = cast(StaffMember, context.state_of(staff_stream(staff)))
    if not any(since <= today for since, _ in member.posts):
        return True
    return holds_post_in(member, agency.code, today)


def require_agency_head(context: Context) -> None:
    """Refuse unless the actor heads the using agency, its root unit (Art 10.1b, 10.2b), on that day and today."""
    actor, agency = context.command.actor, context.agency()
    for day in (context.valid_on, context.today):
        head = agency.agency_head_on(day)
        if head != actor:
            raise NOT_AGENCY_HEAD.because(actor=actor, agency=agency.code, day=day, head=head or "—")


def require_managing_authority(context: Context) -> None:
    """Refuse unless the actor heads the managing agency above (Art 10.1a, 10.2a, 21.3), on that day and today.

    Refuses as well who got a post in the agency since: nobody stands above those with whom one is compared.
    """
    actor, agency = context.command.actor, context.agency()
    for day in (context.valid_on, context.today):
        authority = agency.managing_authority_on(day)
        if authority != actor:
            raise NOT_MANAGING_AUTHORITY.because(actor=actor, agency=agency.code, day=day, authority=authority or "—")
    require_not_evaluated_here(context, actor)


def require_not_evaluated_here(context: Context, authority: str) -> None:
    """Refuse a managing authority whom the agency itself evaluates on the day of the act or today (Art 4.2, 10.2a)."""
    member, agency = cast(StaffMember, context.state_of(staff_stream(authority))), context.command.agency
    for day in (context.valid_on, context.today):
        post = evaluating_post(member, day)
        if post is not None and post.agency == agency:
            raise AUTHORITY_EVALUATED_HERE.because(authority=authority, agency=agency, day=day)


def evaluated_post(context: Context, staff: str, day: date) -> Appointment:
    """Return the post in which the command's agency evaluates a person on a day. Refuses when there is none.

    For somebody seconded this is the receiving or the sending unit, as the secondment says.
    """
    post = evaluating_post(context.staff_member(staff), day)
    if post is None or post.agency != context.command.agency:
        raise NOT_IN_AGENCY.because(staff=staff, agency=context.command.agency, day=day)
    return post


def require_the_person(context: Context, staff: str) -> None:
    """Refuse unless the actor is the person concerned, evaluated in the agency on the day of the act."""
    if context.command.actor != staff:
        raise NOT_THE_PERSON.because(staff=staff, actor=context.command.actor)
    evaluated_post(context, staff, context.valid_on)


def require_the_person_concerned(context: Context, staff: str) -> None:
    """Refuse unless the actor is the person, in whatever post or none: the right to petition stays (Art 22)."""
    if context.command.actor != staff:
        raise NOT_THE_PERSON.because(staff=staff, actor=context.command.actor)


def require_direct_manager(context: Context, staff: str) -> None:
    """Refuse unless the actor directly manages the person, both on the day the act is dated and today.

    Both, because a head who has left must not date an act back to the time before, and a new head must not
    act for days before the appointment. For somebody who has left the agency, or whom another agency evaluates by
    now, whoever heads today the unit of the dated day: so there is always somebody to act, and never a former head.
    """
    if context.command.actor == staff:
        raise OWN_WORK.because(actor=staff)
    unit = evaluated_post(context, staff, context.valid_on).unit
    present = evaluating_post(context.staff_member(staff), context.today)
    if present is not None and present.agency == context.command.agency:
        require_manager(context, staff, unit, context.valid_on)
        require_manager(context, staff, present.unit, context.today)
    else:
        require_manager(context, staff, unit, context.today)
        _require_serving(context)


def require_not_in_future(context: Context, day: date, what: str) -> None:
    """Refuse a day after today."""
    if day > context.today:
        raise IN_FUTURE.because(day=day, what=what, today=context.today)


def _require_serving(context: Context) -> None:
    """Refuse a head on record who has no post in the agency today, as an annulled transfer may leave behind."""
    actor, agency, today = context.command.actor, context.agency(), context.today
    member = cast(StaffMember, context.state_of(staff_stream(actor)))
    if actor != agency.managing_authority_on(today) and not holds_post_in(member, agency.code, today):
        raise NOT_IN_AGENCY.because(staff=actor, agency=agency.code, day=today)


def require_manager(context: Context, staff: str, unit: str, day: date) -> None:
    """Refuse unless the actor is who manages a person of a unit on a day, be it as the managing authority above."""
    actor, agency = context.command.actor, context.agency()
    manager = agency.direct_manager(staff, unit, day)
    if manager != actor:
        raise NOT_DIRECT_MANAGER.because(actor=actor, staff=staff, day=day, manager=manager or "—")
    if all(above.head_on(day) != actor for above in agency.units_above(unit, day)):
        require_not_evaluated_here(context, actor)
