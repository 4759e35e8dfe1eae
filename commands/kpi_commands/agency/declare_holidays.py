"""Declare the holidays and make-up days of a year."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import HolidaysDeclared
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source
from kpi_es.domain.working_days import SATURDAY

Days = Annotated[tuple[date, ...], Field(max_length=120)]


class DeclareHolidays(Command, frozen=True):
    """Declare which days of a year are not worked, Tết included, and which weekend days are worked instead.

    Replaces what was declared for the year before. Saturdays and Sundays need not be named. Days gone by may be
    declared too: a last day that was told or that runs stays as it was (Art 22).
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["declare_holidays"] = "declare_holidays"
    year: Annotated[int, Field(ge=2020, le=2099)]
    holidays: Days
    make_up_days: Days = ()


def decide(agency: Agency, command: DeclareHolidays, context: Context) -> tuple[Event, ...]:
    """Decide on a calendar whose days lie in the year and whose make-up days are weekend days."""
    require_personnel_adviser(context)
    for day in (*command.holidays, *command.make_up_days):
        if day.year != command.year:
            raise OUTSIDE_YEAR.because(day=day, year=command.year)
    for day in command.make_up_days:
        if day.weekday() < SATURDAY:
            raise NO_WEEKEND_DAY.because(day=day)
    for day in sorted({*command.holidays} & {*command.make_up_days}):
        raise FREE_AND_WORKED.because(day=day)
    return (
        HolidaysDeclared(
            **context.stamp(agency),
            agency=command.agency,
            year=command.year,
            holidays=tuple(sorted({*command.holidays})),
            make_up_days=tuple(sorted({*command.make_up_days})),
        ),
    )


OUTSIDE_YEAR = Refusal(
    "calendar.outside_year",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} không thuộc năm {year}; hãy khai riêng cho từng năm.",
    "The day {day} is not in {year}; declare each year by itself.",
)
NO_WEEKEND_DAY = Refusal(
    "calendar.no_weekend_day",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Ngày làm bù {day} không phải thứ Bảy, Chủ nhật; ngày đó vốn đã là ngày làm việc.",
    "The make-up day {day} is no Saturday or Sunday; it is worked anyway.",
)
FREE_AND_WORKED = Refusal(
    "calendar.free_and_worked",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} vừa là ngày nghỉ vừa là ngày làm bù; hãy chọn một.",
    "The day {day} is both a holiday and a make-up day; choose one.",
)
