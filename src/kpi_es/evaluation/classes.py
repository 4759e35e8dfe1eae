"""Decides a class: by the exact score first, then by facts and by the limit that a unit sets to its head."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kpi_es.evaluation.calculation import Calculation
from kpi_es.evaluation.result import UNKNOWN
from kpi_es.rulebook.rule_set import Bilingual, ClassLevel, RuleSet

_FACT = Bilingual("Sự việc không ảnh hưởng đến mức xếp loại theo bộ quy tắc này", "A fact this rule set does not use")
_NO_SOURCES: Mapping[str, tuple[str, ...]] = {}


def level_of(rule_set: RuleSet, score: Fraction) -> ClassLevel:
    """Return the class a score falls into; compared exactly, nothing rounded."""
    for level in rule_set.classes:
        if level.starts is None or score >= level.starts:
            return level
    raise AssertionError("the lowest class has no threshold")


def class_by_score(calculation: Calculation, name: str) -> str:
    """Return the class of the output `name` and write down the threshold that decided."""
    score = calculation.outputs[name]
    level = level_of(calculation.rule_set, score)
    if level.starts is not None:
        formula, inputs = f"{name} >= {level.formula}", [(name, score), (level.formula, level.starts)]
    else:
        above = calculation.rule_set.classes[-2]
        formula, inputs = (
            f"{name} < {above.formula}",
            [(name, score), (above.formula, above.starts or Fraction(0))],
        )
    calculation.note("class", formula, inputs, level.code, level.source, level.title)
    return level.code


def class_by_facts(
    calculation: Calculation,
    class_code: str,
    facts: frozenset[str],
    sources: Mapping[str, tuple[str, ...]] = _NO_SOURCES,
) -> str:
    """Return the class after the facts that decide it, and write each of them down."""
    codes = calculation.rule_set.class_codes
    for fact in sorted(facts):
        override = next(
            (o for o in calculation.rule_set.overrides if o.fact == fact and calculation.role in o.roles),
            None,
        )
        if override is None:
            calculation.note("fact", fact, [], class_code, "", _FACT, sources.get(fact, ()))
            continue
        class_code = max(class_code, override.class_code, key=codes.index)
        inputs = [("fact", fact), ("role", calculation.role)]
        calculation.note("class", fact, inputs, class_code, override.source, override.title, sources.get(fact, ()))
    return class_code


def class_by_unit(calculation: Calculation, class_code: str, unit_class: str | None) -> str | None:
    """Return the class limited by that of the unit; None when the unit's class is needed and not known."""
    codes = calculation.rule_set.class_codes
    for limit in calculation.rule_set.unit_limits:
        if calculation.role not in limit.roles or class_code == codes[-1]:
            continue
        inputs = [("class", class_code), ("unit_class", unit_class or UNKNOWN)]
        limited = max(class_code, unit_class, key=codes.index) if unit_class is not None else None
        calculation.note("class", "class <= unit_class", inputs, limited or UNKNOWN, limit.source, limit.title)
        if limited is None:
            return None
        class_code = limited
    return class_code
