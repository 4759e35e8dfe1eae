"""One person's history out of the log, and the score it leads to, at any pair of times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kpi_es import __version__
from kpi_es.domain.event import staff_stream
from kpi_es.domain.period import period_days
from kpi_es.domain.sheet import Sheet
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation import Receipt, Result
from kpi_es.evaluation.sheet_facts import same_rules, score_sheet
from kpi_projections.history.query import streams_of
from kpi_projections.replay import Replay, replay


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
    same_rules: bool
    """False when the rule set at hand is not, byte for byte, the one frozen on the sheet."""


def walk(engine: Engine, staff: str, known_at: datetime | None = None, valid_on: date | None = None) -> Replay:
    """Return a person's history as known at one time, up to one day. Raises NobodyByThisId."""
    if not engine.store.streams([staff_stream(staff)]):
        raise NobodyByThisId(staff)
    with engine.database.datastore.get_connection() as connection:
        names = streams_of(connection, staff, schema=engine.database.schema)
    events = engine.store.timeline(names)
    return replay(events, staff, engine.rule_book, known_at, valid_on)


def explain_sheet(
    engine: Engine,
    staff: str,
    period: str,
    known_at: datetime | None = None,
    valid_on: date | None = None,
) -> Explained:
    """Return a sheet's score with its explanation. Raises NobodyByThisId, NoSheet."""
    walked = walk(engine, staff, known_at, valid_on)
    sheet = walked.sheets.get(period)
    if sheet is None:
        raise NoSheet(tuple(walked.sheets))
    result = score_sheet(sheet, walked.member, engine.rule_book)
    first, last = period_days(period)
    receipt = Receipt(
        engine_version=__version__,
        rule_set_id=result.rule_set_id,
        rule_set_hash=result.rule_set_hash,
        log_position=walked.position,
        valid_on=valid_on or last,
        known_at=known_at or datetime.now(UTC),
        rules_on=first,
    )
    name = engine.directory.names([staff]).get(staff)
    return Explained(staff, name, sheet, result, receipt, same_rules(sheet, result))
