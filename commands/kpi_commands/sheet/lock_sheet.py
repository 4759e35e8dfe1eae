"""Lock a confirmed sheet."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.closing import confirmed_as_it_stands, require_manager_or_adviser
from kpi_commands.sheet.lines import require_open, require_sheet_of_agency
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetLocked


class LockSheet(SheetCommand, frozen=True):
    """Close the period for a person: from now on only a superseding decision changes the sheet (Art 21.3)."""

    type: Literal["lock_sheet"] = "lock_sheet"


def decide(sheet: Sheet, command: LockSheet, context: Context) -> tuple[Event, ...]:
    """Decide to lock a sheet that stands as it was confirmed, by the direct manager or a personnel adviser."""
    require_open(sheet)
    require_sheet_of_agency(sheet, command, context.valid_on)
    require_manager_or_adviser(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    confirmed_as_it_stands(sheet)
    return (SheetLocked(**context.stamp(sheet), staff=command.staff, period=command.period),)
