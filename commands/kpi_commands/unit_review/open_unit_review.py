"""Open a unit's own classification for a year."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.refusals import YEAR_IN_FUTURE
from kpi_commands.unit_review.unit_review_command import UnitReviewCommand, require_unit, unit_day
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.unit_review import UnitReview, UnitReviewOpened
from kpi_es.domain.values import RuleSetId, Source

USUAL_RULE_SET = "nd335-2025-organisation"


class OpenUnitReview(UnitReviewCommand, frozen=True):
    """Open the year of a unit, or of the agency itself by its root unit, under a rule set for organisations (Art 9)."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["open_unit_review"] = "open_unit_review"
    rule_set: RuleSetId = USUAL_RULE_SET


def decide(review: UnitReview, command: OpenUnitReview, context: Context) -> tuple[Event, ...]:
    """Decide to open a unit's review once a year."""
    require_personnel_adviser(context)
    if command.year > context.today.year:
        raise YEAR_IN_FUTURE.because(year=command.year, today=context.today)
    require_unit(context, command.unit, command.year)
    if review.version:
        raise ALREADY_OPEN.because(unit=command.unit, year=command.year)
    rule_set = context.rule_set(command.rule_set)
    if rule_set.subject != "organisation" or not rule_set.covers(unit_day(context, command.year), "organisation"):
        raise NOT_FOR_ORGANISATIONS.because(rule_set=rule_set.id)
    return (
        UnitReviewOpened(
            **context.stamp(review),
            agency=command.agency,
            unit=command.unit,
            year=command.year,
            rule_set=rule_set.id,
            rule_set_hash=rule_set.hash,
        ),
    )


ALREADY_OPEN = Refusal(
    "unit_review.already_open",
    "Điều 9.2a Nghị định 335/2025/NĐ-CP",
    "Xếp loại năm {year} của đơn vị {unit} đã được mở.",
    "The review of the unit {unit} for {year} is already open.",
)
NOT_FOR_ORGANISATIONS = Refusal(
    "unit_review.not_for_organisations",
    "Điều 5 đến 8 Nghị định 335/2025/NĐ-CP",
    "Bộ quy tắc {rule_set} không dùng để xếp loại tổ chức vào thời điểm đó.",
    "The rule set {rule_set} does not classify organisations at that time.",
)
