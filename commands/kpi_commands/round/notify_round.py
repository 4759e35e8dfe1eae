"""Tell everybody of a round the class that was decided."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.borne_out import require_borne_out
from kpi_commands.context import Context
from kpi_commands.petition_time import term_of_notice
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.review_command import review_of
from kpi_commands.round.round_command import RoundCommand, load_people, require_adviser_or_head, require_round_decision
from kpi_es.domain.annual_review_events import ClassNotified
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText


class NotifyRound(RoundCommand, frozen=True):
    """Record the written notice to everybody of the round who was not told yet (Art 21.1đ, 21.2đ).

    Everybody but the sender: a notice is proof and starts the days for a petition, so nobody records the own one. That
    of an adviser who is classified in the round is recorded by another adviser or the head of the agency.
    """

    type: Literal["notify_round"] = "notify_round"
    document: ShortText | None = None


def decide(state: ClassificationRound, command: NotifyRound, context: Context) -> tuple[Event, ...]:
    """Decide to record the notices that are still due, of classes that the log still bears out."""
    require_adviser_or_head(context)
    decision = require_round_decision(state)
    require_not_in_future(context, context.valid_on, "valid_on")
    if context.valid_on < decision.decided_on:
        raise NOTICE_BEFORE_ROUND.because(day=context.valid_on, decided_on=decision.decided_on)
    load_people(context, decision.entries, command.year)
    reviews = [review_of(context, staff, command.year) for staff in decision.entries]
    untold = [each for each in reviews if not each.notified]
    if not untold:
        raise ALL_NOTIFIED.because(agency=command.agency, year=command.year)
    due = [each for each in untold if each.staff != command.actor]
    if not due:
        raise OWN_WORK.because(actor=command.actor)
    require_borne_out(state, [each.staff for each in due], context)
    term = term_of_notice(context)
    return tuple(
        ClassNotified(
            **context.stamp(each),
            staff=each.staff,
            year=command.year,
            document=command.document,
            petition_term=term,
        )
        for each in due
    )


NOTICE_BEFORE_ROUND = Refusal(
    "round.notice_before_decision",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Ngày thông báo {day} ở trước ngày quyết định {decided_on}.",
    "The day of the notice, {day}, is before the decision of {decided_on}.",
)
ALL_NOTIFIED = Refusal(
    "round.all_notified",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Mọi người trong đợt năm {year} của {agency} đã được thông báo.",
    "Everybody in the round of {agency} for {year} was already told.",
)
