"""What everything that is given points shares: their range, and the coefficient they make (Art 3.6, 13.1c)."""

from __future__ import annotations

from fractions import Fraction

from kpi_commands.context import Context
from kpi_commands.refusals import QUANTITY_OUT_OF_RANGE, QUANTITY_TOO_FINE
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import is_writable
from kpi_es.evaluation import CoefficientFacts, evaluate_coefficient

MOST_POINTS = 10_000


def require_points(points: Fraction) -> None:
    """Refuse points of nothing or less, or more than any item is worth."""
    if not 0 < points <= MOST_POINTS:
        raise QUANTITY_OUT_OF_RANGE.because(quantity=points, limit=MOST_POINTS)


def coefficient_of(points: Fraction, context: Context) -> Fraction:
    """Return points ÷ points of the standard item on the day of the act, rounded as the adopted rule set says."""
    agency, day = context.command.agency, context.valid_on
    standard = context.catalogue().standard_on(day)
    if standard is None:
        raise NO_STANDARD_ITEM.because(agency=agency, day=day)
    rule_set = context.rule_set_on(day)
    result = evaluate_coefficient(rule_set, CoefficientFacts(points, standard))
    # A rule set that weighs tasks in another way has no rule of its own here: the plain ratio of Art 13.1c stands.
    coefficient = result.outputs.get("coefficient", points / standard)
    if not is_writable(coefficient):
        raise QUANTITY_TOO_FINE.because(quantity=coefficient)
    return coefficient


NO_STANDARD_ITEM = Refusal(
    "catalogue.no_standard_item",
    "Điều 13.1b Nghị định 335/2025/NĐ-CP",
    "{agency} chưa có đơn vị sản phẩm/công việc chuẩn vào ngày {day}.",
    "{agency} has no standard product/work unit on {day}.",
)
