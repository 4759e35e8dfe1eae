"""State a conclusion that decides the class whatever the score."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.review.review_command import (
    ReviewCommand,
    require_deciding_authority,
    require_review,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import DecidingFactStated
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, ShortText
from kpi_es.evaluation.sheet_facts import FACT_OF_DECISION


class StateDecidingFact(ReviewCommand, frozen=True):
    """State a fact of the rule set, such as a concluded degradation (Art 20.4b) or a unit's corruption (Art 20.4d).

    Also for a violation that no disciplinary decision exists for yet: `act` keeps the later decision from counting
    again (Art 11.3b). May be stated after the decision, as ground for a replacing one (Art 21.3).
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["state_deciding_fact"] = "state_deciding_fact"
    fact: Code
    conclusion: ShortText
    act: Code | None = None


def decide(review: AnnualReview, command: StateDecidingFact, context: Context) -> tuple[Event, ...]:
    """Decide to take a conclusion into account, by the authority that decides the class."""
    require_review(review, command.agency)
    require_deciding_authority(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    if command.fact == FACT_OF_DECISION:
        raise RESTS_ON_DECISION.because(fact=command.fact, staff=command.staff)
    known = sorted(context.rule_set(review.rule_set).known_facts - {FACT_OF_DECISION})
    if command.fact not in known:
        raise FACT_UNKNOWN.because(fact=command.fact, known=", ".join(known))
    return (
        DecidingFactStated(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            fact=command.fact,
            conclusion=command.conclusion,
            act=command.act,
        ),
    )


RESTS_ON_DECISION = Refusal(
    "review.fact_of_a_decision",
    "Điều 11.3, 20.4 Nghị định 335/2025/NĐ-CP",
    "{fact} của {staff} chỉ phát sinh từ quyết định kỷ luật; hãy ghi quyết định đó bằng record_discipline.",
    "{fact} of {staff} follows from a disciplinary decision only; record that one with record_discipline.",
)
FACT_UNKNOWN = Refusal(
    "review.fact_unknown",
    "Điều 20.4 Nghị định 335/2025/NĐ-CP",
    "Bộ quy tắc không có sự việc {fact}; các sự việc là {known}.",
    "The rule set knows no fact {fact}; there are {known}.",
)
