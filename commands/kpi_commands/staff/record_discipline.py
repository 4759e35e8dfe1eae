"""Record a disciplinary decision."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future, require_personnel_adviser
from kpi_commands.command import StaffCommand
from kpi_commands.context import Context
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_member import DisciplineImposed, StaffMember
from kpi_es.domain.values import DisciplineForm, DisciplineGround, ShortText


class RecordDiscipline(StaffCommand, frozen=True):
    """Record a disciplinary decision that takes effect on `valid_on` (Art 11.3, 20.4 b and c)."""

    type: Literal["record_discipline"] = "record_discipline"
    form: DisciplineForm
    ground: DisciplineGround
    decision: ShortText


def decide(member: StaffMember, command: RecordDiscipline, context: Context) -> tuple[Event, ...]:
    """Decide to record a decision once."""
    require_personnel_adviser(context)
    require_not_in_future(context, context.valid_on, "valid_on")
    context.appointment(command.staff, context.valid_on)
    if any(each.decision == command.decision for each in member.disciplines):
        raise ALREADY_RECORDED.because(decision=command.decision, staff=command.staff)
    return (
        DisciplineImposed(
            **context.stamp(member),
            staff=command.staff,
            form=command.form,
            ground=command.ground,
            decision=command.decision,
        ),
    )


ALREADY_RECORDED = Refusal(
    "discipline.already_recorded",
    "Điều 11.3 Nghị định 335/2025/NĐ-CP",
    "Quyết định {decision} đối với {staff} đã được ghi nhận.",
    "The decision {decision} about {staff} is already recorded.",
)
