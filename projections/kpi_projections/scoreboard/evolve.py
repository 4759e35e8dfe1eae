"""Which rows an event touches, and how a row follows from the folded states."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from importlib import resources
from typing import TypeVar, cast

from kpi_es.domain.event import Event, sheet_stream, staff_stream
from kpi_es.domain.period import months_of_quarter, period_kind, quarter_of
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.evaluation.remembered_scores import RememberedScores
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_es.evaluation.unit_scope import LEADER_ROLES
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook
from kpi_projections.read_model import Changes, Key, States, Table
from kpi_projections.scoreboard.dependents import Dependents
from kpi_projections.scoreboard.references import References
from kpi_projections.scoreboard.rows import combined_row, sheet_row
from kpi_projections.scoreboard.view import ADOPTIONS, LEAVES, POSTINGS, SCORES, UNITS, ScoreRow

_K = TypeVar("_K", bound=Hashable)


class ScoreboardModel:
    """Scores every sheet that changed once a batch, the leaders' above it, and the quarters they belong to."""

    name = "scoreboard"
    version = 2
    tables: Sequence[Table] = (SCORES, POSTINGS, LEAVES, UNITS, ADOPTIONS)

    def __init__(self, rule_book: RuleBook) -> None:
        self.tables_sql = (
            resources.files("kpi_projections.scoreboard").joinpath("tables.sql").read_text(encoding="utf-8")
        )
        self._rule_book = rule_book
        self._remembered = RememberedScores(rule_book)

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        """Return the rows that change: reference rows, the sheets touched, and their quarters."""
        relevant = [recorded for recorded in events if _is_relevant(recorded.event)]
        states.load(recorded.event.originator_id for recorded in relevant)
        dependents = Dependents(relevant, states, self._rule_book)
        references = References(self._rule_book)
        for recorded in relevant:
            before = states.state(recorded.event.originator_id)
            dependents.take(recorded)
            references.take(recorded, before, states.state(recorded.event.originator_id))
        return {SCORES: self._scores(dependents.touched, states), **references.changes()}

    def _scores(self, touched: dict[str, Recorded], states: States) -> dict[Key, ScoreRow]:
        states.load(_streams_read(touched))
        scores = OfficeScores(states, self._rule_book, self._remembered)
        rows: dict[Key, ScoreRow] = {}
        quarters: dict[tuple[str, str], Recorded] = {}
        for stream, last in touched.items():
            sheet = cast(Sheet, states.state(stream))
            if sheet.version == 0:
                continue
            _load_people_below(sheet, states)
            member = cast(StaffMember, states.state(staff_stream(sheet.staff)))
            result, unit = scores.result(sheet), scores.unit_result(sheet)
            rows[(sheet.staff, sheet.period)] = sheet_row(sheet, member, result, unit, self._rule_book, last)
            if period_kind(sheet.period) == "month":
                _keep_last(quarters, (sheet.staff, quarter_of(sheet.period)), last)
        for (staff, quarter), last in quarters.items():
            if cast(Sheet, states.state(sheet_stream(staff, quarter))).version == 0:
                rows[(staff, quarter)] = self._quarter(staff, quarter, states, scores, last)
        return rows

    def _quarter(self, staff: str, quarter: str, states: States, scores: OfficeScores, last: Recorded) -> ScoreRow:
        member = cast(StaffMember, states.state(staff_stream(staff)))
        sheets = [cast(Sheet, states.state(sheet_stream(staff, month))) for month in months_of_quarter(quarter)]
        for sheet in sheets:
            _load_people_below(sheet, states)
        results = [scores.result(sheet) if sheet.version else None for sheet in sheets]
        return combined_row(quarter, sheets, member, results, self._rule_book, last)


def _is_relevant(event: Event) -> bool:
    return event.originator_id.partition(":")[0] in ("agency", "staff", "sheet")


def _keep_last(lasts: dict[_K, Recorded], key: _K, recorded: Recorded) -> None:
    known = lasts.get(key)
    if known is None or known.position < recorded.position:
        lasts[key] = recorded


def _streams_read(touched: Iterable[str]) -> Iterator[str]:
    for stream in touched:
        _, staff, period = stream.split(":")
        yield staff_stream(staff)
        yield sheet_stream(staff, quarter_of(period))
        for month in months_of_quarter(quarter_of(period)):
            yield sheet_stream(staff, month)


def _load_people_below(sheet: Sheet, states: States) -> None:
    """Read everybody together on whose score a leader's may rest; only a matter of speed."""
    if sheet.role in LEADER_ROLES:
        people = states.people_of(sheet.agency)
        states.load(staff_stream(staff) for staff in people)
        states.load(sheet_stream(staff, sheet.period) for staff in people)
