"""Fill in the self-classification of Form 02."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future, require_the_person
from kpi_commands.context import Context
from kpi_commands.review.review_command import ReviewCommand, require_class, require_review, require_undecided
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ClassSelfAssessed
from kpi_es.domain.event import Event
from kpi_es.domain.values import Code, LongText, Source


class ClassifySelf(ReviewCommand, frozen=True):
    """State one's own class, with the report for the meeting (Art 21.1a, 21.2a); may be changed until the decision."""

    SOURCE: ClassVar[Source] = "self_declared"
    type: Literal["classify_self"] = "classify_self"
    class_code: Code
    report: LongText | None = None


def decide(review: AnnualReview, command: ClassifySelf, context: Context) -> tuple[Event, ...]:
    """Decide to take the person's own class, before it is decided."""
    require_the_person(context, command.staff)
    require_review(review, command.agency)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_undecided(review)
    require_class(context.rule_set(review.rule_set), command.class_code)
    return (
        ClassSelfAssessed(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            class_code=command.class_code,
            report=command.report,
        ),
    )
