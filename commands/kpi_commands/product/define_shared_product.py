"""Define a product that several people or periods make together."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.product.planning import MOST_PARTS, ProductCommand, require_plan, require_whole
from kpi_commands.refusals import ITEM_NOT_IN_FORCE
from kpi_commands.unit_lead import require_unit_head
from kpi_es.domain.catalogue import Item
from kpi_es.domain.event import Event, catalogue_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.shared_product import PlannedPart, SharedProduct, SharedProductDefined, Sharing
from kpi_es.domain.values import Exact, ItemCode, ShortText, UnitCode


class DefineSharedProduct(ProductCommand, frozen=True):
    """Define large, group or multi-month work whose parts are then assigned with `part_of` (Art 18.1c).

    `sharing` by `quantity` splits the quantity; by `weight` it splits the coefficient of work that can not be split,
    and the weights sum to at most 1. `parts` may plan who takes how much, by person, by period or by both; without
    them only the whole is the limit. The item's coefficient is frozen now, for all parts.
    """

    type: Literal["define_shared_product"] = "define_shared_product"
    unit: UnitCode
    item: ItemCode
    quantity: Exact
    sharing: Sharing = "quantity"
    title: ShortText | None = None
    parts: tuple[PlannedPart, ...] = Field(default=(), max_length=MOST_PARTS)

    @property
    def reads(self) -> tuple[str, ...]:
        return (*super().reads, catalogue_stream(self.agency))


def decide(product: SharedProduct, command: DefineSharedProduct, context: Context) -> tuple[Event, ...]:
    """Decide to define it, by the head of the unit that answers for it."""
    require_unit_head(context, command.unit)
    require_not_in_future(context, context.valid_on, "valid_on")
    if product.version:
        raise PRODUCT_EXISTS.because(agency=command.agency, product=command.product)
    require_whole(command.quantity)
    item = _item(command, context)
    whole = command.quantity if command.sharing == "quantity" else Fraction(1)
    require_plan(command.product, whole, command.parts, context)
    return (
        SharedProductDefined(
            **context.stamp(product),
            agency=command.agency,
            product=command.product,
            unit=command.unit,
            item=item.code,
            title=command.title or item.title,
            measure=item.measure,
            coefficient=item.coefficient,
            quantity=command.quantity,
            sharing=command.sharing,
            parts=command.parts,
        ),
    )


def _item(command: DefineSharedProduct, context: Context) -> Item:
    item = context.catalogue().item_on(command.item, context.valid_on)
    if item is None:
        raise ITEM_NOT_IN_FORCE.because(agency=command.agency, item=command.item, day=context.valid_on)
    return item


PRODUCT_EXISTS = Refusal(
    "product.exists",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "{agency} đã có sản phẩm chung {product}; hãy dùng mã khác.",
    "{agency} already has a shared product {product}; use another code.",
)
