"""Units in time: moved, renamed, closed; heads released; deputies and what they are in charge of."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_es.domain.agency_events import (
    DeputyAssigned,
    DeputyReleased,
    HeadReleased,
    UnitAdded,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)
from kpi_es.domain.staff_events import StaffMemberAppointed, StaffMemberTransferred
from tests.commands.specification import Office

ABOUT_UNITS = ("release_head", "move_unit", "rename_unit", "close_unit", "assign_deputy", "release_deputy")
TODAY, TOMORROW = date(2026, 8, 10), date(2026, 8, 11)


@pytest.fixture
def vacant(office: Office) -> Office:
    """Return the office with a new unit TTHC below UBND and no head in it."""
    return office.given("add_unit")


def test_a_moved_unit_is_below_the_new_one_from_that_day(office: Office) -> None:
    office.when("move_unit", valid_on=str(TOMORROW)).then(UnitMoved, parent="KT")
    agency = office.agency()
    assert [agency.units["VH"].parent_on(day) for day in (TODAY, TOMORROW)] == ["UBND", "KT"]
    assert agency.direct_manager("head-vh", "VH", TOMORROW) == "head-kt"


def test_no_unit_stands_below_itself_or_below_a_part_of_itself(office: Office) -> None:
    office.when("move_unit", parent="VH").then_refused("agency.own_subunit", unit="VH")
    office.given("move_unit")
    office.when("move_unit", unit="KT", parent="VH").then_refused("agency.own_subunit", unit="KT", parent="VH")


def test_a_move_dated_back_makes_no_circle_on_a_later_day_either(office: Office) -> None:
    # VH stands below KT from tomorrow; were KT below VH from today, both would hang in the air tomorrow.
    office.given("move_unit", valid_on=str(TOMORROW))
    office.when("move_unit", unit="KT", parent="VH").then_refused("agency.own_subunit", day="11/08/2026")


def test_the_root_stays_the_root(office: Office) -> None:
    office.when("move_unit", unit="UBND", parent="VH").then_refused("agency.root_stays", unit="UBND")
    office.when("close_unit", unit="UBND").then_refused("agency.root_never_closes", unit="UBND")


def test_a_renamed_unit_keeps_its_code(office: Office) -> None:
    office.when("rename_unit").then(UnitRenamed, unit="VH", name="Phòng Văn hóa")
    assert office.agency().units["VH"].name_on(date(2026, 8, 9)) == "Phòng Văn hóa - Xã hội"


@pytest.mark.parametrize("name", ["move_unit", "rename_unit", "close_unit", "release_head", "assign_deputy"])
def test_what_is_decided_about_a_unit_needs_the_unit_on_that_day(office: Office, name: str) -> None:
    office.when(name, unit="XX").then_refused("agency.unit_unknown", unit="XX")
    office.when(name, valid_on="2025-12-31").then_refused("agency.unit_unknown", day="31/12/2025")


def test_a_move_needs_the_unit_above_too(office: Office) -> None:
    office.when("move_unit", parent="XX").then_refused("agency.unit_unknown", unit="XX")


def test_a_unit_without_head_and_subunits_is_closed(vacant: Office) -> None:
    vacant.when("close_unit", unit="TTHC", valid_on=str(TOMORROW)).then(UnitClosed, unit="TTHC")
    agency = vacant.agency()
    assert [agency.unit_on("TTHC", day) is not None for day in (TODAY, TOMORROW)] == [True, False]


def test_a_closed_unit_takes_nobody_any_more(vacant: Office) -> None:
    vacant.given("close_unit", unit="TTHC", valid_on=str(TOMORROW))
    vacant.when("transfer_staff_member", unit="TTHC", valid_on=str(TOMORROW)).then_refused(
        "agency.unit_unknown", day="11/08/2026"
    )
    vacant.given("transfer_staff_member", unit="TTHC")


def test_a_unit_is_not_closed_while_it_has_a_head_or_will_have_one(vacant: Office) -> None:
    vacant.when("close_unit").then_refused("agency.unit_has_head", head="head-vh")
    vacant.given("name_head", unit="TTHC", valid_on="2026-09-01")
    vacant.when("close_unit", unit="TTHC").then_refused("agency.unit_has_head", head="binh")
    vacant.given("release_head", unit="TTHC", valid_on="2026-09-02")
    vacant.given("close_unit", unit="TTHC", valid_on="2026-09-02")


def test_a_unit_is_not_closed_while_others_stand_below_it_or_will(vacant: Office) -> None:
    vacant.given("add_unit", unit="TO-1", parent="TTHC", valid_on="2026-09-01")
    vacant.when("close_unit", unit="TTHC").then_refused("agency.unit_has_subunits", subunits="TO-1")
    vacant.given("move_unit", unit="TO-1", parent="UBND", valid_on="2026-09-01")
    vacant.given("close_unit", unit="TTHC")


def test_a_unit_is_not_closed_while_people_hold_posts_in_it(office: Office) -> None:
    # VH has head-vh, deputy-vh, an, binh and the driver: once the head is released, five hold posts in it.
    office.given("release_head")
    people = "an, binh, deputy-vh, driver, head-vh"
    office.when("close_unit").then_refused("agency.unit_has_staff", unit="VH", count="5", staff=people)
    office.given("register_staff_member", staff="aa")
    named = "aa, an, binh, deputy-vh, driver, …"
    office.when("close_unit").then_refused("agency.unit_has_staff", count="6", staff=named)
    for staff in ("aa", "an", "binh", "deputy-vh", "driver"):
        office.given("transfer_staff_member", staff=staff, valid_on=str(TOMORROW))
    office.given("separate_staff_member", staff="head-vh", valid_on=str(TOMORROW))
    office.when("close_unit").then_refused("agency.unit_has_staff", count="6")
    office.when("close_unit", valid_on=str(TOMORROW)).then(UnitClosed, unit="VH")


BESIDE = {
    "give_concurrent_post": {"unit": "TTHC"},
    "second_staff_member": {"unit": "TTHC", "valid_on": "2026-09-01", "until": "2026-09-30"},
    "transfer_staff_member": {"unit": "TTHC", "valid_on": "2026-09-01"},
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_post_beside_the_main_one_or_of_a_later_day_keeps_a_unit_open_too(vacant: Office, name: str) -> None:
    vacant.given(name, **BESIDE[name])
    vacant.when("close_unit", unit="TTHC").then_refused("agency.unit_has_staff", count="1", staff="an")


@pytest.mark.parametrize(("day", "closes"), [("2026-09-30", False), ("2026-10-01", True), ("2026-10-02", True)])
def test_a_unit_is_closed_from_the_day_after_the_last_of_a_secondment(vacant: Office, day: str, closes: bool) -> None:
    vacant.given("second_staff_member", unit="TTHC")
    outcome = vacant.when("close_unit", unit="TTHC", valid_on=day)
    if closes:
        outcome.then(UnitClosed)
    else:
        outcome.then_refused("agency.unit_has_staff", staff="an")


def test_who_left_the_service_holds_no_post_beside_either(vacant: Office) -> None:
    vacant.given("give_concurrent_post", unit="TTHC").given("separate_staff_member", valid_on=str(TOMORROW))
    vacant.when("close_unit", unit="TTHC", valid_on=str(TOMORROW)).then(UnitClosed)


def test_a_unit_is_closed_once(vacant: Office) -> None:
    vacant.given("close_unit", unit="TTHC", valid_on="2026-09-01")
    vacant.when("close_unit", unit="TTHC").then_refused("agency.unit_already_closes", closed="01/09/2026")


def test_nothing_outlives_the_unit_above_it(vacant: Office) -> None:
    vacant.given("close_unit", unit="TTHC", valid_on="2026-09-01")
    vacant.when("add_unit", unit="TO-1", parent="TTHC").then_refused("agency.parent_closes", closed="01/09/2026")
    vacant.when("move_unit", parent="TTHC").then_refused("agency.parent_closes", parent="TTHC")
    vacant.given("add_unit", unit="TO-2").given("close_unit", unit="TO-2", valid_on="2026-09-01")
    vacant.when("move_unit", unit="TO-2", parent="TTHC").then(UnitMoved)


def test_a_released_head_leaves_a_vacancy_for_the_head_above(office: Office) -> None:
    office.when("release_head", valid_on=str(TOMORROW)).then(HeadReleased, staff="head-vh")
    agency = office.agency()
    assert [agency.direct_manager("an", "VH", day) for day in (TODAY, TOMORROW)] == ["head-vh", "chair"]
    office.on(TOMORROW).when("release_head").then_refused("agency.unit_has_no_head", unit="VH")


def test_a_deputy_is_put_in_charge_of_people_and_units(office: Office) -> None:
    office.given("add_unit", unit="TO-VH", parent="VH")
    office.when("assign_deputy", units=["TO-VH"]).then(DeputyAssigned, members=("an",), units=("TO-VH",))
    assert office.agency().deputy_field_on("deputy-vh", date(2026, 8, 9)) is None


def test_a_field_has_units_or_people_in_it(office: Office) -> None:
    office.when("assign_deputy", members=[]).then_refused("deputy.empty_field", staff="deputy-vh")


@pytest.mark.parametrize(
    "field",
    [{"members": ["cuc"]}, {"members": ["deputy-vh"]}, {"members": [], "units": ["KT"]}, {"units": ["VH", "UBND"]}],
)
def test_a_field_lies_within_the_unit_and_leaves_the_deputy_out(office: Office, field: dict[str, list[str]]) -> None:
    office.when("assign_deputy", **field).then_refused("deputy.outside_unit", unit="VH")


def test_a_field_names_units_and_people_that_exist(office: Office) -> None:
    office.when("assign_deputy", units=["XX"]).then_refused("agency.unit_unknown", unit="XX")
    office.when("assign_deputy", members=["nobody"]).then_refused("staff.unknown", staff="nobody")
    office.when("assign_deputy", members=["dung"]).then_refused("staff.not_in_agency", staff="dung")


@pytest.mark.parametrize(("staff", "unit"), [("an", "VH"), ("head-vh", "VH"), ("deputy-vh", "KT")])
def test_only_a_deputy_of_the_unit_is_in_charge_of_a_field(office: Office, staff: str, unit: str) -> None:
    office.when("assign_deputy", staff=staff, unit=unit, members=["binh"]).then_refused(
        "deputy.no_deputy", staff=staff, unit=unit
    )


def test_a_deputy_in_a_concurrent_post_is_one_too(office: Office) -> None:
    office.given("give_concurrent_post", role="deputy")
    office.when("assign_deputy", staff="an", unit="KT", members=["cuc"]).then(DeputyAssigned)


def test_a_deputy_is_released_from_the_field(office: Office) -> None:
    office.when("release_deputy").then_refused("deputy.no_field", staff="deputy-vh")
    office.given("assign_deputy")
    office.when("release_deputy").then(DeputyReleased, unit="VH")
    assert office.agency().deputy_field_on("deputy-vh", TODAY) is None


def test_a_deputy_who_is_transferred_or_gets_another_role_is_in_charge_of_nothing(office: Office) -> None:
    office.given("assign_deputy")
    office.when("transfer_staff_member", staff="deputy-vh", valid_on=str(TOMORROW)).then(
        StaffMemberTransferred, DeputyReleased, staff="deputy-vh"
    )
    office.when("appoint_staff_member", staff="deputy-vh").then(StaffMemberAppointed, DeputyReleased)


def test_a_deputy_who_stays_a_deputy_keeps_the_field(office: Office) -> None:
    office.given("assign_deputy")
    office.when("appoint_staff_member", staff="deputy-vh", role="deputy").then(StaffMemberAppointed)
    assert office.agency().deputy_field_on("deputy-vh", TODAY) is not None


@pytest.mark.parametrize("name", ABOUT_UNITS)
def test_only_an_adviser_keeps_the_organisation(office: Office, name: str) -> None:
    office.when(name, actor="head-vh").then_refused("authority.not_personnel_adviser", actor="head-vh")


def test_a_unit_added_below_a_moved_one_hangs_on_the_tree_of_its_day(office: Office) -> None:
    office.given("move_unit").when("add_unit", parent="VH").then(UnitAdded)
    assert office.agency().units_below("KT", TODAY) == ("KT", "VH", "TTHC")
