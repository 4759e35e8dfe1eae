"""Typed reads of the indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from kpi_projections.indicators.progress import Progress, progress_of
from kpi_projections.indicators.view import PlaceRow, PlanRow, WorkRow
from kpi_projections.reading import DEFAULT_SCHEMA, Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class AgencyIndicators:
    """An agency's indicators of a year as of a log position, each followed by those below it."""

    agency: str
    year: int
    indicators: Sequence[Progress]
    units: Mapping[str, str]
    """Names of units by code."""
    position: int


def indicators(
    connection: Connection[Any],
    agency: str | None = None,
    year: int | None = None,
    *,
    schema: str = DEFAULT_SCHEMA,
) -> list[AgencyIndicators]:
    """Return the indicators of an agency, by default of all; of a year, by default of the latest there is.

    Raises NotProjected before the first projection.
    """
    with snapshot(connection, "indicators", schema) as live:
        asked = live.tuples(
            "SELECT DISTINCT agency, year FROM {schema}.plans WHERE (%s::text IS NULL OR agency = %s) "
            "AND year = coalesce(%s::bigint, (SELECT max(year) FROM {schema}.plans)) ORDER BY agency",
            (agency, agency, year),
        )
        return [_of_agency(live, str(code), int(found)) for code, found in asked]


def _of_agency(live: Snapshot, agency: str, year: int) -> AgencyIndicators:
    plans = live.rows(PlanRow, "SELECT * FROM {schema}.plans WHERE agency = %s AND year = %s", (agency, year))
    within = (agency, date(year, 1, 1), date(year + 1, 1, 1))
    work = live.rows(
        WorkRow,
        "SELECT * FROM {schema}.work WHERE agency = %s AND first_day >= %s AND first_day < %s",
        within,
    )
    places = live.rows(PlaceRow, "SELECT * FROM {schema}.places WHERE agency = %s", (agency,))
    names = {place.unit: place.name for place in places}
    return AgencyIndicators(agency, year, progress_of(plans, work, places), names, live.position)
