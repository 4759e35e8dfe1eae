"""Answer a petition against the annual class."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.refusals import PETITION_UNKNOWN
from kpi_commands.review.review_command import ReviewCommand, require_deciding_authority, require_review
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ReviewPetitionAnswered
from kpi_es.domain.event import Event
from kpi_es.domain.petition import PetitionNumber, PetitionOutcome
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import LongText


class AnswerReviewPetition(ReviewCommand, frozen=True):
    """Answer a petition, by the authority that decided the class (Art 22), within seven working days.

    A later answer is taken and recorded as late. What is corrected or annulled waits for a new decision:
    `replace_class_decision`, or `replace_round_decision` for the round as a whole.
    """

    type: Literal["answer_review_petition"] = "answer_review_petition"
    number: PetitionNumber
    outcome: PetitionOutcome
    answer: LongText


def decide(review: AnnualReview, command: AnswerReviewPetition, context: Context) -> tuple[Event, ...]:
    """Decide to answer an open petition once."""
    require_review(review, command.agency)
    require_deciding_authority(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    petition = review.petitions.get(command.number)
    if petition is None or not petition.open:
        raise PETITION_UNKNOWN.because(staff=command.staff, year=command.year, number=command.number)
    if context.valid_on < petition.filed_on:
        raise ANSWER_BEFORE_PETITION.because(day=context.valid_on, filed_on=petition.filed_on)
    return (
        ReviewPetitionAnswered(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            number=command.number,
            outcome=command.outcome,
            answer=command.answer,
            late=petition.late_on(context.today),
        ),
    )


ANSWER_BEFORE_PETITION = Refusal(
    "review.answer_before_petition",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Ngày trả lời {day} ở trước ngày kiến nghị {filed_on}.",
    "The day of the answer, {day}, is before the petition of {filed_on}.",
)
