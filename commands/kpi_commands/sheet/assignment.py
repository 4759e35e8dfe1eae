"""What planned and ad-hoc assignments share."""

from __future__ import annotations

from datetime import date

from kpi_commands.authority import require_direct_manager
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import ITEM_NOT_IN_FORCE, TASK_EXISTS
from kpi_commands.sheet.lines import (
    MOST_QUANTITY,
    require_quantity,
    require_unlocked,
    require_within_period,
)
from kpi_commands.sheet.opening import opening
from kpi_es.domain.catalogue import Item
from kpi_es.domain.event import Event, catalogue_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import TaskAssigned
from kpi_es.domain.values import Exact, ItemCode, LongText, TaskKind


class Assignment(TaskCommand, frozen=True):
    """Assign a quantity of a catalogue item, due on a day; the coefficient is frozen from the catalogue.

    When `coefficient` is given it must be the one in force on the day of the act.
    """

    item: ItemCode
    quantity: Exact
    due_on: date
    coefficient: Exact | None = None
    requirement: LongText | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        return (*super().reads, catalogue_stream(self.agency))


def assign(sheet: Sheet, command: Assignment, context: Context, kind: TaskKind) -> tuple[Event, ...]:
    """Decide an assignment by the direct manager, opening the sheet when it is the first."""
    require_unlocked(sheet)
    require_direct_manager(context, command.staff)
    if command.task in sheet.tasks:
        raise TASK_EXISTS.because(task=command.task)
    require_quantity(command.quantity, MOST_QUANTITY)
    require_due_day(command, context, command.due_on)
    item = _item(command, context)
    opened = () if sheet.version else (opening(sheet, command, context),)
    assigned = TaskAssigned(
        **context.stamp(sheet, len(opened)),
        staff=command.staff,
        period=command.period,
        task=command.task,
        kind=kind,
        item=item.code,
        title=item.title,
        measure=item.measure,
        coefficient=item.coefficient,
        quantity=command.quantity,
        due_on=command.due_on,
        requirement=command.requirement,
    )
    return (*opened, assigned)


def require_due_day(command: TaskCommand, context: Context, due_on: date) -> None:
    """Refuse an assignment or deadline outside the period, or a deadline before the assignment."""
    require_within_period(command, context.valid_on, "valid_on")
    require_within_period(command, due_on, "due_on")
    if due_on < context.valid_on:
        raise DUE_BEFORE_ASSIGNED.because(due_on=due_on, day=context.valid_on)


def _item(command: Assignment, context: Context) -> Item:
    item = context.catalogue().item_on(command.item, context.valid_on)
    if item is None:
        raise ITEM_NOT_IN_FORCE.because(agency=command.agency, item=command.item, day=context.valid_on)
    if command.coefficient is not None and command.coefficient != item.coefficient:
        raise COEFFICIENT_DIFFERS.because(
            item=item.code, given=command.coefficient, expected=item.coefficient, day=context.valid_on
        )
    return item


DUE_BEFORE_ASSIGNED = Refusal(
    "date.due_before_assigned",
    "Điều 18.1b Nghị định 335/2025/NĐ-CP",
    "Hạn {due_on} ở trước ngày giao {day}.",
    "The deadline {due_on} is before the day of assignment, {day}.",
)
COEFFICIENT_DIFFERS = Refusal(
    "catalogue.coefficient_differs",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "Hệ số của {item} ghi {given}; danh mục có hiệu lực ngày {day} ghi {expected}.",
    "The coefficient of {item} is given as {given}; the catalogue in force on {day} says {expected}.",
)
