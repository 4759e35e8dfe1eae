"""Propose a head's class."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.annual_result import YearCalculator
from kpi_commands.authority import evaluated_post, require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.open_class import class_of_year
from kpi_commands.review.review_command import (
    PROPOSAL,
    ReviewCommand,
    require_dated_today,
    require_review,
    require_steps,
    require_undecided,
    standing_role,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ClassProposed
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, LongText, Source


class ProposeClass(ReviewCommand, frozen=True):
    """Sum up the scores, the meeting and the party opinion and propose a head's class (Art 21.1d).

    For the head of the agency; the other heads are proposed with the round. The class is calculated, never typed in,
    but for one that the rules leave to judgement: there `class_code` proposes it, with the reason. With periods that
    have no score a reason is due.
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["propose_class"] = "propose_class"
    class_code: Code | None = None
    handling: LongText | None = None


def decide(review: AnnualReview, command: ProposeClass, context: Context) -> tuple[Event, ...]:
    """Decide to propose, after all other steps, the class a head's year leads to."""
    require_personnel_adviser(context)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_review(review, command.agency)
    require_dated_today(context)
    require_undecided(review)
    evaluated_post(context, command.staff, context.valid_on)
    if standing_role(context, review, context.valid_on) != "head":
        raise NO_PROPOSAL_DUE.because(staff=command.staff)
    require_steps(context, review, before=PROPOSAL)
    rule_set = context.rule_set(review.rule_set)
    year = YearCalculator(context, command.year, rule_set, context.valid_on).of(command.staff)
    class_code = class_of_year(context, rule_set, year, command.class_code)
    return (
        ClassProposed(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            class_code=class_code,
            mean=year.result.outputs.get("mean"),
            handling=command.handling,
        ),
    )


NO_PROPOSAL_DUE = Refusal(
    "review.no_proposal_due",
    "Điều 21.1d, 21.2d Nghị định 335/2025/NĐ-CP",
    "Bộ phận tham mưu chỉ đề xuất riêng mức xếp loại của người đứng đầu; {staff} không phải người đứng đầu.",
    "The personnel adviser proposes the class of heads alone; {staff} is not one.",
)
