"""Which sheet a task belongs to by its deadline: the period's own, and late December's with the next year."""

from __future__ import annotations

from datetime import date

from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import OUTSIDE_PERIOD
from kpi_es.domain.period import period_days, work_days
from kpi_es.domain.refusal import Refusal


def require_due_day(command: SheetCommand, context: Context, due_on: date) -> None:
    """Refuse an assignment or deadline outside the period, or a deadline before the assignment.

    Work due late in December belongs to the next year (`ProcedureRules.late_year_work_from`): its sheet is that of
    the year's first period, on which it may be assigned from October on.
    """
    require_not_late_in_year(command, context, due_on)
    days = work_days(command.period) if _is_of_last_december(command, context, due_on) else period_days(command.period)
    for day, what in ((context.valid_on, "valid_on"), (due_on, "due_on")):
        if not days[0] <= day <= days[1]:
            raise OUTSIDE_PERIOD.because(day=day, what=what, period=command.period, first=days[0], last=days[1])
    if due_on < context.valid_on:
        raise DUE_BEFORE_ASSIGNED.because(due_on=due_on, day=context.valid_on)


def require_not_late_in_year(command: SheetCommand, context: Context, due_on: date) -> None:
    """Refuse a deadline so late in the period's year that the work counts in the next year; name the sheet to use."""
    first, last = period_days(command.period)
    since = _late_from(context, first.year)
    if max(first, since) <= due_on <= last:
        sheet = _first_period(context, first.year + 1)
        raise LATE_IN_YEAR.because(due_on=due_on, period=command.period, since=since, sheet=sheet)


def _is_of_last_december(command: SheetCommand, context: Context, due_on: date) -> bool:
    first, _ = period_days(command.period)
    return first.month == 1 and _late_from(context, first.year - 1) <= due_on < first


def _late_from(context: Context, year: int) -> date:
    return context.agency().procedure_on(context.valid_on).late_work_from(year)


def _first_period(context: Context, year: int) -> str:
    kind = context.agency().period_kind_on(date(year, 1, 1))
    return f"{year}-01" if kind == "month" else f"{year}-Q1"


LATE_IN_YEAR = Refusal(
    "date.late_in_year",
    "Điều 19.2 Nghị định 335/2025/NĐ-CP",
    "Hạn {due_on} từ ngày {since} trở đi nên nhiệm vụ thuộc năm sau; hãy giao trong phiếu kỳ {sheet} thay vì {period}.",
    "The deadline {due_on} is on or after {since}, so the task belongs to the next year; use the sheet of {sheet} "
    "instead of {period}.",
)
DUE_BEFORE_ASSIGNED = Refusal(
    "date.due_before_assigned",
    "Điều 18.1b Nghị định 335/2025/NĐ-CP",
    "Hạn {due_on} ở trước ngày giao {day}.",
    "The deadline {due_on} is before the day of assignment, {day}.",
)
