"""What registering, appointing and transferring share: the unit must exist, a head's post names the head."""

from __future__ import annotations

from kpi_commands.context import Context
from kpi_commands.refusals import UNIT_UNKNOWN
from kpi_es.domain.agency import HeadNamed, HeadReleased
from kpi_es.domain.event import Event
from kpi_es.domain.values import Role


def require_unit(context: Context, unit: str) -> None:
    """Refuse a unit that the command's agency does not have on the day of the act."""
    known = context.agency().units.get(unit)
    if known is None or known.since > context.valid_on:
        raise UNIT_UNKNOWN.because(agency=context.command.agency, unit=unit, day=context.valid_on)


def naming_of_head(context: Context, staff: str, unit: str, role: Role, offset: int = 0) -> tuple[Event, ...]:
    """Return the event that makes the holder of a head's post the head of the unit; none for other roles."""
    if role != "head":
        return ()
    agency = context.agency()
    return (HeadNamed(**context.stamp(agency, offset), agency=agency.code, unit=unit, staff=staff),)


def release_of_headships(context: Context, staff: str) -> tuple[Event, ...]:
    """Return the events that release a leaving person from every unit headed on the day of the act."""
    agency = context.agency()
    units = agency.units_headed_by(staff, context.valid_on)
    return tuple(
        HeadReleased(**context.stamp(agency, offset), agency=agency.code, unit=unit, staff=staff)
        for offset, unit in enumerate(units)
    )
