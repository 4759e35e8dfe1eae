"""Folding a part of a history: what an event acts on may be missing, because it is dated or was learned later.

The rule: **an event whose target is not there is shown and moves nothing.** Its target is what the event changes:
the opened sheet, the task, the submission that is accepted or returned, the accepted submission or the points that
are corrected, the unit that gets a head.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_es.domain.agency import Agency, HeadNamed, HeadReleased
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import (
    EntryCorrected,
    ResultAccepted,
    ResultReturned,
    SheetOpened,
    TaskAssigned,
    TaskEvent,
)
from kpi_es.domain.topics import Aggregate, empty, evolve


def missing_target(state: Aggregate, event: Event) -> str | None:
    """Return what an event acts on and the state does not have, None when nothing is missing.

    The name is `sheet`, `task`, `delivery`, `points` or `unit`.
    """
    match state:
        case Sheet():
            return _missing_on_sheet(state, event)
        case Agency() if isinstance(event, HeadNamed | HeadReleased):
            return None if event.unit in state.units else "unit"
        case _:
            return None


def evolve_known(state: Aggregate, event: Event) -> Aggregate:
    """Return the state after an event, the same state when the event's target is missing."""
    return evolve(state, event) if missing_target(state, event) is None else state


def fold_known(stream: str, events: Iterable[Event]) -> Aggregate:
    """Return the state of a stream after some of its events, in order; never fails on a gap."""
    state = empty(stream)
    for event in events:
        state = evolve_known(state, event)
    return state


def _missing_on_sheet(sheet: Sheet, event: Event) -> str | None:
    if isinstance(event, SheetOpened):
        return None
    if not sheet.rule_set:
        return "sheet"
    if isinstance(event, EntryCorrected):
        return _missing_for_correction(sheet, event)
    if isinstance(event, TaskEvent) and not isinstance(event, TaskAssigned):
        line = sheet.tasks.get(event.task)
        return "task" if line is None else _missing_on_line(line, event)
    return None


def _missing_on_line(line: TaskLine, event: TaskEvent) -> str | None:
    if isinstance(event, ResultAccepted | ResultReturned):
        return None if event.delivery in line.deliveries else "delivery"
    return None


def _missing_for_correction(sheet: Sheet, event: EntryCorrected) -> str | None:
    if event.criterion is not None:
        return None if event.criterion in (sheet.general or {}) else "points"
    line = sheet.tasks.get(event.task or "")
    if line is None:
        return "task"
    if event.delivery is None:
        return None
    # Only what was accepted is ever corrected; on a submission that nobody judged yet it would invent a verdict.
    delivery = line.deliveries.get(event.delivery)
    return None if delivery is not None and delivery.status == "accepted" else "delivery"
