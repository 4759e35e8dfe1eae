"""The general criteria a rule set has for a role, and what may be scored under them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator

from kpi_commands.refusals import CRITERIA_DIFFER, NO_CRITERIA, POINTS_BETWEEN_LEVELS, POINTS_OUT_OF_RANGE
from kpi_es.domain.values import CriterionId, Exact, format_exact
from kpi_es.evaluation.facts import Subject
from kpi_es.rulebook import RuleSet
from kpi_es.rulebook.rule_set import Criterion


def _in_order(points: dict[str, Fraction]) -> dict[str, Fraction]:
    return dict(sorted(points.items()))


GeneralPoints = Annotated[dict[CriterionId, Exact], AfterValidator(_in_order)]
"""Points by criterion, in one order: the members of a JSON object have none, and sent again in another order it is
still the same command."""


def criteria_of(role: Subject, rule_set: RuleSet) -> dict[str, Criterion]:
    """Return the general criteria of a role in the order of the form; none where it has no table."""
    table = rule_set.general_for(role)
    return {} if table is None else {criterion.id: criterion for criterion in table.criteria}


def require_all_criteria(role: Subject, rule_set: RuleSet, points: Mapping[str, Fraction]) -> None:
    """Refuse unless exactly the criteria of the role are scored, each at a level it can have."""
    criteria = criteria_of(role, rule_set)
    if not criteria:
        raise NO_CRITERIA.because(rule_set=rule_set.id, role=role)
    if points.keys() != criteria.keys():
        expected, given = ", ".join(criteria), ", ".join(sorted(points)) or "—"
        raise CRITERIA_DIFFER.because(expected=expected, given=given)
    for name, value in points.items():
        require_criterion(criteria[name], value)


def require_criterion(criterion: Criterion, value: Fraction) -> None:
    """Refuse points outside 0 to the criterion's maximum, or between the levels it knows."""
    if not 0 <= value <= criterion.maximum:
        raise POINTS_OUT_OF_RANGE.because(criterion=criterion.id, points=value, limit=criterion.maximum)
    if criterion.binary and value not in (0, criterion.maximum):
        levels = f"0, {format_exact(criterion.maximum)}"
        raise POINTS_BETWEEN_LEVELS.because(criterion=criterion.id, points=value, levels=levels)
    if criterion.step is not None and (value / criterion.step).denominator != 1:
        levels = f"0, {format_exact(criterion.step)}, {format_exact(2 * criterion.step)}, …"
        raise POINTS_BETWEEN_LEVELS.because(criterion=criterion.id, points=value, levels=levels)
