"""Typed reads of the scoreboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, LiteralString

from psycopg import Connection

from kpi_es.domain.period import period_days
from kpi_es.domain.values import parse_exact
from kpi_projections.reading import DEFAULT_SCHEMA, Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One person in one period, with or without a sheet.

    Without a sheet `kind` is None and `status` is `no_sheet`, or `not_applicable` with a `reason`: `leave:KIND`
    for leave over the whole of the period the person was there, `group:GROUP` where the agency's rule set does
    not apply to the staff group. `stale` is True when an event about the person could not be projected.
    Shares a to e and points are exact text; `total_display` is the rounded total with a decimal point. `d_because`,
    `cause` and `cause_staff` say on whose scores item d rests and what about others moved the row last (`ScoreRow`).
    """

    staff: str
    period: str
    agency: str
    unit: str
    post: str
    role: str
    staff_group: str
    status: str
    stale: bool
    reason: str | None = None
    kind: str | None = None
    sheet_status: str | None = None
    class_code: str | None = None
    a: str | None = None
    b: str | None = None
    c: str | None = None
    d: str | None = None
    dd: str | None = None
    e: str | None = None
    result: str | None = None
    general: str | None = None
    total: str | None = None
    total_display: str | None = None
    rule_set: str | None = None
    rule_set_hash: str | None = None
    rules_unchanged: bool = True
    tasks: int = 0
    late: int = 0
    returned: int = 0
    position: int | None = None
    recorded_at: datetime | None = None
    d_because: str | None = None
    cause: str | None = None
    cause_staff: str | None = None


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """The board as of a log position. `units` names units by (agency, unit), `agencies` agencies by code."""

    rows: Sequence[BoardRow]
    position: int
    units: Mapping[tuple[str, str], str]
    agencies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A unit, or with `unit` None an agency, in one period: the exact mean of those scored, and how they stand."""

    agency: str
    unit: str | None
    period: str
    people: int
    scored: int
    mean: Fraction | None
    classes: Mapping[str, int]
    statuses: Mapping[str, int]


def scoreboard(
    connection: Connection[Any],
    agency: str | None = None,
    period: str | None = None,
    *,
    schema: str = DEFAULT_SCHEMA,
) -> Scoreboard:
    """Return everybody who stood in an agency in a period, by agency, period, unit (the root first), head first.

    Without a period: every month and quarter in which the agency has a sheet. Raises ValueError for a period of no
    known spelling, NotProjected before the first projection.
    """
    asked = [(period, *period_days(period))] if period else []
    with snapshot(connection, "scoreboard", schema) as live:
        rows = [*_with_sheet(live, agency, period), *_without_sheet(live, agency, asked)]
        named = live.tuples("SELECT agency, unit, name, parent FROM {schema}.units")
        roots = {(code, unit) for code, unit, _, parent in named if parent is None}
        return Scoreboard(
            rows=sorted(rows, key=lambda row: _order(row, (row.agency, row.unit) in roots)),
            position=live.position,
            units={(code, unit): name for code, unit, name, _ in named},
            agencies={code: name for code, _, name, parent in named if parent is None},
        )


def people_of(connection: Connection[Any], agency: str, *, schema: str = DEFAULT_SCHEMA) -> tuple[str, ...]:
    """Return everybody who was ever evaluated in an agency, as far as the board was projected."""
    with snapshot(connection, "scoreboard", schema) as live:
        found = live.tuples("SELECT DISTINCT staff FROM {schema}.postings WHERE agency = %s ORDER BY staff", (agency,))
        return tuple(row[0] for row in found)


def results_by_unit(rows: Iterable[BoardRow]) -> list[GroupResult]:
    """Return each unit's result by period, in the order of the board."""
    groups: dict[tuple[str, str | None, str], list[BoardRow]] = {}
    for row in rows:
        groups.setdefault((row.agency, row.unit, row.period), []).append(row)
    return [_group(key, members) for key, members in groups.items()]


def results_by_agency(rows: Iterable[BoardRow]) -> list[GroupResult]:
    """Return each agency's result by period, in the order of the board."""
    groups: dict[tuple[str, str | None, str], list[BoardRow]] = {}
    for row in rows:
        groups.setdefault((row.agency, None, row.period), []).append(row)
    return [_group(key, members) for key, members in groups.items()]


def _group(key: tuple[str, str | None, str], rows: Sequence[BoardRow]) -> GroupResult:
    agency, unit, period = key
    totals = [parse_exact(row.total) for row in rows if row.status == "scored" and row.total is not None]
    return GroupResult(
        agency=agency,
        unit=unit,
        period=period,
        people=len(rows),
        scored=len(totals),
        mean=sum(totals, Fraction(0)) / len(totals) if totals else None,
        classes=dict(sorted(Counter(row.class_code for row in rows if row.class_code).items())),
        statuses=dict(sorted(Counter(row.status for row in rows).items())),
    )


