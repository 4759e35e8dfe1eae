"""Decide everybody's class."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_agency_head
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round
from kpi_commands.refusals import STEPS_MISSING
from kpi_commands.review.review_command import decision_is_late, missing_steps, require_dated_today, review_of
from kpi_commands.round.deciding import require_proposal_that_holds
from kpi_commands.round.round_command import RoundCommand, load_people, require_no_agency_head, require_round_undecided
from kpi_es.domain.annual_review_events import ClassDecided
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundDecided, RoundEntry
from kpi_es.domain.event import Event
from kpi_es.domain.values import ShortText, Source


class DecideRound(RoundCommand, frozen=True):
    """Decide the classes as proposed (Art 10.2b, 21); each candidate's review gets the decision with it.

    Before 15 December, special agencies before 15 January (Art 19.2); a later decision is taken and recorded as late.
    """

    SOURCE: ClassVar[Source] = "manager"
    type: Literal["decide_round"] = "decide_round"
    decision: ShortText


def decide(state: ClassificationRound, command: DecideRound, context: Context) -> tuple[Event, ...]:
    """Decide, by the head of the agency, a proposal that still holds, after everybody's meeting and opinions."""
    require_agency_head(context)
    require_round_undecided(state)
    require_no_agency_head(state, context)
    require_not_in_round(state, context)
    require_dated_today(context)
    _require_all_steps(state, context)
    proposed = require_proposal_that_holds(state, context)
    late = decision_is_late(context, command.year)
    entries = tuple(proposed.entries.values())
    decided = RoundDecided(
        **context.stamp(state),
        agency=command.agency,
        year=command.year,
        number=proposed.number,
        decision=command.decision,
        late=late,
        entries=entries,
    )
    return (decided, *(_class_decided(entry, command, context, late) for entry in entries))


def _require_all_steps(state: ClassificationRound, context: Context) -> None:
    if state.proposal is None:
        return
    load_people(context, state.candidates, state.year)
    steps = {staff: missing_steps(context, review_of(context, staff, state.year)) for staff in state.candidates}
    missing = [f"{staff}: {', '.join(each)}" for staff, each in steps.items() if each]
    if missing:
        raise STEPS_MISSING.because(steps="; ".join(missing))


def _class_decided(entry: RoundEntry, command: DecideRound, context: Context, late: bool) -> ClassDecided:
    return ClassDecided(
        **context.stamp(review_of(context, entry.staff, command.year)),
        staff=entry.staff,
        year=command.year,
        agency=command.agency,
        status=entry.status,
        class_code=entry.class_code,
        class_before_cap=entry.class_before_cap,
        mean=entry.mean,
        decision=command.decision,
        late=late,
        acts=entry.acts,
    )
