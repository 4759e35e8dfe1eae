"""Recognise a unit's class."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.review.review_command import decision_is_late
from kpi_commands.unit_review.deciding import decided_class, scored
from kpi_commands.unit_review.unit_review_command import (
    UnitReviewCommand,
    require_recognising_authority,
    require_share_allowed,
    require_unit_review,
)
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.unit_review import UnitClassDecided, UnitReview
from kpi_es.domain.values import Code, ShortText


class DecideUnitClass(UnitReviewCommand, frozen=True):
    """Decide a unit's class (Art 5, 8), lower units before upper ones (Art 9.1) and before its head's (Art 20.6).

    The class is calculated; `class_code` states one where the decree leaves it open, or a lower one, with a reason.
    `share_decision` names the decision on the higher share of 25 % for outstanding achievement (Art 8.5b).
    """

    type: Literal["decide_unit_class"] = "decide_unit_class"
    decision: ShortText
    class_code: Code | None = None
    share_decision: ShortText | None = None


def decide(review: UnitReview, command: DecideUnitClass, context: Context) -> tuple[Event, ...]:
    """Decide the class of an assessed unit once."""
    require_unit_review(review)
    require_recognising_authority(context, command.unit)
    require_share_allowed(context, command.share_decision)
    require_not_in_future(context, context.valid_on, "valid_on")
    if review.decision is not None:
        raise UNIT_CLASS_DECIDED.because(unit=command.unit, year=command.year)
    result = scored(review, context)
    outstanding = command.share_decision is not None
    return (
        UnitClassDecided(
            **context.stamp(review),
            agency=command.agency,
            unit=command.unit,
            year=command.year,
            status=result.status,
            class_code=decided_class(review, result, command.class_code, outstanding, context),
            computed_class=result.class_code,
            total=result.outputs.get("total"),
            decision=command.decision,
            late=decision_is_late(context, command.year),
            share_decision=command.share_decision,
        ),
    )


UNIT_CLASS_DECIDED = Refusal(
    "unit_review.decided",
    "Điều 4.4 Nghị định 335/2025/NĐ-CP",
    "Đã xếp loại năm {year} của đơn vị {unit}; chỉ quyết định thay thế mới thay đổi được.",
    "The class of the unit {unit} for {year} is decided; only a replacing decision can change it.",
)
