"""Combines the scores of everybody's months or quarters: the compiled counterpart of `evaluate_year`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpi_es.evaluation.compiled.classes import (
    PLACE,
    code_of,
    fact_column,
    formulas_of_classes,
    place_by_overrides,
    place_by_period,
    place_by_rules,
    place_by_score,
    place_by_unit,
)
from kpi_es.evaluation.compiled.columns import Columns
from kpi_es.evaluation.compiled.formulas import Term
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.outcomes import outcome, stop
from kpi_es.evaluation.compiled.quantities import Exact
from kpi_es.evaluation.compiled.sheets import EXACT_ONLY, constants, formulas_in, numbers_of
from kpi_es.evaluation.compiled.stages import Stage
from kpi_es.evaluation.compiled.totals import ITEMS, Totals, aggregates_in
from kpi_es.rulebook.rule_set import At, PeriodRules, RuleSet

YEAR = "year"
UNIT_CLASS = "unit_class"


def compile_years(rule_set: RuleSet, years: Any, scores: Any, columns: Columns, period: At = "year") -> Any:
    """Return one row a year: `year`, `status`, `class`, `near`, and the numbers of the period by name.

    `years` and `scores` are Ibis tables as `year_tables` makes them. `period` may be a shorter one, `quarter` or
    `half_year`; the class of the unit counts for the year alone. A rule set without rules for the period gives
    `not_applicable` for everybody.
    """
    rules = rule_set.periods.get(period)
    if rules is None:
        words = {"status": ibis.literal("not_applicable"), "class": ibis.null("string"), "near": ibis.literal(False)}
        return years.select(YEAR, **words)
    totals = Totals(_score_stage(rule_set, scores, columns), _aggregates(rule_set, rules), YEAR, columns)
    stage = _year_stage(rule_set, years, columns)
    stage.join_totals(totals, YEAR)
    _periods(stage, rules, columns)
    stage.define(rules.sums, rule_set.roles)
    stop(stage, rules.statuses)
    stage.define(rules.scores, rule_set.roles)
    if rule_set.classes:
        _classify(stage, rule_set, rules)
    needed = None if rules.classes else "mean"
    return outcome(rule_set, stage, YEAR, needed, numbers_of(rules.sums), numbers_of(rules.scores))


def _classify(stage: Stage, rule_set: RuleSet, rules: PeriodRules) -> None:
    if rules.classes:
        place_by_period(stage, rule_set, rules)
    else:
        place_by_rules(stage, rule_set, rules.name, "mean")
    place_by_overrides(stage, rule_set, rules.name)
    if rules.name == "year":
        place_by_unit(stage, rule_set, UNIT_CLASS)


def _aggregates(rule_set: RuleSet, rules: PeriodRules) -> Iterator[Any]:
    trees = [*formulas_in((*rules.sums, *rules.scores), rules.statuses), *formulas_of_classes(rule_set, rules.name)]
    trees += [each.when.formula.tree for each in rules.classes if each.when is not None]
    for tree in trees:
        yield from aggregates_in(tree)


def _score_stage(rule_set: RuleSet, scores: Any, columns: Columns) -> Stage:
    stage = Stage(scores, constants(rule_set))
    stage.number("score", "score", columns, unknown=True)
    stage.given("scored", stage.table["score"].notnull())
    if rule_set.classes:
        doubts: list[Column] = []
        place = place_by_score(rule_set, stage.names["score"], doubts)
        for rows in doubts:
            stage.doubt(rows.fill_null(False))
        stage.table = stage.table.mutate(**{PLACE: place})
        stage.given("entry_class", code_of(rule_set, stage.table[PLACE]), unknown=True)
    return stage


def _year_stage(rule_set: RuleSet, years: Any, columns: Columns) -> Stage:
    stage = Stage(years, constants(rule_set))
    stage.doubt(stage.table[EXACT_ONLY])
    for name in ("role", "absence"):
        stage.given(name, stage.table[name])
    stage.number("months_worked", "months_worked", columns, unknown=False)
    for fact in rule_set.known_facts:
        stage.given(fact, stage.table[fact_column(fact)].fill_null(False))
    return stage


def _periods(stage: Stage, rules: PeriodRules, columns: Columns) -> None:
    """Take the number of scores; years with another number than the rule set accepts are refused exactly."""
    count = stage.table[ITEMS]
    accepted = ibis.literal(False)
    for entries in rules.entries:
        accepted = accepted | (count == entries)
    stage.doubt(~accepted)
    stage.names["periods"] = Term(Exact(stage.table[ITEMS].cast("float64"), 0, columns.most_items))
