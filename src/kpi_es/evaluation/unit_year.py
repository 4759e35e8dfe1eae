"""A unit's year scored under the rule set for organisations (Art 6 to 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kpi_es.domain.unit_review import UnitAssessment, UnitTask
from kpi_es.evaluation.facts import LineFacts, SheetFacts
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet import evaluate_sheet
from kpi_es.rulebook import RuleSet

SUBUNIT_NOT_COMPLETED = "subunit_not_completed"
"""Art 8.1b: follows from the classes of the units directly below, it is not stated by hand."""

ONE = Fraction(1)


def unit_facts(assessment: UnitAssessment, subunit_classes: Sequence[str], lowest_class: str) -> SheetFacts:
    """Return what the rules may look at: points, tasks, stated conclusions and the classes directly below."""
    below = {SUBUNIT_NOT_COMPLETED} if lowest_class in subunit_classes else set[str]()
    facts = assessment.facts | below
    return SheetFacts(
        role="organisation",
        general=assessment.general,
        lines=tuple(_lines(assessment)),
        facts=facts,
        sources=dict.fromkeys(("general", *assessment.facts), (assessment.event_id,)),
    )


def score_unit(rule_set: RuleSet, assessment: UnitAssessment, subunit_classes: Sequence[str]) -> Result:
    """Return a unit's score and class; without a class where the decree leaves it to the authority.

    Raises FactRefused for points the rules can not accept.
    """
    return evaluate_sheet(rule_set, unit_facts(assessment, subunit_classes, rule_set.class_codes[-1]))


def _lines(assessment: UnitAssessment) -> Iterator[LineFacts]:
    sources = (assessment.event_id,)
    for item, points in assessment.items.items():
        measures: dict[str, Fraction | str] = {"kind": "result_item", "item_points": points}
        yield LineFacts(f"item.{item}", ONE, ONE, ONE, measures=measures, sources=sources)
    for task in assessment.tasks:
        yield _task(task, sources)


def _task(task: UnitTask, sources: tuple[str, ...]) -> LineFacts:
    return LineFacts(
        line=task.code,
        coefficient=ONE,
        assigned=task.assigned,
        done=task.done,
        quality_failures=task.quality_failures,
        times_late=task.times_late,
        excused=frozenset(task.excused),
        measures={"kind": "task", "exceeded": "yes" if task.exceeded else "no"},
        sources=sources,
    )
