"""Decide the class of the head of the agency."""

from __future__ import annotations

from typing import Literal

from kpi_commands.annual_result import YearCalculator, require_complete
from kpi_commands.authority import evaluated_post, require_managing_authority
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round, round_of
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.review_command import (
    ReviewCommand,
    decision_is_late,
    is_agency_head,
    require_dated_today,
    require_review,
    require_steps,
    require_undecided,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ClassDecided
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import LongText, ShortText


class DecideAgencyHeadClass(ReviewCommand, frozen=True):
    """Decide the year of the head of a using agency, by the managing authority (Art 10.2a, 21.1d).

    The class is calculated from the year and is not above that of the agency itself (Art 20.6). Everybody
    below is decided with the round.
    """

    type: Literal["decide_agency_head_class"] = "decide_agency_head_class"
    decision: ShortText
    handling: LongText | None = None


def decide(review: AnnualReview, command: DecideAgencyHeadClass, context: Context) -> tuple[Event, ...]:
    """Decide the class once every step was taken and the agency itself has its class."""
    require_managing_authority(context)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_not_in_round(round_of(context, command.year), context)
    require_review(review, command.agency)
    require_dated_today(context)
    require_undecided(review)
    evaluated_post(context, command.staff, context.valid_on)
    if not is_agency_head(context, command.staff):
        raise NOT_THE_AGENCY_HEAD.because(staff=command.staff, agency=command.agency)
    require_steps(context, review)
    rule_set = context.rule_set(review.rule_set)
    year = YearCalculator(context, command.year, rule_set, context.valid_on).of(command.staff)
    require_complete(context, [year])
    return (
        ClassDecided(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            agency=command.agency,
            status=year.result.status,
            class_code=year.result.class_code,
            class_before_cap=year.result.class_code,
            mean=year.result.outputs.get("mean"),
            decision=command.decision,
            late=decision_is_late(context, command.year),
            acts=year.annual.acts,
            handling=command.handling,
        ),
    )


NOT_THE_AGENCY_HEAD = Refusal(
    "review.not_the_agency_head",
    "Điều 10.2 Nghị định 335/2025/NĐ-CP",
    "{staff} không đứng đầu {agency}; mức xếp loại của người khác do người đứng đầu {agency} quyết định theo đợt.",
    "{staff} is not the head of {agency}; the head of {agency} decides everybody else's class with the round.",
)
