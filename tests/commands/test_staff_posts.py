"""Posts in time: secondment, two posts at once, transfers between agencies, rotation, early return, coming back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpi_es.domain.agency_events import DeputyAssigned, DeputyReleased, HeadNamed, HeadReleased
from kpi_es.domain.sheet_events import SheetOpened, TaskAssigned
from kpi_es.domain.staff_events import (
    ConcurrentPostEnded,
    ConcurrentPostGiven,
    DisciplineImposed,
    LeaveEnded,
    SecondmentEnded,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeconded,
    StaffMemberTransferred,
)
from tests.commands.specification import Office

TODAY = date(2026, 8, 10)
ABOUT_POSTS = ("second_staff_member", "end_secondment", "give_concurrent_post", "end_concurrent_post", "end_leave")
TO_P2 = {"to_agency": "P2", "unit": "UBND2"}
BY_P2 = {"agency": "P2", "actor": "adviser-2"}
ON_P2 = {"agency": "P2", "actor": "chair-2", "staff": "an", "period": "2026-08"}
SENDING = {"rules": {"secondment_evaluator": "sending"}}


def unit_headed(office: Office, staff: str, day: date = TODAY) -> tuple[str, ...]:
    return office.agency().units_headed_by(staff, day)


def test_a_secondment_freezes_who_evaluates(office: Office) -> None:
    office.when("second_staff_member").then(
        StaffMemberSeconded, unit="KT", from_unit="VH", until=date(2026, 9, 30), evaluator="receiving"
    )
    office.given("set_procedure_rules", **SENDING)
    office.when("second_staff_member", staff="binh").then(StaffMemberSeconded, evaluator="sending")


@pytest.mark.parametrize(
    ("day", "manager"),
    [("2026-08-09", "head-vh"), ("2026-08-10", "head-kt"), ("2026-09-30", "head-kt"), ("2026-10-01", "head-vh")],
)
def test_a_seconded_person_gets_tasks_where_the_work_is_and_at_home_before_and_after(
    office: Office, day: str, manager: str
) -> None:
    office.given("second_staff_member")
    period = "2026-Q4" if day > "2026-09-30" else "2026-Q3"
    task: dict[str, Any] = {"period": period, "due_on": day}
    office.on(day).when("open_sheet", period=period, actor="chair").then_refused(
        "authority.not_direct_manager", manager=manager
    )
    office.when("assign_task", **task, actor=manager).then(SheetOpened, TaskAssigned)


def test_under_the_sending_rule_the_own_head_goes_on_evaluating(office: Office) -> None:
    office.given("set_procedure_rules", **SENDING).given("second_staff_member")
    office.when("assign_task", actor="head-kt").then_refused("authority.not_direct_manager", manager="head-vh")
    office.given("assign_task")


def test_a_separation_takes_back_the_headship_of_a_post_that_was_to_follow(office: Office) -> None:
    office.given("transfer_staff_member", staff="head-vh", unit="KT", role="head", valid_on="2026-09-01")
    office.given("separate_staff_member", staff="head-vh", valid_on="2026-08-20")
    assert office.agency().units["KT"].head_on(date(2026, 9, 1)) is None


def test_a_change_of_the_rule_moves_no_secondment_decided_before(office: Office) -> None:
    office.given("second_staff_member").given("set_procedure_rules", **SENDING)
    office.given("assign_task", actor="head-kt")


def test_seconded_to_another_agency_a_person_is_evaluated_there_and_acts_there(office: Office) -> None:
    office.given("second_staff_member", **TO_P2)
    office.when("assign_task").then_refused("staff.not_in_agency", agency="P1")
    office.given("set_standard_item", **BY_P2, valid_on="2026-08-01")
    office.given("approve_catalogue_item", **BY_P2, valid_on="2026-08-01")
    office.given("assign_task", **ON_P2)
    office.given("submit_result", **{**ON_P2, "actor": "an"})
    office.when("accept_result", actor="head-vh", period="2026-08").then_refused("staff.not_in_agency")
    office.given("accept_result", **ON_P2)


def test_a_secondment_ends_no_earlier_than_it_begins(office: Office) -> None:
    office.when("second_staff_member", until="2026-08-09").then_refused("secondment.ends_before_it_begins")
    office.given("second_staff_member", until="2026-08-10")


def test_nobody_is_seconded_to_the_own_unit_or_to_one_that_is_not_there(office: Office) -> None:
    office.when("second_staff_member", unit="VH").then_refused("secondment.own_unit", unit="VH")
    office.when("second_staff_member", unit="XX").then_refused("agency.unit_unknown", agency="P1")
    office.when("second_staff_member", to_agency="P2", unit="KT").then_refused("agency.unit_unknown", agency="P2")
    office.when("second_staff_member", to_agency="P9", unit="KT").then_refused("agency.unknown", agency="P9")


@pytest.mark.parametrize(
    ("first", "last", "allowed"),
    [
        ("2026-07-01", "2026-08-09", True),
        ("2026-07-01", "2026-08-10", False),
        ("2026-09-30", "2026-10-31", False),
        ("2026-10-01", "2026-10-31", True),
        ("2026-08-20", "2026-08-21", False),
    ],
)
def test_nobody_is_seconded_twice_at_a_time(office: Office, first: str, last: str, allowed: bool) -> None:
    office.given("second_staff_member")
    outcome = office.when("second_staff_member", valid_on=first, until=last)
    if allowed:
        outcome.then(StaffMemberSeconded)
    else:
        outcome.then_refused("secondment.overlaps", first="10/08/2026", last="30/09/2026")


def test_a_person_is_called_back_early(office: Office) -> None:
    office.given("second_staff_member", valid_on="2026-08-01")
    office.when("end_secondment").then(SecondmentEnded)
    office.given("assign_task")
    office.when("assign_task", task="T2", actor="head-kt", valid_on="2026-08-09").then_refused(
        "authority.not_direct_manager", day="10/08/2026"
    )
    office.given("second_staff_member", staff="an", until="2026-08-31")


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-01", "2026-10-01"])
def test_only_a_secondment_that_runs_is_ended(office: Office, day: str) -> None:
    office.given("second_staff_member", valid_on="2026-08-01")
    office.when("end_secondment", valid_on=day).then_refused("secondment.none_to_end", staff="an")


def test_heads_of_another_agency_are_recorded_by_that_agency(office: Office) -> None:
    office.when("second_staff_member", **TO_P2, role="head").then_refused("agency.head_of_other_agency", agency="P2")
    office.when("transfer_staff_member", **TO_P2, role="head").then_refused("agency.head_of_other_agency")


def test_with_a_second_post_a_person_is_still_evaluated_in_the_main_one(office: Office) -> None:
    office.when("give_concurrent_post").then(ConcurrentPostGiven, unit="KT")
    office.when("assign_task", actor="head-kt").then_refused("authority.not_direct_manager", manager="head-vh")
    opened = office.when("assign_task").then(SheetOpened, TaskAssigned)
    assert opened.originator_id == "sheet:an:2026-Q3"
    assert office.sheet().unit == "VH"


def test_a_concurrent_head_heads_the_second_unit_and_leaves_it_at_the_end(office: Office) -> None:
    office.when("give_concurrent_post", staff="head-vh", role="head").then(ConcurrentPostGiven, HeadNamed, unit="KT")
    assert unit_headed(office, "head-vh") == ("VH", "KT")
    assert office.agency().direct_manager("cuc", "KT", TODAY) == "head-vh"
    office.when("end_concurrent_post", staff="head-vh", valid_on="2026-08-11").then(ConcurrentPostEnded, HeadReleased)
    assert unit_headed(office, "head-vh", date(2026, 8, 11)) == ("VH",)


def test_a_transfer_from_the_main_post_leaves_the_concurrent_one(office: Office) -> None:
    office.given("add_unit").given("give_concurrent_post", staff="head-vh", role="head")
    office.when("transfer_staff_member", staff="head-vh", unit="TTHC").then(
        StaffMemberTransferred, HeadReleased, unit="VH"
    )
    assert unit_headed(office, "head-vh") == ("KT",)


def test_nobody_holds_two_posts_in_one_unit(office: Office) -> None:
    office.when("give_concurrent_post", unit="VH").then_refused("staff.post_held", unit="VH")
    office.given("give_concurrent_post", valid_on="2026-09-01")
    office.when("give_concurrent_post").then_refused("staff.post_held", unit="KT")
    office.given("end_concurrent_post", valid_on="2026-10-01")
    office.given("give_concurrent_post", valid_on="2026-10-01")


def test_only_a_concurrent_post_that_is_held_is_ended(office: Office) -> None:
    office.when("end_concurrent_post").then_refused("staff.no_concurrent_post", unit="KT")
    office.given("give_concurrent_post")
    # One that never began is annulled, not ended.
    office.when("end_concurrent_post").then_refused("staff.no_concurrent_post", day="10/08/2026")
    office.when("end_concurrent_post", unit="VH", valid_on="2026-08-11").then_refused("staff.no_concurrent_post")


def test_the_agency_that_has_a_person_records_the_transfer_to_another_one(office: Office) -> None:
    office.when("transfer_staff_member", **TO_P2, **BY_P2).then_refused("staff.not_in_agency", agency="P2")
    office.when("transfer_staff_member", **TO_P2).then(
        StaffMemberTransferred, agency="P2", unit="UBND2", from_agency="P1", from_unit="VH"
    )


def test_after_a_transfer_the_new_agency_evaluates_and_the_old_one_ends_its_sheets(office: Office) -> None:
    office.given("assign_task", valid_on="2026-08-03").given("transfer_staff_member", **TO_P2)
    office.when("assign_task", task="T2").then_refused("staff.not_in_agency", agency="P1", day="10/08/2026")
    # The day before, the old head still answers for the sheet made there.
    office.given("extend_deadline", valid_on="2026-08-09")
    office.when("open_sheet", **{**ON_P2, "actor": "head-vh"}).then_refused("authority.not_direct_manager")
    office.given("open_sheet", **ON_P2)
    assert office.sheet(period="2026-08").agency == "P2"


def test_a_transfer_goes_to_a_unit_of_the_agency_named(office: Office) -> None:
    office.when("transfer_staff_member", to_agency="P2").then_refused("agency.unit_unknown", agency="P2", unit="KT")
    office.when("transfer_staff_member", to_agency="P1", unit="VH").then_refused("staff.already_in_unit")


def test_the_new_agency_sends_a_person_back(office: Office) -> None:
    office.given("transfer_staff_member", **TO_P2)
    office.when("transfer_staff_member", **BY_P2, to_agency="P1", unit="VH", valid_on="2026-08-11").then(
        StaffMemberTransferred, agency="P1", from_agency="P2"
    )


def test_a_rotation_is_told_from_a_transfer(office: Office) -> None:
    office.when("transfer_staff_member").then(StaffMemberTransferred, kind="transfer")
    office.when("transfer_staff_member", staff="binh", kind="rotation").then(StaffMemberTransferred, kind="rotation")


def test_a_transfer_dated_back_also_ends_headships_that_began_later(office: Office) -> None:
    # Known in August: binh heads VH from 1 August. Learned now: binh was in KT from 20 July on.
    office.given("name_head", valid_on="2026-08-01")
    office.when("transfer_staff_member", staff="binh", valid_on="2026-07-20").then(
        StaffMemberTransferred, HeadReleased, valid_on=date(2026, 8, 1), staff="binh"
    )
    assert office.agency().units["VH"].head_on(date(2026, 7, 31)) == "head-vh"
    assert unit_headed(office, "binh") == ()


def test_a_transfer_dated_back_leaves_what_belongs_to_the_next_post(office: Office) -> None:
    office.given("appoint_staff_member", staff="binh", role="head", valid_on="2026-08-01")
    office.when("transfer_staff_member", staff="binh", valid_on="2026-07-20").then(StaffMemberTransferred)
    assert unit_headed(office, "binh") == ("VH",)


def test_a_transfer_dated_back_ends_what_is_held_on_its_day_and_what_began_later(office: Office) -> None:
    office.given("name_head", staff="head-kt", unit="VH", valid_on="2026-08-01")
    office.given("add_unit")
    office.when("transfer_staff_member", staff="head-kt", unit="TTHC", valid_on="2026-08-10").then(
        StaffMemberTransferred, HeadReleased, HeadReleased
    )
    assert unit_headed(office, "head-kt") == ()
    assert unit_headed(office, "head-kt", date(2026, 8, 9)) == ("VH", "KT")


def test_a_head_named_for_days_before_a_recorded_transfer_heads_until_that_transfer(office: Office) -> None:
    office.given("transfer_staff_member", staff="binh", valid_on="2026-08-15")
    office.when("name_head", valid_on="2026-07-01").then(HeadNamed, HeadReleased, valid_on=date(2026, 8, 15))
    unit = office.agency().units["VH"]
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 14), date(2026, 8, 15))
    assert [unit.head_on(day) for day in days] == ["head-vh", "binh", "binh", None]


def test_a_head_named_by_then_is_not_released_with_the_one_before(office: Office) -> None:
    office.given("transfer_staff_member", staff="binh", valid_on="2026-08-15")
    office.given("name_head", staff="deputy-vh", valid_on="2026-08-15")
    office.when("name_head", valid_on="2026-07-01").then(HeadNamed)
    assert office.agency().units["VH"].head_on(date(2026, 8, 15)) == "deputy-vh"


def test_a_field_given_for_days_before_a_recorded_transfer_lasts_until_that_transfer(office: Office) -> None:
    office.given("transfer_staff_member", staff="deputy-vh", valid_on="2026-08-15")
    office.when("assign_deputy").then(DeputyAssigned, DeputyReleased, valid_on=date(2026, 8, 15))
    agency = office.agency()
    held = [agency.deputy_field_on("deputy-vh", date(2026, 8, day)) is not None for day in (10, 14, 15)]
    assert held == [True, True, False]


def test_who_comes_back_early_is_at_work_from_that_day(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01")
    office.when("end_leave").then(LeaveEnded)
    member = office.member()
    assert [member.leave_on(day) is not None for day in (date(2026, 8, 9), TODAY)] == [True, False]


@pytest.mark.parametrize("day", ["2026-06-30", "2026-07-01", "2027-01-01"])
def test_only_a_leave_that_runs_is_ended(office: Office, day: str) -> None:
    office.given("grant_leave", valid_on="2026-07-01")
    office.when("end_leave", valid_on=day).then_refused("leave.none_to_end", staff="an")


def test_two_leaves_that_adjoin_cover_a_period_together(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01", until="2026-08-15", kind="sick")
    office.given("grant_leave", valid_on="2026-08-16", until="2026-09-30", kind="unpaid")
    office.when("open_sheet").then_refused("staff.on_leave", period="2026-Q3")


def test_a_day_at_work_between_two_leaves_makes_a_sheet_due(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01", until="2026-08-15", kind="sick")
    office.given("grant_leave", valid_on="2026-08-17", until="2026-09-30", kind="unpaid")
    office.given("open_sheet")


def test_who_left_is_registered_again_under_the_same_id(office: Office) -> None:
    office.given("separate_staff_member", valid_on="2026-08-01")
    office.when("register_staff_member", staff="an", unit="KT").then(
        StaffMemberRegistered, StaffMemberAppointed, unit="KT"
    )
    posts = [office.member().appointment_on(date(2026, 8, day)) for day in (1, 9, 10)]
    assert [post and post.unit for post in posts] == [None, None, "KT"]


def test_another_agency_registers_who_left_here(office: Office) -> None:
    office.given("separate_staff_member", valid_on="2026-08-01")
    office.given("register_staff_member", **BY_P2, staff="an", unit="UBND2")


@pytest.mark.parametrize("day", ["2026-01-04", "2026-07-31", "2026-08-01"])
def test_nobody_is_registered_again_for_a_day_of_service_or_before_it(office: Office, day: str) -> None:
    office.given("separate_staff_member", valid_on="2026-08-01")
    outcome = office.when("register_staff_member", staff="an", valid_on=day)
    if day == "2026-08-01":
        outcome.then(StaffMemberRegistered, StaffMemberAppointed)
    else:
        outcome.then_refused("staff.already_registered", staff="an")


def test_a_violation_is_placed_where_the_person_worked_on_its_day(office: Office) -> None:
    office.given("transfer_staff_member", valid_on="2026-07-01")
    office.when("record_discipline", act="V1", committed_on="2026-06-30", authority="party").then(
        DisciplineImposed, committed_in="VH", committed_agency="P1", act="V1", authority="party"
    )
    office.when("record_discipline", decision="QĐ 13", committed_on="2026-07-01").then(
        DisciplineImposed, committed_in="KT"
    )


def test_a_violation_elsewhere_is_placed_where_the_decision_says(office: Office) -> None:
    office.when("record_discipline", committed_on="2025-05-01", committed_agency="P5").then(
        DisciplineImposed, committed_agency="P5", committed_in=None
    )
    office.when("record_discipline", decision="QĐ 13", committed_in="VP", committed_agency="P5").then(
        DisciplineImposed, committed_agency="P5", committed_in="VP"
    )
    office.when("record_discipline", decision="QĐ 14").then(DisciplineImposed, committed_agency=None, committed_on=None)


def test_a_violation_is_not_punished_before_it_happens(office: Office) -> None:
    office.when("record_discipline", committed_on="2026-08-11").then_refused(
        "discipline.before_the_act", committed="11/08/2026"
    )
    office.given("record_discipline", committed_on="2026-08-10")


@pytest.mark.parametrize("name", ABOUT_POSTS)
def test_only_an_adviser_keeps_posts_and_leave(office: Office, name: str) -> None:
    office.when(name, actor="head-vh").then_refused("authority.not_personnel_adviser", actor="head-vh")
    office.when(name, agency="P9").then_refused("agency.unknown")
    office.when(name, staff="nobody").then_refused("staff.unknown")


@pytest.mark.parametrize("name", [each for each in ABOUT_POSTS if each != "end_concurrent_post"])
def test_an_agency_decides_about_posts_of_its_own_people_only(office: Office, name: str) -> None:
    office.when(name, staff="dung").then_refused("staff.not_in_agency", staff="dung", agency="P1")
