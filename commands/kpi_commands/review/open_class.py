"""A class that the rules leave to the authority's judgement: who may have which, and in whose year."""

from __future__ import annotations

from dataclasses import replace

from kpi_commands.annual_result import CalculatedYear, require_complete
from kpi_commands.context import Context
from kpi_commands.refusals import CLASS_NOT_OPEN, REASON_REQUIRED
from kpi_commands.review.review_command import require_class
from kpi_es.evaluation.classes import level_of
from kpi_es.evaluation.period import evaluate_year
from kpi_es.rulebook import RuleSet


def class_of_year(context: Context, rule_set: RuleSet, year: CalculatedYear, stated: str | None) -> str | None:
    """Return the class of one complete year: the calculated one, or the stated one where the rules give none.

    Refuses a year that is not complete, a class left open that nobody states, and one stated without a reason,
    where the rules give another, or above what they allow.
    """
    require_complete(context, [year], () if stated is None else (year.staff,))
    if stated is None:
        return year.result.class_code
    require_open_class(rule_set, year, stated)
    if context.command.reason is None:
        raise REASON_REQUIRED.because()
    return stated


def require_open_class(rule_set: RuleSet, year: CalculatedYear, class_code: str) -> None:
    """Refuse a class the rule set does not have, one stated although the rules give one, and one above the year."""
    require_class(rule_set, class_code)
    codes, highest = rule_set.class_codes, highest_class(rule_set, year)
    if year.result.status != "unknown" or codes.index(class_code) < codes.index(highest):
        given = year.result.class_code or highest
        raise CLASS_NOT_OPEN.because(staff=year.staff, class_code=class_code, given=given)


def highest_class(rule_set: RuleSet, year: CalculatedYear) -> str:
    """Return the class above which nobody's judgement goes: by score, deciding facts and unit (Art 20.4, 20.6).

    It is what the year would give if every condition that waits for a judgement were met; where that can not be
    told either, the lower one of the score's and the unit's class.
    """
    unconditional = tuple(replace(level, conditions=()) for level in rule_set.classes)
    result = evaluate_year(replace(rule_set, classes=unconditional), year.annual.facts, trace=False)
    if result.class_code is not None:
        return result.class_code
    mean, unit_class = year.result.outputs.get("mean"), year.annual.facts.unit_class
    scored = mean is not None and rule_set.classes[0].starts is not None
    bounds = [level_of(rule_set, mean).code] if scored and mean is not None else [rule_set.class_codes[0]]
    return max([*bounds, *([unit_class] if unit_class else [])], key=rule_set.class_codes.index)
