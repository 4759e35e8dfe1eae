"""What happens on a sheet, before it is put into commands: told by hand or made up ordinarily."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kpi_es.domain.sheet_events import LeaderItems
from kpi_es.domain.values import (
    CriterionId,
    Exact,
    ExcusedPart,
    ItemCode,
    LongText,
    PeriodCode,
    StaffId,
    TaskId,
    TaskKind,
)

CRITERION_MAXIMA = {
    "I.1": Fraction(5),
    "I.2": Fraction(5),
    "II.1": Fraction(5, 2),
    "II.2": Fraction(5, 2),
    "II.3": Fraction(5, 2),
    "II.4": Fraction(5, 2),
    "III.1": Fraction(5, 2),
    "III.2": Fraction(5, 2),
    "III.3": Fraction(5, 2),
    "III.4": Fraction(5, 2),
}
"""The general criteria of Form 01 and their most points; a test holds them equal to the rule set's."""

Judgement = Literal["met", "exceeded", "not_met", "returned"]
Stage = Literal["open", "assessed", "confirmed", "locked"]
"""How far a sheet gets: results still waiting, self-assessed, confirmed, locked."""


class _Plan(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeliveryPlan(_Plan):
    """A quantity finished on a day, entered on that day or later, and what the manager makes of it."""

    quantity: Exact
    finished_on: date
    judged_on: date
    judgement: Judgement = "met"
    reason: LongText | None = None
    recorded_on: date | None = None

    @property
    def entered_on(self) -> date:
        """The day the result was put into the system."""
        return self.recorded_on or self.finished_on


class ExtensionPlan(_Plan):
    """A later deadline."""

    valid_on: date
    due_on: date
    reason: LongText


class CausePlan(_Plan):
    """An objective cause the manager confirms."""

    part: ExcusedPart
    valid_on: date
    reason: LongText


class GivingUpPlan(_Plan):
    """The day a person reports that the rest can not be done."""

    valid_on: date
    reason: LongText


class LinePlan(_Plan):
    """A task from its assignment to its last judgement."""

    task: TaskId
    item: ItemCode
    quantity: Exact
    assigned_on: date
    due_on: date
    kind: TaskKind = "planned"
    from_staff: StaffId | None = None
    from_task: TaskId | None = None
    requirement: LongText | None = None
    deliveries: tuple[DeliveryPlan, ...] = ()
    extension: ExtensionPlan | None = None
    causes: tuple[CausePlan, ...] = ()
    given_up: GivingUpPlan | None = None


class SheetPlan(_Plan):
    """A person's month. `reduced` names the criterion from which the manager takes half a point."""

    staff: StaffId
    period: PeriodCode
    lines: tuple[LinePlan, ...]
    general: dict[CriterionId, Exact]
    reduced: CriterionId | None = None
    leader: LeaderItems | None = None
    strengths: LongText | None = None
    weaknesses: LongText | None = None
    stage: Stage = "locked"
