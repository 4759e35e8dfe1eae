"""Name one more organisation-personnel adviser."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_operator
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import PersonnelAdviserNamed
from kpi_es.domain.event import Event
from kpi_es.domain.values import Source, StaffId


class NamePersonnelAdviser(Command, frozen=True):
    """Let a staff member keep the agency's personnel records from `valid_on` (Art 13.2); only an operator may.

    The person acts while holding a post in the agency, and never about oneself.
    """

    SOURCE: ClassVar[Source] = "operator"
    type: Literal["name_personnel_adviser"] = "name_personnel_adviser"
    staff: StaffId


def decide(agency: Agency, command: NamePersonnelAdviser, context: Context) -> tuple[Event, ...]:
    """Decide to name an adviser of an agency that is open."""
    require_operator(context)
    context.agency()
    return (PersonnelAdviserNamed(**context.stamp(agency), agency=command.agency, staff=command.staff),)
