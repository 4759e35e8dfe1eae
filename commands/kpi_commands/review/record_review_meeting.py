"""Record the meeting that commented on a person's year."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kpi_commands.authority import (
    evaluated_post,
    is_personnel_adviser,
    require_direct_manager,
    require_not_in_future,
)
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.review_command import (
    MEETING,
    ReviewCommand,
    is_agency_head,
    require_review,
    require_steps,
    require_undecided,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import Attendance, ReviewMeetingRecorded
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet_events import Evidence
from kpi_es.domain.values import LongText, ShortText, StaffId


class RecordReviewMeeting(ReviewCommand, frozen=True):
    """Record comments and minutes of the meeting held on `valid_on` (Art 21.1b, 21.2b).

    Presided by a head of the person's unit or of one above it, for the head of the agency by the managing authority,
    never by the person; the minutes must have been adopted at the meeting.
    `in_writing` names the subordinate heads of a large agency who sent their opinion instead of coming.
    """

    type: Literal["record_review_meeting"] = "record_review_meeting"
    presided_by: StaffId
    present: Attendance
    invited: Attendance
    comments: LongText
    minutes: Evidence
    adopted: bool
    in_writing: tuple[ShortText, ...] = Field(default=(), max_length=200)


def decide(review: AnnualReview, command: RecordReviewMeeting, context: Context) -> tuple[Event, ...]:
    """Decide to record a meeting, by the direct manager or a personnel adviser, after the self-classification."""
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    if not is_personnel_adviser(context):
        require_direct_manager(context, command.staff)
    require_review(review, command.agency)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_undecided(review)
    require_steps(context, review, before=MEETING)
    _require_presided_by_head(command, context)
    if not command.adopted:
        raise MINUTES_NOT_ADOPTED.because(staff=command.staff)
    if command.present > command.invited:
        raise MORE_THAN_INVITED.because(present=command.present, invited=command.invited)
    return (
        ReviewMeetingRecorded(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            presided_by=command.presided_by,
            present=command.present,
            invited=command.invited,
            comments=command.comments,
            minutes=command.minutes,
            in_writing=command.in_writing,
        ),
    )


def _require_presided_by_head(command: RecordReviewMeeting, context: Context) -> None:
    if command.presided_by == command.staff:
        raise OWN_WORK.because(actor=command.presided_by)
    unit, agency = evaluated_post(context, command.staff, context.valid_on).unit, context.agency()
    heads = [each.head_on(context.valid_on) for each in agency.units_above(unit, context.valid_on)]
    if is_agency_head(context, command.staff):
        heads.append(agency.managing_authority_on(context.valid_on))
    if command.presided_by not in heads:
        raise NOT_PRESIDED_BY_HEAD.because(presided_by=command.presided_by, unit=unit, day=context.valid_on)


NOT_PRESIDED_BY_HEAD = Refusal(
    "review.not_presided_by_head",
    "Điều 10.1, 21.1b, 21.2b Nghị định 335/2025/NĐ-CP",
    "Ngày {day}, {presided_by} không đứng đầu {unit} hay đơn vị cấp trên của {unit} nên không chủ trì được cuộc họp.",
    "On {day} {presided_by} heads neither {unit} nor a unit above it and can not preside at the meeting.",
)
MINUTES_NOT_ADOPTED = Refusal(
    "review.minutes_not_adopted",
    "Điều 21.1b, 21.2b Nghị định 335/2025/NĐ-CP",
    "Biên bản cuộc họp về {staff} phải được thông qua tại cuộc họp.",
    "The minutes of the meeting about {staff} must be adopted at the meeting.",
)
MORE_THAN_INVITED = Refusal(
    "review.more_than_invited",
    "Điều 21.1b, 21.2b Nghị định 335/2025/NĐ-CP",
    "Số người dự họp {present} nhiều hơn số người được mời {invited}.",
    "{present} people attended although {invited} were invited.",
)
