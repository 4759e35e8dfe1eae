"""The general criteria of a rule set, and what may be scored under them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator

from kpi_commands.refusals import CRITERIA_DIFFER, POINTS_OUT_OF_RANGE
from kpi_es.domain.values import CriterionId, Exact
from kpi_es.rulebook import RuleSet


def _in_order(points: dict[str, Fraction]) -> dict[str, Fraction]:
    return dict(sorted(points.items()))


GeneralPoints = Annotated[dict[CriterionId, Exact], AfterValidator(_in_order)]
"""Points by criterion, in one order: the members of a JSON object have none, and sent again in another order it is
still the same command."""


def criterion_maxima(rule_set: RuleSet) -> dict[str, Fraction]:
    """Return the most points of each general criterion, in the order of the form."""
    return {criterion.id: criterion.maximum for criterion in rule_set.general.criteria}


def require_all_criteria(rule_set: RuleSet, points: Mapping[str, Fraction]) -> None:
    """Refuse unless exactly the rule set's criteria are scored, each between 0 and its maximum."""
    maxima = criterion_maxima(rule_set)
    if points.keys() != maxima.keys():
        expected, given = ", ".join(maxima), ", ".join(sorted(points)) or "—"
        raise CRITERIA_DIFFER.because(expected=expected, given=given)
    for criterion, value in points.items():
        require_criterion(rule_set, criterion, value)


def require_criterion(rule_set: RuleSet, criterion: str, value: Fraction) -> None:
    """Refuse points outside 0 to the criterion's maximum."""
    limit = criterion_maxima(rule_set)[criterion]
    if not 0 <= value <= limit:
        raise POINTS_OUT_OF_RANGE.because(criterion=criterion, points=value, limit=limit)
