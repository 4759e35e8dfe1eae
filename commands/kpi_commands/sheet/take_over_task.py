"""Give somebody a task that another person gave up."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kpi_commands.authority import require_direct_manager
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import TASK_EXISTS, TASK_UNKNOWN
from kpi_commands.sheet.lines import (
    require_not_before_assignment,
    require_open,
    require_quantity,
    require_sheet_of_agency,
    require_unlocked,
    require_writable,
)
from kpi_commands.sheet.opening import opening
from kpi_commands.sheet.year_end import require_due_day
from kpi_es.domain.event import Event, sheet_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import TaskAssigned, TaskHandedOver
from kpi_es.domain.values import Exact, StaffId, TaskId


class TakeOverTask(TaskCommand, frozen=True):
    """Assign to `staff` what `from_staff` gave up on `from_task`, with the same frozen coefficient.

    It counts outside the taker's initial assigned total and adds points (Art 18.1d). `quantity` defaults to
    all that was given up and not yet taken over.
    """

    type: Literal["take_over_task"] = "take_over_task"
    from_staff: StaffId
    from_task: TaskId
    due_on: date
    quantity: Exact | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        return (*super().reads, sheet_stream(self.from_staff, self.period))


def decide(sheet: Sheet, command: TakeOverTask, context: Context) -> tuple[Event, ...]:
    """Decide a take-over, by the taker's direct manager, and mark it on the sheet of the one who gave up."""
    require_unlocked(sheet)
    require_direct_manager(context, command.staff)
    if command.from_staff == command.staff:
        raise OWN_TASK.because(staff=command.staff)
    if command.task in sheet.tasks:
        raise TASK_EXISTS.because(task=command.task)
    giver = context.sheet(command.from_staff, command.period)
    line = _given_up_line(giver, command, context)
    left = line.given_up - line.handed_over
    quantity = left if command.quantity is None else command.quantity
    require_quantity(quantity, left)
    require_writable(quantity)
    require_due_day(command, context, command.due_on)
    opened = () if sheet.version else (opening(sheet, command, context),)
    assigned = TaskAssigned(
        **context.stamp(sheet, len(opened)),
        staff=command.staff,
        period=command.period,
        task=command.task,
        kind="taken_over",
        item=line.item,
        title=line.title,
        measure=line.measure,
        coefficient=line.coefficient,
        quantity=quantity,
        due_on=command.due_on,
        from_staff=command.from_staff,
        from_task=command.from_task,
        catalogued=line.catalogued,
        part_of=line.part_of,
        weight=line.weight,
    )
    handed_over = TaskHandedOver(
        **context.stamp(giver),
        staff=command.from_staff,
        period=command.period,
        task=command.from_task,
        quantity=quantity,
        to_staff=command.staff,
        to_task=command.task,
    )
    return (*opened, assigned, handed_over)


def _given_up_line(giver: Sheet, command: TakeOverTask, context: Context) -> TaskLine:
    require_open(giver)
    require_sheet_of_agency(giver, command, context.valid_on)
    line = giver.tasks.get(command.from_task)
    if line is None:
        raise TASK_UNKNOWN.because(staff=giver.staff, period=giver.period, task=command.from_task)
    if line.given_up == line.handed_over:
        raise NOT_GIVEN_UP.because(task=command.from_task, staff=command.from_staff)
    require_not_before_assignment(line, context.valid_on, "valid_on")
    return line


OWN_TASK = Refusal(
    "task.own_take_over",
    "Điều 18.1d Nghị định 335/2025/NĐ-CP",
    "{staff} không thể nhận lại nhiệm vụ của chính mình.",
    "{staff} can not take over a task of their own.",
)
NOT_GIVEN_UP = Refusal(
    "task.not_given_up",
    "Điều 18.1d Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ {task} của {staff} không có phần nào đã báo không làm được và chưa giao lại.",
    "Nothing of task {task} of {staff} is given up and still waiting for somebody.",
)
