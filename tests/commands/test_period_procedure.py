"""The procedure of a period: comments, deadlines of the agency, notice, publication, a leader's items."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.domain.confirmed_record import confirmed_hash
from kpi_es.domain.sheet_events import (
    GeneralCriteriaSelfAssessed,
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    SheetConfirmed,
    SheetNotified,
    SheetOpened,
    SheetPublished,
)
from tests.commands.specification import PERIOD, Office

DEADLINES = {"self_assessment_due_day": 25, "comment_due_day": 26, "confirmation_due_day": 28, "publication_due_day": 5}
SINCE_JULY = "2026-07-01"


def with_rules(office: Office, **rules: Any) -> Office:
    """Let the agency have set these rules of procedure before the quarter began."""
    return office.given("set_procedure_rules", rules=rules, valid_on=SINCE_JULY, reason="Quy chế của phường")


@pytest.fixture
def assessed(office: Office) -> Office:
    """Return the office with an open, self-assessed sheet."""
    return office.given("open_sheet").given("assess_general_criteria")


@pytest.fixture
def confirmed(assessed: Office) -> Office:
    """Return the office with a confirmed sheet."""
    return assessed.given("confirm_sheet")


@pytest.fixture
def dated(assessed: Office) -> Office:
    """Return the office with the usual deadlines: 25, 26, 28 September, publication by 5 October."""
    return with_rules(assessed, **DEADLINES)


# Comments


@pytest.mark.parametrize("actor", ["head-vh", "adviser"])
def test_a_comment_is_recorded_by_manager_or_adviser(assessed: Office, actor: str) -> None:
    minutes = [{"sha256": "ab" * 32, "name": "bien-ban.pdf"}]
    assessed.when("record_period_comment", actor=actor, minutes=minutes).then(
        PeriodCommentRecorded, comment="Tập thể nhất trí"
    )
    assert len(assessed.sheet().procedure.comments) == 1


@pytest.mark.parametrize("name", ["record_period_comment", "notify_result", "publish_sheet"])
def test_nobody_else_records_a_comment_tells_or_publishes(confirmed: Office, name: str) -> None:
    confirmed.when(name, actor="an").then_refused("authority.own_work")
    for actor in ("binh", "chair", "operator:root"):
        confirmed.when(name, actor=actor).then_refused("authority.not_direct_manager", manager="head-vh")


def test_a_comment_does_not_undo_a_confirmation(confirmed: Office) -> None:
    confirmed.given("record_period_comment")
    assert confirmed.sheet().status == "confirmed"


def test_a_locked_sheet_takes_no_comment_and_no_extension(confirmed: Office) -> None:
    confirmed.given("lock_sheet")
    confirmed.when("record_period_comment").then_refused("sheet.locked")
    confirmed.when("extend_period_deadline").then_refused("sheet.locked")


def test_where_comments_are_required_no_sheet_is_confirmed_without_one(assessed: Office) -> None:
    with_rules(assessed, period_comments_required=True)
    assessed.when("confirm_sheet").then_refused("sheet.comment_missing", staff="an", period=PERIOD)
    assessed.given("record_period_comment").when("confirm_sheet").then(SheetConfirmed)


# Deadlines: on the day before, on the day, on the day after

STEPS = [
    ("assess_general_criteria", GeneralCriteriaSelfAssessed, "self_assessment", date(2026, 9, 25)),
    ("record_period_comment", PeriodCommentRecorded, "comment", date(2026, 9, 26)),
    ("confirm_sheet", SheetConfirmed, "confirmation", date(2026, 9, 28)),
]


@pytest.mark.parametrize(("name", "event", "deadline", "last_day"), STEPS)
def test_a_step_is_taken_until_its_last_day(
    dated: Office, name: str, event: type, deadline: str, last_day: date
) -> None:
    del deadline
    for day in (last_day.replace(day=last_day.day - 1), last_day):
        dated.on(day).when(name).then(event)


@pytest.mark.parametrize(("name", "event", "deadline", "last_day"), STEPS)
def test_a_step_after_its_last_day_is_refused_and_told_what_to_do(
    dated: Office, name: str, event: type, deadline: str, last_day: date
) -> None:
    del event
    dated.on(last_day.replace(day=last_day.day + 1)).when(name).then_refused(
        "deadline.passed", deadline=deadline, due_on=f"{last_day:%d/%m/%Y}"
    )


@pytest.mark.parametrize(("name", "event", "deadline", "last_day"), STEPS)
def test_an_act_dated_back_does_not_beat_its_deadline(
    dated: Office, name: str, event: type, deadline: str, last_day: date
) -> None:
    del event, deadline
    dated.on("2026-09-29").when(name, valid_on=str(last_day)).then_refused("deadline.passed")


@pytest.mark.parametrize(("name", "event", "deadline", "last_day"), STEPS)
def test_an_extension_moves_the_last_day(dated: Office, name: str, event: type, deadline: str, last_day: date) -> None:
    dated.on("2026-09-29").when("extend_period_deadline", deadline=deadline, due_on="2026-10-02").then(
        PeriodDeadlineExtended, former_due_on=last_day, due_on=date(2026, 10, 2)
    )
    dated.on("2026-10-02").when(name).then(event)
    dated.on("2026-10-03").when(name).then_refused("deadline.passed", due_on="02/10/2026")


def test_an_extension_holds_for_one_person_and_one_step(dated: Office) -> None:
    dated.given("open_sheet", staff="binh").on("2026-09-26")
    dated.given("extend_period_deadline", deadline="self_assessment")
    dated.given("assess_general_criteria")
    dated.when("assess_general_criteria", staff="binh", actor="binh").then_refused("deadline.passed")
    dated.on("2026-09-29").when("confirm_sheet").then_refused("deadline.passed")


def test_an_extension_goes_beyond_the_old_day_and_not_into_the_past(dated: Office) -> None:
    dated.when("extend_period_deadline", due_on="2026-09-28").then_refused(
        "deadline.extension_too_early", former="28/09/2026"
    )
    dated.given("extend_period_deadline", due_on="2026-09-29")
    dated.when("extend_period_deadline", due_on="2026-09-29").then_refused(
        "deadline.extension_too_early", former="29/09/2026"
    )
    dated.on("2026-10-06").when("extend_period_deadline", due_on="2026-10-05").then_refused(
        "deadline.extension_too_early", today="06/10/2026"
    )


def test_only_an_adviser_extends_and_never_in_the_own_matter(dated: Office) -> None:
    dated.when("extend_period_deadline", actor="head-vh").then_refused("authority.not_personnel_adviser")
    dated.given("open_sheet", staff="adviser", actor="chair")
    dated.when("extend_period_deadline", staff="adviser").then_refused("authority.own_work")


def test_where_no_deadline_is_set_nothing_is_late_and_nothing_to_extend(assessed: Office) -> None:
    assessed.on("2026-12-31").when("extend_period_deadline", due_on="2027-01-05").then_refused(
        "deadline.none_set", deadline="confirmation"
    )
    assessed.when("confirm_sheet").then(SheetConfirmed)


def test_the_rules_in_force_when_a_period_begins_bind_it_to_its_end(assessed: Office) -> None:
    assessed.given("set_procedure_rules", rules=DEADLINES, valid_on="2026-07-02", reason="Quy chế mới")
    assessed.on("2026-09-30").when("confirm_sheet").then(SheetConfirmed)


def test_a_deadline_on_the_31st_is_the_last_day_of_a_shorter_month(assessed: Office) -> None:
    with_rules(assessed, confirmation_due_day=31)
    assessed.on("2026-09-30").when("confirm_sheet").then(SheetConfirmed)
    assessed.on("2026-10-01").when("confirm_sheet").then_refused("deadline.passed", due_on="30/09/2026")


def test_the_day_is_that_of_the_office_not_of_greenwich(dated: Office) -> None:
    # The clock of these tests stands at 02:00 UTC: 9 in the morning in Hanoi of the same day.
    dated.on("2026-09-28")
    assert dated.clock.now().hour == 2
    dated.when("confirm_sheet").then(SheetConfirmed)


# Notice and publication


def test_a_person_is_told_the_confirmed_result_by_version_and_hash(confirmed: Office) -> None:
    sheet = confirmed.sheet()
    confirmed.when("notify_result").then(
        SheetNotified, about_version=sheet.confirmed_version, record_hash=confirmed_hash(sheet)
    )


def test_a_person_is_told_once_for_each_confirmation(confirmed: Office) -> None:
    confirmed.given("notify_result").when("notify_result").then_refused("sheet.already_notified", day="10/08/2026")
    confirmed.given("confirm_sheet").when("notify_result", actor="adviser").then(SheetNotified)


@pytest.mark.parametrize("name", ["notify_result", "publish_sheet"])
def test_only_what_is_confirmed_is_told_and_published(assessed: Office, name: str) -> None:
    assessed.when(name).then_refused("sheet.not_confirmed", staff="an")
    assessed.given("confirm_sheet").given("assess_general_criteria").when(name).then_refused("sheet.not_confirmed")


@pytest.mark.parametrize("name", ["record_period_comment", "notify_result", "publish_sheet"])
def test_nothing_of_the_procedure_is_of_the_future(confirmed: Office, name: str) -> None:
    confirmed.given("notify_result").given("confirm_sheet")
    confirmed.when(name, valid_on="2026-08-11").then_refused("date.in_future")


def test_a_result_is_published_after_the_person_was_told(confirmed: Office) -> None:
    confirmed.when("publish_sheet").then_refused("sheet.not_notified")
    confirmed.given("notify_result").given("lock_sheet").when("publish_sheet", actor="adviser").then(
        SheetPublished, content="class_only", due_on=None, late=False
    )
    confirmed.when("publish_sheet").then_refused("sheet.already_published")


def test_a_changed_result_is_told_again_before_it_is_published(confirmed: Office) -> None:
    confirmed.given("notify_result").given("publish_sheet").given("confirm_sheet")
    confirmed.when("publish_sheet").then_refused("sheet.not_notified")
    confirmed.given("notify_result").when("publish_sheet").then(SheetPublished)


def test_the_agency_chooses_what_of_a_period_is_public(confirmed: Office) -> None:
    with_rules(confirmed, publication_of_period="scores")
    confirmed.given("notify_result").when("publish_sheet").then(SheetPublished, content="scores")


@pytest.mark.parametrize(("day", "late"), [("2026-10-04", False), ("2026-10-05", False), ("2026-10-06", True)])
def test_late_publication_is_taken_and_recorded_as_late(dated: Office, day: str, late: bool) -> None:
    dated.given("confirm_sheet").given("notify_result")
    dated.on(day).when("publish_sheet").then(SheetPublished, due_on=date(2026, 10, 5), late=late)


@pytest.mark.parametrize(
    "name",
    ["record_period_comment", "extend_period_deadline", "notify_result", "publish_sheet", "supersede_sheet",
     "file_petition", "answer_petition"],
)  # fmt: skip
def test_no_procedure_without_a_sheet_and_none_by_another_agency(office: Office, name: str) -> None:
    office.when(name).then_refused("sheet.absent", staff="an", period=PERIOD)
    office.given("open_sheet").when(name, agency="P2").then_refused("staff.not_in_agency", agency="P2")


# Periods


def test_the_kind_of_period_may_change_in_mid_year(office: Office) -> None:
    office.given("change_period_kind", period_kind="month", valid_on="2026-10-01")
    office.when("open_sheet", period="2026-09").then_refused("period.wrong_kind", kind="quarter")
    office.on("2026-10-05").when("open_sheet", period="2026-Q4").then_refused("period.wrong_kind", kind="month")
    office.when("open_sheet", period="2026-10").then(SheetOpened, period="2026-10")


def test_the_old_quarter_is_still_opened_and_closed_after_the_change(office: Office) -> None:
    office.given("change_period_kind", period_kind="month", valid_on="2026-10-01").on("2026-10-05")
    office.given("open_sheet").given("assess_general_criteria").when("confirm_sheet").then(SheetConfirmed)


def test_the_sheet_of_somebody_seconded_is_opened_where_they_are_evaluated(office: Office) -> None:
    seconded = {"unit": "KT", "post": "Chuyên viên biệt phái", "valid_on": "2026-07-01", "until": "2026-12-31"}
    office.given("second_staff_member", **seconded)
    office.when("open_sheet").then_refused("authority.not_direct_manager", manager="head-kt")
    office.when("open_sheet", actor="head-kt").then(SheetOpened, unit="KT", post="Chuyên viên biệt phái")


def test_where_the_sending_unit_evaluates_the_sheet_is_opened_there(office: Office) -> None:
    with_rules(office, secondment_evaluator="sending")
    office.given("second_staff_member", unit="KT", valid_on="2026-07-01", until="2026-12-31")
    office.when("open_sheet").then(SheetOpened, unit="VH", post="Chuyên viên")


# Leaders

OF_DEPUTY = {"staff": "deputy-vh"}
TWO_ITEMS = {"dd": "1/2", "e": 1}
THREE_ITEMS = {"d": 1, **TWO_ITEMS}


@pytest.fixture
def deputy(office: Office) -> Office:
    """Return the office with the self-assessed sheet of a deputy head."""
    return office.given("open_sheet", **OF_DEPUTY).given("assess_general_criteria", **OF_DEPUTY, actor="deputy-vh")


def test_item_d_follows_from_the_people_in_charge_and_is_not_stated(deputy: Office) -> None:
    deputy.when("confirm_sheet", **OF_DEPUTY, leader=THREE_ITEMS).then_refused("leader.d_not_stated", agency="P1")
    deputy.when("confirm_sheet", **OF_DEPUTY, leader=TWO_ITEMS).then(SheetConfirmed)
    assert deputy.sheet("deputy-vh").leader == {"dd": Fraction(1, 2), "e": Fraction(1)}


def test_where_the_authority_states_item_d_it_is_due(deputy: Office) -> None:
    with_rules(deputy, leader_d="stated")
    deputy.when("confirm_sheet", **OF_DEPUTY, leader=TWO_ITEMS).then_refused("leader.d_required", staff="deputy-vh")
    deputy.when("confirm_sheet", **OF_DEPUTY, leader=THREE_ITEMS).then(SheetConfirmed)
    deputy.when("confirm_sheet", **OF_DEPUTY, leader={**THREE_ITEMS, "d": "0.75"}).then_refused(
        "leader.share_out_of_range", item="d"
    )


def test_a_case_between_the_two_levels_is_judged_with_a_reason(deputy: Office) -> None:
    judged = {"leader": TWO_ITEMS, "judged": ["e", "dd"]}
    deputy.when("confirm_sheet", **OF_DEPUTY, **judged).then_refused("reason.required")
    deputy.when("confirm_sheet", **OF_DEPUTY, **judged, reason="Không tồn đọng nhưng chưa có sáng kiến").then(
        SheetConfirmed, judged=("dd", "e")
    )
    # Confirmed once more with the same shares: they are still judged ones.
    deputy.when("confirm_sheet", **OF_DEPUTY).then(SheetConfirmed, judged=("dd", "e"))
    deputy.when("confirm_sheet", **OF_DEPUTY, leader=TWO_ITEMS).then(SheetConfirmed, judged=())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"judged": ["dd"]}, "judged needs leader"),
        ({"leader": TWO_ITEMS, "judged": ["e", "e"]}, "names an item twice"),
        ({"leader": TWO_ITEMS, "judged": ["d"]}, "'dd' or 'e'"),
    ],
)
def test_what_is_judged_is_given_once(office: Office, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        office.command("confirm_sheet", **OF_DEPUTY, **fields)
