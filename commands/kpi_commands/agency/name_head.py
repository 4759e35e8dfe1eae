"""Name the head of a unit from a day on."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.refusals import UNIT_UNKNOWN
from kpi_es.domain.agency import Agency, HeadNamed
from kpi_es.domain.event import Event
from kpi_es.domain.values import Source, StaffId, UnitCode


class NameHead(Command, frozen=True):
    """Name who heads a unit from `valid_on`, also as acting head; the person needs a post in the agency."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["name_head"] = "name_head"
    unit: UnitCode
    staff: StaffId


def decide(agency: Agency, command: NameHead, context: Context) -> tuple[Event, ...]:
    """Decide to name a head."""
    require_personnel_adviser(context)
    unit = agency.units.get(command.unit)
    if unit is None or unit.since > context.valid_on:
        raise UNIT_UNKNOWN.because(agency=command.agency, unit=command.unit, day=context.valid_on)
    context.appointment(command.staff, context.valid_on)
    return (HeadNamed(**context.stamp(agency), agency=command.agency, unit=command.unit, staff=command.staff),)
