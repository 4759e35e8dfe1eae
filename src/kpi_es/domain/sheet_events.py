"""The events of a sheet: the monitoring form (Form 01) of one person for one period."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from kpi_es.domain.event import Event
from kpi_es.domain.petition import PetitionAnsweredFields, PetitionFiledFields, PetitionNumber, PetitionTerm
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    CriterionId,
    Exact,
    ExcusedPart,
    ItemCode,
    LongText,
    PeriodCode,
    QualityVerdict,
    Role,
    RuleSetId,
    Sha256,
    ShortText,
    StaffGroup,
    StaffId,
    TaskId,
    TaskKind,
    UnitCode,
)

MOST_DELIVERIES = 10_000
DeliveryNumber = Annotated[int, Field(ge=1, le=MOST_DELIVERIES)]
"""Counts a task's submissions from 1."""

CorrectedField = Literal["quantity", "finished_on", "verdict", "assigned_quantity", "points"]

JudgedItem = Literal["dd", "e"]
"""The items of which Art 15.3 describes two cases only, so that one in between has to be judged."""

PeriodDeadline = Literal["self_assessment", "comment", "confirmation"]
"""Which step of a period's procedure has a last day, see `ProcedureRules`."""

PublishedContent = Literal["class_only", "scores"]


class Evidence(BaseModel):
    """A file that shows a result: its SHA-256 and its name; the file itself is kept elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    name: ShortText


class LeaderItems(BaseModel):
    """Art 15.3 as shares, 1 = 100 %: d result of the unit, dd (đ) organising, e cohesion.

    d is None where it follows from the scores of the people in charge (Art 15.3a) and is not stated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    d: Exact | None = None
    dd: Exact
    e: Exact

    @property
    def shares(self) -> dict[str, Fraction]:
        """The shares by item; without d where it follows from others' scores."""
        stated = {} if self.d is None else {"d": self.d}
        return {**stated, "dd": self.dd, "e": self.e}


class SheetEvent(Event):
    """What every event of a sheet says: whose sheet and for which period."""

    staff: StaffId
    period: PeriodCode


class TaskEvent(SheetEvent):
    """What every event of a task line says: which task."""

    task: TaskId


class SheetOpened(SheetEvent):
    """The sheet exists; the rule set it is scored under is frozen."""

    TOPIC: ClassVar[str] = "sheet.SheetOpened"
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role
    group: StaffGroup
    rule_set: RuleSetId
    rule_set_hash: Sha256


class TaskAssigned(TaskEvent):
    """A product is assigned with quantity, deadline and a coefficient that is frozen from now on (Art 18.1)."""

    TOPIC: ClassVar[str] = "sheet.TaskAssigned"
    kind: TaskKind
    item: ItemCode
    title: ShortText
    measure: ShortText
    coefficient: Exact
    quantity: Exact
    due_on: date
    requirement: LongText | None = None
    from_staff: StaffId | None = None
    from_task: TaskId | None = None
    catalogued: bool = True
    """False for work that no item of the catalogue covers; `points` then says what the manager judged it worth."""
    points: Exact | None = None
    part_of: Code | None = None
    """The shared product this line is a part of; `weight` is the part of its coefficient, when that is shared."""
    weight: Exact | None = None
    tied_to_staff: StaffId | None = None
    """Whose product a leader's directing task is tied to, on the sheet of the same period (Art 15.1b)."""
    tied_to_task: TaskId | None = None


class DeadlineExtended(TaskEvent):
    """The deadline moves to a later day."""

    TOPIC: ClassVar[str] = "sheet.DeadlineExtended"
    due_on: date
    former_due_on: date


class ResultSubmitted(TaskEvent):
    """The person hands in a quantity, finished on a day, with evidence (Art 18.2)."""

    TOPIC: ClassVar[str] = "sheet.ResultSubmitted"
    delivery: DeliveryNumber
    quantity: Exact
    finished_on: date
    evidence: tuple[Evidence, ...] = ()
    note: LongText | None = None


class ResultAccepted(TaskEvent):
    """The direct manager accepts a submission with a verdict on its content quality (Art 14.2b)."""

    TOPIC: ClassVar[str] = "sheet.ResultAccepted"
    delivery: DeliveryNumber
    quantity: Exact
    verdict: QualityVerdict


class ResultReturned(TaskEvent):
    """The direct manager judges a submission not met for a major content error: one time under Art 14.2b."""

    TOPIC: ClassVar[str] = "sheet.ResultReturned"
    delivery: DeliveryNumber


class ObjectiveCauseConfirmed(TaskEvent):
    """The competent authority confirms an objective cause for a task's quality or timeliness (Art 14.2b, c)."""

    TOPIC: ClassVar[str] = "sheet.ObjectiveCauseConfirmed"
    part: ExcusedPart
    evidence: tuple[Evidence, ...] = ()


class TaskGivenUp(TaskEvent):
    """The person can not do the rest; it stays assigned and never counts as completed (Art 18.1d)."""

    TOPIC: ClassVar[str] = "sheet.TaskGivenUp"
    quantity: Exact


class TaskHandedOver(TaskEvent):
    """What was given up is taken over by somebody else (Art 18.1d)."""

    TOPIC: ClassVar[str] = "sheet.TaskHandedOver"
    quantity: Exact
    to_staff: StaffId
    to_task: TaskId


