"""Which rows an event touches, and how a row follows from the folded states."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from importlib import resources
from typing import TypeVar, cast

from kpi_es.domain.agency import AgencyOpened, RuleSetAdopted, UnitAdded
from kpi_es.domain.event import Event, sheet_stream, staff_stream
from kpi_es.domain.period import months_of_quarter, period_kind, quarter_of
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetEvent
from kpi_es.domain.staff_member import StaffEvent, StaffMember
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet_facts import score_sheet
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook
from kpi_projections.read_model import Changes, Key, States, Table
from kpi_projections.scoreboard.rows import combined_row, leave_rows, posting_rows, sheet_row
from kpi_projections.scoreboard.view import (
    ADOPTIONS,
    LEAVES,
    POSTINGS,
    SCORES,
    UNITS,
    AdoptionRow,
    LeaveRow,
    PostingRow,
    ScoreRow,
    UnitRow,
)
from kpi_projections.subjects import person_of_stream

_K = TypeVar("_K", bound=Hashable)
_MOST_RESULTS = 20_000


class ScoreboardModel:
    """Scores every sheet that changed once a batch, and the quarter it belongs to."""

    name = "scoreboard"
    version = 1
    tables: Sequence[Table] = (SCORES, POSTINGS, LEAVES, UNITS, ADOPTIONS)

    def __init__(self, rule_book: RuleBook) -> None:
        self.tables_sql = (
            resources.files("kpi_projections.scoreboard").joinpath("tables.sql").read_text(encoding="utf-8")
        )
        self._rule_book = rule_book
        self._results: OrderedDict[tuple[int, int], tuple[Sheet, StaffMember, Result]] = OrderedDict()

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        """Return the rows that change: reference rows, the sheets touched, and their quarters."""
        relevant = [recorded for recorded in events if _is_relevant(recorded.event)]
        touched = _sheets_touched(relevant, states)
        states.load(_streams_read(relevant, touched))
        for recorded in relevant:
            states.advance(recorded.event)
        return {
            SCORES: self._scores(touched, states),
            **_reference_rows(relevant, states),
            ADOPTIONS: _adoptions(relevant, self._rule_book),
            UNITS: _units(relevant),
        }

    def _scores(self, touched: dict[str, Recorded], states: States) -> dict[Key, ScoreRow]:
        rows: dict[Key, ScoreRow] = {}
        quarters: dict[tuple[str, str], Recorded] = {}
        for stream, last in touched.items():
            sheet = cast(Sheet, states.state(stream))
            if sheet.version == 0:
                continue
            member = cast(StaffMember, states.state(staff_stream(sheet.staff)))
            rows[(sheet.staff, sheet.period)] = sheet_row(
                sheet, member, self._score(sheet, member), self._rule_book, last
            )
            if period_kind(sheet.period) == "month":
                _keep_last(quarters, (sheet.staff, quarter_of(sheet.period)), last)
        for (staff, quarter), last in quarters.items():
            if cast(Sheet, states.state(sheet_stream(staff, quarter))).version == 0:
                rows[(staff, quarter)] = self._quarter(staff, quarter, states, last)
        return rows

    def _quarter(self, staff: str, quarter: str, states: States, last: Recorded) -> ScoreRow:
        member = cast(StaffMember, states.state(staff_stream(staff)))
        sheets = [cast(Sheet, states.state(sheet_stream(staff, month))) for month in months_of_quarter(quarter)]
        results = [self._score(sheet, member) if sheet.version else None for sheet in sheets]
        return combined_row(quarter, sheets, member, results, self._rule_book, last)

    def _score(self, sheet: Sheet, member: StaffMember) -> Result:
        """Score a sheet, or remember the result for these very two states.

        The states are kept beside the result, so their identities can not be given to other objects meanwhile.
        """
        key = (id(sheet), id(member))
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key][2]
        result = score_sheet(sheet, member, self._rule_book, trace=False)
        self._results[key] = (sheet, member, result)
        if len(self._results) > _MOST_RESULTS:
            self._results.popitem(last=False)
        return result


def _is_relevant(event: Event) -> bool:
    return isinstance(event, SheetEvent | StaffEvent | AgencyOpened | UnitAdded | RuleSetAdopted)


def _sheets_touched(events: Sequence[Recorded], states: States) -> dict[str, Recorded]:
    """Return each sheet to score anew with the last event behind it: its own, or one about the person."""
    of_people: dict[str, Recorded] = {}
    for recorded in events:
        if isinstance(recorded.event, StaffEvent):
            of_people[person_of_stream(recorded.event.originator_id) or ""] = recorded
    touched: dict[str, Recorded] = {}
    for staff, sheets in states.sheets_of(of_people).items():
        for stream in sorted(sheets):
            touched[stream] = of_people[staff]
    for recorded in events:
        if isinstance(recorded.event, SheetEvent):
            _keep_last(touched, recorded.event.originator_id, recorded)
            if about := of_people.get(recorded.event.staff):
                _keep_last(touched, recorded.event.originator_id, about)
    return touched


def _keep_last(lasts: dict[_K, Recorded], key: _K, recorded: Recorded) -> None:
    known = lasts.get(key)
    if known is None or known.position < recorded.position:
        lasts[key] = recorded


def _streams_read(events: Sequence[Recorded], touched: Iterable[str]) -> Iterator[str]:
    for recorded in events:
        if isinstance(recorded.event, StaffEvent):
            yield recorded.event.originator_id
    for stream in touched:
        _, staff, period = stream.split(":")
        yield staff_stream(staff)
        yield sheet_stream(staff, quarter_of(period))
        for month in months_of_quarter(quarter_of(period)):
            yield sheet_stream(staff, month)


def _reference_rows(events: Sequence[Recorded], states: States) -> Changes:
    """Return the postings and leaves of everybody about whom something was recorded."""
    streams = {each.event.originator_id for each in events if isinstance(each.event, StaffEvent)}
    members = [cast(StaffMember, states.state(stream)) for stream in sorted(streams)]
    postings: dict[Key, PostingRow] = {(row.staff, row.number): row for each in members for row in posting_rows(each)}
    leaves: dict[Key, LeaveRow] = {(row.staff, row.number): row for each in members for row in leave_rows(each)}
    return {POSTINGS: postings, LEAVES: leaves}


def _adoptions(events: Sequence[Recorded], rule_book: RuleBook) -> dict[Key, AdoptionRow]:
    rows: dict[Key, AdoptionRow] = {}
    for recorded in events:
        event = recorded.event
        if isinstance(event, RuleSetAdopted):
            groups = ",".join(application.group for application in rule_book[event.rule_set].applies_to)
            row = AdoptionRow(event.agency, recorded.position, event.valid_on, event.rule_set, groups)
            rows[(event.agency, recorded.position)] = row
    return rows


def _units(events: Sequence[Recorded]) -> dict[Key, UnitRow]:
    rows: dict[Key, UnitRow] = {}
    for recorded in events:
        event = recorded.event
        if isinstance(event, AgencyOpened):
            row = UnitRow(event.agency, event.root_unit, event.name, None, event.valid_on)
            rows[(event.agency, event.root_unit)] = row
        elif isinstance(event, UnitAdded):
            rows[(event.agency, event.unit)] = UnitRow(
                event.agency, event.unit, event.name, event.parent, event.valid_on
            )
    return rows
