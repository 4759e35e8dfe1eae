"""Confirm an objective cause for a task's quality or timeliness."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import require_direct_manager, require_not_in_future
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.sheet.lines import open_line, require_act_on_line
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import Evidence, ObjectiveCauseConfirmed
from kpi_es.domain.values import ExcusedPart


class ConfirmObjectiveCause(TaskCommand, frozen=True):
    """Excuse a task's failures of one part: no deduction for them (Art 14.2b, c); the reason names the cause."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["confirm_objective_cause"] = "confirm_objective_cause"
    part: ExcusedPart
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)


def decide(sheet: Sheet, command: ConfirmObjectiveCause, context: Context) -> tuple[Event, ...]:
    """Decide to confirm a cause once for each part, by the direct manager."""
    line = open_line(sheet, command)
    require_direct_manager(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_act_on_line(context, line)
    if command.part in line.excused:
        raise ALREADY_CONFIRMED.because(part=command.part, task=command.task)
    return (
        ObjectiveCauseConfirmed(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            part=command.part,
            evidence=command.evidence,
        ),
    )


ALREADY_CONFIRMED = Refusal(
    "objective_cause.already_confirmed",
    "Điều 14.2 Nghị định 335/2025/NĐ-CP",
    "Nguyên nhân khách quan ({part}) của nhiệm vụ {task} đã được xác nhận.",
    "An objective cause ({part}) of task {task} is already confirmed.",
)
