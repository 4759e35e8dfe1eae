"""More than was assigned: taken where the frozen rule set says so, as much as the line holds and no more elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_es.domain.sheet_events import EntryCorrected, ResultAccepted, ResultSubmitted, TaskGivenUp
from kpi_es.evaluation.sheet_facts import line_facts
from tests.commands.specification import Office, rule_book

SILENT = sorted(each.id for each in rule_book().values() if not each.allows_over_fulfilment)
ASSIGNED = {"field": "assigned_quantity", "delivery": ...}


@pytest.fixture
def exceeding(office: Office) -> Office:
    """Return the office under the rules of Thanh Hoa, with twenty reports assigned to `an`."""
    office.given("adopt_rule_set", rule_set="thanh-hoa-1053-2026", valid_on="2026-07-01")
    return office.given("assign_task", valid_on="2026-08-03")


@pytest.fixture
def within(office: Office) -> Office:
    """Return the office under the decree, with twenty reports assigned to `an`."""
    return office.given("assign_task", valid_on="2026-08-03")


def quantities(office: Office) -> tuple[Any, ...]:
    """Return what is done, pending, given up and still open on T1."""
    line = office.sheet().tasks["T1"]
    return line.done, line.pending, line.given_up, line.open_quantity


def test_the_rule_sets_that_ask_for_exceeding_take_it() -> None:
    assert sorted(set(rule_book()) - set(SILENT)) == [
        "dak-lak-05-2026",
        "kon-tum-college-1923-2026",
        "nd90-2020",
        "party-366-2025",
        "thanh-hoa-03-2026",
        "thanh-hoa-1053-2026",
    ]


def test_more_is_handed_in_and_accepted_than_was_assigned(exceeding: Office) -> None:
    exceeding.when("submit_result", quantity="26").then(ResultSubmitted, quantity=26)
    assert quantities(exceeding) == (0, 26, 0, 0)
    exceeding.when("accept_result").then(ResultAccepted, quantity=26)
    facts = line_facts(exceeding.sheet().tasks["T1"])
    assert facts.assigned == 20
    assert facts.done == 26


def test_more_is_handed_in_where_nothing_is_open_any_more(exceeding: Office) -> None:
    exceeding.given("submit_result", quantity="20").given("submit_result", quantity="5")
    assert quantities(exceeding) == (0, 25, 0, 0)


def test_no_more_is_accepted_than_was_handed_in_also_beyond_the_assigned_quantity(exceeding: Office) -> None:
    exceeding.given("submit_result", quantity="26")
    exceeding.when("accept_result", quantity="26.5").then_refused("quantity.out_of_range", limit="26")
    exceeding.given("accept_result", quantity="17")
    # 20 assigned - 17 accepted = 3
    assert quantities(exceeding) == (17, 0, 0, 3)


@pytest.mark.parametrize("quantity", ["0", "-1", "999995.5"])
def test_a_line_never_holds_more_than_any_line_may(exceeding: Office, quantity: str) -> None:
    # 1 000 000 - 5 handed in = 999 995
    exceeding.given("submit_result").when("submit_result", quantity=quantity).then_refused(
        "quantity.out_of_range", limit="999995"
    )
    exceeding.given("submit_result", quantity="999995")
    exceeding.when("submit_result", quantity="1").then_refused("quantity.out_of_range", limit="0")


def test_a_quantity_is_corrected_beyond_the_assigned_one(exceeding: Office) -> None:
    exceeding.given("submit_result").given("submit_result", quantity="4").given("accept_result")
    exceeding.when("correct_entry", corrected="30").then(EntryCorrected, corrected="30")
    assert quantities(exceeding) == (30, 4, 0, 0)
    # 1 000 000 - 4 of the other delivery = 999 996
    exceeding.when("correct_entry", corrected="999997").then_refused("quantity.out_of_range", limit="999996")


def test_less_turns_out_to_be_assigned_than_was_done(exceeding: Office) -> None:
    exceeding.given("submit_result").given("accept_result")
    exceeding.when("correct_entry", **ASSIGNED, corrected="3").then(EntryCorrected, former="20", corrected="3")
    assert quantities(exceeding) == (5, 0, 0, 0)
    exceeding.when("correct_entry", **ASSIGNED, corrected="0").then_refused("quantity.out_of_range")


def test_nothing_is_left_to_give_up_where_more_was_done_than_was_assigned(exceeding: Office) -> None:
    exceeding.given("submit_result", quantity="26").when("give_up_task").then_refused("task.nothing_open", task="T1")
    exceeding.when("take_over_task").then_refused("task.not_given_up")
    exceeding.given("return_result").when("give_up_task").then(TaskGivenUp, quantity=20)


def test_what_was_given_up_is_left_to_others(exceeding: Office) -> None:
    exceeding.given("submit_result", quantity="8").given("accept_result").given("give_up_task")
    # 20 assigned - 8 accepted = 12 given up
    assert quantities(exceeding) == (8, 0, 12, 0)
    exceeding.when("submit_result", quantity="1").then_refused("quantity.out_of_range", limit="0")
    exceeding.when("correct_entry", corrected="9").then_refused("quantity.out_of_range", limit="8")
    exceeding.when("correct_entry", **ASSIGNED, corrected="19").then_refused("correction.less_than_done", least="20")


def test_what_is_taken_over_may_be_exceeded_like_any_work(exceeding: Office) -> None:
    exceeding.given("give_up_task").given("take_over_task")
    of_binh = {"staff": "binh", "task": "T9"}
    exceeding.when("submit_result", **of_binh, actor="binh", quantity="21").then(ResultSubmitted, quantity=21)


def test_without_such_a_rule_no_line_takes_more_than_was_assigned(within: Office) -> None:
    within.when("submit_result", quantity="20.5").then_refused("quantity.out_of_range", limit="20")
    within.given("submit_result").given("accept_result")
    within.when("correct_entry", corrected="21").then_refused("quantity.out_of_range", limit="20")
    within.when("correct_entry", **ASSIGNED, corrected="4").then_refused("correction.less_than_done", least="5")


def test_the_rules_are_those_frozen_on_the_sheet(exceeding: Office) -> None:
    exceeding.given("adopt_rule_set", rule_set="nd335-2025", valid_on="2026-07-01")
    exceeding.given("submit_result", quantity="26")


def test_a_rule_set_adopted_later_does_not_open_a_sheet_of_before(within: Office) -> None:
    within.given("adopt_rule_set", rule_set="thanh-hoa-1053-2026", valid_on="2026-07-01")
    within.when("submit_result", quantity="26").then_refused("quantity.out_of_range", limit="20")
