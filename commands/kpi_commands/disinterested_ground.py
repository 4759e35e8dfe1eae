"""What the classes of a year rest on was decided by nobody who is classified with them (Art 4.2, 10.2).

A stake may come up afterwards, as for somebody who heads the agency for a day before the round is opened: then the act
was allowed, and is caught where it is used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import cast

from kpi_commands.context import Context
from kpi_commands.refusals import RESTS_ON_A_CANDIDATE
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.event import review_stream, unit_review_stream
from kpi_es.domain.unit_review import UnitReview


def require_disinterested_ground(
    state: ClassificationRound, context: Context, staff: Collection[str], units: Iterable[str]
) -> None:
    """Refuse to rest classes of these people on what somebody decided who is classified with them.

    Looks at the classes of units, deciding facts stated or withdrawn, the higher share and classes left to judgement,
    and names each with its author. Nor may anything about a person rest on that person.
    """
    classified = {*state.candidates, *staff}
    ground = [*_of_units(state, context, units), *_of_people(state, context, staff), *_of_round(state)]
    found = [f"{what} ({by})" for what, by in ground if by in classified]
    if found:
        raise RESTS_ON_A_CANDIDATE.because(what="; ".join(found))


def require_disinterested_round(state: ClassificationRound, context: Context, day: date) -> None:
    """Refuse a round that rests on what one of its people decided; units are those of the day of classification."""
    agency = context.agency()
    limited = context.rule_set(state.rule_set).unit_limits
    units = [unit for unit in agency.units_below(agency.root_unit, day) if unit != agency.root_unit] if limited else ()
    require_disinterested_ground(state, context, state.candidates, units)


def _of_units(state: ClassificationRound, context: Context, units: Iterable[str]) -> Iterator[tuple[str, str]]:
    for unit in units:
        review = cast(UnitReview, context.state_of(unit_review_stream(context.command.agency, unit, state.year)))
        if review.decision is not None:
            yield f"{unit}: {review.decision.class_code}", review.decision.decided_by


def _of_people(state: ClassificationRound, context: Context, people: Iterable[str]) -> Iterator[tuple[str, str]]:
    for staff in people:
        review = cast(AnnualReview, context.state_of(review_stream(staff, state.year)))
        yield from ((f"{staff}: {fact}", each.stated_by) for fact, each in review.stated_facts.items())
        yield from ((f"{staff}: − {fact}", by) for fact, by in review.withdrawn_facts.items())


def _of_round(state: ClassificationRound) -> Iterator[tuple[str, str]]:
    """Give what can be given anew until the round is decided; with its decision the head of the agency took it over."""
    if state.decision is None:
        yield "set_higher_share", state.share_by
        judged = ((staff, by) for staff, by in state.judged_by.items() if staff in state.candidates)
        yield from ((f"{staff}: {state.judged[staff]}", by) for staff, by in judged)
