"""Tell a person the result of their period."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.petition_time import term_of_notice
from kpi_commands.sheet.closing import confirmed_as_it_stands, require_manager_or_adviser, require_sheet
from kpi_es.domain.confirmed_record import confirmed_hash
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetNotified


class NotifyResult(SheetCommand, frozen=True):
    """Record that the person was told the confirmed result; from now on they may petition (Art 17.3, 22)."""

    type: Literal["notify_result"] = "notify_result"


def decide(sheet: Sheet, command: NotifyResult, context: Context) -> tuple[Event, ...]:
    """Decide to record the notice once for each confirmation, by the direct manager or a personnel adviser."""
    require_sheet(sheet, command, context)
    require_manager_or_adviser(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    confirmation = confirmed_as_it_stands(sheet)
    notice = sheet.procedure.notice
    if notice is not None and notice.about_version == confirmation.version:
        raise ALREADY_NOTIFIED.because(staff=command.staff, period=command.period, day=notice.recorded_on)
    return (
        SheetNotified(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            about_version=confirmation.version,
            record_hash=confirmed_hash(sheet),
            petition_term=term_of_notice(context),
        ),
    )


ALREADY_NOTIFIED = Refusal(
    "sheet.already_notified",
    "Điều 17.3 Nghị định 335/2025/NĐ-CP",
    "{staff} đã được thông báo kết quả kỳ {period} ngày {day}.",
    "{staff} was told the result of {period} on {day}.",
)
