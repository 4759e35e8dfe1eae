"""Replace the decision about a unit's class."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.unit_review.deciding import decided_class, scored
from kpi_commands.unit_review.notify_unit_class import require_unit_decision
from kpi_commands.unit_review.unit_review_command import (
    UnitReviewCommand,
    require_recognising_authority,
    require_share_allowed,
    require_unit_review,
)
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.unit_review import UnitClassReplaced, UnitReview
from kpi_es.domain.values import Code, ShortText


class ReplaceUnitClass(UnitReviewCommand, frozen=True):
    """Put a new decision about a unit in the place of an earlier one, which stays on record (Art 4.4).

    The classes of its head and of the units above are not changed by this: replace those decisions as well.
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["replace_unit_class"] = "replace_unit_class"
    decision: ShortText
    class_code: Code | None = None
    share_decision: ShortText | None = None


def decide(review: UnitReview, command: ReplaceUnitClass, context: Context) -> tuple[Event, ...]:
    """Decide to replace a unit's class with what its last assessment leads to, or with a lower stated one."""
    require_unit_review(review)
    require_recognising_authority(context, command.unit)
    require_share_allowed(context, command.share_decision)
    require_not_in_future(context, context.valid_on, "valid_on")
    standing = require_unit_decision(review)
    if context.valid_on < standing.decided_on:
        raise BEFORE_FORMER_UNIT_DECISION.because(day=context.valid_on, decided_on=standing.decided_on)
    result = scored(review, context)
    outstanding = command.share_decision is not None
    return (
        UnitClassReplaced(
            **context.stamp(review),
            agency=command.agency,
            unit=command.unit,
            year=command.year,
            status=result.status,
            class_code=decided_class(review, result, command.class_code, outstanding, context),
            computed_class=result.class_code,
            total=result.outputs.get("total"),
            decision=command.decision,
            share_decision=command.share_decision,
            replaces=standing.event_id,
            former_class=standing.class_code,
        ),
    )


BEFORE_FORMER_UNIT_DECISION = Refusal(
    "unit_review.before_former_decision",
    "Điều 4.4 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} ở trước quyết định được thay thế, {decided_on}.",
    "The day {day} is before the decision it replaces, of {decided_on}.",
)
