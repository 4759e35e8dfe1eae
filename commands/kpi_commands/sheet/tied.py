"""A leader's directing task is tied to a product of somebody in the leader's charge (Art 15.1b)."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from kpi_commands.authority import evaluated_post
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import TASK_UNKNOWN
from kpi_commands.sheet.lines import require_sheet_of_agency
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import StaffId, TaskId


class TiedTask(BaseModel):
    """A task on the sheet of somebody in charge, for the same period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff: StaffId
    task: TaskId


def require_tie(command: TaskCommand, tied: TiedTask, context: Context) -> None:
    """Refuse to tie a task to a product that does not exist, or to somebody not in the person's charge."""
    if not _is_in_charge(context, command.staff, tied.staff, context.valid_on):
        raise NOT_IN_CHARGE.because(leader=command.staff, staff=tied.staff, day=context.valid_on)
    sheet = context.sheet(tied.staff, command.period)
    if tied.task not in sheet.tasks:
        raise TASK_UNKNOWN.because(staff=tied.staff, period=command.period, task=tied.task)
    require_sheet_of_agency(sheet, command, context.valid_on)


def _is_in_charge(context: Context, leader: str, staff: str, day: date) -> bool:
    """Tell whether a leader heads a unit above somebody, or has the unit or the person in a deputy's field."""
    agency, unit = context.agency(), evaluated_post(context, staff, day).unit
    if leader == staff:
        return False
    if any(above.head_on(day) == leader for above in agency.units_above(unit, day)):
        return True
    charge = agency.deputy_field_on(leader, day)
    if charge is None:
        return False
    return staff in charge.members or any(unit in agency.units_below(each, day) for each in charge.units)


NOT_IN_CHARGE = Refusal(
    "task.not_in_charge",
    "Điều 15.1b Nghị định 335/2025/NĐ-CP",
    "{leader} không phụ trách {staff} vào ngày {day}: nhiệm vụ chỉ đạo chỉ gắn với sản phẩm của người được phụ trách; "
    "với cấp phó, hãy phân công lĩnh vực trước.",
    "{leader} is not in charge of {staff} on {day}: a directing task is tied to a product of somebody in charge only; "
    "a deputy needs a field first.",
)
