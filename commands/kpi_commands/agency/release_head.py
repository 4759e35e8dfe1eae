"""Release the head of a unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.agency.tree import require_unit_on
from kpi_commands.authority import require_adviser_about
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import HeadReleased
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source, UnitCode


class ReleaseHead(Command, frozen=True):
    """Let a unit have no head from `valid_on`, as when an acting head steps back; the next head above acts."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["release_head"] = "release_head"
    unit: UnitCode


def decide(agency: Agency, command: ReleaseHead, context: Context) -> tuple[Event, ...]:
    """Decide to release the head of that day."""
    unit = agency.unit_on(command.unit, context.valid_on)
    head = unit.head_on(context.valid_on) if unit else None
    require_adviser_about(context, head)
    require_unit_on(agency, command.unit, context.valid_on)
    if head is None:
        raise NO_HEAD.because(unit=command.unit, day=context.valid_on)
    return (HeadReleased(**context.stamp(agency), agency=command.agency, unit=command.unit, staff=head),)


NO_HEAD = Refusal(
    "agency.unit_has_no_head",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "Đơn vị {unit} không có người đứng đầu vào ngày {day}.",
    "The unit {unit} has no head on {day}.",
)
