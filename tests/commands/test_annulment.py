"""What was recorded wrongly is annulled: it holds on no day, and the log keeps both."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kpi_es.domain.agency_events import (
    AgencyRecordAnnulled,
    HeadNamed,
    RuleSetAdopted,
    UnitAdded,
    UnitClosed,
    UnitMoved,
)
from kpi_es.domain.event import Event, agency_stream, staff_stream
from kpi_es.domain.staff_events import (
    DisciplineImposed,
    LeaveGranted,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeconded,
    StaffMemberSeparated,
    StaffMemberTransferred,
    StaffRecordAnnulled,
)
from tests.commands.specification import Office
from tests.commands.year_office import CANDIDATES, year_office

TODAY = date(2026, 8, 10)
ABOUT_AN = {"staff": "an"}


def last(office: Office, stream: str, kind: type[Event]) -> Event:
    return next(each for each in reversed(office.store.streams([stream])[stream]) if type(each) is kind)


def record(office: Office, stream: str, kind: type[Event]) -> dict[str, Any]:
    return {"record": str(last(office, stream, kind).event_id)}


def of_an(office: Office, kind: type[Event]) -> dict[str, Any]:
    return {**ABOUT_AN, **record(office, staff_stream("an"), kind)}


def test_an_annulled_leave_is_as_if_it_had_never_been_granted(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01")
    office.when("open_sheet").then_refused("staff.on_leave")
    office.when("annul_record", **of_an(office, LeaveGranted)).then(
        StaffRecordAnnulled, valid_on=date(2026, 7, 1), reason="Ghi nhầm người"
    )
    office.given("open_sheet")


def test_an_annulled_transfer_of_a_head_gives_the_headship_back(office: Office) -> None:
    office.given("transfer_staff_member", staff="head-vh", role="head")
    assert office.agency().units_headed_by("head-vh", TODAY) == ("KT",)
    office.when(
        "annul_record", staff="head-vh", **record(office, staff_stream("head-vh"), StaffMemberTransferred)
    ).then(StaffRecordAnnulled, AgencyRecordAnnulled, AgencyRecordAnnulled)
    agency = office.agency()
    assert agency.units_headed_by("head-vh", TODAY) == ("VH",)
    assert agency.units["KT"].head_on(TODAY) == "head-kt"
    assert agency.version == len(office.store.streams([agency.stream])[agency.stream])
    office.given("assign_task")


def test_a_head_named_by_mistake_is_annulled_on_the_agency(office: Office) -> None:
    office.given("name_head", valid_on="2026-07-01")
    office.when("annul_record", **record(office, agency_stream("P1"), HeadNamed)).then(AgencyRecordAnnulled)
    office.given("open_sheet")


def test_a_headship_recorded_with_a_post_goes_with_the_post(office: Office) -> None:
    office.given("appoint_staff_member", staff="deputy-vh", role="head")
    office.when("annul_record", **record(office, agency_stream("P1"), HeadNamed)).then(
        StaffRecordAnnulled, AgencyRecordAnnulled
    )
    post = office.member("deputy-vh").appointment_on(TODAY)
    assert post is not None
    assert post.role == "deputy"


def test_a_registration_annulled_may_be_made_anew(office: Office) -> None:
    office.given("register_staff_member", unit="KT")
    office.when("annul_record", staff="new", **record(office, staff_stream("new"), StaffMemberRegistered)).then(
        StaffRecordAnnulled, StaffRecordAnnulled
    )
    office.when("open_sheet", staff="new").then_refused("staff.not_in_agency", staff="new")
    office.when("register_staff_member").then(StaffMemberRegistered, StaffMemberAppointed, unit="VH")


def test_an_annulled_separation_leaves_the_person_in_the_post(office: Office) -> None:
    office.given("separate_staff_member")
    office.when("annul_record", **of_an(office, StaffMemberSeparated)).then(StaffRecordAnnulled)
    office.given("assign_task")


def test_a_rule_set_adopted_by_mistake_is_annulled(office: Office) -> None:
    office.given("adopt_rule_set", rule_set="nd335-2025-handbook", valid_on="2026-07-01")
    office.given("annul_record", **record(office, agency_stream("P1"), RuleSetAdopted))
    office.given("open_sheet")
    assert office.sheet().rule_set == "nd335-2025"


def test_a_unit_is_annulled_while_nothing_else_speaks_of_it(office: Office) -> None:
    office.given("add_unit")
    added = record(office, agency_stream("P1"), UnitAdded)
    office.given("name_head", unit="TTHC")
    office.when("annul_record", **added).then_refused("record.in_use", unit="TTHC", topic="agency.HeadNamed")
    office.given("annul_record", **record(office, agency_stream("P1"), HeadNamed))
    office.given("annul_record", **added)
    office.when("transfer_staff_member", unit="TTHC").then_refused("agency.unit_unknown")
    office.given("add_unit")


def test_no_unit_is_left_hanging_on_a_closed_one(office: Office) -> None:
    office.given("add_unit").given("add_unit", unit="TO-1", parent="TTHC")
    office.given("move_unit", unit="TO-1", parent="UBND", valid_on="2026-09-01")
    moved = record(office, agency_stream("P1"), UnitMoved)
    office.given("close_unit", unit="TTHC", valid_on="2026-09-01")
    office.when("annul_record", **moved).then_refused("record.tree_breaks", unit="TO-1", day="01/09/2026")
    office.given("annul_record", **record(office, agency_stream("P1"), UnitClosed))
    office.given("annul_record", **moved)
    assert office.agency().units_below("TTHC", date(2026, 9, 1)) == ("TTHC", "TO-1")


def test_a_record_is_annulled_once_and_only_where_it_stands(office: Office) -> None:
    office.given("grant_leave")
    leave = of_an(office, LeaveGranted)
    office.when("annul_record", **{**leave, "staff": "binh"}).then_refused("record.unknown", stream="staff:binh")
    office.given("annul_record", **leave)
    office.when("annul_record", **leave).then_refused("record.unknown", record=leave["record"])
    office.when("annul_record").then_refused("record.unknown", stream="agency:P1")


def test_an_annulment_is_not_annulled_but_recorded_anew(office: Office) -> None:
    office.given("grant_leave").given("annul_record", **of_an(office, LeaveGranted))
    office.when("annul_record", **of_an(office, StaffRecordAnnulled)).then_refused("record.unknown")
    office.given("grant_leave")


def test_an_annulment_has_no_day_of_its_own(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01")
    leave = of_an(office, LeaveGranted)
    office.when("annul_record", **leave, valid_on="2026-08-10").then_refused(
        "record.no_day_of_its_own", day="01/07/2026"
    )
    office.given("annul_record", **leave, valid_on="2026-07-01")


def test_an_operators_record_is_annulled_by_an_operator(office: Office) -> None:
    office.given("name_managing_authority")
    named = {"record": str(office.agency().records[-1].event_id)}
    office.when("annul_record", **named).then_refused("authority.not_operator", actor="adviser")
    office.given("annul_record", **named, actor="operator:root")
    assert office.agency().managing_authority_on(TODAY) is None


def test_the_opening_of_an_agency_stays(office: Office) -> None:
    opened = {"record": str(office.agency().records[0].event_id), "actor": "operator:root"}
    office.when("annul_record", **opened).then_refused("record.opening_stays", agency="P1")


def test_only_an_adviser_of_the_agency_that_recorded_annuls(office: Office) -> None:
    office.given("transfer_staff_member", to_agency="P2", unit="UBND2")
    moved = of_an(office, StaffMemberTransferred)
    office.when("annul_record", **moved, actor="head-vh").then_refused("authority.not_personnel_adviser")
    office.when("annul_record", **moved, agency="P2", actor="adviser-2").then_refused(
        "staff.not_in_agency", agency="P2"
    )
    office.given("annul_record", **moved)
    office.given("assign_task")


def test_the_sending_agency_annuls_a_secondment(office: Office) -> None:
    office.given("second_staff_member", to_agency="P2", unit="UBND2")
    office.when("annul_record", **of_an(office, StaffMemberSeconded)).then(StaffRecordAnnulled)
    office.given("assign_task")


def test_what_was_done_meanwhile_stands_as_it_was_frozen(office: Office) -> None:
    office.given("transfer_staff_member").given("open_sheet", actor="head-kt")
    office.given("annul_record", **of_an(office, StaffMemberTransferred))
    assert office.sheet().unit == "KT"
    office.given("assign_task")


def test_a_class_decided_on_an_annulled_discipline_stands_until_it_is_replaced() -> None:
    ward = year_office()
    ward.given("record_discipline", id="of-one-command", valid_on="2026-05-04")
    ward.decided()
    assert ward.classes()["an"] == "KHT"
    ward.when("annul_record", **of_an(ward, DisciplineImposed)).then(StaffRecordAnnulled, staff="an")
    assert ward.classes()["an"] == "KHT"
    assert ward.member().disciplines == ()
    ward.given("propose_round").given("replace_round_decision")
    assert ward.classes()["an"] != "KHT"


def test_a_registration_on_which_a_sheet_or_a_review_rests_is_not_annulled(office: Office) -> None:
    office.given("register_staff_member").given("open_sheet", staff="new")
    registered = {"staff": "new", **record(office, staff_stream("new"), StaffMemberRegistered)}
    office.when("annul_record", **registered).then_refused(
        "record.post_in_use", staff="new", count="1", streams="sheet:new:2026-Q3"
    )
    office.given("open_review", staff="new").when("annul_record", **registered).then_refused(
        "record.post_in_use", count="2", streams="review:new:2026, sheet:new:2026-Q3"
    )
    # It is put right by a dated record: who was never here left on the very day.
    office.given("separate_staff_member", staff="new")
    assert office.member("new").appointment_on(TODAY) is None


def test_a_refused_annulment_names_a_few_of_what_rests_on_the_post_and_counts_all() -> None:
    ward = year_office().opened()
    registered = {"staff": "s6", **record(ward, staff_stream("s6"), StaffMemberRegistered)}
    ward.when("annul_record", **registered).then_refused(
        "record.post_in_use",
        count="5",
        streams="review:s6:2026, sheet:s6:2026-Q1, sheet:s6:2026-Q2, sheet:s6:2026-Q3, sheet:s6:2026-Q4",
    )
    ward.units_decided().ready(*CANDIDATES).given("propose_round").given("decide_round")
    ward.when("annul_record", **registered).then_refused("record.post_in_use", count="6")


def test_the_post_in_another_agency_on_which_its_sheet_rests_is_not_annulled(office: Office) -> None:
    office.given("second_staff_member", to_agency="P2", unit="UBND2")
    office.given("open_sheet", agency="P2", actor="chair-2", period="2026-08")
    office.when("annul_record", **of_an(office, StaffMemberSeconded)).then_refused(
        "record.post_in_use", streams="sheet:an:2026-08"
    )
    office.given("end_secondment", valid_on="2026-08-11")


@pytest.mark.parametrize("record_id", [UUID(int=0), UUID(int=2**128 - 1)])
def test_what_was_never_recorded_can_not_be_annulled(office: Office, record_id: UUID) -> None:
    office.when("annul_record", record=str(record_id)).then_refused("record.unknown")
    office.when("annul_record", record=str(record_id), agency="P9").then_refused("agency.unknown")
