"""The reference rows of the board: posts, leaves, units and adopted rule sets, followed event by event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import AgencyRecordAnnulled, RuleSetAdopted
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook
from kpi_projections.read_model import Changes, Key
from kpi_projections.scoreboard.rows import leave_rows, posting_rows
from kpi_projections.scoreboard.view import (
    ADOPTIONS,
    LEAVES,
    POSTINGS,
    UNITS,
    AdoptionRow,
    LeaveRow,
    PostingRow,
    UnitRow,
)


class References:
    """The reference rows that change with the events of one batch; a row is never deleted, only emptied."""

    def __init__(self, rule_book: RuleBook) -> None:
        self._rule_book = rule_book
        self._postings: dict[Key, PostingRow] = {}
        self._leaves: dict[Key, LeaveRow] = {}
        self._units: dict[Key, UnitRow] = {}
        self._adoptions: dict[Key, AdoptionRow] = {}

    def take(self, recorded: Recorded, before: Aggregate, after: Aggregate) -> None:
        """Note the rows that follow from an event of a person or an agency; other events give none."""
        match before, after:
            case StaffMember(), StaffMember():
                self._take_member(before, after)
            case Agency(), Agency():
                self._take_agency(recorded, before, after)
            case _:
                pass

    def changes(self) -> Changes:
        """Return the rows by table."""
        return {
            POSTINGS: self._postings,
            LEAVES: self._leaves,
            UNITS: self._units,
            ADOPTIONS: self._adoptions,
        }

    def _take_member(self, before: StaffMember, after: StaffMember) -> None:
        postings, leaves = posting_rows(after), leave_rows(after)
        self._postings |= {(row.staff, row.number): row for row in postings}
        self._leaves |= {(row.staff, row.number): row for row in leaves}
        for post in posting_rows(before)[len(postings) :]:
            self._postings[post.staff, post.number] = replace(post, last_day=_day_before(post.first_day))
        for leave in leave_rows(before)[len(leaves) :]:
            self._leaves[leave.staff, leave.number] = replace(leave, last_day=_day_before(leave.first_day))

    def _take_agency(self, recorded: Recorded, before: Agency, after: Agency) -> None:
        self._units |= {
            (after.code, unit.code): UnitRow(after.code, unit.code, unit.name, unit.parent, unit.since)
            for unit in after.units.values()
        }
        event = recorded.event
        if isinstance(event, RuleSetAdopted):
            self._adopt(event, recorded.position, stands=True)
        if isinstance(event, AgencyRecordAnnulled):
            for record in before.records:
                if record.event_id == event.annuls and isinstance(record, RuleSetAdopted):
                    self._adopt(record, recorded.position, stands=False)

    def _adopt(self, event: RuleSetAdopted, position: int, *, stands: bool) -> None:
        groups = ",".join(application.group for application in self._rule_book[event.rule_set].applies_to)
        row = AdoptionRow(event.agency, event.event_id, position, event.valid_on, event.rule_set, groups, stands)
        self._adoptions[event.agency, str(event.event_id)] = row


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
