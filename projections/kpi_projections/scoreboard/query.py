"""Typed reads of the scoreboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

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
    Shares a to e and points are exact text; `total_display` is the rounded total with a decimal point.
    """

    staff: str
    period: str
    kind: str | None
    agency: str
    unit: str
    post: str
    role: str
    staff_group: str
    status: str
    reason: str | None
    sheet_status: str | None
    class_code: str | None
    a: str | None
    b: str | None
    c: str | None
    d: str | None
    dd: str | None
    e: str | None
    result: str | None
    general: str | None
    total: str | None
    total_display: str | None
    rule_set: str | None
    rule_set_hash: str | None
    rules_unchanged: bool
    tasks: int
    late: int
    returned: int
    position: int | None
    recorded_at: datetime | None
    stale: bool


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
    """Return everybody who stood in an agency in a period, by agency, period, unit, head first, staff id.

    Without a period: every month and quarter in which the agency has a sheet. Raises ValueError for a period of no
    known spelling, NotProjected before the first projection.
    """
    asked = [(period, *period_days(period))] if period else []
    with snapshot(connection, "scoreboard", schema) as live:
        rows = [*_with_sheet(live, agency, period), *_without_sheet(live, agency, asked)]
        named = live.tuples("SELECT agency, unit, name, parent FROM {schema}.units")
        return Scoreboard(
            rows=sorted(rows, key=_order),
            position=live.position,
            units={(code, unit): name for code, unit, name, _ in named},
            agencies={code: name for code, _, name, parent in named if parent is None},
        )


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


def _order(row: BoardRow) -> tuple[str, str, str, int, str]:
    rank = _ROLES.index(row.role) if row.role in _ROLES else len(_ROLES)
    return row.agency, row.period, row.unit, rank, row.staff


def _with_sheet(live: Snapshot, agency: str | None, period: str | None) -> list[BoardRow]:
    return live.rows(
        BoardRow,
        "SELECT staff, period, kind, agency, unit, post, role, staff_group, status, NULL AS reason, sheet_status, "
        "class_code, a, b, c, d, dd, e, result, general, total, total_display, rule_set, rule_set_hash, "
        "rules_unchanged, tasks, late, returned, position, recorded_at, "
        "EXISTS (SELECT FROM {schema}.dead_letters l WHERE l.staff = s.staff) AS stale "
        "FROM {schema}.scores s "
        "WHERE (%s::text IS NULL OR agency = %s) AND (%s::text IS NULL OR period = %s)",
        (agency, agency, period, period),
    )


def _without_sheet(
    live: Snapshot, agency: str | None, asked: Sequence[tuple[str, date, date]]
) -> list[BoardRow]:
    """Return those who held a post in a period without a sheet, with the last post they held in it."""
    names, firsts, lasts = (
        [each[0] for each in asked],
        [each[1] for each in asked],
        [each[2] for each in asked],
    )
    found = live.tuples(
        "WITH periods AS ("
        "  SELECT DISTINCT agency, period, first_day, last_day FROM {schema}.scores"
        "  WHERE cardinality(%(names)s::text[]) = 0 AND (%(agency)s::text IS NULL OR agency = %(agency)s)"
        "  UNION SELECT agency, asked.* FROM (SELECT DISTINCT agency FROM {schema}.postings"
        "    WHERE %(agency)s::text IS NULL OR agency = %(agency)s) AS agencies,"
        "    unnest(%(names)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS asked (period, first_day, last_day)"
        "), present AS ("
        "  SELECT DISTINCT ON (p.staff, t.period) p.*, t.period, t.first_day AS begins,"
        "    min(greatest(p.first_day, t.first_day)) OVER presence AS came,"
        "    max(least(p.last_day, t.last_day)) OVER presence AS left_on"
        "  FROM {schema}.postings p JOIN periods t ON p.agency = t.agency AND p.first_day <= t.last_day"
        "    AND coalesce(p.last_day >= greatest(p.first_day, t.first_day), true)"
        "  WHERE NOT EXISTS (SELECT FROM {schema}.scores s WHERE s.staff = p.staff AND s.period = t.period)"
        "  WINDOW presence AS (PARTITION BY p.staff, t.period)"
        "  ORDER BY p.staff, t.period, p.first_day DESC, p.number DESC"
        ") SELECT staff, period, agency, unit, post, role, staff_group,"
        "  (SELECT min(l.kind) FROM {schema}.leaves l"
        "    WHERE l.staff = present.staff AND l.first_day <= came AND l.last_day >= left_on),"
        "  (SELECT staff_group = ANY(string_to_array(a.staff_groups, ',')) FROM {schema}.adoptions a"
        "    WHERE a.agency = present.agency AND a.since <= begins ORDER BY since DESC, position DESC LIMIT 1),"
        "  EXISTS (SELECT FROM {schema}.dead_letters d WHERE d.staff = present.staff) FROM present",
        {"agency": agency, "names": names, "firsts": firsts, "lasts": lasts},
    )
    return [_absent(*row) for row in found]


def _absent(
    staff: str,
    period: str,
    agency: str,
    unit: str,
    post: str,
    role: str,
    staff_group: str,
    leave: str | None,
    covered: bool | None,
    stale: bool,
) -> BoardRow:
    reason = f"leave:{leave}" if leave else f"group:{staff_group}" if covered is False else None
    return BoardRow(
        staff=staff,
        period=period,
        agency=agency,
        unit=unit,
        post=post,
        role=role,
        staff_group=staff_group,
        status="not_applicable" if reason else "no_sheet",
        reason=reason,
        stale=stale,
        rules_unchanged=True,
        tasks=0,
        late=0,
        returned=0,
        **dict.fromkeys(_UNKNOWN),  # type: ignore[arg-type]  # these are None in every row without a sheet
    )


_UNKNOWN = (
    *("kind", "sheet_status", "class_code", "a", "b", "c", "d", "dd", "e", "result", "general", "total"),
    *("total_display", "rule_set", "rule_set_hash", "position", "recorded_at"),
)
