"""What the acts around a confirmation share: who may, on which confirmation, until which day."""

from __future__ import annotations

from datetime import date

from kpi_commands.authority import (
    is_personnel_adviser,
    require_direct_manager,
    require_manager,
    require_personnel_adviser,
    require_the_person,
    require_the_person_concerned,
)
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK, SHEET_ABSENT
from kpi_commands.sheet.lines import require_sheet_of_agency
from kpi_es.domain.period import period_days
from kpi_es.domain.period_procedure import Confirmation
from kpi_es.domain.posts import evaluating_post
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import PeriodDeadline


def require_sheet(sheet: Sheet, command: SheetCommand, context: Context) -> None:
    """Refuse a sheet that was never opened, or one of another agency; locked or not."""
    if sheet.version == 0:
        raise SHEET_ABSENT.because(staff=sheet.staff, period=sheet.period)
    require_sheet_of_agency(sheet, command, context.valid_on)


def require_manager_or_adviser(context: Context, staff: str) -> None:
    """Refuse everybody but the direct manager and the personnel advisers, and each of them about themselves."""
    if context.command.actor == staff:
        raise OWN_WORK.because(actor=staff)
    if not is_personnel_adviser(context):
        require_direct_manager(context, staff)


def require_another_adviser(context: Context, staff: str) -> None:
    """Refuse everybody but a personnel adviser, and an adviser in their own matter."""
    require_personnel_adviser(context)
    if context.command.actor == staff:
        raise OWN_WORK.because(actor=staff)


def require_answering_authority(context: Context, sheet: Sheet) -> None:
    """Refuse unless the actor evaluates the person today; for somebody who left, whoever heads that unit today.

    The right to petition does not end with the post (Art 22), so there must always be somebody to answer.
    """
    if context.command.actor == sheet.staff:
        raise OWN_WORK.because(actor=sheet.staff)
    post = evaluating_post(context.staff_member(sheet.staff), context.today)
    if post is not None and post.agency == sheet.agency:
        require_direct_manager(context, sheet.staff)
        return
    require_manager(context, sheet.staff, sheet.unit, context.today)


def require_judge(context: Context, sheet: Sheet) -> None:
    """Refuse unless the actor directly manages the person; on a reopened sheet, see `require_answering_authority`.

    Years may lie between a period and the decision about it: whoever judged it then need no longer be there.
    """
    if sheet.procedure.reopened:
        require_answering_authority(context, sheet)
    else:
        require_direct_manager(context, sheet.staff)


def require_assessing_person(context: Context, sheet: Sheet) -> None:
    """Refuse unless the actor is the person, with a post in the agency; on a reopened sheet in any post or none."""
    if sheet.procedure.reopened:
        require_the_person_concerned(context, sheet.staff)
    else:
        require_the_person(context, sheet.staff)


def confirmed_as_it_stands(sheet: Sheet) -> Confirmation:
    """Return the confirmation that holds. Refuses a sheet that has none, or that changed since."""
    confirmation = sheet.procedure.standing
    if confirmation is None or sheet.status == "open":
        raise NOT_CONFIRMED.because(staff=sheet.staff, period=sheet.period)
    return confirmation


def period_rules(context: Context, period: str) -> ProcedureRules:
    """Return the rules of procedure that bind a period: those in force when it begins."""
    first, _ = period_days(period)
    return context.agency().procedure_on(first)


def due_day(sheet: Sheet, context: Context, deadline: PeriodDeadline) -> date | None:
    """Return the last day for a step, extended where it was; None when the agency sets none."""
    rules = period_rules(context, sheet.period)
    match deadline:
        case "self_assessment":
            usual = rules.self_assessment_due_on(sheet.period)
        case "comment":
            usual = rules.comment_due_on(sheet.period)
        case "confirmation":
            usual = rules.confirmation_due_on(sheet.period)
    return None if usual is None else max(usual, sheet.procedure.extended.get(deadline, usual))


def require_in_time(sheet: Sheet, context: Context, deadline: PeriodDeadline) -> None:
    """Refuse a step recorded after its last day, whatever day it is dated; a reopened sheet knows no deadline."""
    due_on = due_day(sheet, context, deadline)
    if due_on is None or sheet.procedure.reopened or context.today <= due_on:
        return
    what = DEADLINE_WORDS[deadline]
    raise DEADLINE_PASSED.because(
        what=what, staff=sheet.staff, period=sheet.period, due_on=due_on, today=context.today, deadline=deadline
    )


DEADLINE_WORDS: dict[PeriodDeadline, str] = {
    "self_assessment": "tự đánh giá (self-assessment)",
    "comment": "nhận xét (comment)",
    "confirmation": "xác nhận (confirmation)",
}

NOT_CONFIRMED = Refusal(
    "sheet.not_confirmed",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "Phiếu kỳ {period} của {staff} chưa được xác nhận, hoặc đã thay đổi sau khi xác nhận.",
    "The sheet of {staff} for {period} is not confirmed, or changed since it was.",
)
DEADLINE_PASSED = Refusal(
    "deadline.passed",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP; quy chế của cơ quan",
    "Hạn {what} phiếu kỳ {period} của {staff} là {due_on}, hôm nay {today} đã quá hạn; bộ phận tham mưu về tổ chức, "
    "cán bộ có thể gia hạn bằng lệnh extend_period_deadline ({deadline}), có nêu lý do.",
    "The last day for the {what} of the sheet of {staff} for {period} was {due_on}, today is {today}; "
    "a personnel adviser can extend it with extend_period_deadline ({deadline}), stating the reason.",
)
