"""Make a class public."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import is_personnel_adviser, require_not_in_future
from kpi_commands.borne_out import require_class_borne_out
from kpi_commands.context import Context
from kpi_commands.decided_round import round_of
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.review_command import (
    ReviewCommand,
    require_deciding_authority,
    require_decision,
    require_review,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ClassPublished
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.year import PublicationForm


class PublishClass(ReviewCommand, frozen=True):
    """Make one person's class public in the agency, such as the head's or a replaced one (Art 21.1đ, 21.2đ).

    Nobody sends it about oneself; the round as a whole is published by any adviser: all of it or nothing, nothing to
    choose.
    """

    type: Literal["publish_class"] = "publish_class"
    form: PublicationForm = "electronic"


def decide(review: AnnualReview, command: PublishClass, context: Context) -> tuple[Event, ...]:
    """Decide to publish a class once the person was told."""
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_review(review, command.agency)
    if not is_personnel_adviser(context):
        require_deciding_authority(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_decision(review)
    if not review.notified:
        raise NOT_NOTIFIED.because(staff=command.staff, year=command.year)
    if review.published:
        raise ALREADY_PUBLISHED.because(staff=command.staff, year=command.year)
    require_class_borne_out(round_of(context, command.year), review, context)
    return (ClassPublished(**context.stamp(review), staff=command.staff, year=command.year, form=command.form),)


NOT_NOTIFIED = Refusal(
    "review.not_notified",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Phải thông báo quyết định xếp loại năm {year} cho {staff} trước.",
    "{staff} is told the decision about {year} first.",
)
ALREADY_PUBLISHED = Refusal(
    "review.already_published",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Mức xếp loại năm {year} của {staff} đã được công khai.",
    "The class of {staff} for {year} is already public.",
)
