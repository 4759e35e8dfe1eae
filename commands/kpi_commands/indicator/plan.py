"""What the commands about indicators share: whose stream decides, who may, and what an indicator may rest on."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar

from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.refusals import ITEM_NOT_IN_FORCE, OWN_WORK, QUANTITY_OUT_OF_RANGE
from kpi_es.domain.event import agency_stream, catalogue_stream, indicators_stream
from kpi_es.domain.indicator_plan import Indicator, IndicatorPlan, PlanYear
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Source

LARGEST_TARGET = Fraction(1_000_000_000)
WHOLE = Fraction(1)


class IndicatorCommand(Command, frozen=True):
    """A command about one indicator of an agency's year."""

    SOURCE: ClassVar[Source] = "manager"
    year: PlanYear
    indicator: Code

    @property
    def stream(self) -> str:
        return indicators_stream(self.agency, self.year)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency), catalogue_stream(self.agency))


def require_head_over(context: Context, unit: str, staff: str | None) -> None:
    """Refuse unless the actor heads the owner's unit or one above it (Art 18.1a), on that day and today.

    For the head of the whole agency that is the managing authority. Nobody sets an indicator of their own.
    """
    actor, agency = context.command.actor, context.agency()
    if actor == staff:
        raise OWN_WORK.because(actor=actor)
    for day in (context.valid_on, context.today):
        heads = {above.head_on(day) for above in agency.units_above(unit, day)}
        if actor not in heads and actor != agency.managing_authority_on(day):
            raise NOT_HEAD_OVER.because(actor=actor, unit=unit, day=day)


def require_year_not_over(context: Context, year: int) -> None:
    """Refuse to move the marks of a year that is over."""
    if context.today.year > year:
        raise YEAR_OVER.because(year=year, today=context.today)


def require_standing(plan: IndicatorPlan, code: str) -> Indicator:
    """Return an indicator that counts. Refuses an unknown and a retired one."""
    indicator = plan.standing(code)
    if indicator is None:
        raise INDICATOR_UNKNOWN.because(indicator=code, agency=plan.agency, year=plan.year)
    return indicator


def require_amounts(target: Fraction, weight: Fraction) -> None:
    """Refuse a target of nothing and a weight that is no share."""
    for amount, limit in ((target, LARGEST_TARGET), (weight, WHOLE)):
        if not 0 < amount <= limit:
            raise QUANTITY_OUT_OF_RANGE.because(quantity=amount, limit=limit)


def require_items(context: Context, items: Iterable[str]) -> None:
    """Refuse an item that the catalogue does not have on the day of the act."""
    catalogue, day = context.catalogue(), context.valid_on
    for item in items:
        if catalogue.item_on(item, day) is None:
            raise ITEM_NOT_IN_FORCE.because(agency=catalogue.agency, item=item, day=day)


def require_parent(context: Context, plan: IndicatorPlan, code: str, unit: str, parent: str | None) -> None:
    """Refuse a parent that does not count, belongs to a unit that is not above, or stands below the indicator."""
    if parent is None:
        return
    above = require_standing(plan, parent)
    units = {each.code for each in context.agency().units_above(unit, context.valid_on)}
    if above.unit not in units or plan.is_below(parent, code):
        raise PARENT_NOT_ABOVE.because(parent=parent, indicator=code)


NOT_HEAD_OVER = Refusal(
    "authority.not_head_over_unit",
    "Điều 18.1a Nghị định 335/2025/NĐ-CP",
    "{actor} không đứng đầu đơn vị {unit} hoặc đơn vị cấp trên của nó vào ngày {day}.",
    "{actor} heads neither the unit {unit} nor one above it on {day}.",
)
YEAR_OVER = Refusal(
    "indicator.year_over",
    "Quy tắc của hệ thống: không dời chỉ tiêu của năm đã qua",
    "Năm {year} đã kết thúc (hôm nay {today}); chỉ tiêu của năm đó không đổi được nữa.",
    "The year {year} is over (today is {today}); its indicators can not be changed any more.",
)
INDICATOR_UNKNOWN = Refusal(
    "indicator.unknown",
    "Quy tắc của hệ thống: chỉ tiêu phải đang có hiệu lực",
    "{agency} không có chỉ tiêu {indicator} đang có hiệu lực cho năm {year}.",
    "{agency} has no indicator {indicator} in force for {year}.",
)
PARENT_NOT_ABOVE = Refusal(
    "indicator.parent_not_above",
    "Quy tắc của hệ thống: chỉ tiêu cấp dưới góp vào chỉ tiêu cấp trên",
    "Chỉ tiêu {parent} không thuộc cùng đơn vị hoặc đơn vị cấp trên của {indicator}, hoặc nằm dưới chính {indicator}.",
    "The indicator {parent} does not belong to the unit of {indicator} or one above it, or stands below {indicator}.",
)
