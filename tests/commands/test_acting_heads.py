"""Whoever heads a unit when the class is decided is classified as a leader, whatever the main post (Art 21.1)."""

from __future__ import annotations

import pytest

from kpi_es.domain.annual_review_events import ClassProposed, PartyOpinionGiven
from kpi_es.domain.classification_round_events import RoundDecided, RoundProposed
from tests.commands.year_office import CANDIDATES, YearOffice, year_office


@pytest.fixture
def ward() -> YearOffice:
    """Return the ward on 11 December with everything before the proposal done."""
    ward = year_office().prepared()
    ward.on("2026-12-11")
    return ward


def an_acts_as_head_of_kt(ward: YearOffice, day: str = "2026-12-11") -> None:
    ward.given("transfer_staff_member", staff="head-kt", unit="UBND", post="Chuyên viên", valid_on=day)
    ward.given("name_head", unit="KT", staff="an", valid_on=day)


def an_heads_kt_in_a_concurrent_post(ward: YearOffice) -> None:
    day = "2026-12-11"
    ward.given("transfer_staff_member", staff="head-kt", unit="UBND", post="Chuyên viên", valid_on=day)
    ward.given("give_concurrent_post", staff="an", unit="KT", post="Trưởng phòng", role="head", valid_on=day)


@pytest.mark.parametrize("take_office", [an_acts_as_head_of_kt, an_heads_kt_in_a_concurrent_post])
def test_an_acting_head_needs_the_opinion_of_the_party_and_the_proposal_of_the_adviser(
    ward: YearOffice, take_office: object
) -> None:
    assert callable(take_office)
    take_office(ward)
    ward.when("propose_round").then_refused("review.steps_missing", steps="an: ý kiến cấp ủy (party opinion)")
    ward.when("give_party_opinion", staff="an").then(PartyOpinionGiven, staff="an")
    # The heads are head-vh and an; head-kt is no head any more and needs no proposal.
    ward.when("propose_round").then(RoundProposed, ClassProposed, ClassProposed)
    assert (ward.review("an").proposed, ward.review("head-vh").proposed) == (True, True)
    assert not ward.review("head-kt").proposed


def test_who_came_to_act_as_head_after_the_proposal_is_decided_after_the_missing_steps_only(ward: YearOffice) -> None:
    ward.given("propose_round")
    an_acts_as_head_of_kt(ward)
    steps = "an: ý kiến cấp ủy (party opinion), đề xuất của tham mưu (adviser's proposal)"
    ward.when("decide_round").then_refused("review.steps_missing", steps=steps)
    ward.given("give_party_opinion", staff="an").given("propose_round")
    outcome = ward.when("decide_round")
    assert isinstance(outcome.events[0], RoundDecided)
    assert ward.classes().keys() == {*CANDIDATES}


def test_who_gave_the_unit_back_before_the_decision_is_staff_again(ward: YearOffice) -> None:
    an_acts_as_head_of_kt(ward)
    ward.given("release_head", unit="KT", valid_on="2026-12-14").on("2026-12-14")
    ward.when("give_party_opinion", staff="an").then_refused("review.no_party_opinion_due", role="staff")
    ward.given("propose_round").given("decide_round")


def test_an_opinion_of_the_days_in_office_is_recorded_afterwards(ward: YearOffice) -> None:
    an_acts_as_head_of_kt(ward)
    ward.given("release_head", unit="KT", valid_on="2026-12-14").on("2026-12-15")
    ward.when("give_party_opinion", staff="an", valid_on="2026-12-11").then(PartyOpinionGiven)


def test_the_acting_head_of_the_agency_is_proposed_by_the_adviser(ward: YearOffice) -> None:
    ward.given("transfer_staff_member", staff="chair", unit="KT", post="Chuyên viên", valid_on="2026-12-11")
    ward.given("name_head", unit="UBND", staff="an", valid_on="2026-12-11")
    ward.given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="an")
    ward.given("change_candidates", added=[], removed=["an"])
    ward.given("decide_unit_class", unit="UBND", actor="province").given("give_party_opinion", staff="an")
    ward.when("propose_class", staff="an").then(ClassProposed, staff="an")
