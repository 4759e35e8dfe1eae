"""Open a person's annual review."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.review.opening import opening, year_rules
from kpi_commands.review.review_command import ReviewCommand
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source


class OpenReview(ReviewCommand, frozen=True):
    """Open the classification form (Form 02), or take it over from the agency a person was transferred from (Art 19.1).

    The round of an agency opens it as well for each of its candidates.
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["open_review"] = "open_review"


def decide(review: AnnualReview, command: OpenReview, context: Context) -> tuple[Event, ...]:
    """Decide to open a review once in each agency."""
    require_personnel_adviser(context)
    if review.version and review.agency == command.agency:
        raise ALREADY_OPEN.because(staff=command.staff, year=command.year)
    return (opening(review, year_rules(context, command.year), context),)


ALREADY_OPEN = Refusal(
    "review.already_open",
    "Điều 21.1a, 21.2a Nghị định 335/2025/NĐ-CP",
    "{staff} đã có phiếu xếp loại năm {year}.",
    "{staff} already has an annual review for {year}.",
)
