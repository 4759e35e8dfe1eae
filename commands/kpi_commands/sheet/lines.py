"""What the commands on a sheet share: an open sheet, a known line, days and quantities in range."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kpi_commands.command import SheetCommand, TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import (
    BEFORE_ASSIGNMENT,
    BEFORE_RESULT,
    DELIVERY_JUDGED,
    DELIVERY_UNKNOWN,
    NOT_IN_AGENCY,
    OUTSIDE_PERIOD,
    QUANTITY_OUT_OF_RANGE,
    QUANTITY_TOO_FINE,
    SHEET_ABSENT,
    SHEET_LOCKED,
    TASK_UNKNOWN,
)
from kpi_es.domain.period import work_days
from kpi_es.domain.sheet import ZERO, Delivery, Sheet, TaskLine
from kpi_es.domain.values import is_writable

MOST_QUANTITY = 1_000_000
"""No line of a month or quarter holds more pieces; a typing error does."""


def require_unlocked(sheet: Sheet) -> None:
    """Refuse a sheet that is locked."""
    if sheet.locked:
        raise SHEET_LOCKED.because(staff=sheet.staff, period=sheet.period)


def require_open(sheet: Sheet) -> None:
    """Refuse a sheet that was never opened or is locked."""
    if sheet.version == 0:
        raise SHEET_ABSENT.because(staff=sheet.staff, period=sheet.period)
    require_unlocked(sheet)


def require_sheet_of_agency(sheet: Sheet, command: SheetCommand, day: date) -> None:
    """Refuse a sheet of another agency than the one the command speaks for."""
    if sheet.agency != command.agency:
        raise NOT_IN_AGENCY.because(staff=sheet.staff, agency=command.agency, day=day)


def open_line(sheet: Sheet, command: TaskCommand) -> TaskLine:
    """Return the command's task line of an open sheet. Refuses an unknown task."""
    require_open(sheet)
    line = sheet.tasks.get(command.task)
    if line is None:
        raise TASK_UNKNOWN.because(staff=sheet.staff, period=sheet.period, task=command.task)
    return line


def undecided(line: TaskLine, number: int) -> Delivery:
    """Return a submission that still waits for the manager. Refuses an unknown or already judged one."""
    delivery = line.deliveries.get(number)
    if delivery is None:
        raise DELIVERY_UNKNOWN.because(task=line.task, delivery=number)
    if delivery.status != "submitted":
        raise DELIVERY_JUDGED.because(task=line.task, delivery=number, status=delivery.status)
    return delivery


def require_within_period(command: SheetCommand, day: date, what: str) -> None:
    """Refuse a day outside those on which work of the sheet may be done."""
    first, last = work_days(command.period)
    if not first <= day <= last:
        raise OUTSIDE_PERIOD.because(day=day, what=what, period=command.period, first=first, last=last)


def require_not_before_assignment(line: TaskLine, day: date, what: str) -> None:
    """Refuse a day before the task was assigned."""
    if day < line.assigned_on:
        raise BEFORE_ASSIGNMENT.because(day=day, what=what, task=line.task, assigned_on=line.assigned_on)


def require_quantity(quantity: Fraction, limit: Fraction | int) -> None:
    """Refuse a quantity of nothing or less, or above the limit."""
    if not 0 < quantity <= limit:
        raise QUANTITY_OUT_OF_RANGE.because(quantity=quantity, limit=limit)


def require_room(sheet: Sheet, line: TaskLine, quantity: Fraction, context: Context, replaced: Fraction = ZERO) -> None:
    """Refuse a quantity of nothing or less, or one for which the line has no room.

    There is room for what is still open; where the rules say so, for as much as any line holds. `replaced` is the
    quantity that makes way for it.
    """
    limit = line.open_quantity + replaced
    if not 0 < quantity <= limit and may_exceed(sheet, line, context):
        limit = MOST_QUANTITY - line.done - line.pending + replaced
    require_quantity(quantity, limit)


def may_exceed(sheet: Sheet, line: TaskLine, context: Context) -> bool:
    """Tell whether the rules frozen on the sheet let this line be done beyond its assigned quantity.

    Never where a part was given up: it was left to others, and may be in their hands (Art 18.1d).
    """
    return not line.given_up and context.rule_set(sheet.rule_set).allows_over_fulfilment


def require_writable(quantity: Fraction) -> None:
    """Refuse a calculated quantity that the log could not read back: see `is_writable`."""
    if not is_writable(quantity):
        raise QUANTITY_TOO_FINE.because(quantity=quantity)


def require_not_before_result(line: TaskLine, finished_on: date, day: date) -> None:
    """Refuse to hand in or judge a result on a day before it was finished."""
    if day < finished_on:
        raise BEFORE_RESULT.because(day=day, finished_on=finished_on, task=line.task)


def require_act_on_line(context: Context, line: TaskLine) -> None:
    """Refuse an act dated before the task was assigned."""
    require_not_before_assignment(line, context.valid_on, "valid_on")
