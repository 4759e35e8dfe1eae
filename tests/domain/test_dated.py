"""Dated values: what holds on a day, whatever the order in which it became known."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.dated import Dated, in_force, insert_dated

JULY = date(2026, 7, 1)
entries = st.lists(st.tuples(st.integers(0, 20), st.integers()), max_size=12)


def told(known: list[tuple[int, int]]) -> Dated[int]:
    dated: Dated[int] = ()
    for offset, value in known:
        dated = insert_dated(dated, JULY + timedelta(offset), value)
    return dated


def test_nothing_holds_before_the_first_entry() -> None:
    assert in_force(told([(5, 1)]), JULY + timedelta(4)) is None
    assert in_force((), JULY) is None


def test_an_entry_holds_from_its_day_until_the_next_begins() -> None:
    dated = told([(0, 1), (10, 2)])
    assert in_force(dated, JULY) == 1
    assert in_force(dated, JULY + timedelta(9)) == 1
    assert in_force(dated, JULY + timedelta(10)) == 2


def test_what_was_learned_later_about_the_same_day_prevails() -> None:
    assert in_force(told([(3, 1), (3, 2)]), JULY + timedelta(3)) == 2


def test_what_is_dated_back_holds_until_what_follows_it() -> None:
    dated = told([(10, 2), (0, 1)])
    assert in_force(dated, JULY + timedelta(5)) == 1
    assert in_force(dated, JULY + timedelta(10)) == 2


@given(known=entries, day=st.integers(-1, 21))
def test_the_value_on_a_day_is_the_latest_begun_and_of_those_the_latest_known(
    known: list[tuple[int, int]], day: int
) -> None:
    begun = [(offset, order, value) for order, (offset, value) in enumerate(known) if offset <= day]
    expected = max(begun)[2] if begun else None
    assert in_force(told(known), JULY + timedelta(day)) == expected


@given(known=entries)
def test_entries_stay_in_the_order_of_their_days(known: list[tuple[int, int]]) -> None:
    days = [since for since, _ in told(known)]
    assert days == sorted(days)
    assert len(days) == len(known)
