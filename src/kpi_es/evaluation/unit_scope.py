"""Whose scores a head or a deputy answers for in a period (Art 15.3a, 15.4), from dated appointments only.

Who belongs to the unit is asked on one day: the last day of the period on which the leader led. Who is above and who
is below is asked of the whole period, by the highest place anybody held in it: one place for each person, the same for
whoever asks. So above and below is a strict order, and two leaders never answer for each other, whatever the days on
which posts change hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar, cast

from kpi_es.domain.agency import Agency, Unit
from kpi_es.domain.dated import Dated, in_force
from kpi_es.domain.event import agency_stream, staff_stream
from kpi_es.domain.period import period_days
from kpi_es.domain.posts import direct_manager_of, evaluating_post
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import Appointment, StaffMember
from kpi_es.domain.topics import Aggregate

LEADER_ROLES = frozenset({"head", "deputy"})

_ANYBODY = (1_000_000, 0)
"""The rank of who leads nobody: below every leader."""

_T = TypeVar("_T")


class Surroundings(Protocol):
    """The states a score may look at besides the sheet, each as of one and the same moment."""

    def state(self, stream: str) -> Aggregate:
        """Return a stream's state, the empty one when it has no event."""
        ...

    def people_of(self, agency: str) -> Iterable[str]:
        """Return everybody who ever held a post in an agency, as far as recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom one leader answers for on a day: the people of some units, or some people by name.

    With `directly` only those count whose direct manager the leader is. Who stood beside or above the leader at any
    time of the period, such as the head and the other deputies of a deputy's unit, or the head before and after a
    head, never counts: `rank` says where the leader stands in the period.
    """

    leader: str
    agency: Agency
    period: str
    day: date
    units: frozenset[str]
    members: frozenset[str]
    rank: tuple[int, int]
    directly: bool

    def post_of(self, member: StaffMember) -> Appointment | None:
        """Return the post for which a person is counted, None for somebody the leader does not answer for."""
        if member.staff == self.leader:
            return None
        post = evaluating_post(member, self.day)
        if post is None or post.agency != self.agency.code:
            return None
        named = member.staff in self.members
        if not named and post.unit not in self.units:
            return None
        if self.directly and not named and direct_manager_of(member, self.agency, self.day) != self.leader:
            return None
        return post if _rank(self.agency, member, self.period) > self.rank else None


def scope_of(sheet: Sheet, surroundings: Surroundings) -> Scope | None:
    """Return whom the leader of a sheet answers for, None when no unit, no field and no rank is recorded.

    A deputy for whom no field is recorded answers for the unit of the post, beside the head (Art 15.4).
    """
    agency = cast(Agency, surroundings.state(agency_stream(sheet.agency)))
    member = cast(StaffMember, surroundings.state(staff_stream(sheet.staff)))
    day = _last_day_of_leading(agency, sheet)
    rules = agency.procedure_on(period_days(sheet.period)[0])
    post = evaluating_post(member, day) or Appointment(sheet.agency, sheet.unit, sheet.post, sheet.role)
    tops, members = _led(agency, sheet, post, day)
    if not tops and not members:
        return None
    directly = rules.leader_d_scope == "direct" and sheet.role == "head"
    units = frozenset(below for top in tops for below in agency.units_below(top, day))
    rank = _rank(agency, member, sheet.period)
    return None if rank == _ANYBODY else Scope(sheet.staff, agency, sheet.period, day, units, members, rank, directly)


def may_answer_for_others(member: StaffMember, agency: Agency) -> bool:
    """Tell whether a person ever led anybody in an agency: only such a person's score rests on others'."""
    return (
        any(post.role in LEADER_ROLES for _, post in member.appointments)
        or member.staff in agency.deputies
        or any(head == member.staff for unit in agency.units.values() for _, head in unit.heads)
    )


def _led(agency: Agency, sheet: Sheet, post: Appointment, day: date) -> tuple[tuple[str, ...], frozenset[str]]:
    if sheet.role == "head":
        return agency.units_headed_by(sheet.staff, day), frozenset()
    field = agency.deputy_field_on(sheet.staff, day)
    if field is not None:
        return field.units, frozenset(field.members)
    return ((post.unit,) if agency.unit_on(post.unit, day) else ()), frozenset()


def _last_day_of_leading(agency: Agency, sheet: Sheet) -> date:
    """Return the last day of the period on which the head headed a unit, the period's last for anybody else."""
    first, last = period_days(sheet.period)
    if sheet.role != "head":
        return last
    eves = {since - timedelta(days=1) for unit in agency.units.values() for since, _ in unit.heads}
    days = sorted((day for day in eves if first <= day < last), reverse=True)
    return next((day for day in (last, *days) if agency.units_headed_by(sheet.staff, day)), last)


def _rank(agency: Agency, member: StaffMember, period: str) -> tuple[int, int]:
    """Return the highest place somebody held on any day of a period, the lower number above.

    Heads by their highest unit, then its deputies; units by their depth on the period's last day, so that a unit that
    is moved keeps nobody on two levels. Nothing here may depend on who asks: that is what makes the order strict.
    """
    if not may_answer_for_others(member, agency):
        return _ANYBODY
    first, last = period_days(period)
    headed = (unit.code for unit in agency.units.values() if _headed_within(unit, member.staff, first, last))
    ranks = [(_depth(agency, unit, last), 0) for unit in headed]
    ranks += ((_depth(agency, unit, last), 1) for unit in _deputy_of(agency, member, first, last))
    return min(ranks, default=_ANYBODY)


def _headed_within(unit: Unit, staff: str, first: date, last: date) -> bool:
    days = (first, *(since for since, _ in unit.heads if first < since <= last))
    return any(unit.head_on(day) == staff for day in days)


def _deputy_of(agency: Agency, member: StaffMember, first: date, last: date) -> Iterator[str]:
    """Give the units somebody was deputy of on any day, by the post or by the field."""
    moves = (since for since, _ in member.posts)
    seconded = (day for each in member.secondments for day in (each.first, each.last + timedelta(days=1)))
    for day in (first, *(day for day in (*moves, *seconded) if first < day <= last)):
        post = evaluating_post(member, day)
        if post is not None and post.agency == agency.code and post.role == "deputy":
            yield post.unit
    yield from (field.unit for field in _held_within(agency.deputies.get(member.staff, ()), first, last) if field)


def _held_within(dated: Dated[_T], first: date, last: date) -> Iterator[_T | None]:
    """Give what is in force on the days from first to last; what another entry of the same day replaced never was."""
    yield in_force(dated, first)
    yield from {since: value for since, value in dated if first < since <= last}.values()


def _depth(agency: Agency, unit: str, day: date) -> int:
    return sum(1 for _ in agency.units_above(unit, day))
