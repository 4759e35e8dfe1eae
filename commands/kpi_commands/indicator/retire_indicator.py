"""Retire an indicator."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.context import Context
from kpi_commands.indicator.plan import (
    IndicatorCommand,
    require_head_over,
    require_standing,
    require_year_not_over,
)
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import IndicatorPlan, IndicatorRetired
from kpi_es.domain.refusal import Refusal


class RetireIndicator(IndicatorCommand, frozen=True):
    """Let an indicator no longer count; its code stays taken. The reason is due."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["retire_indicator"] = "retire_indicator"


def decide(plan: IndicatorPlan, command: RetireIndicator, context: Context) -> tuple[Event, ...]:
    """Decide to retire an indicator below which none stands any more."""
    standing = require_standing(plan, command.indicator)
    require_head_over(context, standing.unit, standing.staff)
    require_year_not_over(context, command.year)
    below = plan.below(command.indicator)
    if below:
        raise INDICATORS_BELOW.because(indicator=command.indicator, below=", ".join(below))
    return (
        IndicatorRetired(**context.stamp(plan), agency=command.agency, year=command.year, indicator=command.indicator),
    )


INDICATORS_BELOW = Refusal(
    "indicator.has_indicators_below",
    "Quy tắc của hệ thống: chỉ tiêu cấp dưới góp vào chỉ tiêu cấp trên",
    "Dưới chỉ tiêu {indicator} còn {below}; hãy bỏ hoặc chuyển các chỉ tiêu đó trước.",
    "Below the indicator {indicator} there still are {below}; retire or move those first.",
)
