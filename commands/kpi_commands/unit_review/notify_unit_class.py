"""Tell a unit the class that was recognised."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import is_personnel_adviser, require_not_in_future
from kpi_commands.context import Context
from kpi_commands.unit_review.unit_review_command import (
    UnitReviewCommand,
    require_recognising_authority,
    require_unit_review,
)
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.unit_review import UnitClassNotified, UnitDecision, UnitReview
from kpi_es.domain.values import ShortText


class NotifyUnitClass(UnitReviewCommand, frozen=True):
    """Record the notice of the class to the unit and the bodies concerned (Art 9.2b)."""

    type: Literal["notify_unit_class"] = "notify_unit_class"
    document: ShortText | None = None


def decide(review: UnitReview, command: NotifyUnitClass, context: Context) -> tuple[Event, ...]:
    """Decide to record a notice, by the recognising authority or a personnel adviser."""
    require_unit_review(review)
    if not is_personnel_adviser(context):
        require_recognising_authority(context, command.unit)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_unit_decision(review)
    return (
        UnitClassNotified(
            **context.stamp(review),
            agency=command.agency,
            unit=command.unit,
            year=command.year,
            document=command.document,
        ),
    )


def require_unit_decision(review: UnitReview) -> UnitDecision:
    """Return the decision that stands. Refuses a unit without one."""
    if review.decision is None:
        raise UNIT_CLASS_UNDECIDED.because(unit=review.unit, year=review.year)
    return review.decision


UNIT_CLASS_UNDECIDED = Refusal(
    "unit_review.undecided",
    "Điều 9.2b Nghị định 335/2025/NĐ-CP",
    "Chưa có quyết định xếp loại năm {year} của đơn vị {unit}.",
    "The class of the unit {unit} for {year} is not decided yet.",
)
