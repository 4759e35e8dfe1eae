"""Give a unit another name."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.agency.tree import require_unit_on
from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import UnitRenamed
from kpi_es.domain.event import Event
from kpi_es.domain.values import ShortText, Source, UnitCode


class RenameUnit(Command, frozen=True):
    """Give a unit another name from `valid_on`; its code stays."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["rename_unit"] = "rename_unit"
    unit: UnitCode
    name: ShortText
    decision: ShortText


def decide(agency: Agency, command: RenameUnit, context: Context) -> tuple[Event, ...]:
    """Decide to rename a unit that exists on that day."""
    require_personnel_adviser(context)
    require_unit_on(agency, command.unit, context.valid_on)
    return (
        UnitRenamed(
            **context.stamp(agency),
            agency=command.agency,
            unit=command.unit,
            name=command.name,
            decision=command.decision,
        ),
    )
