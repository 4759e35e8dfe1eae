"""Nobody changes the own posts, headships and deputy's fields, not even by an act about somebody else (Art 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias, TypeVar, cast

from kpi_commands.context import Context
from kpi_commands.refusals import OWN_MATTER
from kpi_es.domain.agency import Agency, DeputyField
from kpi_es.domain.event import Event, staff_stream
from kpi_es.domain.staff_member import Appointment, ConcurrentPost, Secondment, StaffMember
from kpi_es.domain.topics import evolve

_Held: TypeAlias = tuple[
    tuple[str, ...], DeputyField | None, Appointment | None, Secondment | None, tuple[ConcurrentPost, ...]
]
_State = TypeVar("_State", Agency, StaffMember)


def require_own_posts_stay(context: Context, events: Sequence[Event]) -> None:
    """Refuse events after which the actor holds, heads or is in charge of something else on any day.

    As a successor who releases the actor, or an annulment that gives back what another one took. What concerns an
    adviser another adviser records, or an operator.
    """
    actor = context.command.actor
    agency, member = context.agency(), cast(StaffMember, context.state_of(staff_stream(actor)))
    later_agency, later_member = _after(agency, events), _after(member, events)
    days = {*_days(agency, member), *_days(later_agency, later_member)}
    if any(_held(agency, member, day) != _held(later_agency, later_member, day) for day in days):
        raise OWN_MATTER.because(actor=actor)


def _after(state: _State, events: Sequence[Event]) -> _State:
    for event in events:
        if event.originator_id == state.stream:
            state = cast(_State, evolve(state, event))
    return state


def _held(agency: Agency, member: StaffMember, day: date) -> _Held:
    return (
        agency.units_headed_by(member.staff, day),
        agency.deputy_field_on(member.staff, day),
        member.appointment_on(day),
        member.secondment_on(day),
        member.concurrent_posts_on(day),
    )


def _days(agency: Agency, member: StaffMember) -> Iterator[date]:
    """Give every day on which something may begin or end."""
    for unit in agency.units.values():
        yield from (since for since, _ in unit.heads)
        if unit.closed_on is not None:
            yield unit.closed_on
    yield from (since for since, _ in agency.deputies.get(member.staff, ()))
    yield from (since for since, _ in member.posts)
    yield from (each.first for each in member.secondments)
    yield from (each.first for each in member.concurrent_posts)
