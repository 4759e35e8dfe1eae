"""The year's aggregates: reviews, rounds and units' reviews, folded from their events."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import (
    ClassDecided,
    ClassDecisionReplaced,
    ClassNotified,
    ClassPublished,
    ClassSelfAssessed,
    ReviewOpened,
    ReviewPetitionAnswered,
    ReviewPetitionFiled,
)
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import (
    CandidatesChanged,
    GroupsFormed,
    HigherShareDecided,
    RoundOpened,
    RoundProposed,
    TieResolved,
)
from kpi_es.domain.event import review_stream, round_stream, unit_review_stream
from kpi_es.domain.topics import empty
from kpi_es.domain.unit_review import UnitAssessed, UnitClassDecided, UnitReview, UnitReviewOpened
from kpi_es.domain.values import format_exact
from kpi_es.domain.year import LONGEST_SCORE, Score, parse_score, periods_of_year
from tests.domain.happenings import Stream

RULES = {"rule_set": "nd335-2025", "rule_set_hash": "0" * 64}
DECISION = {"agency": "P1", "status": "scored", "mean": "82.5", "decision": "QĐ 1"}
GOOD = {**DECISION, "class_code": "HTT", "class_before_cap": "HTT"}


@pytest.fixture
def review() -> Stream:
    """Return an open review."""
    stream = Stream(review_stream("an", 2026), staff="an", year=2026)
    stream.add(ReviewOpened, agency="P1", unit="VH", post="Chuyên viên", role="staff", group="civil_servant", **RULES)
    return stream


def folded(stream: Stream) -> AnnualReview:
    state = stream.state()
    assert isinstance(state, AnnualReview)
    return state


def replaced(stream: Stream, class_code: str) -> None:
    former = folded(stream).decision
    assert former is not None
    values = {**GOOD, "class_code": class_code, "replaces": former.event_id, "former_class": former.class_code}
    stream.add(ClassDecisionReplaced, **values, cause="superseding_decision")


def test_each_kind_of_year_stream_has_its_state() -> None:
    unit = empty(unit_review_stream("P1", "VH", 2026))
    assert isinstance(unit, UnitReview)
    assert (unit.agency, unit.unit, unit.year, unit.stream) == ("P1", "VH", 2026, "unit-review:P1:VH:2026")
    assert empty(review_stream("an", 2026)) == AnnualReview("an", 2026)
    assert empty(round_stream("P1", 2026)) == ClassificationRound("P1", 2026)


def test_a_notice_and_a_publication_count_for_the_decision_before_them(review: Stream) -> None:
    review.add(ClassDecided, **GOOD)
    review.add(ClassNotified)
    review.add(ClassPublished, form="electronic")
    assert (folded(review).notified, folded(review).published) == (True, True)
    replaced(review, "HT")
    assert (folded(review).notified, folded(review).published) == (False, False)


def test_replaced_decisions_stay_in_their_order(review: Stream) -> None:
    review.add(ClassDecided, **GOOD)
    first = folded(review).decision
    replaced(review, "HT")
    replaced(review, "KHT")
    state = folded(review)
    assert [each.class_code for each in state.decisions] == ["HTT", "HT", "KHT"]
    assert state.decisions[0] == first


def petition(stream: Stream, outcome: str) -> None:
    standing = folded(stream).decision
    assert standing is not None
    number = len(folded(stream).petitions) + 1
    filed: dict[str, Any] = {"about_version": standing.version, "record_hash": standing.record_hash()}
    stream.add(ReviewPetitionFiled, number=number, subject="x", due_on="2026-07-10", **filed)
    stream.add(ReviewPetitionAnswered, number=number, outcome=outcome, answer="y")


@pytest.mark.parametrize(("outcome", "redo"), [("kept", False), ("corrected", True), ("annulled", True)])
def test_a_granted_petition_sends_the_decision_back_until_it_is_replaced(
    review: Stream, outcome: str, redo: bool
) -> None:
    review.add(ClassDecided, **GOOD)
    petition(review, outcome)
    assert (folded(review).to_be_redone is not None) is redo
    replaced(review, "HTXS")
    assert folded(review).to_be_redone is None


def test_the_hash_of_a_decision_is_that_of_what_it_says(review: Stream) -> None:
    review.add(ClassDecided, **GOOD)
    first = folded(review).decision
    replaced(review, "HT")
    second = folded(review).decision
    assert first is not None
    assert second is not None
    assert first.record_hash() != second.record_hash()
    assert len(first.record_hash()) == 64


def test_a_review_taken_over_keeps_what_the_person_said(review: Stream) -> None:
    review.add(ClassSelfAssessed, class_code="HTXS")
    more = {"post": "Chuyên viên", "role": "staff", "group": "civil_servant"}
    review.add(ReviewOpened, agency="P2", unit="U2", from_agency="P1", **more, **RULES)
    assert (folded(review).agency, folded(review).unit, folded(review).self_class) == ("P2", "U2", "HTXS")


@pytest.fixture
def agency_round() -> Stream:
    """Return an open round of three candidates."""
    stream = Stream(round_stream("P1", 2026), agency="P1", year=2026)
    stream.add(RoundOpened, candidates=["an", "binh", "cuc"], others=["old"], **RULES)
    return stream


def round_of(stream: Stream) -> ClassificationRound:
    state = stream.state()
    assert isinstance(state, ClassificationRound)
    return state


def test_who_leaves_the_round_stays_among_the_others_until_back(agency_round: Stream) -> None:
    agency_round.add(CandidatesChanged, added=["dung"], removed=["an"])
    state = round_of(agency_round)
    assert (state.candidates, state.others) == (("binh", "cuc", "dung"), ("old", "an"))
    agency_round.add(CandidatesChanged, added=["an", "old"])
    assert (round_of(agency_round).candidates[-2:], round_of(agency_round).others) == (("an", "old"), ())


def test_a_proposal_is_older_than_what_was_changed_after_it(agency_round: Stream) -> None:
    groups = [{"code": "g", "title": "G", "members": ["an", "binh", "cuc"]}]
    agency_round.add(GroupsFormed, groups=groups)
    assert round_of(agency_round).group_of("binh") == "g"
    agency_round.add(RoundProposed, number=1, outstanding=False, allowed=0, group_limits=[], ties=[], entries=[])
    proposal = round_of(agency_round).proposal
    assert proposal is not None
    assert round_of(agency_round).prepared_version < proposal.version
    agency_round.add(HigherShareDecided, outstanding=True, decision="QĐ 2")
    assert round_of(agency_round).prepared_version > proposal.version


def test_an_order_holds_for_exactly_the_people_it_was_given_for(agency_round: Stream) -> None:
    agency_round.add(TieResolved, tie="agency", order=["binh", "an"])
    assert round_of(agency_round).orders == {frozenset({"an", "binh"}): ("binh", "an")}


def test_the_last_assessment_of_a_unit_stands() -> None:
    stream = Stream(unit_review_stream("P1", "VH", 2026), agency="P1", unit="VH", year=2026)
    stream.add(UnitReviewOpened, **RULES)
    for points in ("20", "28"):
        stream.add(UnitAssessed, general={"6": points}, items={}, tasks=[], proposed_class="HT")
    decided = {"status": "scored", "class_code": "HT", "computed_class": "HT", "total": "58", "decision": "QĐ 3"}
    state = stream.state()
    assert isinstance(state, UnitReview)
    assert state.assessment is not None
    assert state.assessment.general == {"6": Fraction(28)}
    assert state.class_code is None
    stream.add(UnitClassDecided, **decided)
    state = stream.state()
    assert isinstance(state, UnitReview)
    assert state.class_code == "HT"


@given(value=st.fractions())
def test_any_exact_mean_is_written_and_read_again_as_the_same(value: Fraction) -> None:
    assert parse_score(format_exact(value)) == value


def test_a_mean_of_twelve_long_fractions_fits() -> None:
    primes = (101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157)
    mean = sum((Fraction(7, prime * 10**9) for prime in primes), Fraction(0)) / 12
    assert parse_score(format_exact(mean)) == mean


@pytest.mark.parametrize("value", [82.5, True, None, "", "1/0", "1e3", "82,5", "x", "9" * (LONGEST_SCORE + 1)])
def test_what_is_no_exact_score_is_not_read(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Score).validate_python(value)


def test_a_year_has_twelve_months_and_four_quarters() -> None:
    periods = periods_of_year(2026)
    assert (periods[0], periods[11], periods[12], periods[15], len(periods)) == (
        "2026-01", "2026-12", "2026-Q1", "2026-Q4", 16,
    )  # fmt: skip
