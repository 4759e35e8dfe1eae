"""The days of a month in the ward's year: when work is assigned, due, assessed, confirmed, published and locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kpi_es.domain.period import period_days
from kpi_es.domain.working_days import OfficeCalendar

_FIRST_DUE, _SECOND_DUE = 8, 9
_DECEMBER_DUE = (3, 4)
"""December is closed before 15 December, so its work is due in the first days (Art 19.2)."""

HOLIDAYS_2026 = OfficeCalendar(
    holidays=frozenset(
        date(2026, month, day)
        for month, days in {1: (1, 2), 2: (16, 17, 18, 19, 20), 4: (27, 30), 5: (1,), 8: (31,), 9: (1, 2)}.items()
        for day in days
    ),
    make_up_days=frozenset({date(2026, 1, 10), date(2026, 8, 22)}),
)
"""The same days that `agency.jsonl` declares."""


@dataclass(frozen=True, slots=True)
class MonthDays:
    """The days on which one month of the ward goes its way."""

    assigned: date
    due: tuple[date, date]
    assessed: date
    confirmed: date
    leaders_confirmed: date
    closed: date
    """When the results are published and the sheets locked."""

    @property
    def late(self) -> date:
        """The day on which a late result is finished: two working days after the first deadline."""
        return HOLIDAYS_2026.after(self.due[0], 2)


def month_days(period: str) -> MonthDays:
    """Return the days of a month of 2026."""
    first, last = period_days(period)
    days = [each for each in _from_to(first, last) if HOLIDAYS_2026.is_working_day(each)]
    if first.month == 12:
        due = days[_DECEMBER_DUE[0] - 1], days[_DECEMBER_DUE[1] - 1]
        return MonthDays(days[0], due, days[4], days[5], days[6], days[7])
    leaders = _last_until(days, 28)
    confirmed = _last_until([each for each in days if each < leaders], 26)
    assessed = _last_until([each for each in days if each < confirmed], 25)
    following = [each for each in _from_to(last, last + timedelta(days=5)) if HOLIDAYS_2026.is_working_day(each)]
    return MonthDays(days[0], (days[_FIRST_DUE], days[_SECOND_DUE]), assessed, confirmed, leaders, following[-1])


def _last_until(days: list[date], day_of_month: int) -> date:
    return max(each for each in days if each.day <= day_of_month)


def _from_to(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
