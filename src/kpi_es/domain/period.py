"""Monitoring periods: a month ``2026-07`` or a quarter ``2026-Q3`` (Art 3.4)."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

from kpi_es.domain.values import PeriodKind

_PERIOD = re.compile(r"(20[0-9]{2})-(?:(0[1-9]|1[0-2])|Q([1-4]))")


@lru_cache(maxsize=4096)
def period_days(period: str) -> tuple[date, date]:
    """Return the first and the last day of a period. Raises ValueError naming the two accepted spellings."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"{period!r} is not a period; write a month such as 2026-07 or a quarter such as 2026-Q3")
    year = int(match[1])
    first_month = int(match[2]) if match[2] else 3 * int(match[3]) - 2
    last_month = first_month if match[2] else first_month + 2
    return date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])


def work_days(period: str) -> tuple[date, date]:
    """Return the first and the last day on which work of a period's sheet may be assigned, due and finished.

    The period's own days; the year's first period reaches back into the last quarter of the year before, whose
    late work belongs to it (see `ProcedureRules.late_year_work_from`).
    """
    first, last = period_days(period)
    return (date(first.year - 1, 10, 1) if first.month == 1 else first), last


def period_kind(period: str) -> PeriodKind:
    """Return whether a valid period code names a month or a quarter."""
    return "quarter" if "Q" in period else "month"


def month_of(day: date) -> str:
    """Return the month a day lies in, such as ``2026-07``."""
    return f"{day:%Y-%m}"


def quarter_of(period: str) -> str:
    """Return the quarter a month or quarter belongs to, such as ``2026-Q3``."""
    first, _ = period_days(period)
    return f"{first.year}-Q{(first.month + 2) // 3}"


def months_of_quarter(quarter: str) -> tuple[str, str, str]:
    """Return the three months of a quarter, in order."""
    first, _ = period_days(quarter)
    first_month, second, third = (f"{first.year}-{first.month + step:02d}" for step in range(3))
    return first_month, second, third
