"""What is missing for an event of a year's classification when only a part of the history is known."""

from __future__ import annotations

from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import (
    ClassDecisionReplaced,
    ClassNotified,
    ClassPublished,
    DecidingFactWithdrawn,
    ReviewOpened,
    ReviewPetitionAnswered,
)
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import (
    RoundDecided,
    RoundDecisionReplaced,
    RoundOpened,
    RoundPublished,
    TieResolved,
)
from kpi_es.domain.event import Event
from kpi_es.domain.unit_review import UnitClassNotified, UnitClassReplaced, UnitReview, UnitReviewOpened


def missing_in_year(state: AnnualReview | ClassificationRound | UnitReview, event: Event) -> str | None:
    """Return what an event of a year acts on and the state does not have, None when nothing is missing.

    The name is `review`, `round`, `decision`, `proposal`, `petition` or `fact`.
    """
    match state:
        case AnnualReview():
            return _missing_in_review(state, event)
        case ClassificationRound():
            return _missing_in_round(state, event)
        case UnitReview():
            return _missing_in_unit_review(state, event)


def _missing_in_review(review: AnnualReview, event: Event) -> str | None:
    if isinstance(event, ReviewOpened):
        return None
    if not review.rule_set:
        return "review"
    match event:
        case ClassDecisionReplaced():
            return None if event.replaces in {each.event_id for each in review.decisions} else "decision"
        case ClassNotified() | ClassPublished():
            return None if review.decisions else "decision"
        case ReviewPetitionAnswered():
            return None if event.number in review.petitions else "petition"
        case DecidingFactWithdrawn():
            return None if event.fact in review.stated_facts else "fact"
        case _:
            return None


def _missing_in_round(state: ClassificationRound, event: Event) -> str | None:
    if isinstance(event, RoundOpened):
        return None
    if not state.rule_set:
        return "round"
    match event:
        case TieResolved() | RoundDecided():
            return None if state.proposal else "proposal"
        case RoundPublished() | RoundDecisionReplaced():
            return None if state.decisions else "decision"
        case _:
            return None


def _missing_in_unit_review(review: UnitReview, event: Event) -> str | None:
    if isinstance(event, UnitReviewOpened):
        return None
    if not review.rule_set:
        return "review"
    match event:
        case UnitClassReplaced():
            return None if event.replaces in {each.event_id for each in review.decisions} else "decision"
        case UnitClassNotified():
            return None if review.decisions else "decision"
        case _:
            return None
