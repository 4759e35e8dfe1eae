"""Small ways round the procedure of the year that stay closed."""

from __future__ import annotations

import pytest

from kpi_es.domain.annual_review_events import ReviewPetitionFiled
from kpi_es.domain.unit_review import UnitClassDecided
from tests.commands.year_office import YearOffice, year_office


@pytest.fixture
def ward() -> YearOffice:
    return year_office()


@pytest.mark.parametrize(
    ("name", "fields"),
    [("set_higher_share", {"actor": "province"}), ("change_candidates", {"added": [], "removed": ["s6"]})],
)
def test_what_prepares_a_round_is_not_dated_ahead(ward: YearOffice, name: str, fields: dict[str, object]) -> None:
    ward.opened().when(name, valid_on="2027-12-12", **fields).then_refused("date.in_future")


def test_discipline_is_not_stated_without_its_decision(ward: YearOffice) -> None:
    ward.opened().when("state_deciding_fact", fact="duty_discipline").then_refused(
        "review.fact_of_a_decision", fact="duty_discipline"
    )


def test_the_chair_takes_no_higher_share_for_the_units_unless_it_was_allowed_above(ward: YearOffice) -> None:
    share = {"share_decision": "QĐ 99/QĐ-UBND"}
    ward.opened().when("decide_unit_class", **share).then_refused("unit_review.share_not_allowed")
    ward.given("decide_unit_class").when("replace_unit_class", **share).then_refused("unit_review.share_not_allowed")
    ward.given("set_higher_share", actor="province").when("decide_unit_class", unit="KT", **share).then(
        UnitClassDecided
    )


def test_a_round_is_not_published_while_a_unit_behind_it_has_another_class(ward: YearOffice) -> None:
    ward.notified().given("replace_unit_class", unit="VH", class_code="HT", actor="chair")
    ward.when("publish_round").then_refused(
        "round.not_borne_out", staff="head-vh: unit_class HTT → HT; class_before_cap HTT → HT; class_code HTT → HT"
    )
    ward.given("propose_round").given("replace_round_decision").given("notify_round").given("publish_round")


def test_the_days_for_a_petition_count_from_the_recording_of_the_notice(ward: YearOffice) -> None:
    ward.given("set_procedure_rules", rules={"petition_filing_working_days": 5}, valid_on="2026-12-01")
    ward.decided().on("2026-12-24").given("notify_round", valid_on="2026-12-10")
    # From Thursday 24 December the fifth working day is 31 December, from 10 December it was the 17th.
    ward.on("2026-12-31").when("file_review_petition").then(ReviewPetitionFiled)


def test_nobody_is_lifted_into_the_top_class_past_somebody_better(ward: YearOffice) -> None:
    # an 96, binh 94, cuc 92 in one group with one place: an leaves it, binh comes before cuc.
    ward.notified().on("2026-12-20").given("replace_class_decision", class_code="HTT")
    lifted = {"class_code": "HTXS"}
    ward.when("replace_class_decision", staff="cuc", **lifted).then_refused("review.passed_over", better="binh")
    ward.given("replace_class_decision", staff="binh", **lifted)


@pytest.mark.parametrize("staff", ["head-kt", "chair"])
def test_nobody_presides_over_the_meeting_about_oneself(ward: YearOffice, staff: str) -> None:
    ward.given("open_review", staff=staff).given("classify_self", staff=staff, actor=staff)
    meeting = {"staff": staff, "actor": "adviser-b"}
    ward.when("record_review_meeting", **meeting, presided_by=staff).then_refused("authority.own_work", actor=staff)
    ward.given("record_review_meeting", **meeting, presided_by="province" if staff == "chair" else "chair")
