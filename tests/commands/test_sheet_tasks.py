"""Opening sheets and assigning work: who gets what, when, with which coefficient."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpi_es.domain.sheet_events import DeadlineExtended, SheetOpened, TaskAssigned, TaskGivenUp, TaskHandedOver
from tests.commands.specification import Office

ASSIGNMENTS = ("assign_task", "assign_ad_hoc_task")
P2 = {"agency": "P2", "actor": "chair-2", "staff": "dung"}


def test_a_direct_manager_opens_a_sheet_under_the_adopted_rules(office: Office) -> None:
    office.when("open_sheet").then(SheetOpened, unit="VH", role="staff", rule_set="nd335-2025")


def test_a_personnel_adviser_opens_a_sheet_as_well(office: Office) -> None:
    office.when("open_sheet", actor="adviser").then(SheetOpened)


def test_a_sheet_is_opened_once(office: Office) -> None:
    office.given("open_sheet").when("open_sheet").then_refused("sheet.already_open", period="2026-Q3")


def test_nobody_else_opens_a_sheet(office: Office) -> None:
    office.when("open_sheet", actor="head-kt").then_refused("authority.not_direct_manager", manager="head-vh")
    office.when("open_sheet", actor="an").then_refused("authority.own_work")


def test_a_sheet_has_a_period_of_the_agencys_kind(office: Office) -> None:
    office.when("open_sheet", period="2026-08").then_refused("period.wrong_kind", kind="quarter")
    office.when("open_sheet", **P2).then_refused("period.wrong_kind", kind="month")
    office.when("open_sheet", **P2, period="2026-08").then(SheetOpened)


def test_a_period_before_the_rules_were_adopted_has_no_sheet(office: Office) -> None:
    late = {"valid_on": "2026-02-01", "rule_set": "nd335-2025"}
    office.given("open_agency").given("add_unit", agency="P9", actor="adviser-9", parent="UBND9")
    office.given("register_staff_member", agency="P9", actor="adviser-9", unit="UBND9", valid_on="2026-08-10")
    office.given("adopt_rule_set", agency="P9", actor="adviser-9", **late)
    new = {"agency": "P9", "actor": "adviser-9", "staff": "new"}
    office.when("open_sheet", **new, period="2026-01").then_refused("staff.not_in_agency", day="31/01/2026")
    office.given("open_agency", agency="P8", personnel_advisers=["adviser-8"])
    office.given("register_staff_member", agency="P8", actor="adviser-8", staff="other", unit="UBND9")
    other = {"agency": "P8", "actor": "adviser-8", "staff": "other"}
    office.when("open_sheet", **other, period="2026-08").then_refused("rule_set.not_adopted", agency="P8")


def test_somebody_on_leave_all_the_period_has_no_sheet(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01", until="2026-09-30")
    office.when("open_sheet").then_refused("staff.on_leave", kind="maternity")


def test_somebody_on_leave_for_a_part_of_the_period_has_a_sheet(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-02", until="2026-09-30")
    office.when("open_sheet").then(SheetOpened)


def test_a_rule_set_for_civil_servants_is_not_for_public_employees(office: Office) -> None:
    office.when("open_sheet", staff="driver").then_refused("rule_set.does_not_apply", group="public_employee")


def test_the_first_assignment_opens_the_sheet(office: Office) -> None:
    office.when("assign_task").then(SheetOpened, TaskAssigned, kind="planned", quantity=20)
    office.when("assign_task", task="T2").then(TaskAssigned)
    assert office.sheet().tasks["T1"].assigned_on == date(2026, 8, 10)


def test_ad_hoc_work_stands_outside_the_initial_total(office: Office) -> None:
    office.when("assign_ad_hoc_task").then(SheetOpened, TaskAssigned, kind="ad_hoc")
    assert office.sheet().tasks["T1"].extra


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_coefficient_is_the_catalogues(office: Office, name: str) -> None:
    # `bao-cao` has 10 points, the standard item 5: the coefficient is 2.
    office.when(name, coefficient="2.0").then(SheetOpened, TaskAssigned, coefficient=Fraction(2))
    office.when(name, task="T2", coefficient="2.5").then_refused(
        "catalogue.coefficient_differs", given="2.5", expected="2"
    )


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_coefficient_in_force_on_the_day_of_the_act_counts(office: Office, name: str) -> None:
    office.given("approve_catalogue_item", points="15", valid_on="2026-08-05")
    office.when(name, valid_on="2026-08-04", coefficient="3").then_refused(
        "catalogue.coefficient_differs", given="3", expected="2", day="04/08/2026"
    )
    office.when(name, valid_on="2026-08-05", coefficient="3").then(SheetOpened, TaskAssigned)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_only_items_of_the_catalogue_are_assigned(office: Office, name: str) -> None:
    office.when(name, item="khac").then_refused("catalogue.item_not_in_force", item="khac")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_task_id_is_used_once_on_a_sheet(office: Office, name: str) -> None:
    office.given(name).when(name).then_refused("task.exists", task="T1")


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize("quantity", ["0", "-3", "1000000.5"])
def test_an_assigned_quantity_is_above_nothing_and_at_most_a_million(office: Office, name: str, quantity: str) -> None:
    office.when(name, quantity=quantity).then_refused("quantity.out_of_range", quantity=quantity)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_part_of_a_shared_product_is_assigned_exactly(office: Office, name: str) -> None:
    office.when(name, quantity="1/3").then(SheetOpened, TaskAssigned, quantity=Fraction(1, 3))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_work_is_assigned_within_the_period_and_due_within_it(office: Office, name: str) -> None:
    office.when(name, due_on="2026-10-01").then_refused("date.outside_period", what="due_on", last="30/09/2026")
    office.when(name, valid_on="2026-06-30").then_refused("date.outside_period", what="valid_on")
    office.when(name, due_on="2026-08-09").then_refused("date.due_before_assigned", day="10/08/2026")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_first_assignment_obeys_what_opening_a_sheet_obeys(office: Office, name: str) -> None:
    office.when(name, **P2).then_refused("catalogue.item_not_in_force", agency="P2")
    office.when(name, staff="driver").then_refused("rule_set.does_not_apply")
    office.given("grant_leave", valid_on="2026-07-01").when(name).then_refused("staff.on_leave")


def test_a_deadline_moves_to_a_later_day_and_keeps_the_former(office: Office) -> None:
    office.given("assign_task").when("extend_deadline").then(
        DeadlineExtended, due_on=date(2026, 8, 25), former_due_on=date(2026, 8, 20)
    )


def test_a_deadline_is_never_moved_forward(office: Office) -> None:
    office.given("assign_task").when("extend_deadline", due_on="2026-08-20").then_refused("deadline.not_later")


def test_a_deadline_stays_within_the_period(office: Office) -> None:
    office.given("assign_task").when("extend_deadline", due_on="2026-10-01").then_refused("date.outside_period")


def test_a_deadline_is_not_extended_before_the_task_was_assigned(office: Office) -> None:
    office.given("assign_task").when("extend_deadline", valid_on="2026-08-09").then_refused("result.before_assignment")


def test_what_is_given_up_is_all_that_is_still_open(office: Office) -> None:
    office.given("assign_task").given("submit_result", quantity="5")
    # 20 assigned - 5 handed in = 15
    office.when("give_up_task").then(TaskGivenUp, quantity=15)
    assert office.sheet().tasks["T1"].open_quantity == 0


def test_what_comes_back_later_is_given_up_on_top_of_what_was(office: Office) -> None:
    office.given("assign_task").given("submit_result", quantity="5").given("give_up_task").given("return_result")
    # 15 were given up; the 5 that came back make 20.
    office.when("give_up_task").then(TaskGivenUp, quantity=5)
    assert office.sheet().tasks["T1"].given_up == 20


def test_what_is_taken_over_in_parts_adds_up(office: Office) -> None:
    office.given("assign_task").given("give_up_task")
    for task, quantity in (("T9", "8"), ("T10", "7")):
        office.given("take_over_task", task=task, quantity=quantity)
    # 20 given up - 8 - 7 = 5 still wait
    office.when("take_over_task", task="T11", quantity="5.5").then_refused("quantity.out_of_range", limit="5")
    assert office.sheet().tasks["T1"].handed_over == 15


def test_nothing_open_can_not_be_given_up(office: Office) -> None:
    office.given("assign_task").given("give_up_task").when("give_up_task").then_refused("task.nothing_open")


def test_a_task_is_not_given_up_before_its_assignment_nor_in_advance(office: Office) -> None:
    office.given("assign_task")
    office.when("give_up_task", valid_on="2026-08-09").then_refused("result.before_assignment")
    office.when("give_up_task", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_rest_that_could_not_be_read_back_is_not_written(office: Office) -> None:
    office.given("assign_task").given("submit_result", quantity=f"1/{10**18 - 11}")
    # 20 - 1/(10^18 - 11) has twenty digits above the stroke, and the log reads eighteen.
    office.when("give_up_task").then_refused("quantity.too_fine")


def test_work_given_up_is_taken_over_by_somebody_else(office: Office) -> None:
    office.given("assign_task").given("give_up_task")
    office.when("take_over_task", quantity="8").then(
        SheetOpened, TaskAssigned, TaskHandedOver, quantity=8, staff="an", to_staff="binh", to_task="T9"
    )
    taken = office.sheet("binh").tasks["T9"]
    assert (taken.kind, taken.extra) == ("taken_over", True)
    assert (taken.coefficient, taken.quantity) == (Fraction(2), Fraction(8))
    # 20 given up - 8 taken over = 12 still wait
    office.when("take_over_task", task="T10").then(TaskAssigned, TaskHandedOver, quantity=12)


def test_a_take_over_keeps_the_frozen_coefficient(office: Office) -> None:
    office.given("assign_task").given("give_up_task").given("approve_catalogue_item", points="15")
    office.given("take_over_task")
    assert office.sheet("binh").tasks["T9"].coefficient == 2


def test_no_more_is_taken_over_than_was_given_up(office: Office) -> None:
    office.given("assign_task").given("give_up_task")
    office.when("take_over_task", quantity="20.5").then_refused("quantity.out_of_range", limit="20")
    office.given("take_over_task").when("take_over_task", task="T10").then_refused("task.not_given_up")


def test_only_what_was_given_up_is_taken_over(office: Office) -> None:
    office.when("take_over_task").then_refused("sheet.absent", staff="an")
    office.given("assign_task")
    office.when("take_over_task").then_refused("task.not_given_up", task="T1", staff="an")
    office.when("take_over_task", from_task="T7").then_refused("task.unknown", task="T7")


def test_nobody_takes_over_a_task_of_their_own(office: Office) -> None:
    office.given("assign_task").given("give_up_task")
    office.when("take_over_task", staff="an").then_refused("task.own_take_over")


def test_a_taker_needs_a_free_task_id(office: Office) -> None:
    office.given("assign_task").given("give_up_task").given("assign_task", staff="binh", task="T9")
    office.when("take_over_task").then_refused("task.exists", task="T9")


def test_a_take_over_is_dated_within_the_period_and_after_the_assignment(office: Office) -> None:
    office.given("assign_task").given("give_up_task")
    office.when("take_over_task", due_on="2026-10-02").then_refused("date.outside_period")
    office.when("take_over_task", due_on="2026-08-01").then_refused("date.due_before_assigned")
    office.when("take_over_task", valid_on="2026-08-09").then_refused("result.before_assignment")


def test_nothing_is_taken_over_from_a_locked_sheet(office: Office) -> None:
    office.given("assign_task").given("give_up_task").given("assess_general_criteria")
    office.given("confirm_sheet").given("lock_sheet")
    office.when("take_over_task").then_refused("sheet.locked", staff="an")


def test_a_take_over_leaves_the_givers_confirmation_standing(office: Office) -> None:
    office.given("assign_task").given("give_up_task").given("assess_general_criteria").given("confirm_sheet")
    office.given("take_over_task")
    assert office.sheet("an").status == "confirmed"


def test_nothing_is_taken_over_from_another_agency(office: Office) -> None:
    in_p2 = {"agency": "P2", "staff": "dung", "period": "2026-08"}
    office.given("set_standard_item", agency="P2", actor="adviser-2")
    office.given("approve_catalogue_item", agency="P2", actor="adviser-2")
    office.given("assign_task", **in_p2, actor="chair-2").given("give_up_task", **in_p2, actor="dung")
    office.when("take_over_task", from_staff="dung", period="2026-08").then_refused("staff.not_in_agency", staff="dung")
