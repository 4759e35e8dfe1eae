"""Reads a parameter's value where something besides a formula needs it."""

from __future__ import annotations

from fractions import Fraction

from kpi_es.rulebook import RuleSet


def number_of(rule_set: RuleSet, name: str) -> Fraction | None:
    """Return a parameter that is a number, None where the rule set has none by this name, or it is no number."""
    parameter = rule_set.parameters.get(name)
    value = None if parameter is None else parameter.value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return Fraction(value)
