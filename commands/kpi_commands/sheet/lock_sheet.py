"""Lock a confirmed sheet."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import (
    is_personnel_adviser,
    require_direct_manager,
    require_not_in_future,
)
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_commands.sheet.lines import require_open, require_sheet_of_agency
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetLocked


class LockSheet(SheetCommand, frozen=True):
    """Close the period for a person: from now on only a superseding decision changes the sheet (Art 21.3)."""

    type: Literal["lock_sheet"] = "lock_sheet"


def decide(sheet: Sheet, command: LockSheet, context: Context) -> tuple[Event, ...]:
    """Decide to lock a sheet that stands as it was confirmed, by the direct manager or a personnel adviser."""
    require_open(sheet)
    require_sheet_of_agency(sheet, command, context.valid_on)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    if not is_personnel_adviser(context):
        require_direct_manager(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    if sheet.status != "confirmed":
        raise NOT_CONFIRMED.because(staff=command.staff, period=command.period)
    return (SheetLocked(**context.stamp(sheet), staff=command.staff, period=command.period),)


NOT_CONFIRMED = Refusal(
    "sheet.not_confirmed",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "Phiếu kỳ {period} của {staff} chưa được xác nhận, hoặc đã thay đổi sau khi xác nhận.",
    "The sheet of {staff} for {period} is not confirmed, or changed since it was.",
)
