"""Withdraw a conclusion that no longer stands."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.context import Context
from kpi_commands.review.review_command import (
    ReviewCommand,
    require_deciding_authority,
    require_review,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import DecidingFactWithdrawn
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code


class WithdrawDecidingFact(ReviewCommand, frozen=True):
    """Take back a conclusion stated before (Art 4.4); a decided class changes by a replacing decision only."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["withdraw_deciding_fact"] = "withdraw_deciding_fact"
    fact: Code


def decide(review: AnnualReview, command: WithdrawDecidingFact, context: Context) -> tuple[Event, ...]:
    """Decide to withdraw a stated conclusion, by the authority that decides the class."""
    require_review(review, command.agency)
    require_deciding_authority(context, command.staff)
    if command.fact not in review.stated_facts:
        raise FACT_NOT_STATED.because(fact=command.fact, staff=command.staff)
    stamp = context.stamp(review)
    return (DecidingFactWithdrawn(**stamp, staff=command.staff, year=command.year, fact=command.fact),)


FACT_NOT_STATED = Refusal(
    "review.fact_not_stated",
    "Điều 20.4 Nghị định 335/2025/NĐ-CP",
    "Chưa có kết luận {fact} về {staff}.",
    "No conclusion {fact} about {staff} is stated.",
)
