"""One person's history out of the log, and the score it leads to, at any pair of times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kpi_es import __version__
from kpi_es.domain.event import agency_stream, sheet_stream, staff_stream
from kpi_es.domain.period import months_of_quarter, period_days, period_kind
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetOpened
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation import Receipt, Result, evaluate_period_mean
from kpi_es.evaluation.sheet_facts import facts_overriding, facts_within, same_rules
from kpi_es.evaluation.unit_result import OfficeScores, UnitResult
from kpi_es.evaluation.unit_scope import LEADER_ROLES
from kpi_es.ports import Recorded
from kpi_projections.history.query import streams_of
from kpi_projections.replay import Replay, replay
from kpi_projections.scoreboard.query import people_of


class NobodyByThisId(Exception):
    """The log knows nobody by this staff id."""


class NoSheet(Exception):
    """The person has no sheet for the period at the times asked for; `periods` are those there are."""

    def __init__(self, periods: tuple[str, ...]) -> None:
        super().__init__(", ".join(periods))
        self.periods = periods


@dataclass(frozen=True)
class Explained:
    """A sheet as known, its score with the trace, and what it was calculated from."""

    staff: str
    name: str | None
    sheet: Sheet
    result: Result
    receipt: Receipt
    unit: UnitResult | None
    """Item d with the people it follows from, None where the sheet has none or the authority stated it."""
    same_rules: bool
    """False when the rule set at hand is not, byte for byte, the one frozen on the sheet."""


def walk(engine: Engine, staff: str, known_at: datetime | None = None, valid_on: date | None = None) -> Replay:
    """Return a person's history as known at one time, up to one day. Raises NobodyByThisId."""
    if not engine.store.streams([staff_stream(staff)]):
        raise NobodyByThisId(staff)
    with engine.database.datastore.get_connection() as connection:
        names = streams_of(connection, staff, schema=engine.database.schema)
    own = engine.store.timeline(names)
    others = set(_streams_below(engine, own)).difference(names)
    events = [*own, *engine.store.timeline(sorted(others))] if others else own
    return replay(events, staff, engine.rule_book, known_at, valid_on)


def _streams_below(engine: Engine, own: Sequence[Recorded]) -> Iterator[str]:
    """Give the streams on which a leader's scores may rest: the agency, its people, their sheets of those periods."""
    opened = [each.event for each in own if isinstance(each.event, SheetOpened) and each.event.role in LEADER_ROLES]
    for agency in sorted({sheet.agency for sheet in opened}):
        yield agency_stream(agency)
        with engine.database.datastore.get_connection() as connection:
            people = people_of(connection, agency, schema=engine.database.schema)
        for staff in people:
            yield staff_stream(staff)
            yield from (sheet_stream(staff, sheet.period) for sheet in opened if sheet.agency == agency)


@dataclass(frozen=True)
class ExplainedQuarter:
    """A quarter made of months (Art 17.3): the result of each month with a sheet, and how they combine."""

    staff: str
    name: str | None
    period: str
    months: Mapping[str, Result | None]
    result: Result
    receipt: Receipt


def explain(
    engine: Engine, staff: str, period: str, known_at: datetime | None = None, valid_on: date | None = None
) -> Explained | ExplainedQuarter:
    """Return the explanation of a sheet, or of a quarter made of months. Raises NobodyByThisId, NoSheet."""
    walked = walk(engine, staff, known_at, valid_on)
    name = engine.directory.names([staff]).get(staff)
    if period in walked.sheets:
        sheet = walked.sheets[period]
        scores = OfficeScores(walked.surroundings, engine.rule_book)
        result, unit = scores.explained(sheet), scores.unit_result(sheet)
        receipt = _receipt(walked, period, result)
        return Explained(staff, name, sheet, result, receipt, unit, same_rules(sheet, result))
    months = months_of_quarter(period) if period_kind(period) == "quarter" else ()
    opened = [walked.sheets[month] for month in months if month in walked.sheets]
    if not opened:
        raise NoSheet(tuple(walked.sheets))
    results = {month: walked.scores.get(month) for month in months}
    combined = _combine(engine, walked, period, opened, list(results.values()))
    return ExplainedQuarter(staff, name, period, results, combined, _receipt(walked, period, combined))


def explain_sheet(engine: Engine, staff: str, period: str) -> Explained:
    """Return the explanation of a sheet, not of a quarter made of months. Raises NobodyByThisId, NoSheet."""
    found = explain(engine, staff, period)
    if isinstance(found, ExplainedQuarter):
        raise NoSheet(tuple(found.months))
    return found


def _combine(engine: Engine, walked: Replay, quarter: str, opened: list[Sheet], results: list[Result | None]) -> Result:
    newest = opened[-1]
    rule_set = engine.rule_book[newest.rule_set]
    if "quarter" not in rule_set.periods:
        return Result(rule_set.id, rule_set.hash, "not_applicable", {}, None)
    totals = [each.outputs["total"] if each is not None and each.status == "scored" else None for each in results]
    facts = facts_within(walked.member, quarter) | facts_overriding(rule_set, opened)
    return evaluate_period_mean(rule_set, "quarter", newest.role, totals, facts)


def _receipt(walked: Replay, period: str, result: Result) -> Receipt:
    first, last = period_days(period)
    return Receipt(
        engine_version=__version__,
        rule_set_id=result.rule_set_id,
        rule_set_hash=result.rule_set_hash,
        log_position=walked.position,
        valid_on=walked.valid_on or last,
        known_at=walked.known_at or datetime.now(UTC),
        rules_on=first,
    )
