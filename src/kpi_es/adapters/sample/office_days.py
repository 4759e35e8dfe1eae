"""Working days and office hours of the third quarter of 2026 in Vietnam."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum

from kpi_es.adapters.sample import choice
from kpi_es.domain.period import period_days
from kpi_es.domain.values import OFFICE_TIME_ZONE

HOLIDAYS = frozenset({date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)})
"""National Day 2026 with the day off before it."""

LAST_DAY_TO_LOCK = 5
"""Sheets are locked by the 5th of the next month."""

_SATURDAY = 5


class Hour(Enum):
    """The part of the office day in which a kind of act happens: first and last minute after midnight.

    Later parts build on earlier ones, so acts on one sheet keep their order within a day.
    """

    ASSIGN = (7 * 60 + 30, 8 * 60)
    JUDGE_YESTERDAYS = (8 * 60 + 1, 9 * 60)
    EXTEND = (9 * 60 + 1, 9 * 60 + 15)
    SUBMIT = (9 * 60 + 16, 11 * 60 + 15)
    CONFIRM_LEADER = (11 * 60 + 16, 11 * 60 + 30)
    GIVE_UP = (13 * 60 + 30, 13 * 60 + 50)
    CONFIRM = (13 * 60 + 51, 14 * 60 + 50)
    JUDGE = (14 * 60 + 51, 15 * 60 + 50)
    EXCUSE = (15 * 60 + 51, 16 * 60)
    LOCK = (16 * 60 + 1, 16 * 60 + 30)
    ASSESS = (16 * 60 + 31, 16 * 60 + 59)


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on a day."""
    return day.weekday() < _SATURDAY and day not in HOLIDAYS


def working_days(period: str) -> list[date]:
    """Return the working days of a month, in order."""
    first, last = period_days(period)
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


def next_working_day(day: date) -> date:
    """Return the first working day after a day."""
    following = day + timedelta(days=1)
    while not is_working_day(following):
        following += timedelta(days=1)
    return following


def locking_day(period: str) -> date:
    """Return the last working day on which a month's sheets are locked."""
    _, last = period_days(period)
    day = last + timedelta(days=LAST_DAY_TO_LOCK)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def moment(day: date, hour: Hour, *words: object) -> datetime:
    """Return a moment of a day, to the second, within a part of the office day."""
    first, last = hour.value
    seconds = choice.between(first * 60, last * 60, "moment", *words)
    midnight = datetime.combine(day, time(), tzinfo=OFFICE_TIME_ZONE)
    return midnight + timedelta(seconds=seconds)
