"""Working days of an office: Saturday and Sunday are free, holidays are declared, some weekend days are worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """Which days an office works. A day that is both a holiday and a make-up day is worked."""

    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    """Weekend days worked in exchange for another day off (ngày làm bù)."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        if day in self.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """Return the n-th working day after a day, which is itself not counted (Art 22: from the day of receipt).

        Raises ValueError for fewer than one working day.
        """
        if working_days < 1:
            raise ValueError(f"working_days is {working_days}; count at least one working day")
        left = working_days
        while left:
            day += _ONE_DAY
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many days are worked from first to last, both included; 0 when last is before first."""
        length = (last - first).days + 1
        return sum(self.is_working_day(first + timedelta(days=step)) for step in range(length))

    def with_year(self, year: int, holidays: frozenset[date], make_up_days: frozenset[date]) -> OfficeCalendar:
        """Return the calendar with the days of one year replaced."""
        return OfficeCalendar(
            frozenset(day for day in self.holidays if day.year != year) | holidays,
            frozenset(day for day in self.make_up_days if day.year != year) | make_up_days,
        )