_ROLES = ("head", "deputy")


def _order(row: BoardRow, in_root_unit: bool) -> tuple[str, str, bool, str, int, str]:
    rank = _ROLES.index(row.role) if row.role in _ROLES else len(_ROLES)
    return row.agency, row.period, not in_root_unit, row.unit, rank, row.staff


def _with_sheet(live: Snapshot, agency: str | None, period: str | None) -> list[BoardRow]:
    return live.rows(BoardRow, _SCORES, {"agency": agency, "period": period})


def _without_sheet(live: Snapshot, agency: str | None, asked: Sequence[tuple[str, date, date]]) -> list[BoardRow]:
    """Return those who held a post in a period without a sheet, with the last post they held in it."""
    names, firsts, lasts = ([each[part] for each in asked] for part in range(3))
    parameters = {"agency": agency, "names": names, "firsts": firsts, "lasts": lasts}
    return live.rows(BoardRow, _PRESENT_WITHOUT_SHEET, parameters)


_SCORES: LiteralString = """
SELECT staff, period, agency, unit, post, role, staff_group, status, kind, sheet_status, class_code,
    a, b, c, d, dd, e, result, general, total, total_display, rule_set, rule_set_hash, rules_unchanged,
    tasks, late, returned, position, recorded_at, d_because, cause, cause_staff,
    EXISTS (SELECT FROM {schema}.dead_letters AS letter WHERE letter.staff = score.staff) AS stale
FROM {schema}.scores AS score
WHERE (%(agency)s::text IS NULL OR agency = %(agency)s) AND (%(period)s::text IS NULL OR period = %(period)s)
"""

# The periods asked for, or those in which an agency has a sheet; then whoever held a post there and then; then
# why there is no sheet: leave over the whole presence, or a rule set that leaves the staff group out.
_PRESENT_WITHOUT_SHEET: LiteralString = """
WITH periods AS (
    SELECT DISTINCT agency, period, first_day, last_day FROM {schema}.scores
    WHERE cardinality(%(names)s::text[]) = 0 AND (%(agency)s::text IS NULL OR agency = %(agency)s)
    UNION
    SELECT agency, asked.* FROM (
        SELECT DISTINCT agency FROM {schema}.postings WHERE %(agency)s::text IS NULL OR agency = %(agency)s
    ) AS agencies, unnest(%(names)s::text[], %(firsts)s::date[], %(lasts)s::date[])
        AS asked (period, first_day, last_day)
), present AS (
    SELECT DISTINCT ON (post.staff, asked.period) post.*, asked.period, asked.first_day AS begins,
        min(greatest(post.first_day, asked.first_day)) OVER presence AS came,
        max(least(post.last_day, asked.last_day)) OVER presence AS went
    FROM {schema}.postings AS post JOIN periods AS asked
        ON post.agency = asked.agency AND post.first_day <= asked.last_day
        AND coalesce(post.last_day >= greatest(post.first_day, asked.first_day), true)
    WHERE NOT EXISTS (
        SELECT FROM {schema}.scores AS score WHERE score.staff = post.staff AND score.period = asked.period
    )
    WINDOW presence AS (PARTITION BY post.staff, asked.period)
    ORDER BY post.staff, asked.period, post.first_day DESC, post.number DESC
), explained AS (
    SELECT present.*, CASE
        WHEN absence.kind IS NOT NULL THEN 'leave:' || absence.kind
        WHEN NOT adopted.covers THEN 'group:' || staff_group
    END AS reason
    FROM present
    LEFT JOIN LATERAL (
        SELECT min(kind) AS kind FROM {schema}.leaves AS leave
        WHERE leave.staff = present.staff AND leave.first_day <= came AND leave.last_day >= went
    ) AS absence ON true
    LEFT JOIN LATERAL (
        SELECT present.staff_group = ANY(string_to_array(staff_groups, ',')) AS covers
        FROM {schema}.adoptions AS adoption
        WHERE adoption.agency = present.agency AND adoption.since <= begins AND adoption.stands
        ORDER BY since DESC, position DESC LIMIT 1
    ) AS adopted ON true
)
SELECT staff, period, agency, unit, post, role, staff_group, reason,
    CASE WHEN reason IS NULL THEN 'no_sheet' ELSE 'not_applicable' END AS status,
    EXISTS (SELECT FROM {schema}.dead_letters AS letter WHERE letter.staff = explained.staff) AS stale
FROM explained
"""
