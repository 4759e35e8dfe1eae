"""Periods: months and quarters, their days, and which belongs to which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.period import month_of, months_of_quarter, period_days, period_kind, quarter_of

months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2000, 2099), st.integers(1, 12))
quarters = st.builds(lambda year, quarter: f"{year}-Q{quarter}", st.integers(2000, 2099), st.integers(1, 4))


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(period: str, first: date, last: date) -> None:
    assert period_days(period) == (first, last)


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "2026", "2026-7", "2026-07-01", "２026-07", "2026-07\n"])
def test_what_is_no_period_is_refused_with_both_spellings(period: str) -> None:
    with pytest.raises(ValueError, match=r"2026-07 or a quarter such as 2026-Q3"):
        period_days(period)


@given(quarter=quarters)
def test_the_months_of_a_quarter_fill_it_without_gap_or_overlap(quarter: str) -> None:
    first, last = period_days(quarter)
    day = first
    for month in months_of_quarter(quarter):
        begins, ends = period_days(month)
        assert begins == day
        assert quarter_of(month) == quarter
        day = ends + timedelta(1)
    assert day == last + timedelta(1)


@given(month=months)
def test_a_month_is_the_month_of_each_of_its_days(month: str) -> None:
    first, last = period_days(month)
    assert month_of(first) == month_of(last) == month
    assert period_kind(month) == "month"


@given(quarter=quarters)
def test_a_quarter_is_its_own_quarter(quarter: str) -> None:
    assert quarter_of(quarter) == quarter
    assert period_kind(quarter) == "quarter"
