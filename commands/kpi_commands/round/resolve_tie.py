"""Put people with equal means at the cut in an order."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from kpi_commands.context import Context
from kpi_commands.round.proposing import proposal
from kpi_commands.round.round_command import RoundCommand, require_no_agency_head, require_round
from kpi_commands.stake import require_head_without_stake
from kpi_es.domain.classification_round import ClassificationRound, evolve_classification_round
from kpi_es.domain.classification_round_events import Tie, TieResolved
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Source, StaffId


class ResolveTie(RoundCommand, frozen=True):
    """Say which of several equals come first, best first, and why; the round is calculated anew with it.

    The decree does not say who keeps the top class when means are equal (Art 20.5), so the deciding authority
    does; instead of a head of the agency who is in the decided round, the managing authority.
    """

    SOURCE: ClassVar[Source] = "manager"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["resolve_tie"] = "resolve_tie"
    tie: Code
    order: tuple[StaffId, ...] = Field(min_length=2, max_length=5_000)


def decide(state: ClassificationRound, command: ResolveTie, context: Context) -> tuple[Event, ...]:
    """Decide an order of exactly the people of an open tie."""
    require_round(state)
    require_no_agency_head(state, context)
    require_head_without_stake(context, command.year)
    ties = state.proposal.ties if state.proposal else dict[str, Tie]()
    if command.tie not in ties:
        raise TIE_UNKNOWN.because(tie=command.tie, known=", ".join(ties) or "—")
    people = ties[command.tie].staff
    if sorted(command.order) != sorted(people):
        raise ORDER_DIFFERS.because(tie=command.tie, people=", ".join(people))
    resolved = TieResolved(
        **context.stamp(state), agency=command.agency, year=command.year, tie=command.tie, order=command.order
    )
    return (resolved, proposal(evolve_classification_round(state, resolved), context))


TIE_UNKNOWN = Refusal(
    "round.tie_unknown",
    "Điều 20.5 Nghị định 335/2025/NĐ-CP",
    "Đề xuất hiện tại không có trường hợp bằng điểm {tie}; hiện có: {known}.",
    "The present proposal has no tie {tie}; there are: {known}.",
)
ORDER_DIFFERS = Refusal(
    "round.order_differs",
    "Điều 20.5 Nghị định 335/2025/NĐ-CP",
    "Phải xếp thứ tự đúng những người bằng điểm của {tie}: {people}.",
    "Exactly the people of the tie {tie} are put in order: {people}.",
)
