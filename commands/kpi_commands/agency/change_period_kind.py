"""Monitor by quarter instead of by month, or the other way round."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import PeriodKindChanged
from kpi_es.domain.event import Event
from kpi_es.domain.period import month_of, period_days, quarter_of
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import PeriodKind, Source


class ChangePeriodKind(Command, frozen=True):
    """Change the kind of period from `valid_on`, the first day of this or a coming quarter (Art 3.4)."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["change_period_kind"] = "change_period_kind"
    period_kind: PeriodKind


def decide(agency: Agency, command: ChangePeriodKind, context: Context) -> tuple[Event, ...]:
    """Decide on a change that cuts no quarter in two and reaches back to none that is over."""
    require_personnel_adviser(context)
    day = context.valid_on
    first, _ = period_days(quarter_of(month_of(day)))
    if day != first:
        raise NOT_FIRST_OF_QUARTER.because(day=day, first=first)
    present, _ = period_days(quarter_of(month_of(context.today)))
    if day < present:
        raise QUARTER_OVER.because(day=day, first=present)
    if agency.period_kind_on(day) == command.period_kind:
        raise KIND_UNCHANGED.because(agency=command.agency, kind=command.period_kind, day=day)
    return (PeriodKindChanged(**context.stamp(agency), agency=command.agency, period_kind=command.period_kind),)


NOT_FIRST_OF_QUARTER = Refusal(
    "period.not_first_of_quarter",
    "Điều 3.4 Nghị định 335/2025/NĐ-CP",
    "Chỉ đổi kỳ theo dõi từ ngày đầu quý; {day} không phải, ngày đầu quý đó là {first}.",
    "The kind of period changes on the first day of a quarter; {day} is not one, that quarter begins on {first}.",
)
QUARTER_OVER = Refusal(
    "period.quarter_over",
    "Điều 3.4 Nghị định 335/2025/NĐ-CP",
    "Quý bắt đầu ngày {day} đã qua; chỉ đổi từ quý này ({first}) hoặc quý sau.",
    "The quarter that began on {day} is over; change from this quarter ({first}) or a later one.",
)
KIND_UNCHANGED = Refusal(
    "period.kind_unchanged",
    "Điều 3.4 Nghị định 335/2025/NĐ-CP",
    "{agency} đã theo dõi theo kỳ {kind} vào ngày {day}.",
    "{agency} already monitors by {kind} on {day}.",
)
