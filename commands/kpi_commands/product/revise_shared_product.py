"""Set the whole of a shared product, or its plan, anew."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.product.planning import (
    MOST_PARTS,
    ProductCommand,
    require_plan,
    require_plan_covers,
    require_whole,
)
from kpi_commands.refusals import PRODUCT_UNKNOWN
from kpi_commands.unit_lead import require_unit_head
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.shared_product import PlannedPart, SharedProduct, SharedProductRevised
from kpi_es.domain.values import Exact


class ReviseSharedProduct(ProductCommand, frozen=True):
    """Set the whole quantity and the plan anew, never below what was taken; the reason is due (Art 18.1c)."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["revise_shared_product"] = "revise_shared_product"
    quantity: Exact
    parts: tuple[PlannedPart, ...] = Field(default=(), max_length=MOST_PARTS)


def decide(product: SharedProduct, command: ReviseSharedProduct, context: Context) -> tuple[Event, ...]:
    """Decide to revise it, by the head of the unit that answers for it."""
    if product.version == 0 or context.valid_on < product.since:
        raise PRODUCT_UNKNOWN.because(agency=command.agency, product=command.product, day=context.valid_on)
    require_unit_head(context, product.unit)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_whole(command.quantity)
    _require_room(product, command)
    whole = command.quantity if product.sharing == "quantity" else Fraction(1)
    require_plan(command.product, whole, command.parts, context)
    require_plan_covers(product, command.parts)
    return (
        SharedProductRevised(
            **context.stamp(product),
            agency=command.agency,
            product=command.product,
            quantity=command.quantity,
            parts=command.parts,
        ),
    )


def _require_room(product: SharedProduct, command: ReviseSharedProduct) -> None:
    """Refuse a whole below what was taken; where weights are shared, every line holds the whole, so it stays."""
    if product.sharing == "weight" and product.taken and command.quantity != product.quantity:
        raise WHOLE_ASSIGNED.because(product=product.code, quantity=product.quantity)
    if product.sharing == "quantity" and command.quantity < product.taken_in_all:
        raise WHOLE_BELOW_TAKEN.because(product=product.code, whole=command.quantity, taken=product.taken_in_all)


WHOLE_BELOW_TAKEN = Refusal(
    "product.whole_below_taken",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Tổng mới {whole} của sản phẩm chung {product} ít hơn phần đã giao, {taken}.",
    "The new whole {whole} of the shared product {product} is less than what is taken, {taken}.",
)
WHOLE_ASSIGNED = Refusal(
    "product.whole_assigned",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Sản phẩm chung {product} chia theo tỷ trọng đã được giao với số lượng {quantity}, không đổi được nữa.",
    "The shared product {product}, shared by weight, is already assigned with the quantity {quantity}, which stays.",
)
