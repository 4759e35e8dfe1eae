"""The events of a person's annual review: the classification form (Form 02) and what follows from it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kpi_es.domain.event import Event
from kpi_es.domain.petition import PetitionAnsweredFields, PetitionFiledFields, PetitionTerm
from kpi_es.domain.sheet_events import Evidence
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    LongText,
    Role,
    RuleSetId,
    Sha256,
    ShortText,
    StaffGroup,
    StaffId,
    UnitCode,
)
from kpi_es.domain.year import PublicationForm, Score, Year, YearStatus

Attendance = Annotated[int, Field(ge=1, le=100_000)]

ReplacementCause = Literal["petition", "superseding_decision", "round_recalculated"]
"""Why a decision was replaced: a petition was granted, Art 21.3, or another entry of the round changed."""


class ReviewEvent(Event):
    """What every event of an annual review says: whose review and of which year."""

    staff: StaffId
    year: Year


class ReviewOpened(ReviewEvent):
    """A person's year begins to be classified; the rule set is frozen here.

    A second one, by another agency, takes the review over after a transfer (Art 19.1); `from_agency` names the old one.
    """

    TOPIC: ClassVar[str] = "review.ReviewOpened"
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role
    group: StaffGroup
    rule_set: RuleSetId
    rule_set_hash: Sha256
    from_agency: AgencyCode | None = None


class ClassSelfAssessed(ReviewEvent):
    """The person fills in part II of Form 02 (Art 21.1a, 21.2a)."""

    TOPIC: ClassVar[str] = "review.ClassSelfAssessed"
    class_code: Code
    report: LongText | None = None


class ReviewMeetingRecorded(ReviewEvent):
    """The meeting's comments on the person, held on `valid_on`, with the adopted minutes (Art 21.1b, 21.2b)."""

    TOPIC: ClassVar[str] = "review.ReviewMeetingRecorded"
    presided_by: StaffId
    present: Attendance
    invited: Attendance
    comments: LongText
    minutes: Evidence
    in_writing: tuple[ShortText, ...] = ()
    """Heads of subordinate units of a large agency who gave their opinion in writing."""


class PartyOpinionGiven(ReviewEvent):
    """The party committee's opinion on a head or deputy (Art 21.1c, 21.2c)."""

    TOPIC: ClassVar[str] = "review.PartyOpinionGiven"
    committee: ShortText
    opinion: LongText
    document: Evidence


class DecidingFactStated(ReviewEvent):
    """A conclusion that decides the class whatever the score (Art 20.4 b, d; Art 11.3b), named like in the rule set.

    `act` is the act behind it: a later disciplinary decision about the same act is not counted again.
    """

    TOPIC: ClassVar[str] = "review.DecidingFactStated"
    fact: Code
    conclusion: ShortText
    act: Code | None = None


class DecidingFactWithdrawn(ReviewEvent):
    """A conclusion no longer stands."""

    TOPIC: ClassVar[str] = "review.DecidingFactWithdrawn"
    fact: Code


class ClassProposed(ReviewEvent):
    """The personnel adviser proposes a head's class from scores, meeting and party opinion (Art 21.1d)."""

    TOPIC: ClassVar[str] = "review.ClassProposed"
    class_code: Code | None
    mean: Score | None
    handling: LongText | None = None
    """Part IV of Form 02: what is proposed to follow (Art 23)."""


class DecisionEvent(ReviewEvent):
    """A decision about the year's class. `status` other than `scored` means that there is none, and why.

    `class_before_cap` is the class by score, facts and the unit's class, before the cap of Art 20.5. `acts` are the
    acts that counted against the person: each counts in one year only (Art 11.3a, b).
    """

    agency: AgencyCode
    status: YearStatus
    class_code: Code | None
    class_before_cap: Code | None
    mean: Score | None
    decision: ShortText
    late: bool = False
    acts: tuple[Code, ...] = ()
    handling: LongText | None = None


class ClassDecided(DecisionEvent):
    """The competent authority decides the class (Art 10.2, 21.1d, 21.2d)."""

    TOPIC: ClassVar[str] = "review.ClassDecided"


class ClassDecisionReplaced(DecisionEvent):
    """A new decision takes the place of an earlier one, which stays on record (Art 21.3)."""

    TOPIC: ClassVar[str] = "review.ClassDecisionReplaced"
    replaces: Code
    """The id of the event it replaces."""
    former_class: Code | None
    cause: ReplacementCause


class ClassNotified(ReviewEvent):
    """The person is told in writing (Art 21.1đ); from now on a petition may be filed (Art 22)."""

    TOPIC: ClassVar[str] = "review.ClassNotified"
    document: ShortText | None = None
    petition_term: PetitionTerm | None = None
    """None in notices of the time before it was frozen: there it is counted on the calendar as it stands."""


class ClassPublished(ReviewEvent):
    """The class is made public in the agency (Art 21.1đ, 21.2đ)."""

    TOPIC: ClassVar[str] = "review.ClassPublished"
    form: PublicationForm


class ReviewPetitionFiled(ReviewEvent, PetitionFiledFields):
    """The person does not agree with the class (Art 22)."""

    TOPIC: ClassVar[str] = "review.ReviewPetitionFiled"


class ReviewPetitionAnswered(ReviewEvent, PetitionAnsweredFields):
    """The deciding authority answers a petition (Art 22); what is corrected or annulled waits for a new decision."""

    TOPIC: ClassVar[str] = "review.ReviewPetitionAnswered"


AnyReviewEvent = (
    ReviewOpened
    | ClassSelfAssessed
    | ReviewMeetingRecorded
    | PartyOpinionGiven
    | DecidingFactStated
    | DecidingFactWithdrawn
    | ClassProposed
    | ClassDecided
    | ClassDecisionReplaced
    | ClassNotified
    | ClassPublished
    | ReviewPetitionFiled
    | ReviewPetitionAnswered
)
