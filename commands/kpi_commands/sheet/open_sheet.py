"""Open a person's sheet for a period."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import is_personnel_adviser, require_direct_manager
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.opening import opening
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet


class OpenSheet(SheetCommand, frozen=True):
    """Open the monitoring form (Form 01); assigning a first task opens it as well."""

    type: Literal["open_sheet"] = "open_sheet"


def decide(sheet: Sheet, command: OpenSheet, context: Context) -> tuple[Event, ...]:
    """Decide to open a sheet once, by the direct manager or a personnel adviser."""
    if not is_personnel_adviser(context):
        require_direct_manager(context, command.staff)
    if sheet.version:
        raise ALREADY_OPEN.because(staff=command.staff, period=command.period)
    return (opening(sheet, command, context),)


ALREADY_OPEN = Refusal(
    "sheet.already_open",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "{staff} đã có phiếu kỳ {period}.",
    "{staff} already has a sheet for {period}.",
)
