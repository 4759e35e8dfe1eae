"""Transfer a person to another unit, of this agency or of another one."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_adviser_about
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import naming_of_head, releases, require_own_head, require_unit
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import StaffMemberTransferred
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import AgencyCode, Role, ShortText, TransferKind, UnitCode


class TransferStaffMember(StaffCommand, frozen=True):
    """Move a person to another unit from `valid_on` (điều động or luân chuyển, Art 19.1).

    The agency that has the person records it, also when the unit belongs to another agency (`to_agency`): from that
    day the new agency evaluates and classifies, and the sheets made here stand. What the person headed or was in
    charge of falls vacant; concurrent posts stay until they are ended.
    """

    type: Literal["transfer_staff_member"] = "transfer_staff_member"
    to_agency: AgencyCode | None = None
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    kind: TransferKind = "transfer"
    decision: ShortText


def decide(member: StaffMember, command: TransferStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to transfer somebody who holds a post in another unit on that day."""
    require_adviser_about(context, command.staff)
    present = context.appointment(command.staff, context.valid_on)
    agency = command.to_agency or command.agency
    if (present.agency, present.unit) == (agency, command.unit):
        raise ALREADY_THERE.because(staff=command.staff, unit=command.unit, day=context.valid_on)
    require_unit(context, command.unit, agency)
    require_own_head(context, agency, command.role)
    stays = agency == command.agency
    kept = command.unit if stays and command.role == "head" else None
    released = releases(context, member, keep_concurrent=stays, keep_unit=kept)
    return (
        StaffMemberTransferred(
            **context.stamp(member),
            staff=command.staff,
            agency=agency,
            unit=command.unit,
            post=command.post,
            role=command.role,
            from_agency=present.agency,
            from_unit=present.unit,
            decision=command.decision,
            kind=command.kind,
        ),
        *released,
        *naming_of_head(context, member, command.unit, command.role, offset=len(released)),
    )


ALREADY_THERE = Refusal(
    "staff.already_in_unit",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "{staff} đã ở đơn vị {unit} vào ngày {day}.",
    "{staff} is already in unit {unit} on {day}.",
)
