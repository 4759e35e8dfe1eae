"""Put a unit below another one."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from kpi_commands.agency.tree import require_parent, require_unit_on
from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import UnitMoved
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText, Source, UnitCode


class MoveUnit(Command, frozen=True):
    """Move a unit, with all units below it, below another one from `valid_on`."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["move_unit"] = "move_unit"
    unit: UnitCode
    parent: UnitCode
    decision: ShortText


def decide(agency: Agency, command: MoveUnit, context: Context) -> tuple[Event, ...]:
    """Decide on a move that leaves every unit below the root, on that day and whenever the tree changes later."""
    require_personnel_adviser(context)
    unit = require_unit_on(agency, command.unit, context.valid_on)
    if command.unit == agency.root_unit:
        raise ROOT_STAYS.because(unit=command.unit)
    require_parent(agency, command.parent, context.valid_on, unit.closed_on)
    for day in _days_of_change(agency, context.valid_on):
        if any(above.code == command.unit for above in agency.units_above(command.parent, day)):
            raise OWN_SUBUNIT.because(unit=command.unit, parent=command.parent, day=day)
    return (
        UnitMoved(
            **context.stamp(agency),
            agency=command.agency,
            unit=command.unit,
            parent=command.parent,
            decision=command.decision,
        ),
    )


def _days_of_change(agency: Agency, since: date) -> list[date]:
    later = {day for unit in agency.units.values() for day, _ in unit.parents if day > since}
    return [since, *sorted(later)]


ROOT_STAYS = Refusal(
    "agency.root_stays",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "{unit} là đơn vị gốc của cơ quan, không thể đặt dưới đơn vị khác.",
    "{unit} is the agency's root unit and can not stand below another one.",
)
OWN_SUBUNIT = Refusal(
    "agency.own_subunit",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "Vào ngày {day} đơn vị {parent} nằm trong {unit}; không thể đặt {unit} dưới chính nó.",
    "On {day} the unit {parent} is part of {unit}; {unit} can not stand below itself.",
)
