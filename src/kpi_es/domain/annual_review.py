"""A person's annual review (Form 02; Art 19 to 22), folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import assert_never

from kpi_es.domain.annual_review_events import (
    AnyReviewEvent,
    ClassDecided,
    ClassDecisionReplaced,
    ClassNotified,
    ClassProposed,
    ClassPublished,
    ClassSelfAssessed,
    DecidingFactStated,
    DecidingFactWithdrawn,
    PartyOpinionGiven,
    ReviewMeetingRecorded,
    ReviewOpened,
    ReviewPetitionAnswered,
    ReviewPetitionFiled,
)
from kpi_es.domain.event import review_stream
from kpi_es.domain.immutable import changed
from kpi_es.domain.petition import (
    NO_PETITIONS,
    Petition,
    Petitions,
    PetitionTerm,
    record_hash,
    with_answered,
    with_filed,
)
from kpi_es.domain.values import OFFICE_TIME_ZONE, Role, StaffGroup, format_exact
from kpi_es.domain.year import YearStatus


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A conclusion that decides the class, the act behind it, the event that stated it and by whom."""

    fact: str
    act: str | None
    event_id: str
    stated_by: str = ""


@dataclass(frozen=True, slots=True)
class ClassDecision:
    """One decision about the year's class; a replaced one stays as it was."""

    version: int
    event_id: str
    agency: str
    status: YearStatus
    class_code: str | None
    class_before_cap: str | None
    mean: Fraction | None
    decision: str
    decided_on: date
    decided_by: str
    late: bool
    acts: tuple[str, ...]

    def record_hash(self) -> str:
        """Return the SHA-256 of what was decided, as a petition freezes it."""
        return record_hash(
            {
                "agency": self.agency,
                "status": self.status,
                "class": self.class_code,
                "class_before_cap": self.class_before_cap,
                "mean": None if self.mean is None else format_exact(self.mean),
                "decision": self.decision,
                "decided_on": self.decided_on.isoformat(),
                "decided_by": self.decided_by,
            }
        )


@dataclass(frozen=True)
class AnnualReview:
    """The state of an annual review; version 0 means it was never opened.

    `decisions` are in the order they were taken, the last one stands. `notified_version` and `published_version` are
    the stream versions of the last notice and publication: they count for the decision before them only.
    """

    staff: str
    year: int
    version: int = 0
    agency: str = ""
    unit: str = ""
    post: str = ""
    role: Role = "staff"
    group: StaffGroup = "civil_servant"
    rule_set: str = ""
    rule_set_hash: str = ""
    self_class: str | None = None
    met_on: date | None = None
    party_opinion: str | None = None
    stated_facts: Mapping[str, StatedFact] = field(default_factory=dict[str, StatedFact])
    withdrawn_facts: Mapping[str, str] = field(default_factory=dict[str, str])
    """By fact that no longer stands: who withdrew it."""
    proposed: bool = False
    proposed_class: str | None = None
    decisions: tuple[ClassDecision, ...] = ()
    notified_version: int = 0
    notified_on: date | None = None
    notice_recorded_on: date | None = None
    """The office's day on which the notice was recorded: from it the days for a petition count."""
    petition_term: PetitionTerm | None = None
    published_version: int = 0
    petitions: Petitions = field(default_factory=lambda: NO_PETITIONS)

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return review_stream(self.staff, self.year)

    @property
    def decision(self) -> ClassDecision | None:
        """The decision that stands, None before the first."""
        return self.decisions[-1] if self.decisions else None

    @property
    def notified(self) -> bool:
        """Tell whether the person was told of the decision that stands."""
        return self.decision is not None and self.notified_version > self.decision.version

    @property
    def published(self) -> bool:
        """Tell whether the decision that stands was made public."""
        return self.decision is not None and self.published_version > self.decision.version

    @property
    def to_be_redone(self) -> Petition | None:
        """The petition that was granted against the decision that stands and still waits for a new one."""
        standing = self.decision
        granted = (each for each in self.petitions.values() if each.status in ("corrected", "annulled"))
        return next((each for each in granted if standing and each.about_version == standing.version), None)


def evolve_annual_review(state: AnnualReview, event: AnyReviewEvent) -> AnnualReview:
    """Return the review after an event."""
    state = changed(state, version=event.originator_version)
    match event:
        case ReviewOpened():
            return _opened(state, event)
        case ClassDecided() | ClassDecisionReplaced():
            return changed(state, decisions=(*state.decisions, _decision(event)))
        case ClassNotified():
            recorded_on = event.recorded_at.astimezone(OFFICE_TIME_ZONE).date()
            return changed(
                state,
                notified_version=event.originator_version,
                notified_on=event.valid_on,
                notice_recorded_on=recorded_on,
                petition_term=event.petition_term,
            )
        case ClassPublished():
            return changed(state, published_version=event.originator_version)
        case ReviewPetitionFiled():
            filed = with_filed(state.petitions, event, event.valid_on, str(event.event_id))
            return changed(state, petitions=filed)
        case ReviewPetitionAnswered():
            answered = with_answered(state.petitions, event, event.valid_on, str(event.event_id))
            return changed(state, petitions=answered)
        case _:
            return _prepared(state, event)


PreparingEvent = (
    ClassSelfAssessed
    | ReviewMeetingRecorded
    | PartyOpinionGiven
    | DecidingFactStated
    | DecidingFactWithdrawn
    | ClassProposed
)


def _prepared(state: AnnualReview, event: PreparingEvent) -> AnnualReview:
    match event:
        case ClassSelfAssessed():
            return changed(state, self_class=event.class_code)
        case ReviewMeetingRecorded():
            return changed(state, met_on=event.valid_on)
        case PartyOpinionGiven():
            return changed(state, party_opinion=event.opinion)
        case DecidingFactStated():
            stated = StatedFact(event.fact, event.act, str(event.event_id), event.actor)
            withdrawn = {name: by for name, by in state.withdrawn_facts.items() if name != event.fact}
            return changed(state, stated_facts={**state.stated_facts, event.fact: stated}, withdrawn_facts=withdrawn)
        case DecidingFactWithdrawn():
            kept = {name: each for name, each in state.stated_facts.items() if name != event.fact}
            return changed(state, stated_facts=kept, withdrawn_facts={**state.withdrawn_facts, event.fact: event.actor})
        case ClassProposed():
            return changed(state, proposed=True, proposed_class=event.class_code)
        case _:
            assert_never(event)


def _opened(state: AnnualReview, event: ReviewOpened) -> AnnualReview:
    return changed(
        state,
        agency=event.agency,
        unit=event.unit,
        post=event.post,
        role=event.role,
        group=event.group,
        rule_set=event.rule_set,
        rule_set_hash=event.rule_set_hash,
    )


def _decision(event: ClassDecided | ClassDecisionReplaced) -> ClassDecision:
    return ClassDecision(
        version=event.originator_version,
        event_id=str(event.event_id),
        agency=event.agency,
        status=event.status,
        class_code=event.class_code,
        class_before_cap=event.class_before_cap,
        mean=event.mean,
        decision=event.decision,
        decided_on=event.valid_on,
        decided_by=event.actor,
        late=event.late,
        acts=event.acts,
    )
