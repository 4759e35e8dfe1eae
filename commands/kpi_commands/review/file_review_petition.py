"""File a petition against the annual class."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future, require_the_person_concerned
from kpi_commands.context import Context
from kpi_commands.petition_time import last_day_for_petition
from kpi_commands.review.review_command import ReviewCommand, require_decision, require_review
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ReviewPetitionFiled
from kpi_es.domain.event import Event
from kpi_es.domain.petition import answer_due, next_number
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import LongText, Source


class FileReviewPetition(ReviewCommand, frozen=True):
    """Petition against the class one was told of (Art 22); any number, with the decision as it stands frozen by hash.

    Also by somebody who has left the agency since: the right does not end with the post.
    """

    SOURCE: ClassVar[Source] = "self_declared"
    type: Literal["file_review_petition"] = "file_review_petition"
    subject: LongText


def decide(review: AnnualReview, command: FileReviewPetition, context: Context) -> tuple[Event, ...]:
    """Decide to take a petition of the person, after the notice."""
    require_the_person_concerned(context, command.staff)
    require_review(review, command.agency)
    require_not_in_future(context, context.valid_on, "valid_on")
    decision = require_decision(review)
    told_on = review.notified_on
    if not review.notified or told_on is None or context.valid_on < told_on:
        raise PETITION_BEFORE_NOTICE.because(staff=command.staff, year=command.year)
    last_day = last_day_for_petition(review.petition_term, review.notice_recorded_on or told_on, context)
    if last_day is not None and context.today > last_day:
        raise PETITION_TOO_LATE.because(last_day=last_day, today=context.today)
    agency = context.agency()
    return (
        ReviewPetitionFiled(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            number=next_number(review.petitions),
            subject=command.subject,
            about_version=decision.version,
            record_hash=decision.record_hash(),
            due_on=answer_due(agency.calendar, context.today, agency.procedure_on(context.today)),
        ),
    )


PETITION_BEFORE_NOTICE = Refusal(
    "review.petition_before_notice",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "{staff} chưa được thông báo quyết định xếp loại năm {year} vào ngày đó.",
    "{staff} had not been told the decision about {year} by that day.",
)
PETITION_TOO_LATE = Refusal(
    "review.petition_too_late",
    "Điều 22 Nghị định 335/2025/NĐ-CP; quy chế của cơ quan",
    "Hạn gửi kiến nghị là {last_day}; hôm nay là {today}.",
    "Petitions were due by {last_day}; today is {today}.",
)
