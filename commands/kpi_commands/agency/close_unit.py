"""Close a unit."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from kpi_commands.agency.tree import require_unit_on
from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency, Unit
from kpi_es.domain.agency_events import UnitClosed
from kpi_es.domain.event import Event
from kpi_es.domain.posts import holds_post_in_unit_from
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText, Source, UnitCode

MOST_NAMED = 5
"""How many people a refusal names; it counts them all."""


class CloseUnit(Command, frozen=True):
    """Close a unit: `valid_on` is the first day without it.

    Its head, the units below and its staff leave it first: nobody holds a post in a unit that is not there, be it a
    main or a concurrent one or for a secondment.
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["close_unit"] = "close_unit"
    unit: UnitCode
    decision: ShortText


def decide(agency: Agency, command: CloseUnit, context: Context) -> tuple[Event, ...]:
    """Decide to close a unit that has neither a head, units below nor staff, that day and afterwards."""
    require_personnel_adviser(context)
    day = context.valid_on
    unit = require_unit_on(agency, command.unit, day)
    if unit.closed_on is not None:
        raise ALREADY_CLOSES.because(unit=command.unit, closed=unit.closed_on)
    if command.unit == agency.root_unit:
        raise ROOT_NEVER_CLOSES.because(unit=command.unit)
    heads = _heads_from(unit, day)
    if heads:
        raise HAS_HEAD.because(unit=command.unit, head=heads[0], day=day)
    subunits = _subunits_from(agency, command.unit, day)
    if subunits:
        raise HAS_SUBUNITS.because(unit=command.unit, subunits=", ".join(subunits), day=day)
    staff = _staff_from(context, command.unit, day)
    if staff:
        named = ", ".join(staff[:MOST_NAMED]) + (", …" if len(staff) > MOST_NAMED else "")
        raise HAS_STAFF.because(unit=command.unit, count=len(staff), staff=named, day=day)
    return (UnitClosed(**context.stamp(agency), agency=command.agency, unit=command.unit, decision=command.decision),)


def _heads_from(unit: Unit, day: date) -> list[str]:
    present = unit.head_on(day)
    later = [head for since, head in unit.heads if since > day]
    return [head for head in (present, *later) if head is not None]


def _subunits_from(agency: Agency, code: str, day: date) -> tuple[str, ...]:
    changes = {since for unit in agency.units.values() for since, _ in unit.parents if since > day}
    return tuple(dict.fromkeys(unit for each in (day, *sorted(changes)) for unit in agency.subunits_on(code, each)))


def _staff_from(context: Context, unit: str, day: date) -> list[str]:
    agency = context.command.agency
    people = sorted(context.people_of(agency))
    return [staff for staff in people if holds_post_in_unit_from(context.staff_member(staff), agency, unit, day)]


ALREADY_CLOSES = Refusal(
    "agency.unit_already_closes",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "Đơn vị {unit} đã có quyết định giải thể từ {closed}; muốn đổi ngày, hãy hủy bản ghi đó (annul_record).",
    "The unit {unit} is already closed from {closed}; to change the day, annul that record (annul_record).",
)
ROOT_NEVER_CLOSES = Refusal(
    "agency.root_never_closes",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "{unit} là đơn vị gốc của cơ quan, không giải thể riêng.",
    "{unit} is the agency's root unit and is not closed by itself.",
)
HAS_HEAD = Refusal(
    "agency.unit_has_head",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "Từ {day} đơn vị {unit} còn người đứng đầu {head}; hãy điều động hoặc cho thôi chức vụ trước.",
    "From {day} on the unit {unit} has a head, {head}; transfer or release that person first.",
)
HAS_SUBUNITS = Refusal(
    "agency.unit_has_subunits",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "Từ {day} dưới đơn vị {unit} còn {subunits}; hãy chuyển các đơn vị đó trước.",
    "From {day} on {subunits} stand below the unit {unit}; move them first.",
)
HAS_STAFF = Refusal(
    "agency.unit_has_staff",
    "Điều 3.1, 10.1 Nghị định 335/2025/NĐ-CP",
    "Từ {day} đơn vị {unit} còn {count} người giữ vị trí: {staff}; trước hết hãy điều động, cho thôi việc, hoặc "
    "chấm dứt kiêm nhiệm, biệt phái từ ngày đó hay sớm hơn.",
    "From {day} on {count} people hold a post in the unit {unit}: {staff}; transfer or separate them, or end the "
    "concurrent post or secondment, from that day or earlier, first.",
)
