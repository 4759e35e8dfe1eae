"""Petitions against the result of a period, and superseding decisions (Art 21.3, 22)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import cast

import pytest

from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.domain.confirmed_record import confirmed_hash
from kpi_es.domain.event import sheet_stream
from kpi_es.domain.petition import PetitionTerm
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import (
    EntryCorrected,
    PetitionAnswered,
    PetitionFiled,
    SheetConfirmed,
    SheetLocked,
    SheetNotified,
    SheetReopened,
)
from kpi_es.domain.topics import fold
from kpi_es.ports import Append
from tests.commands.specification import FULL_MARKS, PERIOD, Office

LOWER_POINT = {"field": "points", "criterion": "II.1", "corrected": "1", "task": ..., "delivery": ...}


@pytest.fixture
def confirmed(office: Office) -> Office:
    """Return the office with a sheet confirmed on Monday 10 August."""
    office.given("name_managing_authority", authority="province")
    office.given("assign_task").given("submit_result").given("accept_result")
    return office.given("assess_general_criteria").given("confirm_sheet")


@pytest.fixture
def told(confirmed: Office) -> Office:
    """Return the office with the sheet told to the person and locked."""
    return confirmed.given("notify_result").given("lock_sheet")


@pytest.fixture
def petitioned(told: Office) -> Office:
    """Return the office with one petition waiting."""
    return told.given("file_petition")


# Filing


def test_a_petition_points_at_the_record_as_it_was_confirmed(told: Office) -> None:
    notice = told.sheet().procedure.notice
    assert notice is not None
    filed = told.when("file_petition").then(PetitionFiled, number=1, about_version=notice.about_version)
    stream = sheet_stream("an", PERIOD)
    up_to = told.store.streams([stream])[stream][: notice.about_version]
    # Anybody can recompute the frozen record from the log, up to the version the petition names.
    assert cast(PetitionFiled, filed).record_hash == confirmed_hash(cast(Sheet, fold(stream, up_to)))


def test_the_frozen_record_stays_whatever_is_corrected_afterwards(petitioned: Office) -> None:
    frozen = petitioned.sheet().procedure.petitions[1].record_hash
    petitioned.given("answer_petition", outcome="corrected").given("correct_entry", **LOWER_POINT)
    assert petitioned.sheet().procedure.petitions[1].record_hash == frozen
    assert confirmed_hash(petitioned.sheet()) != frozen


def test_any_number_of_petitions_may_wait(petitioned: Office) -> None:
    petitioned.when("file_petition", subject="Việc khác").then(PetitionFiled, number=2)
    assert [each.open for each in petitioned.sheet().procedure.petitions.values()] == [True, True]


def test_a_petition_is_filed_after_notice_only(office: Office) -> None:
    office.given("open_sheet").when("file_petition").then_refused("petition.before_notice", staff="an")
    office.given("assess_general_criteria").given("confirm_sheet")
    office.when("file_petition").then_refused("petition.before_notice")
    office.given("notify_result").when("file_petition").then(PetitionFiled)


@pytest.mark.parametrize("actor", ["binh", "head-vh", "adviser", "operator:root"])
def test_nobody_petitions_for_somebody_else(told: Office, actor: str) -> None:
    told.when("file_petition", actor=actor).then_refused("authority.not_the_person", staff="an")


def test_a_petition_is_not_of_the_future(told: Office) -> None:
    told.when("file_petition", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_petition_dated_back_makes_no_answer_late(told: Office) -> None:
    # Received on Monday 10 August; seven working days on is Wednesday 19 August.
    told.when("file_petition", valid_on="2026-08-03").then(
        PetitionFiled, filed_on=date(2026, 8, 10), due_on=date(2026, 8, 19)
    )


def test_somebody_who_left_may_still_petition_and_the_head_of_the_unit_answers(told: Office) -> None:
    told.given("separate_staff_member").given("file_petition")
    told.when("answer_petition", actor="chair").then_refused("authority.not_direct_manager", manager="head-vh")
    told.when("answer_petition").then(PetitionAnswered)


def test_somebody_who_moved_is_answered_by_the_present_manager(told: Office) -> None:
    told.given("transfer_staff_member").given("file_petition")
    told.when("answer_petition").then_refused("authority.not_direct_manager", manager="head-kt")
    told.when("answer_petition", actor="head-kt").then(PetitionAnswered)


@pytest.mark.parametrize(("day", "in_time"), [("2026-08-14", True), ("2026-08-17", True), ("2026-08-18", False)])
def test_an_agency_may_limit_the_time_for_filing(confirmed: Office, day: str, in_time: bool) -> None:
    # Told on Monday 10 August, five working days: 11, 12, 13, 14 and, over the weekend, Monday 17 August.
    outcome = told_with_a_limit(confirmed).on(day).when("file_petition")
    if in_time:
        outcome.then(PetitionFiled)
    else:
        outcome.then_refused("petition.too_late", last_day="17/08/2026")


def told_with_a_limit(confirmed: Office) -> Office:
    """Let the agency limit the time for petitions to five working days, and the person be told on 10 August."""
    confirmed.given("set_procedure_rules", rules={"petition_filing_working_days": 5}, reason="Quy chế")
    return confirmed.given("notify_result")


def test_the_notice_says_until_when_a_petition_may_be_filed(confirmed: Office) -> None:
    notice = told_with_a_limit(confirmed).sheet().procedure.notice
    assert notice is not None
    assert notice.petition_term == PetitionTerm(last_day=date(2026, 8, 17))


HOLIDAYS = {"year": 2026, "holidays": ["2026-08-17", "2026-08-18", "2026-08-19", "2026-08-20"]}


@pytest.mark.parametrize("declared", ["2026-08-14", "2026-08-17", "2026-08-18"])
@pytest.mark.parametrize(("day", "in_time"), [("2026-08-17", True), ("2026-08-18", False), ("2026-08-19", False)])
def test_holidays_declared_after_the_notice_move_no_last_day(
    confirmed: Office, declared: str, day: str, in_time: bool
) -> None:
    # On the calendar with the holidays the last day would be Friday 21 August.
    told_with_a_limit(confirmed)
    if declared <= day:
        confirmed.on(declared).given("declare_holidays", **HOLIDAYS)
    outcome = confirmed.on(day).when("file_petition")
    if in_time:
        outcome.then(PetitionFiled)
    else:
        outcome.then_refused("petition.too_late", last_day="17/08/2026")


def test_holidays_declared_before_the_notice_count(confirmed: Office) -> None:
    # 11, 12, 13, 14 and, after four days of holiday, Friday 21 August.
    told_with_a_limit(confirmed.given("declare_holidays", **HOLIDAYS))
    confirmed.on("2026-08-22").when("file_petition").then_refused("petition.too_late", last_day="21/08/2026")
    confirmed.on("2026-08-21").when("file_petition").then(PetitionFiled)


def test_holidays_taken_back_and_limits_set_after_the_notice_take_nobody_s_days_away(confirmed: Office) -> None:
    told_with_a_limit(confirmed.given("declare_holidays", **HOLIDAYS)).on("2026-08-12")
    confirmed.given("declare_holidays", year=2026, holidays=[])
    confirmed.given("set_procedure_rules", rules={"petition_filing_working_days": 1}, reason="Quy chế mới")
    confirmed.on("2026-08-21").when("file_petition").then(PetitionFiled)


def test_a_notice_of_the_time_before_the_term_was_frozen_is_counted_on_the_calendar_as_it_stands(
    confirmed: Office,
) -> None:
    told_with_a_limit(confirmed)
    kept = [each.event for each in confirmed.store.after(0, 1_000)]
    assert isinstance(kept[-1], SheetNotified)
    former = kept[-1].model_copy(update={"petition_term": None})
    older = Office(store=MemoryEventStore(), furnished=False)
    older.store.append(Append([*kept[:-1], former], [], 0, frozenset()))
    older.on("2026-08-14").given("declare_holidays", **HOLIDAYS, id="later")
    older.on("2026-08-21").when("file_petition", id="late").then(PetitionFiled)


def test_without_such_a_limit_a_petition_is_received_at_any_time(told: Office) -> None:
    told.on("2027-08-10").when("file_petition").then(PetitionFiled)


# When the answer is due


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        # A Tuesday: 12, 13, 14, 17, 18, 19, 20 August.
        ("2026-08-11", "2026-08-20"),
        # A Friday and the Saturday after: both count from Monday 17 to Tuesday 25 August.
        ("2026-08-14", "2026-08-25"),
        ("2026-08-15", "2026-08-25"),
        # National Day is free on Tuesday 1 and Wednesday 2 September: 28, 31 August, 3, 4, 7, 8, 9 September.
        ("2026-08-27", "2026-09-09"),
        # Over the year's end, New Year's Day is free: 30, 31 December, 4, 5, 6, 7, 8 January.
        ("2026-12-29", "2027-01-08"),
        # Tết from 4 to 12 February, Saturday 20 February made up: 2, 3, 15, 16, 17, 18, 19 February.
        ("2027-02-01", "2027-02-19"),
        # The day before: all of Tết lies in between, and the made-up Saturday counts: 15 to 19, 20, 22 February.
        ("2027-02-03", "2027-02-22"),
    ],
)
def test_an_answer_is_due_in_seven_working_days_of_the_agencys_calendar(told: Office, filed: str, due: str) -> None:
    told.given("declare_holidays", year=2026, holidays=["2026-09-01", "2026-09-02"], make_up_days=[])
    tet = [f"2027-02-{day:02d}" for day in range(4, 13)]
    told.given("declare_holidays", year=2027, holidays=["2027-01-01", *tet], make_up_days=["2027-02-20"])
    told.on(filed).when("file_petition").then(PetitionFiled, due_on=date.fromisoformat(due))


@pytest.mark.parametrize(("day", "late"), [("2026-08-18", False), ("2026-08-19", False), ("2026-08-20", True)])
def test_a_late_answer_is_taken_and_recorded_as_late(petitioned: Office, day: str, late: bool) -> None:
    # Filed on Monday 10 August: 11, 12, 13, 14, 17, 18, 19 August.
    petitioned.on(day).when("answer_petition").then(PetitionAnswered, late=late)


@pytest.mark.parametrize("declared", ["2026-08-14", "2026-08-19", "2026-08-20"])
@pytest.mark.parametrize(("day", "late"), [("2026-08-18", False), ("2026-08-19", False), ("2026-08-20", True)])
def test_holidays_declared_after_the_filing_move_no_answer(
    petitioned: Office, declared: str, day: str, late: bool
) -> None:
    # Filed on 10 August, due on the 19th; with the four holidays it would be due on the 25th.
    if declared <= day:
        petitioned.on(declared).given("declare_holidays", **HOLIDAYS)
    petitioned.on(day).when("answer_petition").then(PetitionAnswered, late=late)


def test_an_answer_dated_back_is_late_all_the_same(petitioned: Office) -> None:
    petitioned.on("2026-08-20").when("answer_petition", valid_on="2026-08-19").then(PetitionAnswered, late=True)


# Answering


def test_only_the_confirming_authority_answers(petitioned: Office) -> None:
    petitioned.when("answer_petition", actor="an").then_refused("authority.own_work")
    for actor in ("binh", "adviser", "province", "operator:root"):
        petitioned.when("answer_petition", actor=actor).then_refused("authority.not_direct_manager", actor=actor)


def test_nobody_who_left_the_post_answers_for_those_who_left_too(petitioned: Office) -> None:
    petitioned.given("separate_staff_member").when("answer_petition", actor="an").then_refused("authority.own_work")


def test_an_answer_is_not_of_the_future(petitioned: Office) -> None:
    petitioned.when("answer_petition", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_petition_is_answered_once(petitioned: Office) -> None:
    petitioned.when("answer_petition", number=2).then_refused("petition.unknown", number="2")
    petitioned.given("answer_petition")
    petitioned.when("answer_petition").then_refused("petition.already_answered", day="10/08/2026")


def test_a_result_that_is_kept_stays_locked(petitioned: Office) -> None:
    petitioned.when("answer_petition").then(PetitionAnswered, outcome="kept")
    assert petitioned.sheet().status == "locked"
    petitioned.when("correct_entry", **LOWER_POINT).then_refused("sheet.locked")


def test_a_corrected_result_is_opened_mended_and_confirmed_again(petitioned: Office) -> None:
    before = petitioned.sheet()
    reopened = petitioned.when("answer_petition", outcome="corrected").then(
        PetitionAnswered, SheetReopened, petition=1, anew=False, reason="Điểm chấm đúng minh chứng"
    )
    assert before.procedure.standing is not None
    assert cast(SheetReopened, reopened).replaces == before.procedure.standing.event_id
    assert petitioned.sheet().general == before.general
    petitioned.when("correct_entry", **LOWER_POINT).then(EntryCorrected)
    petitioned.when("confirm_sheet").then(SheetConfirmed)
    petitioned.when("notify_result").then(SheetNotified)
    petitioned.when("lock_sheet").then(SheetLocked)


def test_an_annulled_result_is_assessed_anew_while_the_work_stands(petitioned: Office) -> None:
    petitioned.given("answer_petition", outcome="annulled")
    sheet = petitioned.sheet()
    assert (sheet.general, sheet.self_assessed, sheet.procedure.standing) == (None, None, None)
    assert sheet.tasks["T1"].done == 5
    petitioned.when("confirm_sheet").then_refused("sheet.not_self_assessed")
    petitioned.given("assess_general_criteria", points={**FULL_MARKS, "I.1": "4"}).given("confirm_sheet")
    # The first confirmation is kept as history, the second one stands.
    first, second = petitioned.sheet().procedure.confirmations
    assert [each.general["I.1"] for each in (first, second)] == [Fraction(5), Fraction(4)]
    assert first.replaced_by is not None
    assert second.replaced_by is None


def test_after_an_annulment_the_comments_are_due_again(told: Office) -> None:
    told.given("set_procedure_rules", rules={"period_comments_required": True}, valid_on="2026-07-01", reason="x")
    told.given("file_petition").given("answer_petition", outcome="annulled").given("assess_general_criteria")
    told.when("confirm_sheet").then_refused("sheet.comment_missing")
    told.given("record_period_comment").given("confirm_sheet")


def test_no_petition_is_filed_while_the_result_is_being_redone(petitioned: Office) -> None:
    petitioned.given("answer_petition", outcome="corrected")
    petitioned.when("file_petition").then_refused("petition.before_notice")
    petitioned.given("confirm_sheet").when("file_petition").then_refused("petition.before_notice")
    petitioned.given("notify_result").when("file_petition").then(PetitionFiled, number=2)


def test_two_petitions_granted_open_the_sheet_once_unless_one_annuls(petitioned: Office) -> None:
    petitioned.given("file_petition").given("file_petition").given("answer_petition", outcome="corrected")
    petitioned.when("answer_petition", number=2, outcome="corrected").then(PetitionAnswered)
    petitioned.when("answer_petition", number=3, outcome="annulled").then(PetitionAnswered, SheetReopened, anew=True)
    assert petitioned.sheet().general is None


# Superseding decisions


def test_only_the_managing_authority_supersedes_a_locked_sheet(told: Office) -> None:
    for actor in ("head-vh", "chair", "adviser", "an", "operator:root"):
        told.when("supersede_sheet", actor=actor).then_refused("authority.not_managing_authority", actor=actor)
    told.when("supersede_sheet").then(SheetReopened, petition=None, decision="QĐ 12/QĐ-UBND")
    assert told.sheet().status == "open"


def test_a_superseded_sheet_is_corrected_confirmed_and_locked_again(told: Office) -> None:
    told.when("correct_entry", corrected="4").then_refused("sheet.locked")
    told.given("supersede_sheet").when("correct_entry", corrected="4").then(EntryCorrected)
    told.when("lock_sheet").then_refused("sheet.not_confirmed")
    told.given("confirm_sheet").given("lock_sheet")
    assert told.sheet().status == "locked"
    assert len(told.sheet().procedure.confirmations) == 2


def test_a_decision_in_march_opens_the_year_before_whatever_its_deadlines_were(told: Office) -> None:
    rules = {"self_assessment_due_day": 25, "confirmation_due_day": 28}
    told.given("set_procedure_rules", rules=rules, valid_on="2026-07-01", reason="Quy chế").on("2027-03-15")
    told.given("supersede_sheet", anew=True).given("assess_general_criteria").given("confirm_sheet")
    told.given("confirm_sheet", comment="Một lần nữa").given("lock_sheet")
    assert not told.sheet().procedure.reopened


def test_the_sheet_of_somebody_who_left_is_redone_by_those_who_are_there_now(told: Office) -> None:
    told.given("separate_staff_member", valid_on="2026-09-01").given("name_head", staff="binh", valid_on="2026-10-01")
    told.on("2027-03-15").given("supersede_sheet", anew=True)
    told.when("assess_general_criteria", actor="binh").then_refused("authority.not_the_person")
    told.given("assess_general_criteria")
    for name in ("correct_entry", "confirm_sheet"):
        told.when(name, actor="an").then_refused("authority.own_work")
        told.when(name, actor="head-vh").then_refused("authority.not_direct_manager", manager="binh")
        told.given(name, actor="binh")


def test_only_what_is_confirmed_can_be_superseded(told: Office) -> None:
    told.given("supersede_sheet").when("supersede_sheet").then_refused("sheet.nothing_to_supersede", staff="an")
    told.given("open_sheet", staff="binh").when("supersede_sheet", staff="binh").then_refused(
        "sheet.nothing_to_supersede"
    )


def test_a_confirmed_sheet_that_is_not_locked_yet_can_be_superseded_too(office: Office) -> None:
    office.given("name_managing_authority", authority="province")
    office.given("open_sheet").given("assess_general_criteria").given("confirm_sheet")
    office.when("supersede_sheet").then(SheetReopened)


def test_a_superseding_decision_is_not_of_the_future(told: Office) -> None:
    told.given("name_managing_authority", authority="province", valid_on="2026-08-01")
    told.when("supersede_sheet", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_superseding_decision_states_its_reason(told: Office) -> None:
    told.when("supersede_sheet", reason=...).then_refused("reason.required")
