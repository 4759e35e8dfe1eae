"""Staff members: registered, appointed, transferred, on leave, disciplined, separated."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_es.domain.agency import HeadNamed, HeadReleased
from kpi_es.domain.staff_member import (
    DisciplineImposed,
    LeaveGranted,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeparated,
    StaffMemberTransferred,
)
from tests.commands.specification import Office

ABOUT_STAFF = (
    "register_staff_member",
    "appoint_staff_member",
    "transfer_staff_member",
    "separate_staff_member",
    "grant_leave",
    "record_discipline",
)


def test_a_person_is_registered_with_the_first_post(office: Office) -> None:
    office.when("register_staff_member").then(StaffMemberRegistered, StaffMemberAppointed, unit="VH")


def test_a_head_registered_heads_the_unit(office: Office) -> None:
    office.when("register_staff_member", role="head").then(
        StaffMemberRegistered, StaffMemberAppointed, HeadNamed, staff="new", unit="VH"
    )


def test_a_staff_id_is_registered_once(office: Office) -> None:
    office.when("register_staff_member", staff="an").then_refused("staff.already_registered", staff="an")


def test_a_first_post_needs_a_unit_of_the_agency(office: Office) -> None:
    office.when("register_staff_member", unit="UBND2").then_refused("agency.unit_unknown", unit="UBND2")
    office.when("register_staff_member", valid_on="2025-06-01").then_refused("agency.unit_unknown")


def test_a_person_gets_another_post_in_the_same_unit(office: Office) -> None:
    office.when("appoint_staff_member").then(StaffMemberAppointed, unit="VH", post="Chuyên viên chính")


def test_somebody_appointed_head_heads_the_unit(office: Office) -> None:
    office.when("appoint_staff_member", staff="deputy-vh", role="head").then(StaffMemberAppointed, HeadNamed)
    assert office.agency().direct_manager("an", "VH", date(2026, 8, 10)) == "deputy-vh"


def test_a_head_appointed_to_another_post_no_longer_heads_the_unit(office: Office) -> None:
    office.when("appoint_staff_member", staff="head-vh").then(StaffMemberAppointed, HeadReleased)
    # The post is vacant: the next head above is the direct manager.
    assert office.agency().direct_manager("an", "VH", date(2026, 8, 10)) == "chair"


def test_a_transfer_names_where_from_and_where_to(office: Office) -> None:
    office.when("transfer_staff_member").then(StaffMemberTransferred, from_unit="VH", unit="KT")


def test_a_transferred_head_leaves_a_vacancy_and_may_head_the_new_unit(office: Office) -> None:
    office.when("transfer_staff_member", staff="head-vh", role="head").then(
        StaffMemberTransferred, HeadReleased, HeadNamed, unit="KT", staff="head-vh"
    )
    today = date(2026, 8, 10)
    assert office.agency().units_headed_by("head-vh", today) == ("KT",)
    assert office.agency().units["VH"].head_on(today) is None


def test_a_transfer_goes_to_another_unit_that_exists(office: Office) -> None:
    office.when("transfer_staff_member", unit="VH").then_refused("staff.already_in_unit", unit="VH")
    office.when("transfer_staff_member", unit="XX").then_refused("agency.unit_unknown")


def test_a_separated_person_holds_no_post_and_heads_nothing(office: Office) -> None:
    office.when("separate_staff_member", staff="head-vh").then(StaffMemberSeparated, HeadReleased, unit="VH")
    member = office.member("head-vh")
    assert member.appointment_on(date(2026, 8, 9)) is not None
    assert member.appointment_on(date(2026, 8, 10)) is None


def test_nobody_is_separated_twice(office: Office) -> None:
    office.given("separate_staff_member")
    office.when("separate_staff_member").then_refused("staff.not_in_agency", staff="an")


def test_leave_runs_from_its_first_to_its_last_day(office: Office) -> None:
    office.when("grant_leave", valid_on="2026-07-01").then(LeaveGranted, until=date(2026, 12, 31))
    assert office.member().leave_throughout(date(2026, 7, 1), date(2026, 9, 30)) is not None


def test_leave_does_not_end_before_it_begins(office: Office) -> None:
    office.when("grant_leave", until="2026-08-09").then_refused(
        "leave.ends_before_it_begins", first="10/08/2026", last="09/08/2026"
    )


def test_a_disciplinary_decision_is_recorded_once(office: Office) -> None:
    office.when("record_discipline").then(DisciplineImposed, ground="duty_violation")
    office.when("record_discipline").then_refused("discipline.already_recorded")


def test_a_disciplinary_decision_of_tomorrow_is_not_recorded(office: Office) -> None:
    office.when("record_discipline", valid_on="2026-08-11").then_refused("date.in_future", what="valid_on")


@pytest.mark.parametrize("name", ABOUT_STAFF)
def test_only_an_adviser_keeps_the_personnel_record(office: Office, name: str) -> None:
    office.when(name, actor="head-vh").then_refused("authority.not_personnel_adviser", actor="head-vh")


@pytest.mark.parametrize("name", ABOUT_STAFF)
def test_the_personnel_record_is_kept_by_an_agency_that_is_open(office: Office, name: str) -> None:
    office.when(name, agency="P9").then_refused("agency.unknown")


@pytest.mark.parametrize("name", ABOUT_STAFF[1:])
def test_the_personnel_record_is_that_of_a_registered_person(office: Office, name: str) -> None:
    office.when(name, staff="nobody").then_refused("staff.unknown")


@pytest.mark.parametrize("name", ABOUT_STAFF[1:])
def test_an_agency_decides_about_its_own_people_only(office: Office, name: str) -> None:
    office.when(name, staff="dung").then_refused("staff.not_in_agency", staff="dung", agency="P1")


@pytest.mark.parametrize("name", ABOUT_STAFF[1:])
def test_nothing_is_decided_for_a_day_before_the_first_post(office: Office, name: str) -> None:
    office.when(name, valid_on="2026-01-04").then_refused("staff.not_in_agency", day="04/01/2026")
