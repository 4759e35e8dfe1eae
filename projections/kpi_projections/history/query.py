"""Typed reads of the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from kpi_projections.history.view import HistoryRow
from kpi_projections.reading import DEFAULT_SCHEMA, snapshot


@dataclass(frozen=True, slots=True)
class History:
    """A person's timeline in the order of the log, as of a log position."""

    staff: str
    known_at: datetime | None
    valid_on: date | None
    rows: Sequence[HistoryRow]
    position: int


def history(
    connection: Connection[Any],
    staff: str,
    known_at: datetime | None = None,
    valid_on: date | None = None,
    *,
    schema: str = DEFAULT_SCHEMA,
) -> History:
    """Return what is recorded about a person, no later than `known_at` and holding no later than `valid_on`.

    An unknown staff id has no rows. Raises ValueError for a `known_at` without a time zone.
    """
    require_aware(known_at)
    with snapshot(connection, "history", schema) as live:
        rows = live.rows(
            HistoryRow,
            "SELECT e.* FROM {schema}.concerns c JOIN {schema}.entries e USING (position) WHERE c.staff = %s "
            "AND (%s::timestamptz IS NULL OR e.recorded_at <= %s) AND (%s::date IS NULL OR e.valid_on <= %s) "
            "ORDER BY e.position",
            (staff, known_at, known_at, valid_on, valid_on),
        )
        return History(staff, known_at, valid_on, rows, live.position)


def streams_of(connection: Connection[Any], staff: str, *, schema: str = DEFAULT_SCHEMA) -> tuple[str, ...]:
    """Return the names of a person's own stream, sheets and annual reviews, as far as the history was projected."""
    with snapshot(connection, "history", schema) as live:
        found = live.tuples(
            "SELECT DISTINCT stream FROM {schema}.concerns c JOIN {schema}.entries e USING (position) "
            "WHERE c.staff = %s AND e.staff = c.staff AND e.stream ~ '^(staff|sheet|review):' ORDER BY stream",
            (staff,),
        )
        return tuple(row[0] for row in found)


def require_aware(known_at: datetime | None) -> None:
    """Refuse a moment without a time zone: it would mean another moment on another machine."""
    if known_at is not None and known_at.tzinfo is None:
        raise ValueError(
            f"known_at {known_at.isoformat()} thiếu múi giờ, hãy viết như 2026-08-01T17:00+07:00 / "
            f"known_at {known_at.isoformat()} has no time zone; write it like 2026-08-01T17:00+07:00"
        )
