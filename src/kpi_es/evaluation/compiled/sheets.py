"""Scores every sheet at once: the compiled counterpart of `evaluate_sheet`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kpi_es.evaluation.compiled import quantities
from kpi_es.evaluation.compiled.classes import fact_column, formulas_of_classes, place_by_overrides, place_by_rules
from kpi_es.evaluation.compiled.columns import LINE_NUMBERS, LINE_TRUTHS, Columns
from kpi_es.evaluation.compiled.formulas import Term, always, chosen, is_one_of
from kpi_es.evaluation.compiled.libraries import Column
from kpi_es.evaluation.compiled.outcomes import outcome, stop
from kpi_es.evaluation.compiled.stages import Stage
from kpi_es.evaluation.compiled.totals import Totals, aggregates_in
from kpi_es.rulebook.language.syntax import Expression
from kpi_es.rulebook.rule_set import Definition, Measure, RuleSet, StatusRule

KEY = "sheet"
EXACT_ONLY = "exact_only"


def compile_sheets(rule_set: RuleSet, sheets: Any, lines: Any, columns: Columns) -> Any:
    """Return one row a sheet: `sheet`, `status`, `class`, `near`, and every number of the rule set by name.

    `sheets` and `lines` are Ibis tables as `sheet_tables` makes them. Rows where `near` is true could not be decided
    in columns; everything else in them is to be ignored until the exact result has been put in its place.
    """
    rules = rule_set.sheet
    totals = Totals(_line_stage(rule_set, sheets, lines, columns), _aggregates(rule_set), KEY, columns)
    stage = _sheet_stage(rule_set, sheets, columns)
    stage.join_totals(totals, KEY)
    stage.define(rules.sums, rules.roles)
    stop(stage, rules.statuses)
    for section in (rules.ratios, rules.results, rules.points):
        stage.define(section, rules.roles)
    if rule_set.classes:
        place_by_rules(stage, rule_set, "sheet", "total")
        place_by_overrides(stage, rule_set, "sheet")
    early = ["general", *numbers_of(rules.sums)]
    later = [*(item.name for item in rule_set.leader_items.items)]
    later += numbers_of((*rules.ratios, *rules.results, *rules.points))
    return outcome(rule_set, stage, KEY, "total" if needs_total(rule_set) else None, early, later)


def needs_total(rule_set: RuleSet) -> bool:
    """Tell whether nothing can be said without the total."""
    return not rule_set.classes or any(level.starts is not None for level in rule_set.classes)


def numbers_of(definitions: Iterable[Definition]) -> list[str]:
    """Return the names of the definitions that are numbers."""
    return [definition.name for definition in definitions if definition.unit not in ("truth", "word")]


def constants(rule_set: RuleSet) -> Mapping[str, Any]:
    """Return the parameters that formulas can mention."""
    return {p.name: p.value for p in rule_set.parameters.values() if not isinstance(p.value, tuple)}


def formulas_in(definitions: Iterable[Definition], statuses: Iterable[StatusRule] = ()) -> Iterator[Expression]:
    """Yield the formulas of definitions and status rules."""
    for definition in definitions:
        for clause in (definition.everyone, *definition.by_role.values()):
            if clause is not None:
                yield clause.formula.tree
    for rule in statuses:
        yield rule.when.formula.tree


def _aggregates(rule_set: RuleSet) -> Iterator[Any]:
    rules = rule_set.sheet
    definitions = (*rules.sums, *rules.ratios, *rules.results, *rules.points)
    for tree in (*formulas_in(definitions, rules.statuses), *formulas_of_classes(rule_set, "sheet")):
        yield from aggregates_in(tree)


def _line_stage(rule_set: RuleSet, sheets: Any, lines: Any, columns: Columns) -> Stage:
    if any(definition.by_role for definition in rule_set.sheet.lines):
        lines = lines.join(sheets.select(KEY, "role"), KEY)
    stage = Stage(lines, constants(rule_set))
    for name in LINE_NUMBERS:
        stage.number(name, name, columns, unknown=False)
    for name in LINE_TRUTHS:
        stage.given(name, stage.table[name])
    for measure in rule_set.sheet.measures:
        _measure(stage, measure, columns)
    stage.define(rule_set.sheet.lines, rule_set.sheet.roles)
    return stage


def measure_column(name: str) -> str:
    """Return the column of the lines that holds a measure."""
    return f"measure_{name}"


def _measure(stage: Stage, measure: Measure, columns: Columns) -> None:
    column, usual = measure_column(measure.name), measure.when_missing
    given = stage.table[column]
    if measure.choices:
        stage.doubt((~is_one_of(given, measure.choices)).fill_null(False))
        stage.given(measure.name, given if usual is None else given.fill_null(str(usual)), unknown=usual is None)
        return
    stage.number(measure.name, column, columns, unknown=True)
    for sign, limit in (("<", measure.at_least), (">", measure.at_most)):
        if limit is not None:
            stage.doubt_where(sign, stage.names[measure.name], always(limit))
    if usual is not None:
        known = Term(stage.names[measure.name].content)
        stage.keep(f"{measure.name} or usual", chosen(stage.table[column].notnull(), known, always(usual)))
        stage.names[measure.name] = stage.names[f"{measure.name} or usual"]


def _sheet_stage(rule_set: RuleSet, sheets: Any, columns: Columns) -> Stage:
    stage = Stage(sheets, constants(rule_set))
    stage.doubt(stage.table[EXACT_ONLY])
    stage.given("role", stage.table["role"])
    for fact in rule_set.known_facts:
        stage.given(fact, stage.table[fact_column(fact)].fill_null(False))
    _general(stage, rule_set, columns)
    for item in rule_set.leader_items.items:
        _leader_item(stage, rule_set, item.name, columns)
    return stage


def _general(stage: Stage, rule_set: RuleSet, columns: Columns) -> None:
    stage.number("general", "general", columns, unknown=True)
    given, holders = stage.names["general"], set[str]()
    for table in rule_set.general_tables:
        here = is_one_of(stage.table["role"], table.roles - holders)
        holders |= table.roles
        stage.doubt_where("<", given, always(0), here)
        stage.doubt_where(">", given, always(table.maximum), here)
    if not rule_set.roles <= holders:
        stage.only_where("general", is_one_of(stage.table["role"], holders))


def _leader_item(stage: Stage, rule_set: RuleSet, name: str, columns: Columns) -> None:
    """Shares that the rule set does not allow are refused by the exact interpreter, so they go there."""
    rules = rule_set.leader_items
    stage.number(name, name, columns, unknown=True)
    leads = is_one_of(stage.table["role"], rules.roles)
    refused: Column = leads
    for allowed in rules.allowed:
        doubts: list[Column] = []
        refused = refused & quantities.compare("!=", stage.names[name].quantity, quantities.literal(allowed), doubts)
    if rules.allowed:
        stage.doubt(refused.fill_null(False))
    else:
        stage.doubt_where("<", stage.names[name], always(0), leads)
        stage.doubt_where(">", stage.names[name], always(1), leads)
    stage.only_where(name, leads)
