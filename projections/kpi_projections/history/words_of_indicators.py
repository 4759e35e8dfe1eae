"""The events of an agency's indicators in words; each function takes the event and the state before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import IndicatorPlan, IndicatorRetired, IndicatorRevised, IndicatorSet
from kpi_projections.history.phrases import (
    INDICATOR_OWNERS,
    Words,
    both,
    listed,
    number_en,
    number_vi,
    of,
    percent_en,
    percent_vi,
)


def _set(event: IndicatorSet, plan: IndicatorPlan) -> Words:
    del plan
    kind = of(INDICATOR_OWNERS, event.owner)
    whose = event.staff or (f"{event.post}, {event.unit}" if event.post else event.unit)
    parent_vi = f", góp vào {event.parent}" if event.parent else ""
    parent_en = f", below {event.parent}" if event.parent else ""
    return both(
        f"Đặt chỉ tiêu {event.indicator} năm {event.year} của {kind.vi} {whose}: “{event.title}”, "
        f"{number_vi(event.target)} {event.measure}, tỷ trọng {percent_vi(event.weight)}{parent_vi}; "
        f"tính từ: {listed(event.items, 'các chỉ tiêu cấp dưới')}",
        f"Set the indicator {event.indicator} for {event.year} of the {kind.en} {whose}: “{event.title}”, "
        f"{number_en(event.target)} {event.measure}, weight {percent_en(event.weight)}{parent_en}; "
        f"fed by: {listed(event.items, 'the indicators below it')}",
    )


def _revised(event: IndicatorRevised, plan: IndicatorPlan) -> Words:
    del plan
    return both(
        f"Sửa chỉ tiêu {event.indicator} năm {event.year} “{event.title}”: "
        f"mức {number_vi(event.former_target)} → {number_vi(event.target)} {event.measure}, "
        f"tỷ trọng {percent_vi(event.former_weight)} → {percent_vi(event.weight)}; "
        f"tính từ: {listed(event.items, 'các chỉ tiêu cấp dưới')}",
        f"Revised the indicator {event.indicator} for {event.year} “{event.title}”: "
        f"target {number_en(event.former_target)} → {number_en(event.target)} {event.measure}, "
        f"weight {percent_en(event.former_weight)} → {percent_en(event.weight)}; "
        f"fed by: {listed(event.items, 'the indicators below it')}",
    )


def _retired(event: IndicatorRetired, plan: IndicatorPlan) -> Words:
    indicator = plan.indicators.get(event.indicator)
    title = f" “{indicator.title}”" if indicator else ""
    return both(
        f"Bỏ chỉ tiêu {event.indicator}{title} của năm {event.year}",
        f"Retired the indicator {event.indicator}{title} of {event.year}",
    )


INDICATOR_WORDS: Mapping[type[Event], Any] = {
    IndicatorSet: _set,
    IndicatorRevised: _revised,
    IndicatorRetired: _retired,
}
