"""How many people of an agency may hold the top class (Art 20.5)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpi_es.evaluation.calculation import Calculation
from kpi_es.evaluation.classes import level_of
from kpi_es.evaluation.facts import CapFacts
from kpi_es.evaluation.result import Result
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.rule_set import CapRules, RuleSet

GROUP_PREFIX = "allowed_by_group:"


def evaluate_cap(rule_set: RuleSet, facts: CapFacts, *, trace: bool = True) -> Result:
    """Return how many may hold the top class: outputs `allowed` and `allowed_by_group:<group>`.

    The surplus moves down into the next class and counts there. A person without a score counts nowhere.
    A rule set without a cap is `not_applicable`.
    """
    calculation = Calculation(rule_set, "staff", trace=trace)
    if rule_set.cap is None:
        return calculation.result("not_applicable")
    everybody = [score for group in facts.groups for score in group.scores]
    agency = _limit(calculation, rule_set.cap, everybody, facts, "agency:")
    total = 0
    for group in facts.groups:
        limit = _limit(calculation, rule_set.cap, group.scores, facts, f"group:{group.group}:")
        calculation.outputs[GROUP_PREFIX + group.group] = Fraction(limit)
        total += limit
    env = Environment({"agency_limit": agency, "sum_of_group_limits": total})
    calculation.define(rule_set.cap.allowed, env)
    return calculation.result("scored")


def _limit(
    calculation: Calculation, cap: CapRules, scores: Sequence[Fraction | None], facts: CapFacts, prefix: str
) -> int:
    rule_set = calculation.rule_set
    codes = [level_of(rule_set, score).code for score in scores if score is not None]
    top, following, *_ = rule_set.class_codes
    counts = {"top": codes.count(top), "next": codes.count(following), "rated": len(codes)}
    env = Environment({**counts, "outstanding": facts.outstanding})
    calculation.define(cap.limits, env, prefix)
    return int(env["limit"])
