"""Set an indicator for the agency, a unit, a post or a person."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from kpi_commands.authority import evaluated_post
from kpi_commands.context import Context
from kpi_commands.indicator.plan import (
    WHOLE,
    IndicatorCommand,
    require_amounts,
    require_head_over,
    require_items,
    require_parent,
    require_year_not_over,
)
from kpi_commands.refusals import UNIT_UNKNOWN
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import FeedingItems, IndicatorOwner, IndicatorPlan, IndicatorSet
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Exact, ShortText, StaffId, UnitCode

_NEEDED = {"agency": (), "unit": ("unit",), "post": ("unit", "post"), "person": ("staff",)}


class SetIndicator(IndicatorCommand, frozen=True):
    """Set a target for a year, tied to the agency, a unit, a post of a unit or a person.

    With `items` (codes of the catalogue) the accepted quantity of the owner's people feeds it, in their own unit;
    without any, the indicators set below it with `parent` do, by their weights. By the head of the owner's unit or
    of one above.
    """

    type: Literal["set_indicator"] = "set_indicator"
    owner: IndicatorOwner
    unit: UnitCode | None = None
    post: ShortText | None = None
    staff: StaffId | None = None
    title: ShortText
    measure: ShortText
    target: Exact
    weight: Exact = WHOLE
    items: FeedingItems = ()
    parent: Code | None = None

    @model_validator(mode="after")
    def _names_its_owner(self) -> Self:
        given = tuple(name for name in ("unit", "post", "staff") if getattr(self, name) is not None)
        if given != _NEEDED[self.owner]:
            needed = ", ".join(_NEEDED[self.owner]) or "nothing else"
            raise ValueError(f"owner: an indicator of kind {self.owner} names {needed}; got {', '.join(given) or '-'}")
        return self


def decide(plan: IndicatorPlan, command: SetIndicator, context: Context) -> tuple[Event, ...]:
    """Decide to set an indicator under a code that is free."""
    unit = _unit(command, context)
    require_head_over(context, unit, command.staff)
    require_year_not_over(context, command.year)
    if command.indicator in plan.indicators:
        raise INDICATOR_EXISTS.because(indicator=command.indicator, year=command.year)
    require_amounts(command.target, command.weight)
    require_items(context, command.items)
    require_parent(context, plan, command.indicator, unit, command.parent)
    return (
        IndicatorSet(
            **context.stamp(plan),
            agency=command.agency,
            year=command.year,
            indicator=command.indicator,
            owner=command.owner,
            unit=unit,
            post=command.post,
            staff=command.staff,
            title=command.title,
            measure=command.measure,
            target=command.target,
            weight=command.weight,
            items=command.items,
            parent=command.parent,
        ),
    )


def _unit(command: SetIndicator, context: Context) -> str:
    agency = context.agency()
    if command.staff is not None:
        return evaluated_post(context, command.staff, context.valid_on).unit
    unit = command.unit or agency.root_unit
    if agency.unit_on(unit, context.valid_on) is None:
        raise UNIT_UNKNOWN.because(agency=agency.code, unit=unit, day=context.valid_on)
    return unit


INDICATOR_EXISTS = Refusal(
    "indicator.exists",
    "Quy tắc của hệ thống: một mã, một chỉ tiêu",
    "Mã chỉ tiêu {indicator} đã dùng trong năm {year}; hãy dùng mã khác.",
    "The indicator code {indicator} is taken for {year}; use another one.",
)
