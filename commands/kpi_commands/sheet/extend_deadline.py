"""Extend a task's deadline."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from kpi_commands.authority import require_direct_manager
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.sheet.lines import open_line, require_act_on_line, require_within_period
from kpi_commands.sheet.year_end import require_not_late_in_year
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import DeadlineExtended


class ExtendDeadline(TaskCommand, frozen=True):
    """Move a deadline to a later day within the period; the reason is due."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["extend_deadline"] = "extend_deadline"
    due_on: date


def decide(sheet: Sheet, command: ExtendDeadline, context: Context) -> tuple[Event, ...]:
    """Decide to extend a deadline, by the direct manager."""
    line = open_line(sheet, command)
    require_direct_manager(context, command.staff)
    require_act_on_line(context, line)
    require_within_period(command, command.due_on, "due_on")
    require_not_late_in_year(command, context, command.due_on)
    if command.due_on <= line.due_on:
        raise NOT_LATER.because(due_on=command.due_on, former=line.due_on, task=command.task)
    return (
        DeadlineExtended(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            due_on=command.due_on,
            former_due_on=line.due_on,
        ),
    )


NOT_LATER = Refusal(
    "deadline.not_later",
    "Điều 18.1b Nghị định 335/2025/NĐ-CP",
    "Hạn mới {due_on} của nhiệm vụ {task} không sau hạn cũ {former}.",
    "The new deadline {due_on} of task {task} is not after the old one, {former}.",
)
