"""Who keeps the top class: the surplus moves down from the lowest mean up, group by group, then in the agency."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_es.evaluation.classes import level_of
from kpi_es.evaluation.round_cap import Settled, Standing, settle
from kpi_es.rulebook import RuleBook, RuleSet, load_rule_book


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """Return the packaged rule sets."""
    return load_rule_book()


@pytest.fixture(scope="module")
def decree(book: RuleBook) -> RuleSet:
    """Return the decree's own rules."""
    return book["nd335-2025"]


def people(rules: RuleSet, *means: str | int, group: str = "g", prefix: str = "p") -> list[Standing]:
    """Return people with these means, in the class each mean gives."""
    numbers = [Fraction(mean) for mean in means]
    return [Standing(f"{prefix}{place}", group, mean, level_of(rules, mean).code) for place, mean in enumerate(numbers)]


def top(settled: Settled) -> list[str]:
    """Return who keeps the top class."""
    return sorted(staff for staff, class_code in settled.classes.items() if class_code == "HTXS")


def test_the_lowest_means_move_down_first(decree: RuleSet) -> None:
    # 3 excellent, 7 good: floor(0.2*10/1.2) = 1
    settled = settle(decree, people(decree, 91, 95, 93, *[80] * 7))
    assert top(settled) == ["p1"]
    assert (settled.moved, settled.classes["p0"]) == ({"p0": "group", "p2": "group"}, "HTT")


def test_nobody_moves_while_the_cap_has_room(decree: RuleSet) -> None:
    # 1 excellent, 5 good: floor(0.2*6/1.2) = 1
    settled = settle(decree, people(decree, 91, *[80] * 5))
    assert (top(settled), settled.moved) == (["p0"], {})


def test_the_agency_limits_what_the_groups_allow(decree: RuleSet) -> None:
    # Two groups of 6 allow 1 each, but 24 people classed lower elsewhere do not count: agency floor(0.2*12/1.2) = 2.
    one = people(decree, 91, *[80] * 5, group="a", prefix="a")
    two = people(decree, 92, *[80] * 5, group="b", prefix="b")
    assert top(settle(decree, [*one, *two])) == ["a0", "b0"]


def test_groups_too_small_for_a_place_have_none(decree: RuleSet) -> None:
    # Three groups of 4 with one excellent each: floor(0.2*4/1.2) = 0, though the agency would allow 2.
    groups = [each for name in "abc" for each in people(decree, 95, 80, 80, 80, group=name, prefix=name)]
    settled = settle(decree, groups)
    assert (top(settled), settled.allowed, settled.group_limits) == ([], 0, {"a": 0, "b": 0, "c": 0})


def test_equals_at_the_cut_are_reported(decree: RuleSet) -> None:
    # 3 excellent for one place, the best two equal.
    settled = settle(decree, people(decree, 95, 95, 93, *[80] * 7))
    (tie,) = settled.ties
    assert (tie.code, tie.staff, tie.places) == ("group.g", ("p0", "p1"), 1)
    assert [settled.classes[staff] for staff in ("p0", "p1", "p2")] == [None, None, "HTT"]


def test_equals_below_the_cut_are_no_tie(decree: RuleSet) -> None:
    settled = settle(decree, people(decree, 95, 93, 93, *[80] * 7))
    assert (top(settled), settled.ties) == (["p0"], ())


def test_an_order_given_for_exactly_these_people_settles_a_tie(decree: RuleSet) -> None:
    standings = people(decree, 95, 95, 93, *[80] * 7)
    assert top(settle(decree, standings, orders={frozenset({"p0", "p1"}): ("p1", "p0")})) == ["p1"]
    other = {frozenset({"p0", "p1", "p2"}): ("p1", "p0", "p2")}
    assert settle(decree, standings, orders=other).ties


def test_equals_may_all_move_down(decree: RuleSet) -> None:
    settled = settle(decree, people(decree, 95, 95, 93, *[80] * 7), ties_move_down=True)
    assert (top(settled), settled.ties) == ([], ())


def test_who_is_lowered_by_a_fact_counts_in_the_class_held(decree: RuleSet) -> None:
    # 2 excellent, 3 good, and one with 95 put lowest: floor(0.2*5/1.2) = 0. Counted as excellent it would be 1.
    punished = Standing("x", "g", Fraction(95), "KHT")
    settled = settle(decree, [punished, *people(decree, 94, 92, 80, 80, 80)])
    assert (settled.allowed, settled.classes["x"]) == (0, "KHT")
    held_down = Standing("x", "g", Fraction(95), "HTT")
    assert settle(decree, [held_down, *people(decree, 94, 92, 80, 80, 80)]).allowed == 1


def test_who_has_no_class_counts_nowhere(decree: RuleSet) -> None:
    nobody = [Standing(f"n{place}", "g", None, None) for place in range(20)]
    settled = settle(decree, [*nobody, *people(decree, 95, 80, 80, 80)])
    assert (settled.allowed, settled.classes["n0"]) == (0, None)


def test_rules_that_measure_the_whole_agency_know_no_group_limit(book: RuleBook) -> None:
    organisations = book["nd335-2025-organisation"]
    one = people(organisations, 95, 80, 80, group="a", prefix="a")
    two = people(organisations, 80, 80, 80, group="b", prefix="b")
    # Group a alone: floor(0.2*3/1.2) = 0; all six: floor(0.2*6/1.2) = 1.
    assert top(settle(organisations, [*one, *two])) == ["a0"]


def test_rules_with_a_cap_on_months_cap_no_year(book: RuleBook) -> None:
    hanoi = book["hanoi-3814-2018"]
    settled = settle(hanoi, [Standing("p", "g", Fraction(95), hanoi.class_codes[0])])
    assert (settled.allowed, settled.classes["p"]) == (None, hanoi.class_codes[0])


groups_of_people = st.lists(st.lists(st.integers(40, 100), max_size=14), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(groups=groups_of_people, outstanding=st.booleans())
def test_the_cap_is_never_exceeded_and_no_better_mean_is_passed_over(
    decree: RuleSet, groups: Sequence[Sequence[int]], outstanding: bool
) -> None:
    everybody = [
        each
        for place, means in enumerate(groups)
        for each in people(decree, *means, group=f"g{place}", prefix=f"{place}-")
    ]
    settled = settle(decree, everybody, outstanding=outstanding, ties_move_down=True)
    kept = {each.staff: each for each in everybody if settled.classes[each.staff] == "HTXS"}
    assert len(kept) <= (settled.allowed or 0)
    for group, limit in settled.group_limits.items():
        assert sum(each.group == group for each in kept.values()) <= limit
    share = Fraction(1, 4) if outstanding else Fraction(1, 5)
    good = sum(class_code == "HTT" for class_code in settled.classes.values())
    assert len(kept) <= share * good
    for down in settled.moved:
        moved = next(each for each in everybody if each.staff == down)
        passed_over = [each for each in kept.values() if each.group == moved.group and each.mean < moved.mean]  # type: ignore[operator]  # everybody here has a mean
        assert not passed_over
