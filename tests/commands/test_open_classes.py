"""A class that the rules leave to judgement is stated by who decides, within score, facts and unit (Art 20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kpi_es.domain.annual_review_events import ClassDecided, ClassDecisionReplaced, ClassProposed
from kpi_es.domain.classification_round_events import RoundDecisionReplaced
from tests.commands.own_rules import with_own_rules
from tests.commands.year_office import YearOffice, year_office

STATED: dict[str, Any] = {"reason": "Được tập thể suy tôn"}


@pytest.fixture
def ward(tmp_path: Path) -> YearOffice:
    """Return the ward under rules that leave the top class open, the chair's year (mean 93) ready to be proposed."""
    ward = with_own_rules(year_office(), tmp_path).units_decided()
    ward.given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("open_review", staff="chair")
    return ward.ready("chair")


def agency_classed(ward: YearOffice, class_code: str) -> YearOffice:
    stated = {"class_code": class_code, "reason": "Đánh giá của tỉnh"}
    ward.given("decide_unit_class", unit="UBND", actor="province", **stated)
    return ward


def test_nobody_proposes_or_decides_an_open_class_without_stating_one(ward: YearOffice) -> None:
    agency_classed(ward, "HTT").when("propose_class").then_refused("review.class_left_open", staff="chair")
    ward.when("propose_class", class_code="HTT").then_refused("reason.required")
    ward.when("propose_class", class_code="HTT", **STATED).then(ClassProposed, class_code="HTT", mean=93)
    ward.when("decide_agency_head_class").then_refused("review.class_left_open", staff="chair")
    ward.when("decide_agency_head_class", class_code="HTT").then_refused("reason.required")
    ward.when("decide_agency_head_class", class_code="A", **STATED).then_refused("review.class_unknown")


@pytest.mark.parametrize("class_code", ["HTT", "HT"])
def test_the_authority_above_states_the_class_that_the_rules_leave_open(ward: YearOffice, class_code: str) -> None:
    agency_classed(ward, "HTT").given("propose_class", class_code="HTT", **STATED)
    decided = {"class_code": class_code, "class_before_cap": class_code, "status": "scored", "mean": 93}
    ward.when("decide_agency_head_class", class_code=class_code, **STATED).then(ClassDecided, **decided)


def test_the_stated_class_of_a_head_is_not_above_the_organisation(ward: YearOffice) -> None:
    # By the score of 93 the top class is open, but the ward itself is only good (Art 20.6).
    agency_classed(ward, "HTT").given("propose_class", class_code="HTT", **STATED)
    outcome = ward.when("decide_agency_head_class", class_code="HTXS", **STATED)
    outcome.then_refused("round.class_not_open", class_code="HTXS", given="HTT")


def test_where_the_rules_give_a_class_none_is_stated(ward: YearOffice) -> None:
    agency_classed(ward, "HTT").given("propose_class", class_code="HTT", **STATED)
    # The conclusion about degradation decides the lowest class, whatever else is open (Art 20.4).
    ward.given("state_deciding_fact", staff="chair", actor="province")
    outcome = ward.when("decide_agency_head_class", class_code="HT", **STATED)
    outcome.then_refused("round.class_not_open", given="KHT")
    ward.when("decide_agency_head_class").then(ClassDecided, class_code="KHT")


def test_a_stated_class_is_replaced_by_another_one_within_the_same_bounds(ward: YearOffice) -> None:
    agency_classed(ward, "HTT").given("propose_class", class_code="HTT", **STATED)
    ward.given("decide_agency_head_class", class_code="HTT", **STATED)
    again = {"staff": "chair", "actor": "province"}
    ward.when("replace_class_decision", **again, class_code="HTXS").then_refused("review.above_the_year", given="HTT")
    outcome = ward.when("replace_class_decision", **again, class_code="HT")
    outcome.then(ClassDecisionReplaced, class_code="HT", class_before_cap="HT")


def decided_with(ward: YearOffice, **judged: str) -> YearOffice:
    """Let the round be decided with these classes stated for those whom the rules leave open."""
    ward.opened().ready("an", "binh", "cuc", "adviser", *(f"s{number}" for number in range(1, 7)))
    ward.ready("head-vh", "deputy-vh", "head-kt")
    for staff, class_code in judged.items():
        ward.given("state_open_class", staff=staff, class_code=class_code)
    ward.given("propose_round").given("decide_round")
    return ward


@pytest.mark.parametrize("class_code", ["HT", "HTT"])
def test_a_class_judged_anew_after_the_decision_stands_when_the_round_is_counted_again(
    ward: YearOffice, class_code: str
) -> None:
    decided_with(ward, an="HTXS", binh="HTT", cuc="HT")
    replaced = {"staff": "cuc", "actor": "province", "class_code": class_code}
    if class_code != "HT":
        ward.when("replace_class_decision", **replaced).then(ClassDecisionReplaced, RoundDecisionReplaced)
    ward.given("propose_round").when("replace_round_decision").then_refused("round.nothing_to_replace")
    assert ward.classes()["cuc"] == class_code


def test_a_head_of_a_unit_is_stated_no_class_above_the_unit(tmp_path: Path) -> None:
    ward = with_own_rules(year_office(), tmp_path)
    # With 95 in every quarter an would have the top class; the unit that an has come to head is HT.
    ward.given("transfer_staff_member", staff="head-kt", unit="UBND", post="Chuyên viên", valid_on="2026-12-08")
    ward.given("name_head", unit="KT", staff="an", valid_on="2026-12-08")
    ward.opened().units_decided(KT="HT")
    outcome = ward.when("state_open_class", staff="an", class_code="HTT")
    outcome.then_refused("round.class_not_open", given="HT")
    ward.given("state_open_class", staff="an", class_code="HT")


def test_a_fact_that_lowers_the_class_bounds_what_is_stated(tmp_path: Path) -> None:
    # By the score of 96 the top class is open to an; the reprimand leaves HT at most.
    ward = with_own_rules(year_office(), tmp_path, milder=True).opened().units_decided()
    ward.given("record_discipline", staff="an", valid_on="2026-11-02")
    outcome = ward.when("state_open_class", staff="an", class_code="HTT")
    outcome.then_refused("round.class_not_open", given="HT")
    ward.given("state_open_class", staff="an", class_code="HT")
