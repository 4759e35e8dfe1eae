"""Who holds which part of a shared product now: also after it was given up and taken over, once or twice."""

from __future__ import annotations

import pytest

from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.products_held import AgencyUnknown, ProductHeld, products_held
from tests.commands.specification import Office

PART = {"part_of": "DA-1"}
OF_BINH = {"staff": "binh", "task": "T9"}


@pytest.fixture
def shared(office: Office) -> Office:
    """Return the office with a product of ten pieces to be shared by quantity."""
    return office.given("define_shared_product")


def only(office: Office) -> ProductHeld:
    (found,) = products_held(office.store, "P1")
    return found


def held(office: Office) -> list[tuple[str, str, str, str, str | None]]:
    """Return who holds what of the only part: person, share, done, waiting, and whom it was taken over from."""
    (part,) = only(office).parts
    numbers = [tuple(map(format_exact, (each.share, each.done, each.waiting))) for each in part.holdings]
    return [
        (each.staff, share, done, waiting, each.taken_over_from)
        for each, (share, done, waiting) in zip(part.holdings, numbers, strict=True)
    ]


def done_and_left(office: Office) -> tuple[str, str]:
    found = only(office)
    return format_exact(found.done), format_exact(found.left)


def test_a_part_is_held_by_whom_it_was_assigned_to(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="6").given("submit_result").given("accept_result")
    assert held(shared) == [("an", "6", "5", "0", None)]
    assert done_and_left(shared) == ("5", "4")


def test_what_is_given_up_waits_with_the_giver_until_somebody_takes_it_over(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="6").given("submit_result").given("accept_result")
    shared.given("give_up_task")
    assert held(shared) == [("an", "6", "5", "1", None)]  # 6 assigned, 5 done: 1 given up
    shared.given("take_over_task")
    assert held(shared) == [("an", "5", "5", "0", None), ("binh", "1", "0", "0", "an")]
    assert only(shared).left == 4


def test_a_part_handed_over_whole_shows_who_took_it_over_and_no_longer_the_first_taker(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="6").given("give_up_task").given("take_over_task")
    assert held(shared) == [("binh", "6", "0", "0", "an")]
    (part,) = only(shared).parts
    assert (part.staff, part.task, format_exact(part.share)) == ("an", "T1", "6")


def test_a_part_handed_on_a_second_time_is_with_the_last_one(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="6").given("give_up_task").given("take_over_task")
    shared.given("submit_result", **OF_BINH, actor="binh", quantity="2").given("accept_result", **OF_BINH)
    shared.given("give_up_task", **OF_BINH, actor="binh")
    shared.given("take_over_task", staff="deputy-vh", task="T8", from_staff="binh", from_task="T9", quantity="3")
    # 6 = 2 done and 1 waiting with binh, 3 with the deputy
    assert held(shared) == [("binh", "3", "2", "1", "an"), ("deputy-vh", "3", "0", "0", "binh")]
    assert done_and_left(shared) == ("2", "4")


def test_by_weight_the_part_of_the_weight_goes_with_the_quantity_handed_over(office: Office) -> None:
    office.given("define_shared_product", sharing="weight", quantity="4")
    office.given("assign_task", **PART, quantity="4", weight="0.6")
    office.given("submit_result", quantity="1").given("accept_result").given("give_up_task")
    office.given("take_over_task", quantity="2")
    # One piece of four is 0.6 ÷ 4 = 0.15: 1 done and 1 waiting stay with an, 2 go to binh.
    assert held(office) == [("an", "0.3", "0.15", "0.15", None), ("binh", "0.3", "0", "0", "an")]
    assert done_and_left(office) == ("0.15", "0.4")


def test_an_agency_without_products_has_none_and_one_never_opened_is_told(office: Office) -> None:
    assert products_held(office.store, "P1") == ()
    with pytest.raises(AgencyUnknown):
        products_held(office.store, "P7")
