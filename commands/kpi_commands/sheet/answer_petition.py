"""Answer a petition against the result of a period."""

from __future__ import annotations

from typing import Any, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.closing import require_answering_authority, require_sheet
from kpi_es.domain.event import Event
from kpi_es.domain.petition import Petition, PetitionNumber, PetitionOutcome
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import PetitionAnswered, SheetReopened
from kpi_es.domain.values import LongText, ShortText


class AnswerPetition(SheetCommand, frozen=True):
    """Answer a petition with its reasons (Art 22): the result is kept, corrected, or annulled and done again.

    `corrected` and `annulled` open the sheet again by themselves; it is then mended or, once annulled, assessed
    anew, and confirmed and locked again. A late answer is taken and recorded as late.
    """

    type: Literal["answer_petition"] = "answer_petition"
    number: PetitionNumber
    outcome: PetitionOutcome
    answer: LongText
    decision: ShortText | None = None


def decide(sheet: Sheet, command: AnswerPetition, context: Context) -> tuple[Event, ...]:
    """Decide an answer, once, by the authority that confirms the person's sheets."""
    require_sheet(sheet, command, context)
    require_answering_authority(context, sheet)
    require_not_in_future(context, context.valid_on, "valid_on")
    petition = _open_petition(sheet, command)
    answered = PetitionAnswered(
        **context.stamp(sheet),
        staff=command.staff,
        period=command.period,
        number=command.number,
        outcome=command.outcome,
        answer=command.answer,
        late=petition.late_on(context.today),
    )
    return (answered, *_reopening(sheet, command, context.stamp(sheet, 1)))


def _open_petition(sheet: Sheet, command: AnswerPetition) -> Petition:
    petition = sheet.procedure.petitions.get(command.number)
    if petition is None:
        raise PETITION_UNKNOWN.because(number=command.number, staff=sheet.staff, period=sheet.period)
    if not petition.open:
        raise PETITION_ANSWERED.because(number=command.number, status=petition.status, day=petition.answered_on)
    return petition


def _reopening(sheet: Sheet, command: AnswerPetition, stamp: dict[str, Any]) -> tuple[Event, ...]:
    standing = sheet.procedure.standing
    # Another petition may have opened the sheet already; to be done anew it must be opened for that all the same.
    if command.outcome == "kept" or (standing is None and command.outcome == "corrected"):
        return ()
    confirmation = standing or sheet.procedure.confirmations[-1]
    with_reason: dict[str, Any] = {**stamp, "reason": command.reason or command.answer}
    return (
        SheetReopened(
            **with_reason,
            staff=command.staff,
            period=command.period,
            replaces=confirmation.event_id,
            decision=command.decision,
            anew=command.outcome == "annulled",
            petition=command.number,
        ),
    )


PETITION_UNKNOWN = Refusal(
    "petition.unknown",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Phiếu kỳ {period} của {staff} không có kiến nghị số {number}.",
    "The sheet of {staff} for {period} has no petition number {number}.",
)
PETITION_ANSWERED = Refusal(
    "petition.already_answered",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Kiến nghị số {number} đã được trả lời ngày {day} ({status}).",
    "Petition number {number} was answered on {day} ({status}).",
)
