"""From the events of sheets to the rows of the watch."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib import resources
from typing import Any, cast

from kpi_es.domain.period import period_days
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import EntryCorrected, ResultAccepted, ResultReturned, ResultSubmitted, SheetEvent
from kpi_es.domain.values import format_exact
from kpi_es.ports import Recorded
from kpi_projections.read_model import Changes, Key, States, Table
from kpi_projections.watch.view import ACTS, EFFORTS, ActRow, EffortRow

_KINDS: dict[type[SheetEvent], str] = {
    ResultSubmitted: "submission",
    ResultAccepted: "acceptance",
    ResultReturned: "return",
    EntryCorrected: "correction",
}


class WatchModel:
    """One row an act upon a result, and each person's accepted work by period."""

    name = "watch"
    version = 1
    tables: Sequence[Table] = (EFFORTS, ACTS)

    def __init__(self) -> None:
        self.tables_sql = resources.files("kpi_projections.watch").joinpath("tables.sql").read_text(encoding="utf-8")

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        """Return the rows of these events, and the effort of every sheet they touch."""
        of_sheets = [recorded for recorded in events if isinstance(recorded.event, SheetEvent)]
        states.load(recorded.event.originator_id for recorded in of_sheets)
        acts: dict[Key, ActRow] = {}
        touched: dict[str, int] = {}
        for recorded in of_sheets:
            _, after = states.advance(recorded.event)
            touched[recorded.event.originator_id] = recorded.position
            if type(recorded.event) in _KINDS:
                acts[(recorded.position,)] = act_row(recorded, cast(Sheet, after))
        sheets = {stream: cast(Sheet, states.state(stream)) for stream in touched}
        efforts: dict[Key, EffortRow] = {
            (sheet.staff, sheet.period): effort_row(sheet, touched[stream]) for stream, sheet in sheets.items()
        }
        return {EFFORTS: efforts, ACTS: acts}


def effort_row(sheet: Sheet, position: int) -> EffortRow:
    """Return the accepted work of a sheet, each line converted by its frozen coefficient."""
    effort = sum((line.coefficient * line.done for line in sheet.tasks.values()), Fraction(0))
    return EffortRow(
        staff=sheet.staff,
        period=sheet.period,
        agency=sheet.agency,
        unit=sheet.unit,
        role=sheet.role,
        effort=format_exact(effort),
        position=position,
    )


def act_row(recorded: Recorded, sheet: Sheet) -> ActRow:
    """Return the row of one act upon a sheet."""
    event = cast(SheetEvent, recorded.event)
    said: dict[str, Any] = {
        name: getattr(event, name, None) for name in ("task", "delivery", "actor", "source", "system", "verdict")
    }
    return ActRow(
        position=recorded.position,
        event_id=event.event_id,
        kind=_KINDS[type(event)],
        staff=event.staff,
        period=event.period,
        last_day=period_days(event.period)[1],
        agency=sheet.agency,
        unit=sheet.unit,
        recorded_at=event.recorded_at,
        evidence=len(getattr(event, "evidence", ())),
        **said,
    )
