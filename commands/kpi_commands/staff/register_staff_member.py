"""Register a person with the first post."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import naming_of_head, require_unit
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_member import StaffMember, StaffMemberAppointed, StaffMemberRegistered
from kpi_es.domain.values import Role, ShortText, StaffGroup, UnitCode


class RegisterStaffMember(StaffCommand, frozen=True):
    """Register a staff id, never a name, with the post held from `valid_on`; role `head` also heads the unit."""

    type: Literal["register_staff_member"] = "register_staff_member"
    group: StaffGroup = "civil_servant"
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    decision: ShortText | None = None


def decide(member: StaffMember, command: RegisterStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to register a person nobody knows yet."""
    require_personnel_adviser(context)
    if member.version:
        raise ALREADY_REGISTERED.because(staff=command.staff)
    require_unit(context, command.unit)
    return (
        StaffMemberRegistered(**context.stamp(member), staff=command.staff, agency=command.agency, group=command.group),
        StaffMemberAppointed(
            **context.stamp(member, 1),
            staff=command.staff,
            agency=command.agency,
            unit=command.unit,
            post=command.post,
            role=command.role,
            decision=command.decision,
        ),
        *naming_of_head(context, command.staff, command.unit, command.role),
    )


ALREADY_REGISTERED = Refusal(
    "staff.already_registered",
    "Điều 2.2 Nghị định 335/2025/NĐ-CP",
    "Mã {staff} đã có người; điều động, bổ nhiệm bằng lệnh riêng.",
    "The staff id {staff} is taken; transfers and appointments have commands of their own.",
)
