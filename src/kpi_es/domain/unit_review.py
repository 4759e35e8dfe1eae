"""A unit's own classification for a year (Art 5 to 9), folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field

from kpi_es.domain.event import Event, unit_review_stream
from kpi_es.domain.immutable import changed
from kpi_es.domain.sheet_events import Evidence
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    CriterionId,
    Exact,
    ExcusedPart,
    LongText,
    RuleSetId,
    Sha256,
    ShortText,
    UnitCode,
)
from kpi_es.domain.year import Score, Year, YearStatus

MOST_TIMES = 10_000
Times = Annotated[int, Field(ge=0, le=MOST_TIMES)]


class UnitTask(BaseModel):
    """A task of the unit's programme or an arising one (Art 7.1b): quantities, times late and of poor quality."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    title: ShortText
    assigned: Exact = Fraction(1)
    done: Exact
    times_late: Times = 0
    quality_failures: Times = 0
    exceeded: bool = False
    """Done beyond what was asked, also where the quantity does not show it (Art 8.1a)."""
    excused: tuple[ExcusedPart, ...] = ()


class UnitReviewEvent(Event):
    """What every event of a unit's review says: which unit of which agency, and the year."""

    agency: AgencyCode
    unit: UnitCode
    year: Year


class UnitReviewOpened(UnitReviewEvent):
    """A unit's year begins to be classified; the rule set for organisations is frozen here."""

    TOPIC: ClassVar[str] = "unit_review.UnitReviewOpened"
    rule_set: RuleSetId
    rule_set_hash: Sha256


class UnitAssessed(UnitReviewEvent):
    """The unit assesses itself and proposes its class (Art 9.2a), or the authority records what it found.

    `general` are the points by general criterion (Art 6), `items` the points given for the items a to h (Art 7.1),
    `facts` the conclusions that decide the class (Art 8). A later one takes the place of an earlier one.
    """

    TOPIC: ClassVar[str] = "unit_review.UnitAssessed"
    general: dict[CriterionId, Exact]
    items: dict[Code, Exact]
    tasks: tuple[UnitTask, ...]
    facts: tuple[Code, ...] = ()
    proposed_class: Code
    report: LongText | None = None
    evidence: tuple[Evidence, ...] = ()


class UnitDecisionEvent(UnitReviewEvent):
    """A decision about the unit's class. `computed_class` is what the rules give, None where they leave it open.

    `share_decision` names the decision that allowed the higher share of Art 8.5b, None for the usual one.
    """

    status: YearStatus
    class_code: Code
    computed_class: Code | None
    total: Score | None
    decision: ShortText
    late: bool = False
    share_decision: ShortText | None = None


class UnitClassDecided(UnitDecisionEvent):
    """The competent authority recognises the unit's class (Art 5)."""

    TOPIC: ClassVar[str] = "unit_review.UnitClassDecided"


class UnitClassReplaced(UnitDecisionEvent):
    """A new decision takes the place of an earlier one, which stays on record (Art 4.4)."""

    TOPIC: ClassVar[str] = "unit_review.UnitClassReplaced"
    replaces: Code
    """The id of the event it replaces."""
    former_class: Code


class UnitClassNotified(UnitReviewEvent):
    """The unit is told its class (Art 9.2b)."""

    TOPIC: ClassVar[str] = "unit_review.UnitClassNotified"
    document: ShortText | None = None


UnitReviewEvents = UnitReviewOpened | UnitAssessed | UnitClassDecided | UnitClassReplaced | UnitClassNotified

UnitReviewStatus = Literal["absent", "open", "assessed", "decided"]


@dataclass(frozen=True, slots=True)
class UnitAssessment:
    """What a unit was assessed by, and the event that says so."""

    general: Mapping[str, Fraction]
    items: Mapping[str, Fraction]
    tasks: tuple[UnitTask, ...]
    facts: frozenset[str]
    proposed_class: str
    event_id: str


@dataclass(frozen=True, slots=True)
class UnitDecision:
    """One decision about the unit's class; a replaced one stays as it was."""

    version: int
    event_id: str
    class_code: str
    total: Fraction | None
    decision: str
    decided_on: date
    decided_by: str
    late: bool


@dataclass(frozen=True)
class UnitReview:
    """The state of a unit's review; version 0 means it was never opened. The last of `decisions` stands."""

    agency: str
    unit: str
    year: int
    version: int = 0
    rule_set: str = ""
    rule_set_hash: str = ""
    assessment: UnitAssessment | None = None
    decisions: tuple[UnitDecision, ...] = field(default_factory=tuple)
    notified_version: int = 0

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return unit_review_stream(self.agency, self.unit, self.year)

    @property
    def decision(self) -> UnitDecision | None:
        """The decision that stands, None before the first."""
        return self.decisions[-1] if self.decisions else None

    @property
    def class_code(self) -> str | None:
        """The unit's class, None while it is not decided."""
        return self.decisions[-1].class_code if self.decisions else None


def evolve_unit_review(state: UnitReview, event: UnitReviewEvents) -> UnitReview:
    """Return the unit's review after an event."""
    state = changed(state, version=event.originator_version)
    match event:
        case UnitReviewOpened():
            return changed(state, rule_set=event.rule_set, rule_set_hash=event.rule_set_hash)
        case UnitAssessed():
            return changed(state, assessment=_assessment(event))
        case UnitClassDecided() | UnitClassReplaced():
            return changed(state, decisions=(*state.decisions, _decision(event)))
        case UnitClassNotified():
            return changed(state, notified_version=event.originator_version)
        case _:
            assert_never(event)


def _assessment(event: UnitAssessed) -> UnitAssessment:
    return UnitAssessment(
        general=event.general,
        items=event.items,
        tasks=event.tasks,
        facts=frozenset(event.facts),
        proposed_class=event.proposed_class,
        event_id=str(event.event_id),
    )


def _decision(event: UnitClassDecided | UnitClassReplaced) -> UnitDecision:
    return UnitDecision(
        version=event.originator_version,
        event_id=str(event.event_id),
        class_code=event.class_code,
        total=event.total,
        decision=event.decision,
        decided_on=event.valid_on,
        decided_by=event.actor,
        late=event.late,
    )
