"""Report that the rest of a task can not be done."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future, require_the_person
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.sheet.lines import open_line, require_act_on_line, require_writable
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import TaskGivenUp
from kpi_es.domain.values import Source


class GiveUpTask(TaskCommand, frozen=True):
    """Report at once what can not be done: all that is still open on the line stays assigned (Art 18.1d)."""

    SOURCE: ClassVar[Source] = "self_declared"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["give_up_task"] = "give_up_task"


def decide(sheet: Sheet, command: GiveUpTask, context: Context) -> tuple[Event, ...]:
    """Decide to record it, by the person, while something is still open."""
    line = open_line(sheet, command)
    require_the_person(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_act_on_line(context, line)
    if line.open_quantity <= 0:
        raise NOTHING_OPEN.because(task=command.task)
    require_writable(line.open_quantity)
    return (
        TaskGivenUp(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            quantity=line.open_quantity,
        ),
    )


NOTHING_OPEN = Refusal(
    "task.nothing_open",
    "Điều 18.1d Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ {task} không còn phần nào chưa nộp.",
    "Nothing of task {task} is still open.",
)
