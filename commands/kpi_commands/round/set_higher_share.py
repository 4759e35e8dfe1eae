"""Decide on the higher share of the top class."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_agency_head, require_managing_authority, require_not_in_future
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round
from kpi_commands.round.round_command import RoundCommand, require_no_agency_head, require_round_undecided
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import HigherShareDecided
from kpi_es.domain.event import Event
from kpi_es.domain.values import ShortText, Source


class SetHigherShare(RoundCommand, frozen=True):
    """Allow up to 25 % for outstanding achievement of the organisation, or take it back (Art 20.5b).

    The decree leaves it to "the competent authority": the managing authority where one is named, so that no head
    raises the share of the own agency; else the head of the agency.
    """

    SOURCE: ClassVar[Source] = "manager"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["set_higher_share"] = "set_higher_share"
    outstanding: bool = True
    decision: ShortText


def decide(state: ClassificationRound, command: SetHigherShare, context: Context) -> tuple[Event, ...]:
    """Decide on the share before the round is decided."""
    if context.agency().managing_authority_on(context.valid_on) is None:
        require_agency_head(context)
    else:
        require_managing_authority(context)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_round_undecided(state)
    require_no_agency_head(state, context)
    require_not_in_round(state, context)
    return (
        HigherShareDecided(
            **context.stamp(state),
            agency=command.agency,
            year=command.year,
            outstanding=command.outstanding,
            decision=command.decision,
        ),
    )
