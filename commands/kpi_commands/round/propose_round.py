"""Propose everybody's class."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.disinterested_ground import require_disinterested_round
from kpi_commands.review.review_command import PROPOSAL, require_dated_today, require_steps, review_of, standing_role
from kpi_commands.round.proposing import proposal
from kpi_commands.round.round_command import RoundCommand, load_people, require_no_agency_head, require_round
from kpi_commands.round_entries import classification_day
from kpi_es.domain.annual_review_events import ClassProposed
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundEntry
from kpi_es.domain.event import Event


class ProposeRound(RoundCommand, frozen=True):
    """Calculate everybody's year and the cap, and propose the classes (Art 17.3, 20, 21.1d).

    The heads among the candidates get the adviser's proposal with it. May be sent again whenever something changed,
    also after the decision as the ground of a replacing one. With periods that have no score a reason is due.
    """

    type: Literal["propose_round"] = "propose_round"


def decide(state: ClassificationRound, command: ProposeRound, context: Context) -> tuple[Event, ...]:
    """Decide to propose what the log leads to, once everybody's steps before it were taken."""
    require_personnel_adviser(context)
    require_round(state)
    require_no_agency_head(state, context)
    require_dated_today(context)
    load_people(context, state.candidates, command.year)
    require_disinterested_round(state, context, classification_day(state, context))
    proposed = proposal(state, context)
    heads = [entry for entry in proposed.entries if _is_head(entry, command, context)] if state.decision is None else []
    return (proposed, *(_proposed(entry, command, context) for entry in heads))


def _is_head(entry: RoundEntry, command: ProposeRound, context: Context) -> bool:
    review = review_of(context, entry.staff, command.year)
    return standing_role(context, review, context.valid_on) == "head"


def _proposed(entry: RoundEntry, command: ProposeRound, context: Context) -> ClassProposed:
    review = review_of(context, entry.staff, command.year)
    require_steps(context, review, before=PROPOSAL)
    return ClassProposed(
        **context.stamp(review),
        staff=entry.staff,
        year=command.year,
        class_code=entry.class_code,
        mean=entry.mean,
    )
