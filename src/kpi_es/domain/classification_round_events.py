"""The events of an agency's classification round: everybody's class of a year, under one cap (Art 20.5)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from kpi_es.domain.event import Event
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    LongText,
    PeriodCode,
    Role,
    RuleSetId,
    Sha256,
    ShortText,
    StaffId,
    UnitCode,
)
from kpi_es.domain.year import PublicationForm, Score, Year, YearStatus

AbsenceKind = Literal["none", "maternity", "sick", "unpaid"]
MovedBy = Literal["group", "agency"]
"""Which limit moved somebody down: that of the group with similar duties or that of the agency (Art 20.5a)."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class DutyGroup(_Part):
    """A group with similar duties (Art 20.5a)."""

    code: Code
    title: ShortText
    members: tuple[StaffId, ...]


class PeriodScore(_Part):
    """The exact score of one month or quarter; None where the sheet has no score."""

    period: PeriodCode
    score: Score | None


class RoundEntry(_Part):
    """One candidate's year: what it rests on, and the class it leads to.

    `class_before_cap` is by score, facts and the unit's class; `class_code` after the cap, None without a class or
    while a tie is open. `gaps` are periods worked without a score. `facts` and `acts` are what counted (Art 11.3).
    """

    staff: StaffId
    unit: UnitCode
    role: Role
    group: Code
    scores: tuple[PeriodScore, ...]
    gaps: tuple[PeriodCode, ...] = ()
    absence: AbsenceKind = "none"
    months_worked: Score
    facts: tuple[Code, ...] = ()
    acts: tuple[Code, ...] = ()
    unit_class: Code | None = None
    status: YearStatus
    mean: Score | None
    class_before_cap: Code | None
    class_code: Code | None
    moved_by: MovedBy | None = None
    tie: Code | None = None
    stated_class: Code | None = None
    """A class below the calculated one that a replacing decision stated (Art 21.3): the round is not above it."""


class GroupLimit(_Part):
    """How many of a group may hold the top class."""

    group: Code
    allowed: int


class Tie(_Part):
    """People with the same mean at the cut: `places` of them keep the top class, the law does not say who.

    `code` is ``group.<group>`` or ``agency``.
    """

    code: Code
    staff: tuple[StaffId, ...]
    places: int


class EntryChange(_Part):
    """One class that a new decision of the round replaces, with what it was and why."""

    staff: StaffId
    former_class: Code | None
    former_mean: Score | None
    class_code: Code | None
    mean: Score | None
    why: LongText


class RoundEvent(Event):
    """What every event of a round says: of which agency and year."""

    agency: AgencyCode
    year: Year


class RoundOpened(RoundEvent):
    """An agency begins to classify its people for a year (Art 19); the rule set is frozen here."""

    TOPIC: ClassVar[str] = "round.RoundOpened"
    candidates: tuple[StaffId, ...]
    others: tuple[StaffId, ...] = ()
    """People of the year who are no candidates, such as those who left: heads answer for their scores as well."""
    rule_set: RuleSetId
    rule_set_hash: Sha256


class CandidatesChanged(RoundEvent):
    """People join the round or leave it, such as after a transfer (Art 19.1)."""

    TOPIC: ClassVar[str] = "round.CandidatesChanged"
    added: tuple[StaffId, ...] = ()
    removed: tuple[StaffId, ...] = ()


class GroupsFormed(RoundEvent):
    """The groups with similar duties are formed: everybody in exactly one (Art 20.5a)."""

    TOPIC: ClassVar[str] = "round.GroupsFormed"
    groups: tuple[DutyGroup, ...]


class HigherShareDecided(RoundEvent):
    """The authority decides on the higher share for outstanding achievement, or takes it back (Art 20.5b)."""

    TOPIC: ClassVar[str] = "round.HigherShareDecided"
    outstanding: bool
    decision: ShortText


class OpenClassStated(RoundEvent):
    """The deciding authority states a class that the rule set leaves to its judgement."""

    TOPIC: ClassVar[str] = "round.OpenClassStated"
    staff: StaffId
    class_code: Code


class RoundProposed(RoundEvent):
    """Everybody's year as calculated from the log: mean, class before the cap, cap, and the ties it leaves.

    `number` counts the proposals from 1. A tie once resolved leads to a new one.
    """

    TOPIC: ClassVar[str] = "round.RoundProposed"
    number: int
    outstanding: bool
    allowed: int | None
    """How many may hold the top class in the agency, None where the rule set knows no cap."""
    group_limits: tuple[GroupLimit, ...]
    ties: tuple[Tie, ...]
    entries: tuple[RoundEntry, ...]


class TieResolved(RoundEvent):
    """The deciding authority puts equals in order, best first, and says why (Art 20.5 is silent on ties)."""

    TOPIC: ClassVar[str] = "round.TieResolved"
    tie: Code
    order: tuple[StaffId, ...]


class RoundDecided(RoundEvent):
    """The head of the using agency decides everybody's class (Art 10.2b, 21); `late` as Art 19.2 counts."""

    TOPIC: ClassVar[str] = "round.RoundDecided"
    number: int
    decision: ShortText
    late: bool
    entries: tuple[RoundEntry, ...]


class RoundPublished(RoundEvent):
    """The classes are made public in the agency (Art 21.1đ, 21.2đ)."""

    TOPIC: ClassVar[str] = "round.RoundPublished"
    form: PublicationForm


class RoundDecisionReplaced(RoundEvent):
    """A new decision replaces some classes of the round, entry by entry (Art 21.3); the others stand as they were."""

    TOPIC: ClassVar[str] = "round.RoundDecisionReplaced"
    decision: ShortText
    changes: tuple[EntryChange, ...]
    entries: tuple[RoundEntry, ...]
    """Every entry as it stands from now on."""


AnyRoundEvent = (
    RoundOpened
    | CandidatesChanged
    | GroupsFormed
    | HigherShareDecided
    | OpenClassStated
    | RoundProposed
    | TieResolved
    | RoundDecided
    | RoundPublished
    | RoundDecisionReplaced
)
