"""Open an agency: it begins to monitor and evaluate its people."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import require_operator
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import AgencyOpened
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import PeriodKind, ShortText, Source, StaffId, UnitCode


class OpenAgency(Command, frozen=True):
    """Open an agency with its root unit and its first personnel advisers; only an operator may."""

    SOURCE: ClassVar[Source] = "operator"
    type: Literal["open_agency"] = "open_agency"
    name: ShortText
    period_kind: PeriodKind = "month"
    root_unit: UnitCode
    personnel_advisers: tuple[StaffId, ...] = Field(min_length=1)


def decide(agency: Agency, command: OpenAgency, context: Context) -> tuple[Event, ...]:
    """Decide to open the agency once."""
    require_operator(context)
    if agency.version:
        raise ALREADY_OPEN.because(agency=command.agency)
    return (
        AgencyOpened(
            **context.stamp(agency),
            agency=command.agency,
            name=command.name,
            period_kind=command.period_kind,
            root_unit=command.root_unit,
            personnel_advisers=command.personnel_advisers,
        ),
    )


ALREADY_OPEN = Refusal(
    "agency.already_open",
    "Điều 2 Nghị định 335/2025/NĐ-CP",
    "Cơ quan {agency} đã được mở.",
    "The agency {agency} is already open.",
)
