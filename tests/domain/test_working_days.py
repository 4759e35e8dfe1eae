"""Working days, over Tết and the year's end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.working_days import OfficeCalendar

# 2026: Tết from Monday 16 to Friday 20 February; Friday 2 January is free, worked off on Saturday 10 January.
TET = frozenset(date(2026, 2, day) for day in range(16, 21))
NEW_YEAR = frozenset({date(2026, 1, 1), date(2026, 1, 2)})
OFFICE = OfficeCalendar(TET | NEW_YEAR, frozenset({date(2026, 1, 10)}))

days = st.dates(date(2025, 12, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 13), True),  # Friday before Tết
        (date(2026, 2, 14), False),  # Saturday
        (date(2026, 2, 16), False),  # first day of Tết
        (date(2026, 2, 20), False),  # last day of Tết
        (date(2026, 2, 22), False),  # Sunday
        (date(2026, 2, 23), True),
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),  # a Saturday worked
        (date(2026, 1, 11), False),
    ],
)
def test_weekends_and_holidays_are_free_and_make_up_days_are_worked(day: date, worked: bool) -> None:
    assert OFFICE.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Mon 3 Aug: 4, 5, 6, 7, 10, 11, 12 August.
        (date(2026, 8, 3), date(2026, 8, 12)),
        # Received on a Saturday: Monday is the first day counted: 10, 11, 12, 13, 14, 17, 18 August.
        (date(2026, 8, 8), date(2026, 8, 18)),
        # Over Tết: 11, 12, 13 February, then 23, 24, 25, 26.
        (date(2026, 2, 10), date(2026, 2, 26)),
        # Received during Tết: 23 to 27 February, then 2 and 3 March.
        (date(2026, 2, 18), date(2026, 3, 3)),
        # Over the year's end: 30, 31 December, then 5, 6, 7, 8, 9 January.
        (date(2025, 12, 29), date(2026, 1, 9)),
        # 5, 6, 7, 8, 9 January, the worked Saturday 10, then Monday 12.
        (date(2026, 1, 4), date(2026, 1, 12)),
    ],
)
def test_seven_working_days_are_counted_from_the_day_after_receipt(received: date, due: date) -> None:
    assert OFFICE.after(received, 7) == due


def test_fewer_than_one_working_day_can_not_be_counted() -> None:
    with pytest.raises(ValueError, match="at least one"):
        OFFICE.after(date(2026, 8, 3), 0)


def test_working_days_between_count_both_ends() -> None:
    # 13 February, then 23 and 24 after Tết.
    assert OFFICE.working_days_between(date(2026, 2, 13), date(2026, 2, 24)) == 3
    assert OFFICE.working_days_between(date(2026, 2, 16), date(2026, 2, 22)) == 0
    assert OFFICE.working_days_between(date(2026, 2, 24), date(2026, 2, 13)) == 0


def test_a_year_declared_anew_replaces_that_year_alone() -> None:
    anew = OFFICE.with_year(2026, frozenset({date(2026, 9, 2)}), frozenset())
    assert anew.is_working_day(date(2026, 2, 17))
    assert not anew.is_working_day(date(2026, 9, 2))
    later = anew.with_year(2027, frozenset({date(2027, 1, 1)}), frozenset())
    assert not later.is_working_day(date(2026, 9, 2))
    assert not later.is_working_day(date(2027, 1, 1))


@given(day=days, count=st.integers(1, 40))
def test_the_nth_working_day_is_worked_and_has_n_worked_days_behind_it(day: date, count: int) -> None:
    due = OFFICE.after(day, count)
    assert OFFICE.is_working_day(due)
    assert OFFICE.working_days_between(day + timedelta(days=1), due) == count
