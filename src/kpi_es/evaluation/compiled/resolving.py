"""The rows that columns could not decide: their facts read back, and their results from the exact interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from kpi_es.evaluation.cap import evaluate_cap
from kpi_es.evaluation.compiled.classes import fact_column
from kpi_es.evaluation.compiled.columns import Columns, Nearest
from kpi_es.evaluation.compiled.libraries import ArrowTable
from kpi_es.evaluation.compiled.sheets import KEY, measure_column
from kpi_es.evaluation.facts import CapFacts, FactRefused, LineFacts, SheetFacts, YearFacts
from kpi_es.evaluation.period import evaluate_year
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet import evaluate_sheet
from kpi_es.rulebook.rule_set import RuleSet

Facts = TypeVar("Facts")
Resolved = Result | FactRefused
"""The exact result, or why the rule set can not accept the facts."""


def resolve_sheets(rule_set: RuleSet, facts: Mapping[int, SheetFacts]) -> dict[int, Resolved]:
    """Return the exact results of sheets, by their keys; a refused one does not stop the others."""
    return _resolved(lambda sheet: evaluate_sheet(rule_set, sheet, trace=False), facts)


def resolve_years(rule_set: RuleSet, facts: Mapping[int, YearFacts]) -> dict[int, Resolved]:
    """Return the exact results of years, by their keys; a refused one does not stop the others."""
    return _resolved(lambda year: evaluate_year(rule_set, year, trace=False), facts)


def resolve_caps(rule_set: RuleSet, facts: Mapping[int, CapFacts]) -> dict[int, Resolved]:
    """Return the exact results of agencies, by their keys; a refused one does not stop the others."""
    return _resolved(lambda agency: evaluate_cap(rule_set, agency, trace=False), facts)


def _resolved(evaluate: Callable[[Facts], Result], facts: Mapping[int, Facts]) -> dict[int, Resolved]:
    results: dict[int, Resolved] = {}
    for key, each in facts.items():
        try:
            results[key] = evaluate(each)
        except FactRefused as refused:
            results[key] = refused
    return results


def facts_from_tables(
    rule_set: RuleSet, sheets: ArrowTable, lines: ArrowTable, columns: Columns
) -> dict[int, SheetFacts]:
    """Return the facts that rows of the tables state, exactly.

    Not for rows that are `exact_only`: what did not fit into the columns is not in them.
    """
    below: dict[int, list[LineFacts]] = {}
    row: dict[str, Any]
    for row in lines.to_pylist():
        here = below.setdefault(row[KEY], [])
        here.append(_line(rule_set, row, columns, len(here) + 1))
    return {row[KEY]: _sheet(rule_set, row, columns, below.get(row[KEY], [])) for row in sheets.to_pylist()}


def _line(rule_set: RuleSet, row: Mapping[str, Any], columns: Columns, number: int) -> LineFacts:
    measures: dict[str, Fraction | str] = {}
    for measure in rule_set.sheet.measures:
        column = measure_column(measure.name)
        value = row[column] if measure.choices else exact_number(row, column, columns)
        if value is not None:
            measures[measure.name] = value
    excused = frozenset(part for part in ("quality", "timeliness") if row[f"excused_{part}"])
    return LineFacts(
        line=str(number),
        coefficient=_given(row, "coefficient", columns),
        assigned=_given(row, "assigned", columns),
        done=_given(row, "done", columns),
        quality_failures=int(row["quality_failures"]),
        times_late=int(row["times_late"]),
        days_late=int(row["days_late"]),
        excused=excused,
        extra=row["extra"],
        measures=measures,
    )


def _given(row: Mapping[str, Any], name: str, columns: Columns) -> Fraction:
    number = exact_number(row, name, columns)
    if number is None:
        raise TypeError(f"the column {name} of the lines has no number in sheet {row[KEY]}")
    return number


def _sheet(rule_set: RuleSet, row: Mapping[str, Any], columns: Columns, lines: Iterable[LineFacts]) -> SheetFacts:
    given = {item.name: exact_number(row, item.name, columns) for item in rule_set.leader_items.items}
    leader = {name: share for name, share in given.items() if share is not None}
    facts = frozenset(fact for fact in rule_set.known_facts if row[fact_column(fact)])
    return SheetFacts(row["role"], exact_number(row, "general", columns), tuple(lines), leader, facts)


def exact_number(row: Mapping[str, Any], name: str, columns: Columns) -> Fraction | None:
    """Return the exact number a column states, None where it is not known."""
    known, value = columns.of(name), row[name]
    if value is None:
        return None
    if isinstance(known, Nearest):
        raise TypeError(f"the column {name} holds rounded numbers; take the exact ones from where they came")
    return Fraction(int(value), known.scale)
