"""Stated facts as columns, and back: what the compiled interpreter reads, and what the exact one needs again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from kpi_es.evaluation.compiled.classes import fact_column
from kpi_es.evaluation.compiled.columns import LINE_TRUTHS, MOST_ITEMS, Columns, Parts
from kpi_es.evaluation.compiled.libraries import ArrowTable, arrow
from kpi_es.evaluation.compiled.quantities import LARGEST_WHOLE
from kpi_es.evaluation.compiled.sheets import EXACT_ONLY, KEY, measure_column
from kpi_es.evaluation.facts import LineFacts, SheetFacts
from kpi_es.rulebook.rule_set import Criterion, Measure, RuleSet

LARGEST_SCALE = 10**6
"""Facts whose denominators have no common multiple up to here are left to the exact interpreter."""
_COUNTS = ("quality_failures", "times_late", "days_late")


@dataclass(frozen=True, slots=True)
class SheetTables:
    """The tables of a group of sheets, and what is known of their columns."""

    sheets: ArrowTable
    lines: ArrowTable
    columns: Columns


def sheet_tables(rule_set: RuleSet, facts: Mapping[int, SheetFacts]) -> SheetTables:
    """Return sheets, by a whole number that names each, as columns.

    A sheet with a number that does not fit the parts of its column is marked `exact_only`.
    """
    items = [item.name for item in rule_set.leader_items.items]
    heads = [_head(key, sheet, items, rule_set) for key, sheet in facts.items()]
    rows = [_line(key, line, rule_set) for key, sheet in facts.items() for line in sheet.lines]
    numbers = {**_fitting(heads, ["general", *items]), **_fitting(rows, _line_numbers(rule_set))}
    misfits: set[int] = set()
    for row in (*heads, *rows):
        _to_parts(row, numbers, misfits)
    for head in heads:
        head[EXACT_ONLY] = head[EXACT_ONLY] or head[KEY] in misfits
    return SheetTables(
        arrow.Table.from_pylist(heads, schema=_sheet_schema(rule_set)),
        arrow.Table.from_pylist(rows, schema=_line_schema(rule_set)),
        Columns(dict(numbers), MOST_ITEMS),
    )


def _head(key: int, sheet: SheetFacts, items: Sequence[str], rule_set: RuleSet) -> dict[str, Any]:
    given, refused = _general(rule_set, sheet)
    shares = sheet.leader or {}
    refused = refused or not shares.keys() <= set(items)
    facts = {fact_column(fact): fact in sheet.facts for fact in rule_set.known_facts}
    known: dict[str, Any] = {KEY: key, "role": sheet.role, "general": given, EXACT_ONLY: refused}
    return {**known, **{name: shares.get(name) for name in items}, **facts}


def _general(rule_set: RuleSet, sheet: SheetFacts) -> tuple[Fraction | None, bool]:
    """Return the general points, None while not all are known, and whether the exact interpreter must look at them."""
    if not isinstance(sheet.general, Mapping):
        return sheet.general, False
    table = rule_set.general_for(sheet.role)
    criteria = {criterion.id: criterion for criterion in table.criteria} if table else {}
    points = sum(sheet.general.values(), Fraction(0)) if sheet.general.keys() == criteria.keys() else None
    return points, not all(name in criteria and _allowed(criteria[name], x) for name, x in sheet.general.items())


def _allowed(criterion: Criterion, points: Fraction) -> bool:
    stepped = criterion.step is None or (points / criterion.step).denominator == 1
    ends = not criterion.binary or points in (0, criterion.maximum)
    return stepped and ends and 0 <= points <= criterion.maximum


def _line(key: int, line: LineFacts, rule_set: RuleSet) -> dict[str, Any]:
    measures = {measure_column(m.name): _measured(m, line) for m in rule_set.sheet.measures}
    return {
        KEY: key,
        "coefficient": line.coefficient,
        "assigned": line.assigned,
        "done": line.done,
        **{name: Fraction(getattr(line, name)) for name in _COUNTS},
        "extra": line.extra,
        "excused_quality": "quality" in line.excused,
        "excused_timeliness": "timeliness" in line.excused,
        **measures,
    }


def _measured(measure: Measure, line: LineFacts) -> Fraction | str | None:
    value = line.measures.get(measure.name)
    return str(value) if measure.choices and value is not None else value


def _line_numbers(rule_set: RuleSet) -> list[str]:
    measured = [measure_column(m.name) for m in rule_set.sheet.measures if not m.choices]
    return ["coefficient", "assigned", "done", *_COUNTS, *measured]


def _fitting(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> dict[str, Parts]:
    return {name: fitting_parts([row[name] for row in rows if isinstance(row[name], Fraction)]) for name in names}


def fitting_parts(values: Sequence[Fraction]) -> Parts:
    """Return the parts in which all numbers are whole, or at least those that can have parts together."""
    scale = 1
    for denominator in sorted({value.denominator for value in values}):
        together = lcm(scale, denominator)
        scale = together if together <= LARGEST_SCALE else scale
    whole = [int(value * scale) for value in values if scale % value.denominator == 0]
    fitting = [value for value in whole if abs(value) <= LARGEST_WHOLE]
    return Parts(scale, min(fitting, default=0), max(fitting, default=0))


def _to_parts(row: dict[str, Any], numbers: Mapping[str, Parts], misfits: set[int]) -> None:
    for name, parts in numbers.items():
        value = row.get(name)
        if isinstance(value, Fraction):
            whole = value * parts.scale
            fits = whole.denominator == 1 and parts.low <= whole <= parts.high
            row[name] = int(whole) if fits else parts.low
            if not fits:
                misfits.add(row[KEY])
        elif isinstance(value, str):
            row[name] = None
            misfits.add(row[KEY])


def _sheet_schema(rule_set: RuleSet) -> Any:
    numbers = ["general", *(item.name for item in rule_set.leader_items.items)]
    truths = [EXACT_ONLY, *map(fact_column, sorted(rule_set.known_facts))]
    fields = [(KEY, arrow.int64()), ("role", arrow.string()), *((name, arrow.int64()) for name in numbers)]
    return arrow.schema([*fields, *((name, arrow.bool_()) for name in truths)])


def _line_schema(rule_set: RuleSet) -> Any:
    words = [measure_column(m.name) for m in rule_set.sheet.measures if m.choices]
    fields = [(KEY, arrow.int64()), *((name, arrow.int64()) for name in _line_numbers(rule_set))]
    return arrow.schema(
        [*fields, *((name, arrow.bool_()) for name in LINE_TRUTHS), *((name, arrow.string()) for name in words)]
    )
