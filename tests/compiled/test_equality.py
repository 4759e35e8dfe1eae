"""The compiled interpreter gives what the exact one gives, for every packaged rule set."""

from __future__ import annotations

from importlib import resources

import pytest

from kpi_es.rulebook import RuleBook, load_rule_book
from kpi_es.rulebook.rule_set import RuleSet
from tests.compiled.comparing import Comparison, compare_caps, compare_sheets, compare_years
from tests.compiled.sheets import agencies, collect, spread, years

RULE_SETS = sorted(
    file.name.removesuffix(".yaml")
    for file in (resources.files("kpi_es.rulebook") / "rule_sets").iterdir()
    if file.name.endswith(".yaml")
)
SHORT, LONG, BATCH = 1_000, 100_000, 10_000


@pytest.fixture(scope="module")
def rule_book() -> RuleBook:
    return load_rule_book()


@pytest.fixture(params=RULE_SETS)
def rule_set(request: pytest.FixtureRequest, rule_book: RuleBook) -> RuleSet:
    return rule_book[request.param]


def assert_equal(found: Comparison, at_least: float) -> None:
    """No difference, and no cheating: at least this share was decided in columns."""
    assert found.differences[:5] == []
    assert found.decided >= at_least * (found.decided + found.near)


def test_a_thousand_sheets_get_the_same_status_class_and_numbers(rule_set: RuleSet) -> None:
    assert_equal(compare_sheets(rule_set, spread(rule_set, SHORT // 2, 1, fine=False)), 0.6)
    assert_equal(compare_sheets(rule_set, spread(rule_set, SHORT // 2, 2, fine=True)), 0.4)


def test_years_and_shorter_periods_get_the_same_status_class_and_mean(rule_set: RuleSet) -> None:
    for period, rules in rule_set.periods.items():
        facts = collect(years(rule_set, rules.entries), 200, 3)
        assert_equal(compare_years(rule_set, dict(enumerate(facts)), rules.name), 0.1)
        assert period == rules.name


def test_agencies_may_give_the_top_class_to_as_many(rule_set: RuleSet) -> None:
    assert_equal(compare_caps(rule_set, dict(enumerate(collect(agencies(rule_set), 100, 4)))), 0.5)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_sheets_get_the_same_status_class_and_numbers(rule_set: RuleSet) -> None:
    for batch in range(LONG // BATCH):
        facts = spread(rule_set, BATCH, 1_000_000 * (batch + 1), fine=batch % 2 == 1)
        assert_equal(compare_sheets(rule_set, facts), 0.3)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_ten_thousand_years_get_the_same_status_class_and_mean(rule_set: RuleSet) -> None:
    for rules in rule_set.periods.values():
        facts = collect(years(rule_set, rules.entries), LONG // 10, 5)
        assert_equal(compare_years(rule_set, dict(enumerate(facts)), rules.name), 0.05)
