"""Record what was said about a person's period before it is confirmed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.closing import require_in_time, require_manager_or_adviser, require_sheet
from kpi_commands.sheet.lines import require_unlocked
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import Evidence, PeriodCommentRecorded
from kpi_es.domain.values import LongText


class RecordPeriodComment(SheetCommand, frozen=True):
    """Record the comment of a meeting or of the authority (Art 17.2), with its minutes by SHA-256 and name.

    Where the agency requires comments (`period_comments_required`), no sheet is confirmed without one.
    """

    type: Literal["record_period_comment"] = "record_period_comment"
    comment: LongText
    minutes: tuple[Evidence, ...] = Field(default=(), max_length=50)


def decide(sheet: Sheet, command: RecordPeriodComment, context: Context) -> tuple[Event, ...]:
    """Decide to record it, by the direct manager or a personnel adviser, in time and before the lock."""
    require_sheet(sheet, command, context)
    require_unlocked(sheet)
    require_manager_or_adviser(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_in_time(sheet, context, "comment")
    return (
        PeriodCommentRecorded(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            comment=command.comment,
            minutes=command.minutes,
        ),
    )
