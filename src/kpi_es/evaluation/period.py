"""Combines the scores of shorter periods into a longer one (Art 17.3), classifies the year (Art 11, 20)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpi_es.evaluation.calculation import Calculation
from kpi_es.evaluation.classes import class_by_facts, class_by_rules, class_by_unit, level_of
from kpi_es.evaluation.facts import FactRefused, Subject, YearFacts
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet import applies
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.longer_rules import PERIODS
from kpi_es.rulebook.rule_set import PeriodRules, RuleSet


def evaluate_year(rule_set: RuleSet, facts: YearFacts, *, trace: bool = True) -> Result:
    """Return the year's mean and class.

    The status is `not_classified` with too few months of work, `unknown` for a head whose unit has no class
    yet. Raises FactRefused for a number of scores, or a unit class, that the rule set does not know.
    """
    if facts.unit_class is not None and facts.unit_class not in rule_set.class_codes:
        codes = ", ".join(rule_set.class_codes)
        raise FactRefused("unit_class", f"phải là một trong: {codes}", f"must be one of: {codes}")
    calculation = Calculation(rule_set, facts.role, trace=trace)
    ended = _classified(calculation, "year", facts)
    if not isinstance(ended, str):
        return ended
    limited = class_by_unit(calculation, ended, facts.unit_class)
    return calculation.result("unknown" if limited is None else "scored", limited)


def evaluate_period_mean(
    rule_set: RuleSet,
    period: str,
    role: Subject,
    scores: Sequence[Fraction | None],
    facts: frozenset[str] = frozenset(),
    *,
    trace: bool = True,
) -> Result:
    """Return the mean of a `quarter` (3 months) or `half_year` (6 months, 2 quarters) and its class.

    `scores` are the exact totals of the shorter periods, None where there is none. The output is `mean`.
    """
    calculation = Calculation(rule_set, role, trace=trace)
    ended = _classified(calculation, period, YearFacts(role, tuple(scores), facts=facts))
    return calculation.result("scored", ended) if isinstance(ended, str) else ended


def _classified(calculation: Calculation, period: str, facts: YearFacts) -> str | Result:
    """Return the class by mean, conditions and facts, or the result of an evaluation that ends without one."""
    rule_set = calculation.rule_set
    if not applies(calculation) or (period not in rule_set.periods and period in PERIODS):
        return calculation.result("not_applicable")
    rules = _rules(rule_set, period, facts)
    env = _environment(rule_set, facts)
    calculation.define(rules.sums, env)
    if status := calculation.stops(rules.statuses, env):
        return calculation.result(status)
    calculation.define(rules.scores, env)
    if "mean" not in env and not rules.classes:
        return calculation.result(calculation.without_total("mean"))
    if not rule_set.classes:
        return calculation.result("scored")
    by_rules = _class_of_period(calculation, rules, env)
    return class_by_facts(calculation, by_rules, facts.facts, rules.name, env) or calculation.result("unknown")


def _class_of_period(calculation: Calculation, rules: PeriodRules, env: Environment) -> str | None:
    if not rules.classes:
        return class_by_rules(calculation, rules.name, "mean", env)
    titles = {level.code: level.title for level in calculation.rule_set.classes}
    for each in rules.classes:
        if each.when is None:
            calculation.note("class", "otherwise", [], each.code, each.source, titles[each.code])
            return each.code
        holds = calculation.holds(each.when, env, titles[each.code], f"condition:{each.code}")
        if holds is None:
            return None
        if holds:
            calculation.note("class", each.when.formula.text, [], each.code, each.source, titles[each.code])
            return each.code
    return None


def _rules(rule_set: RuleSet, period: str, facts: YearFacts) -> PeriodRules:
    rules = rule_set.periods.get(period)
    if rules is None:
        names = ", ".join(rule_set.periods)
        raise FactRefused("period", f"{period}: chỉ có {names}", f"{period}: there are only {names}")
    if len(facts.scores) not in rules.entries:
        counts = " / ".join(map(str, rules.entries))
        others = [each.name for each in rule_set.periods.values() if len(facts.scores) in each.entries]
        or_vi, or_en = (f"; {told} period: {others[0]}" if others else "" for told in ("hoặc ghi", "or write"))
        raise FactRefused(
            "scores",
            f"có {len(facts.scores)} điểm, cần {counts}{or_vi}",
            f"has {len(facts.scores)} scores, needs {counts}{or_en}",
        )
    return rules


def _environment(rule_set: RuleSet, facts: YearFacts) -> Environment:
    below = tuple(_entry(rule_set, place, score) for place, score in enumerate(facts.scores, 1))
    known = {name: name in facts.facts for name in rule_set.known_facts}
    known_too = {
        "role": facts.role,
        "periods": len(below),
        "absence": facts.absence,
        "months_worked": slim(facts.months_worked),
    }
    return Environment({**known, **known_too}, below)


def _entry(rule_set: RuleSet, place: int, score: Fraction | None) -> Environment:
    env = Environment({"line": str(place), "scored": score is not None})
    if score is not None:
        env["score"] = slim(score)
        if rule_set.classes and rule_set.classes[0].starts is not None:
            env["entry_class"] = level_of(rule_set, score).code
    return env
