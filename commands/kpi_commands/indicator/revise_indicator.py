"""Revise an indicator."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from kpi_commands.context import Context
from kpi_commands.indicator.plan import (
    IndicatorCommand,
    require_amounts,
    require_head_over,
    require_items,
    require_parent,
    require_standing,
    require_year_not_over,
)
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import FeedingItems, IndicatorPlan, IndicatorRevised
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Exact, ShortText

_REVISED = ("title", "measure", "target", "weight", "items", "parent")


class ReviseIndicator(IndicatorCommand, frozen=True):
    """Change what is given and leave the rest as it stands; the owner never changes. The reason is due."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["revise_indicator"] = "revise_indicator"
    title: ShortText | None = None
    measure: ShortText | None = None
    target: Exact | None = None
    weight: Exact | None = None
    items: FeedingItems | None = None
    parent: Code | None = None


def decide(plan: IndicatorPlan, command: ReviseIndicator, context: Context) -> tuple[Event, ...]:
    """Decide to revise an indicator that counts, for its whole year."""
    standing = require_standing(plan, command.indicator)
    require_head_over(context, standing.unit, standing.staff)
    require_year_not_over(context, command.year)
    given = {name: getattr(command, name) for name in _REVISED if getattr(command, name) is not None}
    revised: dict[str, Any] = {name: given.get(name, getattr(standing, name)) for name in _REVISED}
    if all(revised[name] == getattr(standing, name) for name in _REVISED):
        raise NOTHING_REVISED.because(indicator=command.indicator)
    require_amounts(revised["target"], revised["weight"])
    require_items(context, command.items or ())
    require_parent(context, plan, command.indicator, standing.unit, command.parent)
    return (
        IndicatorRevised(
            **context.stamp(plan),
            agency=command.agency,
            year=command.year,
            indicator=command.indicator,
            former_target=standing.target,
            former_weight=standing.weight,
            **revised,
        ),
    )


NOTHING_REVISED = Refusal(
    "indicator.unchanged",
    "Quy tắc của hệ thống: sửa phải có thay đổi",
    "Chỉ tiêu {indicator} đã đúng như vậy; lệnh này không đổi gì.",
    "The indicator {indicator} already reads like that; nothing would change.",
)
