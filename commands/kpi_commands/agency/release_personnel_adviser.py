"""Release an organisation-personnel adviser."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_operator
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import PersonnelAdviserReleased
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source, StaffId


class ReleasePersonnelAdviser(Command, frozen=True):
    """Let somebody no longer keep the agency's personnel records from `valid_on` (Art 13.2); only an operator may."""

    SOURCE: ClassVar[Source] = "operator"
    type: Literal["release_personnel_adviser"] = "release_personnel_adviser"
    staff: StaffId


def decide(agency: Agency, command: ReleasePersonnelAdviser, context: Context) -> tuple[Event, ...]:
    """Decide to release somebody who is an adviser on that day."""
    require_operator(context)
    if not context.agency().is_personnel_adviser(command.staff, context.valid_on):
        raise NO_ADVISER.because(staff=command.staff, agency=command.agency, day=context.valid_on)
    return (PersonnelAdviserReleased(**context.stamp(agency), agency=command.agency, staff=command.staff),)


NO_ADVISER = Refusal(
    "adviser.not_named",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "{staff} không được giao làm tham mưu tổ chức, cán bộ của {agency} vào ngày {day}; không có gì để thôi giao.",
    "{staff} is not named a personnel adviser of {agency} on {day}; there is nothing to release.",
)
