"""Decides a class: by the exact score first, then by facts and by the limit that a unit sets to its head."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kpi_es.evaluation.calculation import NO_SOURCES, Calculation
from kpi_es.evaluation.result import UNKNOWN
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.rule_set import At, Bilingual, ClassLevel, Override, RuleSet

_FACT = Bilingual("Sự việc không ảnh hưởng đến mức xếp loại theo bộ quy tắc này", "A fact this rule set does not use")
_UNDECIDED = Bilingual("Người có thẩm quyền phải quyết định", "The authority has to decide")


def level_of(rule_set: RuleSet, score: Fraction) -> ClassLevel:
    """Return the class a score falls into; compared exactly, nothing rounded."""
    for level in rule_set.classes:
        if level.starts is None or score >= level.starts:
            return level
    raise AssertionError("the lowest class has no threshold")


def class_by_rules(calculation: Calculation, at: At, name: str, env: Environment) -> str | None:
    """Return the class by the output `name` and the conditions of the classes; writes down what decided.

    None when a condition can not be told, or when the rule set leaves the class to the authority.
    """
    rule_set = calculation.rule_set
    score = calculation.outputs.get(name)
    reached: ClassLevel | None = None
    for place, level in enumerate(rule_set.classes):
        if level.starts is not None and (score is None or score < level.starts):
            continue
        if reached is None and score is not None:
            _note_threshold(calculation, name, score, place)
            reached = level
        met = _conditions(calculation, level, at, env)
        if met is None:
            return None
        if met:
            if level.conditions or level is not reached:
                calculation.note("class", "conditions", [], level.code, level.source, level.title)
            return level.code
        if level.when_not_met != "next":
            return _instead(calculation, level)
    return None


def _note_threshold(calculation: Calculation, name: str, score: Fraction, place: int) -> None:
    level = calculation.rule_set.classes[place]
    if level.starts is not None:
        formula, inputs = f"{name} >= {level.formula}", [(name, score), (level.formula, level.starts)]
    else:
        above = calculation.rule_set.classes[place - 1]
        formula, inputs = (
            f"{name} < {above.formula}",
            [(name, score), (above.formula, above.starts or Fraction(0))],
        )
    step = "score_band" if level.conditions else "class"
    calculation.note(step, formula, inputs, level.code, level.source, level.title)


def _conditions(calculation: Calculation, level: ClassLevel, at: At, env: Environment) -> bool | None:
    """Return whether every condition of a class holds; None as soon as one can not be told."""
    for condition in level.conditions:
        clause = condition.when.get(at)
        if clause is None or calculation.role not in condition.roles:
            continue
        holds = calculation.holds(clause, env, condition.title, f"condition:{level.code}")
        if not holds:
            return holds
    return True


def _instead(calculation: Calculation, level: ClassLevel) -> str | None:
    if level.when_not_met == "undecided":
        calculation.note("class", "undecided", [], UNKNOWN, level.source, _UNDECIDED)
        return None
    instead = next(each for each in calculation.rule_set.classes if each.code == level.when_not_met)
    calculation.note("class", f"not {level.code}", [], instead.code, level.source, instead.title)
    return instead.code


def class_by_facts(  # what decides a class has as many sides
    calculation: Calculation,
    class_code: str | None,
    facts: frozenset[str],
    at: At,
    env: Environment,
    sources: Mapping[str, tuple[str, ...]] = NO_SOURCES,
) -> str | None:
    """Return the class after what overrides it, and write each of them down; None when it can not be told.

    A class that can not be told by score and conditions is still the lowest one where an override says so.
    """
    codes = calculation.rule_set.class_codes
    for fact in sorted(facts):
        for override in _deciding(calculation, fact, sources.get(fact, ()), class_code):
            class_code = _lowered(codes, class_code, override.class_code)
            inputs = [("fact", fact), ("role", calculation.role)]
            shown_as = class_code or UNKNOWN
            calculation.note("class", fact, inputs, shown_as, override.source, override.title, sources.get(fact, ()))
    return _class_by_formulas(calculation, class_code, at, env)


def _class_by_formulas(calculation: Calculation, class_code: str | None, at: At, env: Environment) -> str | None:
    codes = calculation.rule_set.class_codes
    untold = False
    for override in calculation.rule_set.overrides:
        clause = override.when.get(at)
        if clause is None or calculation.role not in override.roles or class_code == codes[-1]:
            continue
        holds = calculation.holds(clause, env, override.title, "override")
        untold = untold or holds is None
        if holds:
            class_code = _lowered(codes, class_code, override.class_code)
            shown_as = class_code or UNKNOWN
            calculation.note("class", clause.formula.text, [], shown_as, override.source, override.title)
    return class_code if class_code == codes[-1] or not untold else None


def _lowered(codes: tuple[str, ...], class_code: str | None, limit: str) -> str | None:
    """Return the lower of two classes; one that can not be told is known only where the other is the lowest."""
    if class_code is None:
        return limit if limit == codes[-1] else None
    return max(class_code, limit, key=codes.index)


def _deciding(calculation: Calculation, fact: str, sources: tuple[str, ...], class_code: str | None) -> list[Override]:
    found = [o for o in calculation.rule_set.overrides if o.fact == fact and calculation.role in o.roles]
    if not found and fact not in {each.name for each in calculation.rule_set.facts}:
        calculation.note("fact", fact, [], class_code or UNKNOWN, "", _FACT, sources)
    return found[:1]


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