class MeasureStated(TaskEvent):
    """A fact of the task line that only this sheet's rule set reads, such as stars, an axis or days early.

    `value` is an exact number in `unit`, or one of the choices of the rule set where the unit is `word`. A value that
    takes the place of an earlier one names that event in `replaces` and the value in `former`.
    """

    TOPIC: ClassVar[str] = "sheet.MeasureStated"
    measure: Code
    unit: ShortText
    value: ShortText
    replaces: str | None = None
    former: str | None = None
    evidence: tuple[Evidence, ...] = ()


class FactStated(SheetEvent):
    """A condition the sheet's rule set reads holds or does not hold, such as Art 20.4 b and d; the reason says why.

    `replaces` is the event that stated the opposite before.
    """

    TOPIC: ClassVar[str] = "sheet.FactStated"
    fact: Code
    holds: bool
    replaces: str | None = None
    evidence: tuple[Evidence, ...] = ()


class EntryCorrected(SheetEvent):
    """An earlier entry was wrong: what it replaces, the old value, the new value, on what evidence."""

    TOPIC: ClassVar[str] = "sheet.EntryCorrected"
    replaces: str
    field: CorrectedField
    task: TaskId | None = None
    delivery: DeliveryNumber | None = None
    criterion: CriterionId | None = None
    former: str
    corrected: str
    evidence: tuple[Evidence, ...] = ()


class GeneralCriteriaSelfAssessed(SheetEvent):
    """The person scores the general criteria of Form 01, in points."""

    TOPIC: ClassVar[str] = "sheet.GeneralCriteriaSelfAssessed"
    points: dict[CriterionId, Exact]


class SheetConfirmed(SheetEvent):
    """The competent authority confirms the sheet: general points and, for leaders, d, đ, e (Art 15.3, 17.2).


    `general` is empty where the rule set has no general criteria for the role. `leader_shares` takes the place of
    `leader` where the rule set has other leader items than d, đ and e. `judged` names the items whose case lies
    between the two that Art 15.3 describes; the reason says why.
    """

    TOPIC: ClassVar[str] = "sheet.SheetConfirmed"
    general: dict[CriterionId, Exact]
    leader: LeaderItems | None = None
    strengths: LongText | None = None
    weaknesses: LongText | None = None
    comment: LongText | None = None
    judged: tuple[JudgedItem, ...] = ()
    leader_shares: dict[CriterionId, Exact] | None = None

    @property
    def shares(self) -> dict[str, Fraction] | None:
        """The leader items by name, 1 = 100 %; None for who leads nobody."""
        return self.leader.shares if self.leader else self.leader_shares


class SheetLocked(SheetEvent):
    """The period is closed for this person: nothing changes any more."""

    TOPIC: ClassVar[str] = "sheet.SheetLocked"


class PeriodCommentRecorded(SheetEvent):
    """What a meeting or the authority says about the person's period, before the confirmation (Art 17.2)."""

    TOPIC: ClassVar[str] = "sheet.PeriodCommentRecorded"
    comment: LongText
    minutes: tuple[Evidence, ...] = ()


class PeriodDeadlineExtended(SheetEvent):
    """One step of this sheet's procedure may be done until a later day."""

    TOPIC: ClassVar[str] = "sheet.PeriodDeadlineExtended"
    deadline: PeriodDeadline
    due_on: date
    former_due_on: date


class SheetNotified(SheetEvent):
    """The person is told the result of the confirmation at stream version `about_version` (Art 17.3, 22).

    `record_hash` is the SHA-256 of the confirmed record, see `confirmed_record`: a petition points at it.
    """

    TOPIC: ClassVar[str] = "sheet.SheetNotified"
    about_version: int
    record_hash: Sha256
    petition_term: PetitionTerm | None = None
    """None in notices of the time before it was frozen: there it is counted on the calendar as it stands."""


class SheetPublished(SheetEvent):
    """The result of a confirmation is made public; `late` tells that it came after the day it was due."""

    TOPIC: ClassVar[str] = "sheet.SheetPublished"
    about_version: int
    content: PublishedContent
    due_on: date | None = None
    late: bool = False


class SheetReopened(SheetEvent):
    """The confirmation `replaces` no longer stands: by a superseding decision (Art 21.3) or a granted petition.

    It stays in the log. With `anew` the evaluation is done again from the self-assessment on (Art 4); without, the
    sheet is mended and confirmed again. The results of work stand either way until they are corrected.
    """

    TOPIC: ClassVar[str] = "sheet.SheetReopened"
    replaces: str
    decision: ShortText | None = None
    anew: bool = False
    petition: PetitionNumber | None = None


class PetitionFiled(SheetEvent, PetitionFiledFields):
    """The person disagrees with the result they were told; the answer is due by `due_on` (Art 22)."""

    TOPIC: ClassVar[str] = "sheet.PetitionFiled"
    filed_on: date


class PetitionAnswered(SheetEvent, PetitionAnsweredFields):
    """The competent authority answers a petition, in time or late (Art 22)."""

    TOPIC: ClassVar[str] = "sheet.PetitionAnswered"


AnySheetEvent = (
    SheetOpened
    | TaskAssigned
    | DeadlineExtended
    | ResultSubmitted
    | ResultAccepted
    | ResultReturned
    | ObjectiveCauseConfirmed
    | TaskGivenUp
    | TaskHandedOver
    | MeasureStated
    | FactStated
    | EntryCorrected
    | GeneralCriteriaSelfAssessed
    | SheetConfirmed
    | SheetLocked
    | PeriodCommentRecorded
    | PeriodDeadlineExtended
    | SheetNotified
    | SheetPublished
    | SheetReopened
    | PetitionFiled
    | PetitionAnswered
)
