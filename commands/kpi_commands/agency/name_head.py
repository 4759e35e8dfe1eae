"""Name the head of a unit from a day on."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.agency.tree import require_unit_on
from kpi_commands.authority import require_adviser_about
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.staff.posting import end_of_service, heading
from kpi_es.domain.agency import Agency
from kpi_es.domain.event import Event
from kpi_es.domain.values import Source, StaffId, UnitCode


class NameHead(Command, frozen=True):
    """Name who heads a unit from `valid_on`, also as acting head; the person needs a post in the agency.

    It ends with the person's next post, as far as one is recorded already.
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["name_head"] = "name_head"
    unit: UnitCode
    staff: StaffId


def decide(agency: Agency, command: NameHead, context: Context) -> tuple[Event, ...]:
    """Decide to name a head."""
    require_adviser_about(context, command.staff)
    require_unit_on(agency, command.unit, context.valid_on)
    post = context.appointment(command.staff, context.valid_on)
    until = end_of_service(context.staff_member(command.staff), context, post.unit, "head")
    return heading(context, command.staff, command.unit, until)
