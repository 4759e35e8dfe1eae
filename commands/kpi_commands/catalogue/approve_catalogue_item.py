"""Put an approved item into the catalogue from a day on."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.catalogue.set_standard_item import MOST_POINTS
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_commands.refusals import QUANTITY_OUT_OF_RANGE, QUANTITY_TOO_FINE
from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, ComplexityGroup, Item
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Exact, ItemCode, ShortText, is_writable
from kpi_es.evaluation import CoefficientFacts, evaluate_coefficient


class ApproveCatalogueItem(CatalogueCommand, frozen=True):
    """Record an item as the head of the managing agency decided it (Art 13.2); `decision` names the decision.

    The coefficient is points ÷ points of the standard item, rounded as the adopted rule set says. When it is
    given it must be that number.
    """

    type: Literal["approve_catalogue_item"] = "approve_catalogue_item"
    item: ItemCode
    title: ShortText
    measure: ShortText
    group: ComplexityGroup
    points: Exact
    coefficient: Exact | None = None
    decision: ShortText


def decide(catalogue: Catalogue, command: ApproveCatalogueItem, context: Context) -> tuple[Event, ...]:
    """Decide to approve an item, revising an earlier one of the same code from `valid_on`."""
    require_personnel_adviser(context)
    if not 0 < command.points <= MOST_POINTS:
        raise QUANTITY_OUT_OF_RANGE.because(quantity=command.points, limit=MOST_POINTS)
    coefficient = _coefficient(catalogue, command, context)
    if command.coefficient is not None and command.coefficient != coefficient:
        raise COEFFICIENT_WRONG.because(
            item=command.item, given=command.coefficient, expected=coefficient, points=command.points
        )
    _require_change(catalogue, command, context, coefficient)
    return (
        CatalogueItemApproved(
            **context.stamp(catalogue),
            agency=command.agency,
            item=command.item,
            title=command.title,
            measure=command.measure,
            group=command.group,
            points=command.points,
            coefficient=coefficient,
            decision=command.decision,
        ),
    )


def _require_change(
    catalogue: Catalogue, command: ApproveCatalogueItem, context: Context, coefficient: Fraction
) -> None:
    """Refuse to record again, word for word, what is in force: the same list imported by somebody else."""
    item = catalogue.item_on(command.item, context.valid_on)
    same = Item(command.item, command.title, command.measure, command.group, command.points, coefficient)
    if item == same:
        raise UNCHANGED.because(item=command.item, day=context.valid_on)


def _coefficient(catalogue: Catalogue, command: ApproveCatalogueItem, context: Context) -> Fraction:
    standard = catalogue.standard_on(context.valid_on)
    if standard is None:
        raise NO_STANDARD_ITEM.because(agency=command.agency, day=context.valid_on)
    rule_set = context.rule_set_on(context.valid_on)
    result = evaluate_coefficient(rule_set, CoefficientFacts(command.points, standard))
    # A rule set that weighs tasks in another way has no rule of its own here: the plain ratio of Art 13.1c stands.
    coefficient = result.outputs.get("coefficient", command.points / standard)
    if not is_writable(coefficient):
        raise QUANTITY_TOO_FINE.because(quantity=coefficient)
    return coefficient


NO_STANDARD_ITEM = Refusal(
    "catalogue.no_standard_item",
    "Điều 13.1b Nghị định 335/2025/NĐ-CP",
    "{agency} chưa có đơn vị sản phẩm/công việc chuẩn vào ngày {day}.",
    "{agency} has no standard product/work unit on {day}.",
)
UNCHANGED = Refusal(
    "catalogue.item_unchanged",
    "Điều 26.1c Nghị định 335/2025/NĐ-CP",
    "Mục {item} đã có hiệu lực vào ngày {day} với đúng nội dung này.",
    "The item {item} is in force on {day} with exactly this content.",
)
COEFFICIENT_WRONG = Refusal(
    "catalogue.coefficient_wrong",
    "Điều 13.1c Nghị định 335/2025/NĐ-CP",
    "Hệ số quy đổi của {item} ghi {given}; {points} điểm chia cho điểm chuẩn là {expected}.",
    "The coefficient of {item} is given as {given}; {points} points over the standard's points are {expected}.",
)
