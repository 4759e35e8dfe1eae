"""Register a person with the first post."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kpi_commands.authority import acts_as_adviser, require_adviser_about, require_personnel_adviser
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_commands.staff.posting import naming_of_head, require_unit
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import StaffMemberAppointed, StaffMemberRegistered
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import Role, ShortText, StaffGroup, UnitCode


class RegisterStaffMember(StaffCommand, frozen=True):
    """Register a staff id, never a name, with the post held from `valid_on`; role `head` also heads the unit.

    Somebody who left the service, here or in another agency, is registered again under the same id.
    """

    type: Literal["register_staff_member"] = "register_staff_member"
    group: StaffGroup = "civil_servant"
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    decision: ShortText | None = None


def decide(member: StaffMember, command: RegisterStaffMember, context: Context) -> tuple[Event, ...]:
    """Decide to register a person nobody knows yet, or one who has left by that day."""
    _require_right(member, command, context)
    if not (_is_new(member) or _has_left(member, context.valid_on)):
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
        *naming_of_head(context, member, command.unit, command.role),
    )


def _require_right(member: StaffMember, command: RegisterStaffMember, context: Context) -> None:
    """Refuse an adviser who registers himself, but for an agency's only one, in a plain post and for the first time.

    Somebody must be the first: without this exception an agency's only adviser could stand in no list of staff. There
    is no record about him yet that he could better, and a leader's post, or a return to service, an operator records.
    """
    alone = not any(acts_as_adviser(context, each) for each in _other_advisers(command, context))
    if command.actor == command.staff and alone and _is_new(member) and command.role not in ("head", "deputy"):
        require_personnel_adviser(context)
    else:
        require_adviser_about(context, command.staff)


def _other_advisers(command: RegisterStaffMember, context: Context) -> tuple[str, ...]:
    return tuple(each for each in context.agency().personnel_advisers if each != command.staff)


def _is_new(member: StaffMember) -> bool:
    """Tell whether the person never had a post that stands: an annulled registration may be made anew."""
    return not member.posts


def _has_left(member: StaffMember, day: date) -> bool:
    return bool(member.posts) and member.posts[0][0] < day and member.appointment_on(day) is None


ALREADY_REGISTERED = Refusal(
    "staff.already_registered",
    "Điều 2.2 Nghị định 335/2025/NĐ-CP",
    "Mã {staff} đã có người; điều động, bổ nhiệm bằng lệnh riêng.",
    "The staff id {staff} is taken; transfers and appointments have commands of their own.",
)
