"""A product too large for one line: several people, or several periods, make one whole together (Art 18.1c).

The parts never exceed the whole. What can be split is shared by quantity; what can not is shared by weight: each
person gets a part of the coefficient, and the weights sum to at most 1 (handbook, chapter V).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal, assert_never

from pydantic import BaseModel, ConfigDict, model_validator

from kpi_es.domain.catalogue import TaskKey
from kpi_es.domain.event import Event, product_stream
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    Exact,
    ItemCode,
    PeriodCode,
    ShortText,
    StaffId,
    TaskId,
    UnitCode,
)

Sharing = Literal["quantity", "weight"]
"""By quantity: parts of the product's own quantity. By weight: parts of its coefficient."""


class PlannedPart(BaseModel):
    """What a person, or a period, or a person in a period is to take of the whole: a quantity or a weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: Exact
    staff: StaffId | None = None
    period: PeriodCode | None = None

    @model_validator(mode="after")
    def _names_somebody_or_a_period(self) -> PlannedPart:
        if self.staff is None and self.period is None:
            raise ValueError("a part names staff, period or both")
        return self

    @property
    def key(self) -> tuple[str | None, str | None]:
        """For whom and for which period it is planned."""
        return (self.staff, self.period)


class ProductEvent(Event):
    """What every event of a shared product says: which one."""

    agency: AgencyCode
    product: Code


class SharedProductDefined(ProductEvent):
    """A whole to be shared exists from `valid_on`; the item's coefficient is frozen for all its parts."""

    TOPIC: ClassVar[str] = "product.SharedProductDefined"
    unit: UnitCode
    item: ItemCode
    title: ShortText
    measure: ShortText
    coefficient: Exact
    quantity: Exact
    sharing: Sharing
    parts: tuple[PlannedPart, ...] = ()


class SharedProductRevised(ProductEvent):
    """The whole or its plan is set anew; what was taken stays taken."""

    TOPIC: ClassVar[str] = "product.SharedProductRevised"
    quantity: Exact
    parts: tuple[PlannedPart, ...] = ()


class PartAssigned(ProductEvent):
    """A task on somebody's sheet takes a part of the whole: a quantity or a weight."""

    TOPIC: ClassVar[str] = "product.PartAssigned"
    staff: StaffId
    period: PeriodCode
    task: TaskId
    share: Exact


class PartCorrected(ProductEvent):
    """The quantity of a part was entered wrongly; the correction on the sheet moves the part with it."""

    TOPIC: ClassVar[str] = "product.PartCorrected"
    staff: StaffId
    period: PeriodCode
    task: TaskId
    former: Exact
    share: Exact


SharedProductEvent = SharedProductDefined | SharedProductRevised | PartAssigned | PartCorrected


@dataclass(frozen=True, slots=True)
class SharedProduct:
    """The state of a shared product; version 0 means it was never defined."""

    agency: str
    code: str
    version: int = 0
    since: date = date.min
    unit: str = ""
    item: str = ""
    title: str = ""
    measure: str = ""
    coefficient: Fraction = Fraction(0)
    quantity: Fraction = Fraction(0)
    sharing: Sharing = "quantity"
    plan: tuple[PlannedPart, ...] = ()
    taken: Mapping[TaskKey, Fraction] = field(default_factory=dict[TaskKey, Fraction])
    """By task, the quantity or the weight it took."""

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return product_stream(self.agency, self.code)

    @property
    def whole(self) -> Fraction:
        """What the parts may sum to: the quantity, or a weight of 1."""
        return self.quantity if self.sharing == "quantity" else Fraction(1)

    @property
    def taken_in_all(self) -> Fraction:
        """What the tasks assigned so far took."""
        return sum(self.taken.values(), Fraction(0))

    def part_for(self, staff: str, period: str) -> PlannedPart | None:
        """Return the planned part a person draws on in a period: the one that says most, the person before the period.

        None when the plan has no part for them; without any plan there is none for anybody.
        """
        return part_for(self.plan, staff, period)

    def taken_of(self, part: PlannedPart) -> Fraction:
        """Return what was taken so far of a planned part."""
        return taken_of(self.plan, part, self.taken)


def part_for(plan: Iterable[PlannedPart], staff: str, period: str) -> PlannedPart | None:
    """Return the part of a plan that a person draws on in a period, the most specific one, None without one."""
    by_key = {part.key: part for part in plan}
    for key in ((staff, period), (staff, None), (None, period)):
        if key in by_key:
            return by_key[key]
    return None


def taken_of(plan: tuple[PlannedPart, ...], part: PlannedPart, taken: Mapping[TaskKey, Fraction]) -> Fraction:
    """Return what the tasks took of one planned part."""
    drawn = (share for (staff, period, _), share in taken.items() if part_for(plan, staff, period) == part)
    return sum(drawn, Fraction(0))


def evolve_shared_product(state: SharedProduct, event: SharedProductEvent) -> SharedProduct:
    """Return the shared product after an event."""
    state = replace(state, version=event.originator_version)
    match event:
        case SharedProductDefined():
            return replace(
                state,
                since=event.valid_on,
                unit=event.unit,
                item=event.item,
                title=event.title,
                measure=event.measure,
                coefficient=event.coefficient,
                quantity=event.quantity,
                sharing=event.sharing,
                plan=event.parts,
            )
        case SharedProductRevised():
            return replace(state, quantity=event.quantity, plan=event.parts)
        case PartAssigned() | PartCorrected():
            return replace(state, taken={**state.taken, (event.staff, event.period, event.task): event.share})
        case _:
            assert_never(event)
