"""Combines the scores of shorter periods into a longer one (Art 17.3), classifies the year (Art 11, 20)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpi_es.domain.values import Role
from kpi_es.evaluation.calculation import Calculation
from kpi_es.evaluation.classes import class_by_facts, class_by_score, class_by_unit
from kpi_es.evaluation.facts import FactRefused, YearFacts
from kpi_es.evaluation.result import Result
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.rule_set import RuleSet, Status


def evaluate_year(rule_set: RuleSet, facts: YearFacts, *, trace: bool = True) -> Result:
    """Return the year's mean and class.

    The status is `not_classified` with too few months of work, `unknown` for a head whose unit has no class
    yet. Raises FactRefused for a number of scores, or a unit class, that the rule set does not know.
    """
    if facts.unit_class is not None and facts.unit_class not in rule_set.class_codes:
        codes = ", ".join(rule_set.class_codes)
        raise FactRefused("unit_class", f"phải là một trong: {codes}", f"must be one of: {codes}")
    calculation = Calculation(rule_set, facts.role, trace=trace)
    if status := _mean(calculation, "year", facts):
        return calculation.result(status)
    by_score = class_by_score(calculation, "mean")
    class_code = class_by_facts(calculation, by_score, facts.facts)
    limited = class_by_unit(calculation, class_code, facts.unit_class)
    return calculation.result("unknown" if limited is None else "scored", limited)


def evaluate_period_mean(
    rule_set: RuleSet,
    period: str,
    role: Role,
    scores: Sequence[Fraction | None],
    facts: frozenset[str] = frozenset(),
    *,
    trace: bool = True,
) -> Result:
    """Return the mean of a `quarter` (3 months) or `half_year` (6 months, 2 quarters) and its class.

    `scores` are the exact totals of the shorter periods, None where there is none. The output is `mean`.
    """
    calculation = Calculation(rule_set, role, trace=trace)
    if status := _mean(calculation, period, YearFacts(role, tuple(scores))):
        return calculation.result(status)
    by_score = class_by_score(calculation, "mean")
    return calculation.result("scored", class_by_facts(calculation, by_score, facts))


def _mean(calculation: Calculation, period: str, facts: YearFacts) -> Status | None:
    """Calculate the mean; return the status that ends the evaluation, None when it goes on."""
    rules = calculation.rule_set.periods.get(period)
    if rules is None:
        names = ", ".join(calculation.rule_set.periods)
        raise FactRefused("period", f"{period}: chỉ có {names}", f"{period}: there are only {names}")
    if len(facts.scores) not in rules.entries:
        counts = " / ".join(map(str, rules.entries))
        raise FactRefused(
            "scores",
            f"có {len(facts.scores)} điểm, cần {counts}",
            f"has {len(facts.scores)} scores, needs {counts}",
        )
    below = tuple(_entry(place, score) for place, score in enumerate(facts.scores, 1))
    known = {
        "role": facts.role,
        "periods": len(below),
        "absence": facts.absence,
        "months_worked": slim(facts.months_worked),
    }
    env = Environment(known, below)
    calculation.define(rules.sums, env)
    if status := calculation.stops(rules.statuses, env):
        return status
    calculation.define(rules.scores, env)
    return None


def _entry(place: int, score: Fraction | None) -> Environment:
    known = {} if score is None else {"score": slim(score)}
    return Environment({"line": str(place), "scored": score is not None, **known})
