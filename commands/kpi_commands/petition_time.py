"""Until when a petition may be filed: told with the notice, and kept as it was told (Art 22)."""

from __future__ import annotations

from datetime import date

from kpi_commands.context import Context
from kpi_es.domain.petition import PetitionTerm, petition_term


def term_of_notice(context: Context) -> PetitionTerm:
    """Return the time for a petition against what is told today, on the agency's calendar and rules of today.

    From today, whatever day the notice is dated: a notice dated back must not eat up the days for a petition.
    """
    return _counted_now(context, context.today)


def last_day_for_petition(term: PetitionTerm | None, notice_recorded_on: date, context: Context) -> date | None:
    """Return the last day for a petition as frozen in the notice, None without a limit.

    A notice of the time before the term was frozen is counted on the calendar as it stands.
    """
    return (term or _counted_now(context, notice_recorded_on)).last_day


def _counted_now(context: Context, notice_recorded_on: date) -> PetitionTerm:
    agency = context.agency()
    return petition_term(agency.calendar, notice_recorded_on, agency.procedure_on(notice_recorded_on))
