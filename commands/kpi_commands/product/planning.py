"""What the commands on a shared product share: the contract, and a plan that stays within the whole."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.refusals import NOT_IN_AGENCY, PARTS_EXCEED_WHOLE, QUANTITY_OUT_OF_RANGE, QUANTITY_TOO_FINE
from kpi_es.domain.catalogue import TaskKey
from kpi_es.domain.event import agency_stream, product_stream
from kpi_es.domain.posts import evaluating_post
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.shared_product import PlannedPart, SharedProduct, taken_of
from kpi_es.domain.values import Code, Source, is_writable

MOST_QUANTITY = 1_000_000
"""No product has more pieces; a typing error does."""
MOST_PARTS = 500


class ProductCommand(Command, frozen=True):
    """A command about a product that several tasks share."""

    SOURCE: ClassVar[Source] = "manager"
    product: Code

    @property
    def stream(self) -> str:
        return product_stream(self.agency, self.product)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency))


def require_whole(quantity: Fraction) -> None:
    """Refuse a whole of nothing or less, or of more than any product is."""
    if not 0 < quantity <= MOST_QUANTITY:
        raise QUANTITY_OUT_OF_RANGE.because(quantity=quantity, limit=MOST_QUANTITY)


def require_plan(product: str, whole: Fraction, plan: tuple[PlannedPart, ...], context: Context) -> None:
    """Refuse a plan with a part of nothing, two parts for the same, strangers, or more than the whole."""
    keys = [part.key for part in plan]
    for part in plan:
        if not 0 < part.share <= whole:
            raise QUANTITY_OUT_OF_RANGE.because(quantity=part.share, limit=whole)
        if keys.count(part.key) > 1:
            raise PART_TWICE.because(product=product, staff=part.staff or "—", period=part.period or "—")
        if part.staff is not None:
            _require_colleague(part.staff, context)
    planned = sum((part.share for part in plan), Fraction(0))
    if not is_writable(planned):
        raise QUANTITY_TOO_FINE.because(quantity=planned)
    if planned > whole:
        raise PARTS_EXCEED_WHOLE.because(product=product, whole=whole, taken=Fraction(0), asked=planned)


def require_plan_covers(product: SharedProduct, plan: tuple[PlannedPart, ...]) -> None:
    """Refuse a new plan that leaves no room for what was already taken."""
    taken: Mapping[TaskKey, Fraction] = product.taken
    for part in plan:
        drawn = taken_of(plan, part, taken)
        if drawn > part.share:
            raise PLAN_BELOW_TAKEN.because(
                product=product.code,
                staff=part.staff or "—",
                period=part.period or "—",
                planned=part.share,
                taken=drawn,
            )


def _require_colleague(staff: str, context: Context) -> None:
    post = evaluating_post(context.staff_member(staff), context.valid_on)
    if post is None or post.agency != context.command.agency:
        raise NOT_IN_AGENCY.because(staff=staff, agency=context.command.agency, day=context.valid_on)


PART_TWICE = Refusal(
    "product.part_twice",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Sản phẩm chung {product} có hai phần cho cùng người {staff}, kỳ {period}; hãy gộp lại thành một phần.",
    "The shared product {product} has two parts for the same person {staff} and period {period}; make them one.",
)
PLAN_BELOW_TAKEN = Refusal(
    "product.plan_below_taken",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Kế hoạch mới của sản phẩm chung {product} dành {planned} cho {staff}, kỳ {period}, nhưng đã giao {taken}.",
    "The new plan of the shared product {product} leaves {planned} to {staff} in {period}; {taken} is taken.",
)
