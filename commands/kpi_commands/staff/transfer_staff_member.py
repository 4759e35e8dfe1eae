"""Transfer a person to another unit of the agency."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import naming_of_head, release_of_headships, require_unit
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_member import StaffMember, StaffMemberTransferred
from kpi_es.domain.values import Role, ShortText, UnitCode


class TransferStaffMember(StaffCommand, frozen=True):
    """Move a person to another unit from `valid_on` (điều động, Art 19.1); headships left behind fall vacant."""

    type: Literal["transfer_staff_member"] = "transfer_staff_member"
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    decision: ShortText


def decide(member: StaffMember, command: TransferStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to transfer somebody who holds a post in another unit of the agency on that day."""
    require_personnel_adviser(context)
    present = context.appointment(command.staff, context.valid_on)
    if present.unit == command.unit:
        raise ALREADY_THERE.because(staff=command.staff, unit=command.unit, day=context.valid_on)
    require_unit(context, command.unit)
    released = release_of_headships(context, command.staff)
    return (
        StaffMemberTransferred(
            **context.stamp(member),
            staff=command.staff,
            agency=command.agency,
            unit=command.unit,
            post=command.post,
            role=command.role,
            from_agency=present.agency,
            from_unit=present.unit,
            decision=command.decision,
        ),
        *released,
        *naming_of_head(context, command.staff, command.unit, command.role, offset=len(released)),
    )


ALREADY_THERE = Refusal(
    "staff.already_in_unit",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "{staff} đã ở đơn vị {unit} vào ngày {day}.",
    "{staff} is already in unit {unit} on {day}.",
)
