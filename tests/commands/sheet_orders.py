"""A sheet's history told in another order that changes nothing about any one line."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import EntryCorrected, TaskEvent
from kpi_es.domain.topics import fold
from kpi_es.evaluation.sheet_facts import score_sheet
from tests.commands.specification import rule_book


def in_another_order(events: Sequence[Event], seed: int) -> list[Event]:
    """Shuffle events of different lines; each line, and what is about the whole sheet, keeps its own order.

    The first event, which opens the sheet, stays first. Versions are numbered anew.
    """
    opening, *rest = events
    lines: dict[str, list[Event]] = {}
    for event in rest:
        lines.setdefault(_line_of(event), []).append(event)
    order = [name for name, own in lines.items() for _ in own]
    random.Random(seed).shuffle(order)
    told = [opening, *(lines[name].pop(0) for name in order)]
    return [event.model_copy(update={"originator_version": version}) for version, event in enumerate(told, 1)]


def totals(sheet: Sheet) -> tuple[str, str | None, dict[str, Fraction]]:
    """Return status, class and every exact number of a sheet's score."""
    result = score_sheet(sheet, None, rule_book(), trace=False)
    return result.status, result.class_code, dict(result.outputs)


def sheet_of(stream: str, events: Sequence[Event]) -> Sheet:
    """Return the sheet these events fold to."""
    sheet = fold(stream, events)
    assert isinstance(sheet, Sheet)
    return sheet


def _line_of(event: Event) -> str:
    return (event.task or "") if isinstance(event, TaskEvent | EntryCorrected) else ""
