"""The conversion coefficient of a catalogue item (Art 13)."""

from __future__ import annotations

from kpi_es.evaluation.calculation import Calculation
from kpi_es.evaluation.facts import CoefficientFacts
from kpi_es.evaluation.result import Result
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.rule_set import RuleSet


def evaluate_coefficient(rule_set: RuleSet, facts: CoefficientFacts, *, trace: bool = True) -> Result:
    """Return the item's coefficient, its points over those of the standard item, as output `coefficient`.

    A rule set without coefficients is `not_applicable`.
    """
    calculation = Calculation(rule_set, "staff", trace=trace)
    if not rule_set.coefficient:
        return calculation.result("not_applicable")
    env = Environment({"points": slim(facts.points), "standard": slim(facts.standard)})
    calculation.define(rule_set.coefficient, env)
    return calculation.result("scored" if "coefficient" in env else calculation.without_total("coefficient"))
