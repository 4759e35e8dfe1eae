"""Add a unit below another one."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.agency.tree import require_parent
from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import UnitAdded
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText, Source, UnitCode


class AddUnit(Command, frozen=True):
    """Add a directly-using unit from `valid_on` (Art 3.1)."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["add_unit"] = "add_unit"
    unit: UnitCode
    name: ShortText
    parent: UnitCode


def decide(agency: Agency, command: AddUnit, context: Context) -> tuple[Event, ...]:
    """Decide to add a unit whose code is free and whose parent exists on that day."""
    require_personnel_adviser(context)
    if command.unit in agency.units:
        raise UNIT_EXISTS.because(agency=command.agency, unit=command.unit)
    require_parent(agency, command.parent, context.valid_on, None)
    return (
        UnitAdded(
            **context.stamp(agency),
            agency=command.agency,
            unit=command.unit,
            name=command.name,
            parent=command.parent,
        ),
    )


UNIT_EXISTS = Refusal(
    "agency.unit_exists",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "Cơ quan {agency} đã có đơn vị {unit}.",
    "The agency {agency} already has a unit {unit}.",
)
