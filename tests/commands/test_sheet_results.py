"""Results: handed in by the person, judged by the direct manager, excused, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpi_es.domain.sheet_events import (
    MOST_DELIVERIES,
    EntryCorrected,
    ObjectiveCauseConfirmed,
    ResultAccepted,
    ResultReturned,
    ResultSubmitted,
)
from tests.commands.specification import Office


@pytest.fixture
def assigned(office: Office) -> Office:
    """Return the office after twenty reports were assigned on 3 August, due on 20 August."""
    return office.given("assign_task", valid_on="2026-08-03")


@pytest.fixture
def submitted(assigned: Office) -> Office:
    """Return the office after five of them were handed in, finished on 10 August."""
    return assigned.given("submit_result")


@pytest.fixture
def accepted(submitted: Office) -> Office:
    """Return the office after the five were accepted."""
    return submitted.given("accept_result")


def test_a_person_hands_in_a_quantity_with_evidence(assigned: Office) -> None:
    evidence = [{"sha256": "ab" * 32, "name": "Báo cáo 08-2026.pdf"}]
    submitted = assigned.when("submit_result", evidence=evidence).then(ResultSubmitted, delivery=1, quantity=5)
    assert isinstance(submitted, ResultSubmitted)
    assert submitted.source == "self_declared"
    assert submitted.evidence[0].name == "Báo cáo 08-2026.pdf"


def test_submissions_are_counted_from_one(submitted: Office) -> None:
    submitted.when("submit_result").then(ResultSubmitted, delivery=2)


@pytest.mark.parametrize("quantity", ["0", "-1", "15.000000000001"])
def test_no_more_is_handed_in_than_is_still_open(submitted: Office, quantity: str) -> None:
    # 20 assigned - 5 handed in = 15
    submitted.when("submit_result", quantity=quantity).then_refused("quantity.out_of_range", limit="15")


def test_a_result_is_not_older_than_its_assignment(assigned: Office) -> None:
    assigned.when("submit_result", finished_on="2026-08-02").then_refused(
        "result.before_assignment", what="finished_on", assigned_on="03/08/2026"
    )
    assigned.when("submit_result", finished_on="2026-08-02", valid_on="2026-08-02").then_refused(
        "result.before_assignment", what="valid_on"
    )


def test_a_result_is_not_of_the_future(assigned: Office) -> None:
    assigned.when("submit_result", finished_on="2026-08-11").then_refused("date.in_future", what="finished_on")
    assigned.when("submit_result", valid_on="2026-08-11").then_refused("date.in_future", what="valid_on")


def test_a_result_is_finished_within_the_period(assigned: Office) -> None:
    assigned.on("2026-10-02").when("submit_result", finished_on="2026-10-01").then_refused("date.outside_period")
    assigned.when("submit_result", finished_on="2026-09-30").then(ResultSubmitted)


def test_a_result_is_not_handed_in_before_it_was_finished(assigned: Office) -> None:
    assigned.when("submit_result", valid_on="2026-08-05", finished_on="2026-08-06").then_refused(
        "date.before_result", day="05/08/2026", finished_on="06/08/2026"
    )


def test_a_task_takes_a_bounded_number_of_submissions(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_DELIVERIES == 10_000
    monkeypatch.setattr("kpi_commands.sheet.submit_result.MOST_DELIVERIES", 3)
    office.given("assign_task")
    for _ in range(3):
        office.given("submit_result", quantity="1")
    office.when("submit_result", quantity="1").then_refused("delivery.too_many", limit="3")


def test_the_manager_accepts_all_of_a_submission(submitted: Office) -> None:
    submitted.when("accept_result").then(ResultAccepted, quantity=5, verdict="met")
    assert submitted.sheet().tasks["T1"].done == 5


def test_what_is_not_accepted_is_open_again(submitted: Office) -> None:
    submitted.when("accept_result", quantity="3").then(ResultAccepted, quantity=3)
    # 20 assigned - 3 accepted = 17
    assert submitted.sheet().tasks["T1"].open_quantity == 17


@pytest.mark.parametrize("quantity", ["0", "-1", "5.5"])
def test_no_more_is_accepted_than_was_handed_in(submitted: Office, quantity: str) -> None:
    submitted.when("accept_result", quantity=quantity).then_refused("quantity.out_of_range", limit="5")


def test_accepted_but_not_met_counts_one_time_of_a_content_error(submitted: Office) -> None:
    submitted.given("accept_result", verdict="not_met")
    line = submitted.sheet().tasks["T1"]
    assert line.done == 5
    assert line.quality_failures == 1


def test_returned_work_is_open_again_and_counts_one_time_of_a_content_error(submitted: Office) -> None:
    submitted.when("return_result").then(ResultReturned, delivery=1, reason="Sai căn cứ pháp lý")
    line = submitted.sheet().tasks["T1"]
    assert line.open_quantity == 20
    assert line.quality_failures == 1


@pytest.mark.parametrize("name", ["accept_result", "return_result"])
def test_a_submission_is_judged_once(submitted: Office, name: str) -> None:
    submitted.given("accept_result").when(name).then_refused("delivery.already_judged", status="accepted")
    submitted.given("submit_result").given("return_result", delivery=2)
    submitted.when(name, delivery=2).then_refused("delivery.already_judged", status="returned")


@pytest.mark.parametrize("name", ["accept_result", "return_result"])
def test_only_what_was_handed_in_is_judged(submitted: Office, name: str) -> None:
    submitted.when(name, delivery=2).then_refused("delivery.unknown", delivery="2")


@pytest.mark.parametrize("name", ["accept_result", "return_result"])
def test_nothing_is_judged_before_it_was_finished_nor_in_advance(submitted: Office, name: str) -> None:
    submitted.when(name, valid_on="2026-08-09").then_refused("date.before_result", finished_on="10/08/2026")
    submitted.when(name, valid_on="2026-08-11").then_refused("date.in_future")


def test_lateness_is_counted_from_the_deadline_in_force(assigned: Office) -> None:
    assigned.on("2026-08-23").given("submit_result", finished_on="2026-08-23").given("accept_result")
    # 23 August is three days after 20 August.
    assert (assigned.sheet().tasks["T1"].times_late, assigned.sheet().tasks["T1"].days_late) == (1, 3)
    assigned.given("extend_deadline", due_on="2026-08-22")
    assert assigned.sheet().tasks["T1"].days_late == 1


@pytest.mark.parametrize("part", ["quality", "timeliness"])
def test_an_objective_cause_is_confirmed_once_for_each_part(assigned: Office, part: str) -> None:
    assigned.when("confirm_objective_cause", part=part).then(ObjectiveCauseConfirmed, part=part)
    assigned.when("confirm_objective_cause", part=part).then_refused("objective_cause.already_confirmed", part=part)


def test_an_objective_cause_is_dated_after_the_assignment_and_not_in_the_future(assigned: Office) -> None:
    assigned.when("confirm_objective_cause", valid_on="2026-08-02").then_refused("result.before_assignment")
    assigned.when("confirm_objective_cause", valid_on="2026-08-11").then_refused("date.in_future")


CORRECTIONS = [
    ({"field": "quantity", "corrected": "4"}, "5", "4"),
    ({"field": "finished_on", "corrected": "2026-08-09"}, "2026-08-10", "2026-08-09"),
    ({"field": "verdict", "corrected": "not_met"}, "met", "not_met"),
    ({"field": "assigned_quantity", "corrected": "18.50", "delivery": ...}, "20", "18.5"),
]


@pytest.mark.parametrize(("change", "former", "corrected"), CORRECTIONS)
def test_a_correction_names_what_it_replaces(
    accepted: Office, change: dict[str, Any], former: str, corrected: str
) -> None:
    correction = accepted.when("correct_entry", **change).then(EntryCorrected, former=former, corrected=corrected)
    assert isinstance(correction, EntryCorrected)
    assert correction.reason == "Đếm lại hồ sơ lưu"
    assert correction.replaces in accepted.sheet().tasks["T1"].sources


@pytest.mark.parametrize(
    "same",
    [
        {"field": "quantity", "corrected": "5.0"},
        {"field": "finished_on", "corrected": "20260810"},
        {"field": "verdict", "corrected": "met"},
        {"field": "assigned_quantity", "corrected": "40/2", "delivery": ...},
    ],
)
def test_a_correction_changes_something_however_it_is_spelt(accepted: Office, same: dict[str, Any]) -> None:
    accepted.when("correct_entry", **same).then_refused("correction.nothing_changes")


@pytest.mark.parametrize("corrected", ["0", "-1", "20.1"])
def test_a_corrected_quantity_fits_on_the_line(accepted: Office, corrected: str) -> None:
    # 15 still open + the 5 of this delivery = 20
    accepted.when("correct_entry", corrected=corrected).then_refused("quantity.out_of_range", limit="20")


def test_less_is_not_assigned_than_was_handed_in_or_given_up(accepted: Office) -> None:
    accepted.given("submit_result", quantity="3").given("give_up_task")
    # 5 accepted + 3 handed in + 12 given up = 20
    accepted.when("correct_entry", field="assigned_quantity", delivery=..., corrected="19").then_refused(
        "correction.less_than_done", least="20"
    )


@pytest.mark.parametrize("corrected", ["0", "-5", "1000001"])
def test_a_corrected_assignment_stays_in_range(accepted: Office, corrected: str) -> None:
    accepted.when("correct_entry", field="assigned_quantity", delivery=..., corrected=corrected).then_refused(
        "quantity.out_of_range", limit="1000000"
    )


def test_a_corrected_finish_obeys_what_a_finish_obeys(accepted: Office) -> None:
    finish = {"field": "finished_on"}
    accepted.when("correct_entry", **finish, corrected="2026-08-02").then_refused("result.before_assignment")
    accepted.when("correct_entry", **finish, corrected="2026-10-01").then_refused("date.outside_period")
    accepted.when("correct_entry", **finish, corrected="2026-08-11").then_refused("date.in_future")


def test_only_a_judged_delivery_of_a_known_task_is_corrected(submitted: Office) -> None:
    submitted.when("correct_entry").then_refused("delivery.unknown")
    submitted.when("correct_entry", delivery=7).then_refused("delivery.unknown", delivery="7")
    submitted.when("correct_entry", task="T7").then_refused("task.unknown", task="T7")


def test_a_correction_is_not_dated_in_the_future(accepted: Office) -> None:
    accepted.when("correct_entry", valid_on="2026-08-11").then_refused("date.in_future")


def test_points_are_corrected_within_their_criterion(office: Office) -> None:
    office.given("open_sheet")
    points = {"field": "points", "task": ..., "delivery": ..., "criterion": "I.1"}
    office.when("correct_entry", **points, corrected="4").then_refused("points.criterion_unknown", criterion="I.1")
    office.given("assess_general_criteria")
    office.when("correct_entry", **points, corrected="4.5").then(EntryCorrected, former="5", corrected="4.5")
    office.when("correct_entry", **points, corrected="5.5").then_refused("points.out_of_range", limit="5")
    office.when("correct_entry", **points, corrected="-1").then_refused("points.out_of_range")
    unknown = {**points, "criterion": "IV.1"}
    office.when("correct_entry", **unknown, corrected="1").then_refused("points.criterion_unknown", criterion="IV.1")


def test_a_correction_after_confirmation_asks_for_a_new_confirmation(accepted: Office) -> None:
    accepted.given("assess_general_criteria").given("confirm_sheet").given("correct_entry")
    assert accepted.sheet().status == "open"
    accepted.when("lock_sheet").then_refused("sheet.not_confirmed")
    accepted.given("confirm_sheet").given("lock_sheet")
    assert accepted.sheet().tasks["T1"].done == 4


def test_the_finish_of_a_delivery_is_kept_to_the_day(accepted: Office) -> None:
    assert accepted.sheet().tasks["T1"].deliveries[1].finished_on == date(2026, 8, 10)


def test_a_second_correction_replaces_the_first_of_the_same_field_only(accepted: Office) -> None:
    accepted.given("correct_entry", field="verdict", corrected="exceeded")
    accepted.given("correct_entry", field="quantity", corrected="3")
    accepted.given("correct_entry", field="quantity", corrected="2")
    accepted.given("correct_entry", field="verdict", corrected="met")
    events = accepted.store.streams([accepted.sheet().stream])[accepted.sheet().stream]
    acceptance = next(each for each in events if isinstance(each, ResultAccepted))
    verdict, quantity, again, back = (each for each in events if isinstance(each, EntryCorrected))
    assert [each.replaces for each in (verdict, quantity, again, back)] == [
        str(acceptance.event_id),
        str(acceptance.event_id),
        str(quantity.event_id),
        str(verdict.event_id),
    ]
