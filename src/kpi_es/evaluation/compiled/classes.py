"""The class of every row: by score and conditions, by what overrides it, by the class of the unit.

A class is carried as its place, 0 for the best; NULL where it can not be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from kpi_es.evaluation.compiled import quantities
from kpi_es.evaluation.compiled.formulas import Term, is_one_of
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.stages import Stage
from kpi_es.rulebook.language.syntax import Expression
from kpi_es.rulebook.rule_set import At, ClassLevel, Override, PeriodRules, RuleSet

PLACE = "class place"
_UNTOLD = "class untold"


def formulas_of_classes(rule_set: RuleSet, at: At) -> Iterator[Expression]:
    """Yield the formulas that decide classes at a place."""
    for level in rule_set.classes:
        for condition in level.conditions:
            if clause := condition.when.get(at):
                yield clause.formula.tree
    for override in rule_set.overrides:
        if clause := override.when.get(at):
            yield clause.formula.tree


def place_by_rules(stage: Stage, rule_set: RuleSet, at: At, score: str) -> None:
    """Store the place of the class by a score and the conditions of the classes."""
    stage.table = stage.table.mutate(**{PLACE: ibis.null("int32")})
    for number, level in reversed(list(enumerate(rule_set.classes))):
        met = _conditions(stage, level, at)
        lower = stage.table[PLACE]
        reached = _reached(stage, level, stage.names.get(score))
        failing = _instead(rule_set, level, lower)
        here = ibis.cases((met, _place(number)), (~met, failing)) if met is not None else _place(number)
        stage.table = stage.table.mutate(**{PLACE: here if reached is None else reached.ifelse(here, lower)})


def _place(number: int) -> Column:
    return ibis.literal(number, "int32")


def _reached(stage: Stage, level: ClassLevel, score: Term | None) -> Column | None:
    """Return where the score is in reach of a class, None where the score does not matter."""
    if level.starts is None:
        return None
    if score is None:
        return ibis.literal(False)
    doubts: list[Column] = []
    reached = quantities.compare(">=", score.quantity, quantities.literal(level.starts), doubts)
    for rows in doubts:
        stage.doubt(rows.fill_null(False))
    return reached.fill_null(False)


def _conditions(stage: Stage, level: ClassLevel, at: At) -> Column | None:
    """Return whether all conditions of a class hold, NULL as soon as one can not be told; None without any."""
    met: Column | None = None
    for condition in reversed(level.conditions):
        clause = condition.when.get(at)
        if clause is None:
            continue
        holds = cast(Column, stage.term(clause.formula.tree).content)
        applies = is_one_of(stage.table["role"], condition.roles)
        rest = ibis.literal(True) if met is None else met
        met = ibis.cases((~applies, rest), (holds, rest), (~holds, False))
    return met


def _instead(rule_set: RuleSet, level: ClassLevel, lower: Column) -> Column:
    if level.when_not_met == "next":
        return lower
    if level.when_not_met == "undecided":
        return ibis.null("int32")
    return _place(rule_set.class_codes.index(level.when_not_met))


def place_by_overrides(stage: Stage, rule_set: RuleSet, at: At) -> None:
    """Store the place after the facts and formulas that lower a class; they never raise it.

    A class that can not be told is still the lowest one where an override says so.
    """
    for fact in sorted({override.fact for override in rule_set.overrides if override.fact}):
        deciding = [override for override in rule_set.overrides if override.fact == fact]
        role, place = stage.table["role"], stage.table[PLACE]
        cases = [(is_one_of(role, each.roles), _lowered(rule_set, place, each.class_code)) for each in deciding]
        lowered = ibis.cases(*cases, else_=place)
        stated = stage.table[fact_column(fact)].fill_null(False)
        stage.table = stage.table.mutate(**{PLACE: stated.ifelse(lowered, place)})
    stage.table = stage.table.mutate(**{_UNTOLD: ibis.literal(False)})
    for override in rule_set.overrides:
        if clause := override.when.get(at):
            _place_by_formula(stage, rule_set, override, clause.formula.tree)
    place = stage.table[PLACE]
    untold = stage.table[_UNTOLD] & (place != _last(rule_set))
    stage.table = stage.table.mutate(**{PLACE: untold.fill_null(True).ifelse(ibis.null("int32"), place)})


def _place_by_formula(stage: Stage, rule_set: RuleSet, override: Override, formula: Expression) -> None:
    holds = cast(Column, stage.term(formula).content)
    place = stage.table[PLACE]
    asked = is_one_of(stage.table["role"], override.roles) & (place != _last(rule_set)).fill_null(True)
    lowered = (asked & holds.fill_null(False)).ifelse(_lowered(rule_set, place, override.class_code), place)
    untold = stage.table[_UNTOLD] | (asked & holds.isnull())
    stage.table = stage.table.mutate(**{PLACE: lowered, _UNTOLD: untold})


def _lowered(rule_set: RuleSet, place: Column, class_code: str) -> Column:
    """Return the lower of two places; one that can not be told is known only where the other is the lowest."""
    limit = rule_set.class_codes.index(class_code)
    untold = _place(limit) if limit == _last(rule_set) else ibis.null("int32")
    return place.isnull().ifelse(untold, ibis.greatest(place, _place(limit)))


def _last(rule_set: RuleSet) -> int:
    return len(rule_set.classes) - 1


def place_by_period(stage: Stage, rule_set: RuleSet, rules: PeriodRules) -> None:
    """Store the place of the first class of a period whose own condition holds."""
    stage.table = stage.table.mutate(**{PLACE: ibis.null("int32")})
    for each in reversed(rules.classes):
        place = _place(rule_set.class_codes.index(each.code))
        if each.when is not None:
            holds = cast(Column, stage.term(each.when.formula.tree).content)
            place = ibis.cases((holds, place), (~holds, stage.table[PLACE]))
        stage.table = stage.table.mutate(**{PLACE: place})


def place_by_unit(stage: Stage, rule_set: RuleSet, unit_class: str) -> None:
    """Store the place after the limit that a unit sets to its head; NULL where the unit has no class yet."""
    last = len(rule_set.class_codes) - 1
    for limit in rule_set.unit_limits:
        place, unit = stage.table[PLACE], place_of(rule_set, stage.table[unit_class])
        limited = is_one_of(stage.table["role"], limit.roles) & (place != last)
        lowered = unit.isnull().ifelse(ibis.null("int32"), ibis.greatest(place, unit))
        stage.table = stage.table.mutate(**{PLACE: limited.fill_null(False).ifelse(lowered, place)})


def place_by_score(rule_set: RuleSet, score: Term, doubts: list[Column]) -> Column:
    """Return the place of the class a score alone falls into; NULL without a score."""
    cases: list[tuple[Column, Column]] = []
    for number, level in enumerate(rule_set.classes):
        if level.starts is None:
            cases.append((score.presence.notnull(), _place(number)))
            break
        cases.append(
            (quantities.compare(">=", score.quantity, quantities.literal(level.starts), doubts), _place(number))
        )
    return ibis.cases(*cases)


def code_of(rule_set: RuleSet, place: Column) -> Column:
    """Return the class code of a place."""
    if not rule_set.classes:
        return ibis.null("string")
    return ibis.cases(*((place == number, code) for number, code in enumerate(rule_set.class_codes)))


def place_of(rule_set: RuleSet, code: Column) -> Column:
    """Return the place of a class code."""
    return ibis.cases(*((code == known, _place(number)) for number, known in enumerate(rule_set.class_codes)))


def fact_column(fact: str) -> str:
    """Return the column of truths that holds a fact."""
    return f"fact_{fact}"


def null_where(rows: Column, column: Column, kind: Any) -> Column:
    """Return a column without its values in some rows."""
    return rows.ifelse(ibis.null(kind), column)
