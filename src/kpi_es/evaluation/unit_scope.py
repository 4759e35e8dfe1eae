"""Whose scores a head or a deputy answers for in a period (Art 15.3a, 15.4), from dated appointments only.

Asked on one day: the last day of the period on which the leader led. Who is above and who is below is a strict
order, so that two leaders never answer for each other, however the posts are recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, cast

from kpi_es.domain.agency import Agency
from kpi_es.domain.event import agency_stream, staff_stream
from kpi_es.domain.period import period_days
from kpi_es.domain.posts import direct_manager_of, evaluating_post
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import Appointment, StaffMember
from kpi_es.domain.topics import Aggregate

LEADER_ROLES = frozenset({"head", "deputy"})

_ANYBODY = (1_000_000, 0)
"""The rank of who leads nobody: below every leader."""


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

    With `directly` only those count whose direct manager the leader is. Who stands beside or above the leader, such
    as the head and the other deputies of a deputy's unit, never counts: `rank` says where the leader stands.
    """

    leader: str
    agency: Agency
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
        return post if _rank(self.agency, member.staff, post, self.day) > self.rank else None


def scope_of(sheet: Sheet, surroundings: Surroundings) -> Scope | None:
    """Return whom the leader of a sheet answers for, None when no unit and no field is recorded for the leader.

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
    rank = _rank(agency, sheet.staff, Appointment(post.agency, post.unit, post.post, sheet.role), day)
    return Scope(sheet.staff, agency, day, units, members, rank, directly)


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


def _rank(agency: Agency, staff: str, post: Appointment, day: date) -> tuple[int, int]:
    """Return where somebody stands, the lower number above: heads by their highest unit, then their deputies."""
    headed = agency.units_headed_by(staff, day)
    if headed:
        return min(_depth(agency, unit, day) for unit in headed), 0
    return (_depth(agency, post.unit, day), 1) if post.role == "deputy" else _ANYBODY


def _depth(agency: Agency, unit: str, day: date) -> int:
    return sum(1 for _ in agency.units_above(unit, day))
