"""Decide the class of the head of the agency."""

from __future__ import annotations

from typing import Literal

from kpi_commands.annual_result import YearCalculator
from kpi_commands.authority import evaluated_post, require_managing_authority
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round, round_of
from kpi_commands.disinterested_ground import require_disinterested_ground
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.open_class import class_of_year
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
from kpi_es.domain.values import Code, LongText, ShortText


class DecideAgencyHeadClass(ReviewCommand, frozen=True):
    """Decide the year of the head of a using agency, by the managing authority (Art 10.2a, 21.1d).

    The class is calculated from the year and is not above that of the agency itself (Art 20.6). Where the rules leave
    it to the authority's judgement, `class_code` states it, with the reason, not above what score, facts and the
    agency's own class allow. Everybody below is decided with the round.
    """

    type: Literal["decide_agency_head_class"] = "decide_agency_head_class"
    decision: ShortText
    class_code: Code | None = None
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
    units = context.agency().units_headed_by(command.staff, context.valid_on)
    require_disinterested_ground(round_of(context, command.year), context, (command.staff,), units)
    rule_set = context.rule_set(review.rule_set)
    year = YearCalculator(context, command.year, rule_set, context.valid_on).of(command.staff)
    class_code = class_of_year(context, rule_set, year, command.class_code)
    return (
        ClassDecided(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            agency=command.agency,
            status=year.result.status if command.class_code is None else "scored",
            class_code=class_code,
            class_before_cap=class_code,
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
