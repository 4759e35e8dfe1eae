"""What all assignments share: who may assign, what is new, and the event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kpi_commands.authority import require_direct_manager
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import ITEM_NOT_IN_FORCE, TASK_EXISTS
from kpi_commands.sheet.lines import MOST_QUANTITY, require_quantity, require_unlocked
from kpi_commands.sheet.opening import opening
from kpi_commands.sheet.parts import Share, take_part
from kpi_commands.sheet.tied import TiedTask, require_tie
from kpi_commands.sheet.year_end import require_due_day
from kpi_es.domain.catalogue import Item
from kpi_es.domain.event import Event, catalogue_stream, product_stream, sheet_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import TaskAssigned
from kpi_es.domain.values import Code, Exact, ItemCode, LongText, TaskKind


class NewTask(TaskCommand, frozen=True):
    """A quantity of something, due on a day, with the requirements it must meet (Art 18.1b).

    `tied_to` ties a leader's directing task to a task of somebody in the leader's charge (Art 15.1b).
    """

    quantity: Exact
    due_on: date
    requirement: LongText | None = None
    tied_to: TiedTask | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        tied = (sheet_stream(self.tied_to.staff, self.period),) if self.tied_to else ()
        return (*super().reads, catalogue_stream(self.agency), *tied)


class Assignment(NewTask, frozen=True):
    """Assign a quantity of a catalogue item, due on a day; the coefficient is frozen from the catalogue.

    When `coefficient` is given it must be the one in force on the day of the act. `part_of` names the shared
    product this is a part of, `weight` the part of its coefficient where that is what is shared (Art 18.1c).
    """

    item: ItemCode
    coefficient: Exact | None = None
    part_of: Code | None = None
    weight: Exact | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        part = (product_stream(self.agency, self.part_of),) if self.part_of else ()
        return (*super().reads, *part)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a line says about its product, and the events it leads to on other streams."""

    item: str
    title: str
    measure: str
    coefficient: Fraction
    beside: tuple[Event, ...] = ()


def assign(sheet: Sheet, command: Assignment, context: Context, kind: TaskKind) -> tuple[Event, ...]:
    """Decide an assignment by the direct manager, opening the sheet when it is the first."""
    require_assignable(sheet, command, context)
    assigned = _part(command, context) if command.part_of else _item(command, context)
    if command.coefficient is not None and command.coefficient != assigned.coefficient:
        raise COEFFICIENT_DIFFERS.because(
            item=assigned.item, given=command.coefficient, expected=assigned.coefficient, day=context.valid_on
        )
    return assignment(sheet, command, context, assigned, kind=kind, part_of=command.part_of, weight=command.weight)


def require_assignable(sheet: Sheet, command: NewTask, context: Context) -> None:
    """Refuse a locked sheet, anybody but the direct manager, a used task id, and what is out of range."""
    require_unlocked(sheet)
    require_direct_manager(context, command.staff)
    if command.task in sheet.tasks:
        raise TASK_EXISTS.because(task=command.task)
    require_quantity(command.quantity, MOST_QUANTITY)
    require_due_day(command, context, command.due_on)
    if command.tied_to is not None:
        require_tie(command, command.tied_to, context)


def assignment(
    sheet: Sheet, command: NewTask, context: Context, assigned: Assigned, **fields: Any
) -> tuple[Event, ...]:
    """Return the events of an assignment, the opening of the sheet first when it has none yet."""
    opened = () if sheet.version else (opening(sheet, command, context),)
    event = TaskAssigned(
        **context.stamp(sheet, len(opened)),
        staff=command.staff,
        period=command.period,
        task=command.task,
        item=assigned.item,
        title=assigned.title,
        measure=assigned.measure,
        coefficient=assigned.coefficient,
        quantity=command.quantity,
        due_on=command.due_on,
        requirement=command.requirement,
        tied_to_staff=command.tied_to.staff if command.tied_to else None,
        tied_to_task=command.tied_to.task if command.tied_to else None,
        **fields,
    )
    return (*opened, event, *assigned.beside)


def _item(command: Assignment, context: Context) -> Assigned:
    item = _item_in_force(command, context)
    if command.weight is not None:
        raise WEIGHT_WITHOUT_PRODUCT.because(task=command.task)
    return Assigned(item.code, item.title, item.measure, item.coefficient)


def _part(command: Assignment, context: Context) -> Assigned:
    share = Share(command.part_of or "", command.item, command.quantity, command.weight)
    part = take_part(command, share, context)
    product = part.product
    return Assigned(product.item, product.title, product.measure, part.coefficient, (part.event,))


def _item_in_force(command: Assignment, context: Context) -> Item:
    item = context.catalogue().item_on(command.item, context.valid_on)
    if item is None:
        raise ITEM_NOT_IN_FORCE.because(agency=command.agency, item=command.item, day=context.valid_on)
    return item


COEFFICIENT_DIFFERS = Refusal(
    "catalogue.coefficient_differs",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "Hệ số của {item} ghi {given}; danh mục có hiệu lực ngày {day} ghi {expected}.",
    "The coefficient of {item} is given as {given}; the catalogue in force on {day} says {expected}.",
)
WEIGHT_WITHOUT_PRODUCT = Refusal(
    "task.weight_without_product",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ {task} ghi weight mà không ghi part_of; tỷ trọng chỉ dùng cho phần của một sản phẩm chung.",
    "The task {task} has a weight but no part_of; only a part of a shared product has a weight.",
)
