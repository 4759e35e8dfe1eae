"""What replaces the decision of a round: recalculated, stated entry by entry, the old one kept (Art 4.4, 21.3)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpi_es.domain.annual_review_events import ClassDecisionReplaced
from kpi_es.domain.classification_round_events import RoundDecisionReplaced
from tests.commands.year_office import CANDIDATES, YearOffice, staff_of, year_office


@pytest.fixture
def ward() -> YearOffice:
    """Return the ward in December, nothing of the year's classification begun."""
    return year_office()


def test_a_sheet_corrected_after_the_decision_changes_the_classes_it_should(ward: YearOffice) -> None:
    ward.notified().on("2027-03-02")
    ward.when("replace_round_decision").then_refused("round.nothing_to_replace")
    for criterion, points in (("I.1", "0"), ("I.2", "0"), ("II.1", "0"), ("II.2", "0"), ("II.3", "0"), ("II.4", "0")):
        ward.given(
            "correct_entry", staff="an", period="2026-Q3", task=..., delivery=..., field="points",
            criterion=criterion, corrected=points,
        )  # fmt: skip
    ward.given("confirm_sheet", staff="an", period="2026-Q3")
    ward.when("replace_round_decision").then_refused("round.ground_changed")
    ward.given("propose_round")
    ward.when("replace_round_decision", actor="chair").then_refused("authority.not_managing_authority")
    replaced = ward.when("replace_round_decision")
    replaced.then(RoundDecisionReplaced, ClassDecisionReplaced, ClassDecisionReplaced)
    whole = replaced.events[0]
    assert isinstance(whole, RoundDecisionReplaced)
    # 30 general points less 5+5+4*2.5 = 20; an's third quarter is 96 - 20 = 76 and the mean (96*3 + 76)/4 = 91.
    an, binh = whole.changes
    assert (an.staff, an.former_class, an.class_code, an.mean) == ("an", "HTXS", "HTT", Fraction(91))
    assert an.why.startswith("2026-Q3 96 → 76; mean 96 → 91")
    assert (binh.staff, binh.former_class, binh.class_code) == ("binh", "HTT", "HTXS")
    causes = [event.cause for event in replaced.events if isinstance(event, ClassDecisionReplaced)]
    assert causes == ["superseding_decision", "round_recalculated"]
    assert [each.class_code for each in ward.review("an").decisions] == ["HTXS", "HTT"]
    assert staff_of(whole.entries) == list(CANDIDATES)


def test_a_replacing_decision_names_a_day_and_a_reason(ward: YearOffice) -> None:
    ward.proposed().when("replace_round_decision").then_refused("round.undecided")
    ward.given("decide_round").when("replace_round_decision", reason=...).then_refused("reason.required")
    ward.when("replace_round_decision", valid_on="2026-12-09").then_refused("round.before_former_decision")


def test_a_granted_petition_lets_the_head_of_the_agency_redo_the_decision(ward: YearOffice) -> None:
    ward.notified().given("file_review_petition", staff="binh", actor="binh")
    ward.given("answer_review_petition", staff="binh", outcome="annulled")
    replaced = ward.when("replace_round_decision", actor="chair").then(RoundDecisionReplaced, ClassDecisionReplaced)
    assert isinstance(replaced, ClassDecisionReplaced)
    assert (replaced.staff, replaced.cause, replaced.former_class, replaced.class_code) == (
        "binh", "petition", "HTT", "HTT",
    )  # fmt: skip


def test_a_class_stated_by_a_replacing_decision_is_not_lifted_when_the_round_is_counted_again(ward: YearOffice) -> None:
    ward.decided().given("replace_class_decision", staff="s1", class_code="HT").given("propose_round")
    ward.when("replace_round_decision").then_refused("round.nothing_to_replace")


def test_a_year_survives_the_transfer_of_somebody_afterwards(ward: YearOffice) -> None:
    ward.decided().on("2027-02-01").given("transfer_staff_member", staff="s6", unit="VH")
    ward.given("propose_round").when("replace_round_decision").then_refused("round.nothing_to_replace")
