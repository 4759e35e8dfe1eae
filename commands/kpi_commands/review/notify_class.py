"""Tell a person the class that was decided."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import is_personnel_adviser, require_not_in_future
from kpi_commands.borne_out import require_class_borne_out
from kpi_commands.context import Context
from kpi_commands.decided_round import round_of
from kpi_commands.petition_time import term_of_notice
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.review_command import (
    ReviewCommand,
    require_deciding_authority,
    require_decision,
    require_review,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ClassNotified
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText


class NotifyClass(ReviewCommand, frozen=True):
    """Record the written notice to the person (Art 21.1đ, 21.2đ); from now on a petition may be filed (Art 22)."""

    type: Literal["notify_class"] = "notify_class"
    document: ShortText | None = None


def decide(review: AnnualReview, command: NotifyClass, context: Context) -> tuple[Event, ...]:
    """Decide to record one notice for each decision, by the deciding authority or a personnel adviser."""
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_review(review, command.agency)
    if not is_personnel_adviser(context):
        require_deciding_authority(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    decision = require_decision(review)
    if context.valid_on < decision.decided_on:
        raise NOTICE_BEFORE_DECISION.because(day=context.valid_on, decided_on=decision.decided_on)
    if review.notified:
        raise ALREADY_NOTIFIED.because(staff=command.staff, year=command.year)
    require_class_borne_out(round_of(context, command.year), review, context)
    return (
        ClassNotified(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            document=command.document,
            petition_term=term_of_notice(context),
        ),
    )


NOTICE_BEFORE_DECISION = Refusal(
    "review.notice_before_decision",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Ngày thông báo {day} ở trước ngày quyết định {decided_on}.",
    "The day of the notice, {day}, is before the decision of {decided_on}.",
)
ALREADY_NOTIFIED = Refusal(
    "review.already_notified",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "{staff} đã được thông báo quyết định xếp loại năm {year}.",
    "{staff} was already told the decision about {year}.",
)
