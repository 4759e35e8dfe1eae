"""Who has a stake in the classes of a year and who acts instead: nobody decides what the own class rests on (Art 4.2).

A stake has who is classified in the agency's round, and in a unit's class who heads the unit.
"""

from __future__ import annotations

from kpi_commands.authority import require_agency_head, require_managing_authority
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round, round_of
from kpi_commands.refusals import HAS_STAKE
from kpi_es.domain.classification_round import ClassificationRound


def require_head_without_stake(context: Context, year: int, unit: str | None = None) -> None:
    """Refuse unless the actor heads the agency and has no stake in the year, or in the class of the unit (Art 10.2b).

    Where the head of the agency has one, and while nobody heads it, the managing authority acts instead, so that
    there is always somebody entitled.
    """
    agency, actor = context.agency(), context.command.actor
    head, state = agency.agency_head_on(context.today), round_of(context, year)
    if head is not None and not _has_stake(head, state, unit, context):
        require_agency_head(context)
        return
    if actor == head:
        authority = agency.managing_authority_on(context.today)
        raise HAS_STAKE.because(actor=actor, agency=agency.code, year=year, authority=authority or "—")
    require_managing_authority(context)
    require_not_in_round(state, context)


def _has_stake(staff: str, state: ClassificationRound, unit: str | None, context: Context) -> bool:
    if staff in state.candidates:
        return True
    known = context.agency().units.get(unit) if unit is not None else None
    return known is not None and staff in {known.head_on(day) for day in (context.valid_on, context.today)}
