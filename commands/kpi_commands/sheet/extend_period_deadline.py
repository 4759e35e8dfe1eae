"""Extend the last day of one step of a sheet's procedure."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.closing import due_day, require_another_adviser, require_sheet
from kpi_commands.sheet.lines import require_unlocked
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import PeriodDeadline, PeriodDeadlineExtended
from kpi_es.domain.values import Source


class ExtendPeriodDeadline(SheetCommand, frozen=True):
    """Give one person until a later day for the self-assessment, the comment or the confirmation; reason due."""

    SOURCE: ClassVar[Source] = "personnel"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["extend_period_deadline"] = "extend_period_deadline"
    deadline: PeriodDeadline
    due_on: date


def decide(sheet: Sheet, command: ExtendPeriodDeadline, context: Context) -> tuple[Event, ...]:
    """Decide to extend a deadline the agency has set, by a personnel adviser, never in the own matter."""
    require_sheet(sheet, command, context)
    require_unlocked(sheet)
    require_another_adviser(context, command.staff)
    former = due_day(sheet, context, command.deadline)
    if former is None:
        raise NO_DEADLINE.because(deadline=command.deadline, agency=command.agency, period=command.period)
    if command.due_on <= former or command.due_on < context.today:
        raise EXTENSION_TOO_EARLY.because(due_on=command.due_on, former=former, today=context.today)
    return (
        PeriodDeadlineExtended(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            deadline=command.deadline,
            due_on=command.due_on,
            former_due_on=former,
        ),
    )


NO_DEADLINE = Refusal(
    "deadline.none_set",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP; quy chế của cơ quan",
    "{agency} không đặt hạn {deadline} cho kỳ {period}: không có gì để gia hạn.",
    "{agency} has set no {deadline} deadline for {period}: there is nothing to extend.",
)
EXTENSION_TOO_EARLY = Refusal(
    "deadline.extension_too_early",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP; quy chế của cơ quan",
    "Hạn mới {due_on} phải sau hạn cũ {former} và không trước hôm nay, {today}.",
    "The new deadline {due_on} must be after the old one, {former}, and not before today, {today}.",
)
