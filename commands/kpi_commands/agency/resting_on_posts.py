"""What rests on somebody's post: sheets, annual reviews and decided rounds of the agency that evaluated the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from kpi_commands.annual_result import year_streams
from kpi_commands.context import Context
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundEntry
from kpi_es.domain.event import Event, review_stream, round_stream, sheet_stream, staff_stream
from kpi_es.domain.period import period_days
from kpi_es.domain.posts import evaluating_post
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_events import StaffRecordAnnulled
from kpi_es.domain.staff_member import StaffMember, evolve_staff_member
from kpi_es.domain.year import periods_of_year, year_days

MOST_NAMED = 5
"""How many streams a refusal names; it counts them all."""


def require_nothing_rests(annulments: Sequence[Event], context: Context) -> None:
    """Refuse annulments that take away the post on which sheets, a review or an entry of a decided round rest.

    A sheet and a review rest on any post in their agency within the time they are about, an entry on the post of the
    day of the decision as the entry has it: a record dated back after the decision is no ground of it.
    """
    people = {each.staff for each in annulments if isinstance(each, StaffRecordAnnulled)}
    for staff in people:
        before = cast(StaffMember, context.state_of(staff_stream(staff)))
        after = before
        for each in annulments:
            if isinstance(each, StaffRecordAnnulled) and each.staff == staff:
                after = evolve_staff_member(after, each)
        if (before.posts, before.secondments) == (after.posts, after.secondments):
            continue
        found = sorted(set(_resting(before, after, context)))
        if found:
            named = ", ".join(found[:MOST_NAMED]) + (", …" if len(found) > MOST_NAMED else "")
            raise POST_IN_USE.because(staff=staff, count=len(found), streams=named)


def _resting(before: StaffMember, after: StaffMember, context: Context) -> Iterator[str]:
    first = min(_changes(before), default=context.today)
    for year in range(first.year, context.today.year + 1):
        context.load(year_streams([before.staff], year))
        yield from _sheets(before, after, year, context)
        yield from _review(before, after, year, context)
        yield from _rounds(before, after, year, context)


def _sheets(before: StaffMember, after: StaffMember, year: int, context: Context) -> Iterator[str]:
    for period in periods_of_year(year):
        sheet = cast(Sheet, context.state_of(sheet_stream(before.staff, period)))
        if sheet.version and sheet.agency in _left(before, after, *period_days(period)):
            yield sheet.stream


def _review(before: StaffMember, after: StaffMember, year: int, context: Context) -> Iterator[str]:
    review = cast(AnnualReview, context.state_of(review_stream(before.staff, year)))
    if review.version and review.agency in _left(before, after, *year_days(year)):
        yield review.stream


def _rounds(before: StaffMember, after: StaffMember, year: int, context: Context) -> Iterator[str]:
    first, last = year_days(year)
    # A special agency decides in January of the following year (Art 19.2).
    for agency in _agencies(before, first, last + timedelta(days=31)):
        state = cast(ClassificationRound, context.state_of(round_stream(agency, year)))
        entry = state.decision.entries.get(before.staff) if state.decision else None
        if entry is not None and _bears_out(before, entry, state) and not _bears_out(after, entry, state):
            yield state.stream


def _bears_out(member: StaffMember, entry: RoundEntry, state: ClassificationRound) -> bool:
    post = evaluating_post(member, state.decisions[0].decided_on)
    decided = state.agency, entry.unit, entry.role
    return post is not None and (post.agency, post.unit, post.role) == decided


def _left(before: StaffMember, after: StaffMember, first: date, last: date) -> set[str]:
    """Return the agencies that evaluate the person within some days, and would on none of them any more."""
    return _agencies(before, first, last) - _agencies(after, first, last)


def _agencies(member: StaffMember, first: date, last: date) -> set[str]:
    days = (first, *(day for day in _changes(member) if first < day <= last))
    posts = (evaluating_post(member, day) for day in days)
    return {post.agency for post in posts if post is not None}


def _changes(member: StaffMember) -> Iterator[date]:
    yield from (since for since, _ in member.posts)
    for each in member.secondments:
        yield each.first
        yield each.last + timedelta(days=1)


POST_IN_USE = Refusal(
    "record.post_in_use",
    "Điều 4.4, 17.2, 21.3 Nghị định 335/2025/NĐ-CP",
    "Vị trí của {staff} theo bản ghi này là căn cứ của {count} hồ sơ: {streams}; không hủy mà ghi lại cho đúng bằng "
    "một bản ghi có ngày (appoint_staff_member, transfer_staff_member, separate_staff_member, end_secondment).",
    "{count} records rest on the post of {staff} that this one gives: {streams}; do not annul it but put it right by a "
    "dated record (appoint_staff_member, transfer_staff_member, separate_staff_member, end_secondment).",
)
