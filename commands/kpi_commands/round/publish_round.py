"""Make the classes of a round public."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.borne_out import require_borne_out
from kpi_commands.context import Context
from kpi_commands.review.review_command import review_of
from kpi_commands.round.round_command import RoundCommand, load_people, require_adviser_or_head, require_round_decision
from kpi_es.domain.annual_review_events import ClassPublished
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundPublished
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.year import PublicationForm


class PublishRound(RoundCommand, frozen=True):
    """Make everybody's class public in the agency, electronically first of all (Art 21.1đ, 21.2đ)."""

    type: Literal["publish_round"] = "publish_round"
    form: PublicationForm = "electronic"


def decide(state: ClassificationRound, command: PublishRound, context: Context) -> tuple[Event, ...]:
    """Decide to publish a decided round once everybody was told, as far as the log still bears it out."""
    require_adviser_or_head(context)
    decision = require_round_decision(state)
    require_not_in_future(context, context.valid_on, "valid_on")
    if state.published_version > decision.version:
        raise ROUND_PUBLISHED.because(agency=command.agency, year=command.year)
    load_people(context, decision.entries, command.year)
    reviews = [review_of(context, staff, command.year) for staff in decision.entries]
    untold = [each.staff for each in reviews if not each.notified]
    if untold:
        raise NOT_ALL_NOTIFIED.because(staff=", ".join(untold))
    due = [each for each in reviews if not each.published]
    require_borne_out(state, [each.staff for each in due], context)
    published = RoundPublished(**context.stamp(state), agency=command.agency, year=command.year, form=command.form)
    classes = (ClassPublished(**context.stamp(e), staff=e.staff, year=command.year, form=command.form) for e in due)
    return (published, *classes)


ROUND_PUBLISHED = Refusal(
    "round.already_published",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Kết quả xếp loại năm {year} của {agency} đã được công khai.",
    "The classes of {agency} for {year} are already public.",
)
NOT_ALL_NOTIFIED = Refusal(
    "round.not_all_notified",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Phải thông báo cho từng người trước khi công khai: {staff}.",
    "Everybody is told before it is made public: {staff}.",
)
