"""Who keeps the personnel records, until when, and that nobody keeps records of oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpi_es.domain.agency_events import AgencyRecordAnnulled, HeadReleased, PersonnelAdviserReleased
from kpi_es.domain.staff_events import (
    DisciplineImposed,
    LeaveGranted,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeparated,
    StaffRecordAnnulled,
)
from tests.commands.specification import Office

TODAY = date(2026, 8, 10)
ABOUT_ONESELF = (
    "appoint_staff_member", "transfer_staff_member", "separate_staff_member", "second_staff_member", "end_secondment",
    "give_concurrent_post", "end_concurrent_post", "grant_leave", "end_leave", "record_discipline", "name_head",
    "assign_deputy", "release_deputy", "register_staff_member",
)  # fmt: skip


@pytest.fixture
def two_advisers(office: Office) -> Office:
    """A ward whose second adviser is `binh`."""
    return office.given("name_personnel_adviser")


def record_of(office: Office, staff: str) -> dict[str, Any]:
    return {"staff": staff, "record": str(office.member(staff).records[-1].event_id)}


@pytest.mark.parametrize("name", ABOUT_ONESELF)
def test_no_adviser_records_anything_about_oneself(office: Office, name: str) -> None:
    office.when(name, staff="adviser").then_refused("authority.own_matter", actor="adviser")


def test_another_adviser_records_it(two_advisers: Office) -> None:
    two_advisers.when("record_discipline", staff="adviser", actor="binh").then(DisciplineImposed, staff="adviser")
    two_advisers.when("grant_leave", staff="binh").then(LeaveGranted, staff="binh")


def test_an_operator_does_what_concerns_an_adviser_and_nobody_else(office: Office) -> None:
    operator = {"actor": "operator:root"}
    office.when("record_discipline", staff="adviser", **operator).then(DisciplineImposed, actor="operator:root")
    office.when("record_discipline", **operator).then_refused("authority.not_personnel_adviser")
    office.when("separate_staff_member", staff="adviser", **operator).then(StaffMemberSeparated, staff="adviser")


def test_no_adviser_annuls_a_record_about_oneself(two_advisers: Office) -> None:
    two_advisers.given("record_discipline", staff="adviser", actor="binh")
    record = record_of(two_advisers, "adviser")
    two_advisers.when("annul_record", **record).then_refused("authority.own_matter", actor="adviser")
    two_advisers.when("annul_record", **record, actor="operator:root").then(StaffRecordAnnulled, staff="adviser")


def test_no_adviser_annuls_a_record_of_the_agency_about_oneself(two_advisers: Office) -> None:
    two_advisers.given("name_head", staff="adviser", actor="binh")
    named = {"record": str(two_advisers.agency().records[-1].event_id)}
    two_advisers.when("annul_record", **named).then_refused("authority.own_matter")
    two_advisers.when("annul_record", **named, actor="binh").then(AgencyRecordAnnulled)


def test_no_adviser_steps_down_as_head_by_oneself(two_advisers: Office) -> None:
    two_advisers.given("name_head", staff="adviser", actor="binh")
    two_advisers.when("release_head").then_refused("authority.own_matter")
    two_advisers.when("release_head", actor="binh").then(HeadReleased, staff="adviser")


def test_the_only_adviser_registers_oneself_in_a_plain_post(office: Office) -> None:
    oneself = {"agency": "P2", "unit": "UBND2", "staff": "adviser-2", "actor": "adviser-2"}
    office.when("register_staff_member", **oneself, role="head").then_refused("authority.own_matter")
    office.when("register_staff_member", **oneself).then(StaffMemberRegistered, StaffMemberAppointed, role="staff")


def test_where_there_is_another_adviser_that_one_registers(office: Office) -> None:
    office.given("name_personnel_adviser", staff="new")
    office.when("register_staff_member", actor="new").then_refused("authority.own_matter", actor="new")
    office.given("register_staff_member")


def test_the_role_ends_with_the_post_in_the_agency(two_advisers: Office) -> None:
    moved = {"staff": "adviser", "to_agency": "P2", "unit": "UBND2", "valid_on": "2026-08-11"}
    two_advisers.given("transfer_staff_member", **moved, actor="binh").given("record_discipline")
    two_advisers.on("2026-08-11").when("name_head").then_refused("authority.not_personnel_adviser", actor="adviser")
    two_advisers.given("name_head", staff="an", actor="binh")


def test_a_concurrent_post_or_a_secondment_in_the_agency_is_a_post_there(two_advisers: Office) -> None:
    two_advisers.given("second_staff_member", staff="adviser", actor="binh", to_agency="P2", unit="UBND2")
    two_advisers.given("name_personnel_adviser", agency="P2", staff="adviser")
    two_advisers.given("grant_leave", agency="P2", staff="dung").given("grant_leave")
    two_advisers.given("give_concurrent_post", staff="binh")
    two_advisers.given("transfer_staff_member", staff="binh", to_agency="P2", unit="UBND2", valid_on="2026-08-11")
    two_advisers.on("2026-08-11").given("record_discipline", actor="binh")


def test_an_operator_releases_an_adviser_and_may_name_the_person_again(office: Office) -> None:
    office.when("release_personnel_adviser", valid_on="2026-08-11").then(PersonnelAdviserReleased, staff="adviser")
    office.given("grant_leave").on("2026-08-11")
    office.when("grant_leave").then_refused("authority.not_personnel_adviser", day="11/08/2026")
    office.on("2026-08-12").given("name_personnel_adviser", staff="adviser").given("grant_leave", staff="cuc")


def test_only_who_is_an_adviser_is_released_and_only_by_an_operator(office: Office) -> None:
    office.when("release_personnel_adviser", staff="an").then_refused("adviser.not_named", staff="an")
    office.when("release_personnel_adviser", actor="adviser").then_refused("authority.not_operator")
    office.when("release_personnel_adviser", agency="P9").then_refused("agency.unknown")


def test_a_release_by_mistake_is_annulled_by_an_operator(office: Office) -> None:
    office.given("release_personnel_adviser")
    released = {"record": str(office.agency().records[-1].event_id), "actor": "operator:root"}
    office.given("annul_record", **released).given("grant_leave")


def heads_vh(office: Office) -> Office:
    """Let the adviser act as head of VH, named by the other one."""
    return office.given("name_head", staff="adviser", actor="binh", valid_on="2026-08-01")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("name_head", {"staff": "an"}),
        ("transfer_staff_member", {"staff": "cuc", "unit": "VH", "role": "head"}),
        ("appoint_staff_member", {"staff": "deputy-vh", "role": "head"}),
        ("register_staff_member", {"unit": "VH", "role": "head"}),
        ("give_concurrent_post", {"staff": "cuc", "unit": "VH", "role": "head"}),
    ],
)
def test_no_adviser_names_a_successor_to_oneself(two_advisers: Office, name: str, fields: dict[str, Any]) -> None:
    heads_vh(two_advisers)
    two_advisers.when(name, **fields).then_refused("authority.own_matter", actor="adviser")
    two_advisers.given(name, **fields, actor="binh")


@pytest.mark.parametrize(
    ("name", "fields"),
    [("name_head", {"staff": "an"}), ("transfer_staff_member", {"staff": "head-kt", "unit": "VH", "role": "head"})],
)
def test_no_adviser_annuls_what_another_headship_ended(two_advisers: Office, name: str, fields: dict[str, Any]) -> None:
    heads_vh(two_advisers).given(name, **fields, actor="binh")
    about = {"staff": fields["staff"]} if name == "transfer_staff_member" else {}
    records = two_advisers.member(fields["staff"]).records if about else two_advisers.agency().records
    successor = {**about, "record": str(records[-1].event_id)}
    two_advisers.when("annul_record", **successor).then_refused("authority.own_matter", actor="adviser")
    assert two_advisers.agency().units["VH"].head_on(TODAY) == fields["staff"]
    two_advisers.given("annul_record", **successor, actor="binh")
    assert two_advisers.agency().units["VH"].head_on(TODAY) == "adviser"


def test_an_adviser_names_heads_where_one_heads_nothing_and_annuls_it(two_advisers: Office) -> None:
    heads_vh(two_advisers).given("name_head", staff="cuc", unit="KT")
    two_advisers.given("annul_record", record=str(two_advisers.agency().records[-1].event_id))


def test_of_a_sole_adviser_who_heads_a_unit_the_operator_takes_it_first(office: Office) -> None:
    operator = {"actor": "operator:root"}
    office.given("name_head", staff="adviser", **operator)
    office.when("name_head", staff="an").then_refused("authority.own_matter")
    office.given("release_head", **operator).given("name_head", staff="an")
    assert office.agency().units["VH"].head_on(TODAY) == "an"
