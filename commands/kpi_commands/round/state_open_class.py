"""State a class that the rule set leaves to the authority's judgement."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.annual_result import YearCalculator
from kpi_commands.authority import require_agency_head
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round
from kpi_commands.review.open_class import require_open_class
from kpi_commands.round.round_command import (
    RoundCommand,
    require_candidate,
    require_no_agency_head,
    require_round_undecided,
)
from kpi_commands.round_entries import classification_day
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import OpenClassStated
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Source, StaffId


class StateOpenClass(RoundCommand, frozen=True):
    """State the class of a candidate for whom the rules give none, with the reason; not above score, facts and unit.

    Rules that leave a class to the authority say so with the word `undecided`.
    """

    SOURCE: ClassVar[Source] = "manager"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["state_open_class"] = "state_open_class"
    staff: StaffId
    class_code: Code


def decide(state: ClassificationRound, command: StateOpenClass, context: Context) -> tuple[Event, ...]:
    """Decide a class that is open, before the round is decided."""
    require_agency_head(context)
    require_round_undecided(state)
    require_no_agency_head(state, context)
    require_not_in_round(state, context)
    if command.staff not in state.candidates:
        raise NO_CANDIDATE.because(staff=command.staff, agency=command.agency, year=command.year)
    require_candidate(context, command.staff)
    rule_set = context.rule_set(state.rule_set)
    day = classification_day(state, context)
    year = YearCalculator(context, command.year, rule_set, day).of(command.staff)
    require_open_class(rule_set, year, command.class_code)
    return (
        OpenClassStated(
            **context.stamp(state),
            agency=command.agency,
            year=command.year,
            staff=command.staff,
            class_code=command.class_code,
        ),
    )


NO_CANDIDATE = Refusal(
    "round.no_candidate",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "{staff} không có trong đợt xếp loại năm {year} của {agency}.",
    "{staff} is not in the round of {agency} for {year}.",
)
