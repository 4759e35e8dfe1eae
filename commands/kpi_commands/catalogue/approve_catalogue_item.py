"""Put an approved item into the catalogue from a day on."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.catalogue.conversion import coefficient_of, require_points
from kpi_commands.catalogue.proposals import require_change
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, ComplexityGroup, Item
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Exact, ItemCode, ShortText


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
    require_points(command.points)
    coefficient = coefficient_of(command.points, context)
    if command.coefficient is not None and command.coefficient != coefficient:
        raise COEFFICIENT_WRONG.because(
            item=command.item, given=command.coefficient, expected=coefficient, points=command.points
        )
    item = Item(command.item, command.title, command.measure, command.group, command.points, coefficient)
    require_change(catalogue, item, context)
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


COEFFICIENT_WRONG = Refusal(
    "catalogue.coefficient_wrong",
    "Điều 13.1c Nghị định 335/2025/NĐ-CP",
    "Hệ số quy đổi của {item} ghi {given}; {points} điểm chia cho điểm chuẩn là {expected}.",
    "The coefficient of {item} is given as {given}; {points} points over the standard's points are {expected}.",
)
