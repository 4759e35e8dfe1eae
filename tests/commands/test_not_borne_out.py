"""A decided class is made known only while the log bears it out (Art 4.4, 20.6, 21.3)."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_es.domain.annual_review_events import ClassDecisionReplaced, ClassNotified, ClassPublished
from kpi_es.domain.classification_round_events import RoundDecisionReplaced, RoundPublished
from tests.commands.year_office import CANDIDATES, YearOffice, year_office

HEAD_AGAIN: dict[str, Any] = {"staff": "head-kt", "post": "Trưởng phòng", "role": "head", "valid_on": "2026-12-10"}


@pytest.fixture
def ward() -> YearOffice:
    return year_office()


def decided_while_head_kt_was_staff(ward: YearOffice) -> YearOffice:
    """Let the head of a unit that did not complete its tasks be staff on the very day of the decision."""
    ward.given("appoint_staff_member", staff="head-kt", post="Chuyên viên", role="staff", valid_on="2026-12-10")
    ward.opened().units_decided(KT="KHT")
    for each in CANDIDATES:
        ward.given("classify_self", staff=each, actor=each)
        ward.given("record_review_meeting", staff=each, actor="adviser-b", presided_by="chair")
        if ward.review(each).role in ("head", "deputy"):
            ward.given("give_party_opinion", staff=each, actor="adviser-b")
    ward.given("propose_round", reason="Trưởng phòng thôi chức vụ").given("decide_round")
    assert ward.classes()["head-kt"] == "HTT"
    return ward


def replaced(ward: YearOffice) -> None:
    """Let the decision be replaced, and everybody be told of what stands now."""
    ward.given("propose_round").given("replace_round_decision").given("notify_round").given("publish_round")


@pytest.mark.parametrize("told", [False, True])
def test_a_head_who_was_staff_for_the_day_of_the_decision_is_published_as_head(ward: YearOffice, told: bool) -> None:
    decided_while_head_kt_was_staff(ward)
    if told:
        ward.given("notify_round")
    ward.given("appoint_staff_member", **HEAD_AGAIN)
    differs = "head-kt: role staff → head; unit_class — → KHT; class_before_cap HTT → KHT; class_code HTT → KHT"
    ward.when("publish_round" if told else "notify_round").then_refused("round.not_borne_out", staff=differs)
    replaced(ward)
    assert ward.classes()["head-kt"] == "KHT"


@pytest.mark.parametrize("name", ["notify_class", "publish_class"])
def test_nor_is_a_single_class_made_known(ward: YearOffice, name: str) -> None:
    decided_while_head_kt_was_staff(ward)
    if name == "publish_class":
        ward.given("notify_round")
    ward.given("appoint_staff_member", **HEAD_AGAIN)
    ward.when(name, staff="head-kt").then_refused("round.not_borne_out")
    other = ClassNotified if name == "notify_class" else ClassPublished
    ward.when(name, staff="an").then(other, staff="an")


def test_the_post_a_decision_rests_on_is_not_annulled(ward: YearOffice) -> None:
    decided_while_head_kt_was_staff(ward)
    demoted = {"staff": "head-kt", "record": str(ward.member("head-kt").records[-1].event_id)}
    ward.when("annul_record", **demoted).then_refused(
        "record.post_in_use", staff="head-kt", count="1", streams="round:P1:2026"
    )


def test_a_discipline_recorded_after_the_decision_is_counted_before_anybody_is_told(ward: YearOffice) -> None:
    ward.decided().given("record_discipline", valid_on="2026-05-04")
    ward.when("notify_round").then_refused("round.not_borne_out")
    replaced(ward)
    assert ward.classes()["an"] == "KHT"


def test_leave_for_the_rest_of_the_year_moves_no_class_and_holds_up_nobody(ward: YearOffice) -> None:
    ward.decided().given("grant_leave", kind="sick", valid_on="2026-12-14", until="2026-12-31")
    ward.given("notify_round").when("publish_round").then(RoundPublished, *[ClassPublished] * len(CANDIDATES))


def test_leave_that_undoes_the_class_holds_it_up(ward: YearOffice) -> None:
    ward.decided().given("grant_leave", kind="unpaid", valid_on="2026-01-05", until="2026-12-31")
    ward.when("notify_round").then_refused("round.not_borne_out")


def test_a_transfer_dated_before_the_decision_is_put_right_first(ward: YearOffice) -> None:
    ward.decided()
    moved = {"staff": "an", "to_agency": "P2", "unit": "UBND2"}
    ward.given("transfer_staff_member", **moved, valid_on="2026-12-09")
    ward.when("notify_round").then_refused("round.not_borne_out", staff="an: unit VH → —")
    ward.given("annul_record", staff="an", record=str(ward.member("an").records[-1].event_id))
    ward.given("transfer_staff_member", **moved, valid_on="2026-12-11")
    ward.when("notify_round").then(*[ClassNotified] * len(CANDIDATES))


def test_of_two_records_dated_back_either_is_taken_back(ward: YearOffice) -> None:
    ward.decided()
    for unit, day in (("KT", "2026-12-08"), ("UBND", "2026-12-09")):
        ward.given("transfer_staff_member", unit=unit, valid_on=day)
    # The entry has VH, which neither bears out: nothing rests on them.
    for record in reversed(ward.member().records[-2:]):
        ward.given("annul_record", staff="an", record=str(record.event_id))
    ward.given("notify_round")


def test_a_year_that_can_not_be_told_at_present_holds_up_nobody(ward: YearOffice) -> None:
    ward.decided().given("supersede_sheet", staff="s6", period="2026-Q4")
    ward.given("notify_round").given("publish_round").on("2026-12-14")
    of_sheet = {"staff": "s6", "period": "2026-Q4", "actor": "head-kt"}
    ward.given("correct_entry", **of_sheet, field="quantity", corrected="10").given("confirm_sheet", **of_sheet)
    # Half of the 20 pieces: 80 less 70/2 is 45 for the quarter, below completed, so item d of head-kt falls with it.
    replacing = ward.given("propose_round").when("replace_round_decision")
    replacing.then(RoundDecisionReplaced, *[ClassDecisionReplaced] * 2)
    ward.when("notify_round").then(*[ClassNotified] * 2)
    ward.when("publish_round").then(RoundPublished, *[ClassPublished] * 2)


def test_nor_does_it_hide_what_does_not_rest_on_its_sheets(ward: YearOffice) -> None:
    ward.decided().given("supersede_sheet", staff="s6", period="2026-Q4")
    ward.given("record_discipline", staff="s6", valid_on="2026-05-04")
    ward.when("notify_round").then_refused("round.not_borne_out", staff="s6: facts — → duty_discipline")


def test_the_head_of_the_agency_is_told_a_class_that_still_holds(ward: YearOffice) -> None:
    ward.units_decided().given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("decide_unit_class", unit="UBND", actor="province").given("open_review", staff="chair")
    ward.ready("chair").given("propose_class").given("decide_agency_head_class")
    ward.given("record_discipline", staff="chair", valid_on="2026-05-04")
    ward.when("notify_class", staff="chair").then_refused(
        "round.not_borne_out", staff="chair: class_before_cap HTT → KHT"
    )
    ward.given("replace_class_decision", staff="chair", class_code="KHT").given("notify_class", staff="chair")
    ward.given("publish_class", staff="chair")
