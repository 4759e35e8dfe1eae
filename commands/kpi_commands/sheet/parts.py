"""Taking a part of a shared product: within the plan, and never more than the whole (Art 18.1c)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import PARTS_EXCEED_WHOLE, PRODUCT_UNKNOWN
from kpi_commands.sheet.lines import require_quantity, require_writable
from kpi_es.domain.event import product_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.shared_product import PartAssigned, PartCorrected, SharedProduct
from kpi_es.domain.sheet import TaskLine


@dataclass(frozen=True, slots=True)
class Share:
    """What a task asks of a shared product: all of a weight, or a quantity."""

    product: str
    item: str
    quantity: Fraction
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class TakenPart:
    """A part that is taken: what the line shows, and the event on the product."""

    product: SharedProduct
    coefficient: Fraction
    event: PartAssigned


def take_part(command: TaskCommand, share: Share, context: Context) -> TakenPart:
    """Return the part a task takes. Refuses what the product is not, what the plan has not, and what is not left."""
    product = _product(share.product, context)
    if product.version == 0 or context.valid_on < product.since:
        raise PRODUCT_UNKNOWN.because(agency=command.agency, product=share.product, day=context.valid_on)
    if share.item != product.item:
        raise OTHER_ITEM.because(product=product.code, item=product.item, given=share.item)
    asked = _asked(product, share)
    _require_left(product, command, asked)
    coefficient = product.coefficient * (share.weight or 1)
    require_writable(coefficient)
    require_writable(product.taken_in_all + asked)
    event = PartAssigned(
        **context.stamp(product),
        agency=command.agency,
        product=product.code,
        staff=command.staff,
        period=command.period,
        task=command.task,
        share=asked,
    )
    return TakenPart(product, coefficient, event)


def corrected_part(
    line: TaskLine, staff: str, period: str, quantity: Fraction, context: Context
) -> tuple[PartCorrected, ...]:
    """Return the event that moves a part with the corrected quantity of its line; none for a line that is no part.

    Refuses a part that was shared by weight, whose line holds the whole, and one that would exceed the whole. Also
    refuses every line that was taken over, part or not: its quantity is what the giver's sheet says was handed over.
    """
    if line.kind == "taken_over":
        raise TAKEN_OVER_QUANTITY.because(task=line.task, staff=staff, quantity=line.quantity)
    if line.part_of is None:
        return ()
    product = _product(line.part_of, context)
    key = (staff, period, line.task)
    if line.weight is not None:
        raise WHOLE_QUANTITY.because(product=product.code, quantity=product.quantity, given=quantity)
    former = product.taken[key]
    others = product.taken_in_all - former
    if others + quantity > product.whole:
        raise PARTS_EXCEED_WHOLE.because(product=product.code, whole=product.whole, taken=others, asked=quantity)
    return (
        PartCorrected(
            **context.stamp(product),
            agency=product.agency,
            product=product.code,
            staff=staff,
            period=period,
            task=line.task,
            former=former,
            share=quantity,
        ),
    )


def _product(code: str, context: Context) -> SharedProduct:
    return cast(SharedProduct, context.state_of(product_stream(context.command.agency, code)))


def _asked(product: SharedProduct, share: Share) -> Fraction:
    """Return what is asked in the product's own terms: a quantity, or a weight with the whole quantity."""
    if (share.weight is not None) != (product.sharing == "weight"):
        raise WRONG_SHARING.because(product=product.code, sharing=product.sharing)
    if share.weight is None:
        return share.quantity
    require_quantity(share.weight, 1)
    if share.quantity != product.quantity:
        raise WHOLE_QUANTITY.because(product=product.code, quantity=product.quantity, given=share.quantity)
    return share.weight


def _require_left(product: SharedProduct, command: TaskCommand, asked: Fraction) -> None:
    if product.taken_in_all + asked > product.whole:
        raise PARTS_EXCEED_WHOLE.because(
            product=product.code, whole=product.whole, taken=product.taken_in_all, asked=asked
        )
    if not product.plan:
        return
    part = product.part_for(command.staff, command.period)
    if part is None:
        raise NOT_PLANNED.because(product=product.code, staff=command.staff, period=command.period)
    if product.taken_of(part) + asked > part.share:
        raise BEYOND_PLAN.because(
            product=product.code,
            staff=part.staff or "—",
            period=part.period or "—",
            planned=part.share,
            taken=product.taken_of(part),
            asked=asked,
        )


OTHER_ITEM = Refusal(
    "product.other_item",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Sản phẩm chung {product} thuộc mục {item}, không phải {given}.",
    "The shared product {product} is of the item {item}, not {given}.",
)
WRONG_SHARING = Refusal(
    "product.wrong_sharing",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Sản phẩm chung {product} được chia theo {sharing}: weight cần trường weight, quantity thì không ghi weight.",
    "The shared product {product} is shared by {sharing}: by weight the field weight is due, by quantity it is not.",
)
WHOLE_QUANTITY = Refusal(
    "product.whole_quantity",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Sản phẩm chung {product} chia theo tỷ trọng: mỗi người nhận cả {quantity}, không phải {given}.",
    "The shared product {product} is shared by weight: everybody gets the whole {quantity}, not {given}.",
)
TAKEN_OVER_QUANTITY = Refusal(
    "correction.taken_over",
    "Điều 18.1d Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ {task} của {staff} là phần nhận thêm: số lượng {quantity} đúng bằng phần phiếu của người giao lại ghi đã "
    "giao, nên không sửa được ở đây. Giao thừa thì {staff} báo không làm được phần thừa (give_up_task); giao thiếu thì "
    "giao tiếp phần còn lại (take_over_task), hoặc sửa số lượng giao trên phiếu của người giao lại.",
    "The task {task} of {staff} was taken over: its quantity {quantity} is what the giver's sheet says was handed "
    "over and can not be corrected here. If it is too much, {staff} gives up the rest (give_up_task); if too little, "
    "hand over what is left (take_over_task), or correct the assigned quantity on the giver's sheet.",
)
NOT_PLANNED = Refusal(
    "product.not_planned",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Kế hoạch của sản phẩm chung {product} không có phần cho {staff} trong kỳ {period}.",
    "The plan of the shared product {product} has no part for {staff} in {period}.",
)
BEYOND_PLAN = Refusal(
    "product.beyond_plan",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Phần của người {staff}, kỳ {period} trong sản phẩm chung {product} là {planned}, đã giao {taken}; không giao thêm "
    "được {asked}.",
    "The part of person {staff}, period {period}, in the shared product {product} is {planned} and {taken} is taken; "
    "{asked} more can not be.",
)
