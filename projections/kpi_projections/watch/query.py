"""Typed reads of the watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from kpi_es.domain.period import period_days
from kpi_projections.reading import DEFAULT_SCHEMA, snapshot
from kpi_projections.watch.flags import Flag, flags_of
from kpi_projections.watch.thresholds import Thresholds
from kpi_projections.watch.view import ActRow, EffortRow


@dataclass(frozen=True, slots=True)
class Watch:
    """The flags of one period as of a log position; `period` is None when nothing was recorded at all."""

    period: str | None
    flags: Sequence[Flag]
    thresholds: Thresholds
    position: int


def flags(
    connection: Connection[Any],
    agency: str | None = None,
    unit: str | None = None,
    period: str | None = None,
    *,
    thresholds: Thresholds | None = None,
    schema: str = DEFAULT_SCHEMA,
) -> Watch:
    """Return the flags of a period, by default the latest one with a sheet.

    `unit` keeps those about people of that unit, measured within it. Raises ValueError for a period of no known
    spelling, NotProjected before the first projection.
    """
    if period is not None:
        period_days(period)
    chosen = thresholds or Thresholds()
    with snapshot(connection, "watch", schema) as live:
        if period is None:
            [(period,)] = live.tuples(
                "SELECT max(period) FROM {schema}.efforts WHERE %s::text IS NULL OR agency = %s", (agency, agency)
            )
        asked = {"period": period, "agency": agency, "unit": unit}
        efforts = live.rows(
            EffortRow,
            "SELECT * FROM {schema}.efforts WHERE period = %(period)s "
            "AND (%(agency)s::text IS NULL OR agency = %(agency)s) AND (%(unit)s::text IS NULL OR unit = %(unit)s)",
            asked,
        )
        acts = live.rows(
            ActRow,
            "SELECT * FROM {schema}.acts WHERE period = %(period)s "
            "AND (%(agency)s::text IS NULL OR agency = %(agency)s) AND (%(unit)s::text IS NULL OR unit = %(unit)s)",
            asked,
        )
        return Watch(period, flags_of(efforts, acts, chosen), chosen, live.position)
