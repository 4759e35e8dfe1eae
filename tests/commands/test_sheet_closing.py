"""Closing a period: self-assessment, confirmation, lock."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpi_es.domain.sheet_events import GeneralCriteriaSelfAssessed, LeaderItems, SheetConfirmed, SheetLocked
from tests.commands.specification import FULL_MARKS, PERIOD, Office

LEADER = {"dd": "1/2", "e": 1}
OF_DEPUTY = {"staff": "deputy-vh"}


@pytest.fixture
def assessed(office: Office) -> Office:
    """Return the office with an open sheet, self-assessed with full marks."""
    return office.given("assign_task").given("assess_general_criteria")


@pytest.fixture
def deputy(office: Office) -> Office:
    """Return the office with the self-assessed sheet of a deputy head."""
    return office.given("open_sheet", **OF_DEPUTY).given("assess_general_criteria", **OF_DEPUTY, actor="deputy-vh")


def test_a_person_scores_the_ten_general_criteria(office: Office) -> None:
    office.given("open_sheet").when("assess_general_criteria").then(GeneralCriteriaSelfAssessed)
    general = office.sheet().general
    assert general is not None
    # 2 * 5 + 8 * 2.5 = 30
    assert sum(general.values()) == 30


def test_a_person_may_score_again_before_the_lock(assessed: Office) -> None:
    assessed.given("assess_general_criteria", points={**FULL_MARKS, "I.1": "4"})
    general = assessed.sheet().general
    assert general is not None
    assert general["I.1"] == 4


@pytest.mark.parametrize("points", ["-0.5", "5.5"])
def test_points_stay_between_nothing_and_the_criterions_maximum(office: Office, points: str) -> None:
    office.given("open_sheet")
    office.when("assess_general_criteria", points={**FULL_MARKS, "I.2": points}).then_refused(
        "points.out_of_range", criterion="I.2", points=points, limit="5"
    )


def test_exactly_the_criteria_of_the_form_are_scored(office: Office) -> None:
    office.given("open_sheet")
    missing = {name: each for name, each in FULL_MARKS.items() if name != "III.4"}
    office.when("assess_general_criteria", points=missing).then_refused("points.criteria_differ")
    office.when("assess_general_criteria", points={**FULL_MARKS, "IV.1": "1"}).then_refused("points.criteria_differ")
    office.when("assess_general_criteria", points={}).then_refused("points.criteria_differ", given="—")


def test_only_the_person_scores_the_own_criteria(office: Office) -> None:
    office.given("open_sheet")
    office.when("assess_general_criteria", actor="head-vh").then_refused("authority.not_the_person", staff="an")


def test_a_self_assessment_is_not_of_the_future(office: Office) -> None:
    office.given("open_sheet")
    office.when("assess_general_criteria", valid_on="2026-08-11").then_refused("date.in_future")


def test_the_manager_confirms_the_points_as_they_stand(assessed: Office) -> None:
    confirmed = assessed.when("confirm_sheet", comment="Đồng ý").then(SheetConfirmed, leader=None)
    assert isinstance(confirmed, SheetConfirmed)
    assert confirmed.general["I.1"] == 5
    assert assessed.sheet().status == "confirmed"


def test_points_are_changed_with_a_reason_only(assessed: Office) -> None:
    lower = {**FULL_MARKS, "I.2": "3"}
    assessed.when("confirm_sheet", general=lower).then_refused("reason.required")
    assessed.when("confirm_sheet", general=lower, reason="Đi làm muộn ba lần").then(SheetConfirmed)
    assessed.when("confirm_sheet", general={**lower, "I.1": "6"}, reason="x").then_refused("points.out_of_range")
    assessed.when("confirm_sheet", general={"I.1": "5"}, reason="x").then_refused("points.criteria_differ")


def test_a_sheet_is_confirmed_after_the_self_assessment(office: Office) -> None:
    office.given("open_sheet").when("confirm_sheet").then_refused("sheet.not_self_assessed", staff="an")


def test_a_sheet_is_not_confirmed_while_a_result_waits(assessed: Office) -> None:
    assessed.given("submit_result").when("confirm_sheet").then_refused("sheet.results_pending", tasks="T1")
    assessed.given("accept_result").when("confirm_sheet").then(SheetConfirmed)


def test_a_confirmation_is_not_of_the_future(assessed: Office) -> None:
    assessed.when("confirm_sheet", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_leader_is_confirmed_with_dd_and_e(deputy: Office) -> None:
    deputy.when("confirm_sheet", **OF_DEPUTY).then_refused("leader.items_required", staff="deputy-vh")
    items = LeaderItems(dd=Fraction(1, 2), e=Fraction(1))
    deputy.when("confirm_sheet", **OF_DEPUTY, leader=LEADER).then(SheetConfirmed, leader=items)


def test_leader_items_once_given_stand_until_changed(deputy: Office) -> None:
    deputy.given("confirm_sheet", **OF_DEPUTY, leader=LEADER)
    items = LeaderItems(dd=Fraction(1, 2), e=Fraction(1))
    deputy.when("confirm_sheet", **OF_DEPUTY).then(SheetConfirmed, leader=items)


@pytest.mark.parametrize("share", ["0", "0.75", "1.5"])
def test_leader_items_know_two_levels_only(deputy: Office, share: str) -> None:
    # Art 15.3: 100 % or 50 %
    deputy.when("confirm_sheet", **OF_DEPUTY, leader={**LEADER, "dd": share}).then_refused(
        "leader.share_out_of_range", item="đ", share=share
    )


def test_who_leads_nobody_has_no_leader_items(assessed: Office) -> None:
    assessed.when("confirm_sheet", leader=LEADER).then_refused("leader.not_a_leader", role="staff")


@pytest.mark.parametrize("actor", ["head-vh", "adviser"])
def test_a_confirmed_sheet_is_locked_by_manager_or_adviser(assessed: Office, actor: str) -> None:
    assessed.given("confirm_sheet").when("lock_sheet", actor=actor).then(SheetLocked)
    assert assessed.sheet().status == "locked"


def test_only_a_confirmed_sheet_is_locked(assessed: Office) -> None:
    assessed.when("lock_sheet").then_refused("sheet.not_confirmed", staff="an", period=PERIOD)


def test_a_change_after_the_confirmation_keeps_the_sheet_unlocked(assessed: Office) -> None:
    assessed.given("confirm_sheet").given("submit_result", quantity="1")
    assessed.when("lock_sheet").then_refused("sheet.not_confirmed")


def test_a_lock_is_not_of_the_future(assessed: Office) -> None:
    assessed.given("confirm_sheet").when("lock_sheet", valid_on="2026-08-11").then_refused("date.in_future")


def test_an_adviser_does_not_lock_the_own_sheet(office: Office) -> None:
    of_adviser = {"staff": "adviser", "actor": "chair"}
    office.given("open_sheet", **of_adviser).given("assess_general_criteria", staff="adviser", actor="adviser")
    office.given("confirm_sheet", **of_adviser)
    office.when("lock_sheet", staff="adviser", actor="adviser").then_refused("authority.own_work")
    office.when("lock_sheet", **of_adviser).then(SheetLocked)


def test_an_adviser_of_another_agency_locks_nothing(assessed: Office) -> None:
    assessed.given("confirm_sheet")
    assessed.when("lock_sheet", agency="P2", actor="adviser-2").then_refused(
        "staff.not_in_agency", staff="an", agency="P2"
    )


def test_an_adviser_locks_the_sheet_of_somebody_who_left(assessed: Office) -> None:
    assessed.given("confirm_sheet").given("separate_staff_member")
    assessed.when("lock_sheet", actor="adviser").then(SheetLocked)
