"""Publish the result of a period."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.closing import (
    confirmed_as_it_stands,
    period_rules,
    require_manager_or_adviser,
    require_sheet,
)
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetPublished


class PublishSheet(SheetCommand, frozen=True):
    """Make the result of a period public, as much of it as the agency chose (`publication_of_period`).

    Late publication is taken and recorded as late: what people may see must not be lost by a missed day.
    """

    type: Literal["publish_sheet"] = "publish_sheet"


def decide(sheet: Sheet, command: PublishSheet, context: Context) -> tuple[Event, ...]:
    """Decide to publish a confirmation once, after the person was told, by the manager or a personnel adviser."""
    require_sheet(sheet, command, context)
    require_manager_or_adviser(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    confirmation = confirmed_as_it_stands(sheet)
    if sheet.procedure.notice is None or sheet.procedure.notice.about_version != confirmation.version:
        raise NOT_NOTIFIED.because(staff=command.staff, period=command.period)
    if sheet.procedure.published_version == confirmation.version:
        raise ALREADY_PUBLISHED.because(staff=command.staff, period=command.period)
    rules = period_rules(context, command.period)
    due_on = rules.publication_due_on(command.period)
    return (
        SheetPublished(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            about_version=confirmation.version,
            content=rules.publication_of_period,
            due_on=due_on,
            late=due_on is not None and context.today > due_on,
        ),
    )


NOT_NOTIFIED = Refusal(
    "sheet.not_notified",
    "Điều 17.3 Nghị định 335/2025/NĐ-CP",
    "{staff} chưa được thông báo kết quả đang có hiệu lực của kỳ {period}.",
    "{staff} was not yet told the result that now stands for {period}.",
)
ALREADY_PUBLISHED = Refusal(
    "sheet.already_published",
    "Điều 17.3 Nghị định 335/2025/NĐ-CP",
    "Kết quả kỳ {period} của {staff} đã được công khai.",
    "The result of {staff} for {period} is already published.",
)
