"""The sample ward's year as it can be told afterwards: out of the log and the board, nothing made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import cast

from kpi_commands.answer import Answer
from kpi_es.adapters.sample.year import AGENCY, YEAR, YearStory, year_stories
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound, RoundDecision
from kpi_es.domain.event import review_stream, round_stream, unit_review_stream
from kpi_es.domain.topics import Aggregate, fold
from kpi_es.domain.unit_review import UnitReview
from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_es.domain.year import months_of_year
from kpi_es.entrypoints.person_history import explain
from kpi_es.entrypoints.round_told import RoundTold, told_entry, told_groups, told_head
from kpi_es.entrypoints.wiring import Engine
from kpi_projections.scoreboard.query import GroupResult, results_by_agency, scoreboard

CHAIRMAN = "PM-01"
JANUARY = f"{YEAR}-01"
MOVED_IN_MARCH = ("PM-10", "PM-04", "PM-02", "PM-01")
"""Whose January the superseding decision moved: the person, the head, the deputy, the chairman."""
BEFORE_MARCH = datetime(YEAR, 3, 10, 23, 59, tzinfo=OFFICE_TIME_ZONE)


@dataclass(frozen=True)
class MonthTold:
    """A month: how the ward stands, what happened beyond the ordinary, and which of its commands were refused."""

    period: str
    result: GroupResult | None
    stories: tuple[tuple[YearStory, tuple[Answer, ...]], ...]


@dataclass(frozen=True)
class Moved:
    """A score of January as known before the superseding decision and now, in points, and item d as a share."""

    staff: str
    before: Fraction
    after: Fraction
    d_before: Fraction | None
    d_after: Fraction | None


@dataclass(frozen=True)
class YearTold:
    """The whole year; `units` are the classes of units by code."""

    months: tuple[MonthTold, ...]
    january: tuple[Moved, ...]
    units: Mapping[str, tuple[Fraction | None, str]]
    decision: RoundDecision
    round: RoundTold


def tell_year(engine: Engine, answers: Sequence[Answer]) -> YearTold:
    """Return the year that was played into a log. Raises RuntimeError when its round is not decided."""
    state = cast(ClassificationRound, _state(engine, round_stream(AGENCY, YEAR)))
    decision = state.decision
    if decision is None:
        raise RuntimeError("the sample's round is not decided: the year was not played to its end")
    with engine.database.datastore.get_connection() as connection:
        board = scoreboard(connection, AGENCY, schema=engine.database.schema)
    rules, reviews = engine.rule_book[state.rule_set], _reviews(engine, decision)
    classed = tuple(told_entry(each, state, rules) for each in decision.entries.values())
    named = {name: text for (_, name), text in board.units.items()}
    return YearTold(
        months=tuple(_months(results_by_agency(board.rows), answers)),
        january=tuple(_moved(engine, staff) for staff in MOVED_IN_MARCH),
        units=dict(_units(engine, named)),
        decision=decision,
        round=RoundTold(
            groups=told_groups(state, decision.entries, rules),
            classed=(told_head(reviews[CHAIRMAN], rules), *classed),
            unit_names=named,
            petitions={staff: each.status for staff, review in reviews.items() for each in review.petitions.values()},
            names=engine.directory.names([CHAIRMAN, *decision.entries]),
        ),
    )


def _state(engine: Engine, stream: str) -> Aggregate:
    return fold(stream, engine.store.streams([stream]).get(stream, ()))


def _reviews(engine: Engine, decision: RoundDecision) -> dict[str, AnnualReview]:
    people = (CHAIRMAN, *decision.entries)
    return {staff: cast(AnnualReview, _state(engine, review_stream(staff, YEAR))) for staff in people}


def _months(results: Sequence[GroupResult], answers: Sequence[Answer]) -> Iterator[MonthTold]:
    found, told = {each.period: each for each in results}, year_stories()
    refused = {answer.command_id: answer for answer in answers if answer.problem is not None}
    for period in months_of_year(YEAR):
        stories = tuple(
            (story, tuple(refused[command] for command in story.refused if command in refused))
            for story in told
            if story.month == period
        )
        yield MonthTold(period, found.get(period), stories)


def _moved(engine: Engine, staff: str) -> Moved:
    before = explain(engine, staff, JANUARY, known_at=BEFORE_MARCH).result.outputs
    after = explain(engine, staff, JANUARY).result.outputs
    return Moved(staff, before["total"], after["total"], before.get("d"), after.get("d"))


def _units(engine: Engine, units: Mapping[str, str]) -> Iterator[tuple[str, tuple[Fraction | None, str]]]:
    for unit in units:
        review = cast(UnitReview, _state(engine, unit_review_stream(AGENCY, unit, YEAR)))
        if review.decision is not None:
            yield unit, (review.decision.total, review.decision.class_code)
