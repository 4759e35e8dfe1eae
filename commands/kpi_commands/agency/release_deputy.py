"""Release a deputy from the field."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import DeputyReleased
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source, StaffId


class ReleaseDeputy(Command, frozen=True):
    """Let a deputy be in charge of no field from `valid_on`."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["release_deputy"] = "release_deputy"
    staff: StaffId


def decide(agency: Agency, command: ReleaseDeputy, context: Context) -> tuple[Event, ...]:
    """Decide to release somebody who is in charge of a field on that day."""
    require_adviser_about(context, command.staff)
    in_charge_of = agency.deputy_field_on(command.staff, context.valid_on)
    if in_charge_of is None:
        raise NO_FIELD.because(staff=command.staff, agency=command.agency, day=context.valid_on)
    return (
        DeputyReleased(**context.stamp(agency), agency=command.agency, unit=in_charge_of.unit, staff=command.staff),
    )


NO_FIELD = Refusal(
    "deputy.no_field",
    "Điều 15.4 Nghị định 335/2025/NĐ-CP",
    "{staff} không được giao phụ trách lĩnh vực nào ở {agency} vào ngày {day}.",
    "{staff} is in charge of no field in {agency} on {day}.",
)
