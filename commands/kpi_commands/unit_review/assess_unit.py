"""Assess a unit's year and propose its class."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.review.review_command import require_class
from kpi_commands.sheet.criteria import GeneralPoints, require_all_criteria
from kpi_commands.unit_review.unit_review_command import (
    UnitReviewCommand,
    require_recognising_authority,
    require_unit,
    require_unit_review,
)
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet_events import Evidence
from kpi_es.domain.unit_review import UnitAssessed, UnitReview, UnitTask
from kpi_es.domain.values import Code, Exact, LongText
from kpi_es.evaluation.parameter_values import number_of
from kpi_es.evaluation.unit_year import SUBUNIT_NOT_COMPLETED
from kpi_es.rulebook import RuleSet


def _in_order(points: dict[str, Fraction]) -> dict[str, Fraction]:
    return dict(sorted(points.items()))


MOST_POINTS = Fraction(100)
"""The whole scale, where a rule set gives the result items no maximum of their own."""

ItemPoints = Annotated[dict[Code, Exact], AfterValidator(_in_order)]
"""Points by item of Art 7.1 (a to h), in one order."""


class AssessUnit(UnitReviewCommand, frozen=True):
    """State points, tasks and conclusions of the unit's year and propose its class (Art 6 to 8, 9.2a).

    By the head of the unit; the authority that recognises the class may state it anew with what it found. That a unit
    directly below is not completed follows from that unit's class and is not stated here.
    """

    type: Literal["assess_unit"] = "assess_unit"
    general: GeneralPoints
    items: ItemPoints
    tasks: tuple[UnitTask, ...] = Field(max_length=2_000)
    facts: tuple[Code, ...] = Field(default=(), max_length=50)
    proposed_class: Code
    report: LongText | None = None
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)


def decide(review: UnitReview, command: AssessUnit, context: Context) -> tuple[Event, ...]:
    """Decide to take an assessment before the class is decided; after that only as ground for a replacing decision."""
    require_unit_review(review)
    require_unit(context, command.unit, command.year)
    is_head = context.agency().units[command.unit].head_on(context.today) == command.actor
    if review.decision is not None or not is_head:
        require_recognising_authority(context, command.unit)
    require_not_in_future(context, context.valid_on, "valid_on")
    _require_acceptable(command, context.rule_set(review.rule_set))
    return (
        UnitAssessed(
            **context.stamp(review),
            agency=command.agency,
            unit=command.unit,
            year=command.year,
            general=command.general,
            items=command.items,
            tasks=command.tasks,
            facts=tuple(sorted({*command.facts})),
            proposed_class=command.proposed_class,
            report=command.report,
            evidence=command.evidence,
        ),
    )


def _require_acceptable(command: AssessUnit, rule_set: RuleSet) -> None:
    require_all_criteria("organisation", rule_set, command.general)
    require_class(rule_set, command.proposed_class)
    limit = number_of(rule_set, "result_maximum") or MOST_POINTS
    if any(points < 0 for points in command.items.values()) or sum(command.items.values()) > limit:
        raise ITEM_POINTS.because(limit=limit)
    known = rule_set.known_facts - {SUBUNIT_NOT_COMPLETED}
    if unknown := sorted({*command.facts} - known):
        raise UNIT_FACT_UNKNOWN.because(facts=", ".join(unknown), known=", ".join(sorted(known)))
    twice = [code for code, times in Counter(task.code for task in command.tasks).items() if times > 1]
    negative = [task.code for task in command.tasks if task.assigned <= 0 or task.done < 0]
    if twice or negative:
        raise UNIT_TASKS.because(tasks=", ".join([*twice, *negative]))


ITEM_POINTS = Refusal(
    "unit_review.item_points",
    "Điều 7.1 Nghị định 335/2025/NĐ-CP",
    "Điểm các nội dung kết quả không được âm và cộng lại không quá {limit}.",
    "The points of the result items are not negative and add up to at most {limit}.",
)
UNIT_FACT_UNKNOWN = Refusal(
    "unit_review.fact_unknown",
    "Điều 8 Nghị định 335/2025/NĐ-CP",
    "Không nêu được ở đây: {facts}; chỉ có {known}.",
    "These can not be stated here: {facts}; there are {known}.",
)
UNIT_TASKS = Refusal(
    "unit_review.tasks",
    "Điều 7.1b Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ ghi hai lần, không có số giao lớn hơn 0 hoặc có số hoàn thành âm: {tasks}.",
    "Tasks named twice, without an assigned quantity above 0, or with a negative quantity done: {tasks}.",
)
