"""The part of the log on which an agency's year rests, read once: states now and at an earlier place in the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from kpi_commands.context import Context
from kpi_commands.round.propose_round import ProposeRound
from kpi_es.domain.agency import Agency
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.event import agency_stream, review_stream, sheet_stream, staff_stream, unit_review_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.topics import Aggregate, fold
from kpi_es.domain.year import periods_of_year
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook

State = TypeVar("State", bound=Aggregate)


class YearLog:
    """The streams of an agency and of some people in a year; others are read when they are asked for."""

    def __init__(self, engine: Engine, agency: str, year: int) -> None:
        self._engine = engine
        self.agency_code = agency
        self.year = year
        self._recorded: dict[str, list[Recorded]] = {}
        self._states: dict[tuple[str, int | None], Aggregate] = {}

    @property
    def rule_book(self) -> RuleBook:
        """Every rule set."""
        return self._engine.rule_book

    @property
    def agency(self) -> Agency:
        """The agency as of now."""
        return self.state_as(agency_stream(self.agency_code), Agency)

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """All who ever held a post in the agency: a leader's score may rest on anybody's."""
        return tuple(sorted(self._engine.store.people_of(self.agency_code)))

    def review(self, staff: str) -> AnnualReview:
        """Return a person's annual review as of now, opened or not."""
        return self.state_as(review_stream(staff, self.year), AnnualReview)

    def load_year_of(self, people: Iterable[str]) -> None:
        """Read everything the years of these people and of the agency's units rest on, in one go."""
        units = (unit_review_stream(self.agency_code, unit, self.year) for unit in self.agency.units)
        self._load([*units, *(stream for staff in people for stream in self._streams_of(staff))])

    def state(self, stream: str, position: int | None = None) -> Aggregate:
        """Return a stream's state up to a position of the log, as of now without one."""
        recorded = self._events(stream)
        if position is not None and (not recorded or recorded[-1].position <= position):
            position = None
        key = (stream, position)
        if key not in self._states:
            known = (each.event for each in recorded if position is None or each.position <= position)
            self._states[key] = fold(stream, known)
        return self._states[key]

    def state_as(self, stream: str, kind: type[State], position: int | None = None) -> State:
        """Return a stream's state as what it is known to be."""
        state = self.state(stream, position)
        assert isinstance(state, kind)
        return state

    def since(self, stream: str, position: int) -> Sequence[Recorded]:
        """Return the events of a stream recorded after a position."""
        return [each for each in self._events(stream) if each.position > position]

    def place_of(self, stream: str, event_id: str) -> int:
        """Return the position of an event of a stream."""
        return next(each.position for each in self._events(stream) if str(each.event.event_id) == event_id)

    def sheet(self, staff: str, period: str, position: int | None = None) -> Sheet:
        """Return a sheet, opened or not."""
        return self.state_as(sheet_stream(staff, period), Sheet, position)

    def scores(self, people: Iterable[str], position: int | None = None) -> OfficeScores:
        """Return what scores sheets with the states up to a position."""
        return OfficeScores(_Surroundings(self, frozenset(people), position), self.rule_book)

    def context(self, position: int | None = None) -> Context:
        """Return the surroundings of the calculation that the commands use; nothing is sent and nothing decided."""
        question = ProposeRound(
            id="looking-at-the-year",
            actor="operator:reader",
            agency=self.agency_code,
            year=self.year,
            reason="Xem kết quả năm / looking at the year",
        )
        return Context(
            question,
            datetime.now(UTC),
            self.rule_book,
            lambda stream: self.state(stream, position),
            self._engine.store.people_of,
            lambda streams: self._load(tuple(dict.fromkeys(streams))),
        )

    def _streams_of(self, staff: str) -> Iterator[str]:
        yield staff_stream(staff)
        yield review_stream(staff, self.year)
        yield from (sheet_stream(staff, period) for period in periods_of_year(self.year))

    def _events(self, stream: str) -> list[Recorded]:
        if stream not in self._recorded:
            self._load([stream])
        return self._recorded[stream]

    def _load(self, streams: Sequence[str]) -> None:
        wanted = [stream for stream in streams if stream not in self._recorded]
        self._recorded.update({stream: [] for stream in wanted})
        for each in self._engine.store.timeline(wanted):
            self._recorded[each.event.originator_id].append(each)


class _Surroundings:
    def __init__(self, log: YearLog, people: frozenset[str], position: int | None) -> None:
        self._log = log
        self._people = people
        self._position = position

    def state(self, stream: str) -> Aggregate:
        return self._log.state(stream, self._position)

    def people_of(self, agency: str) -> Iterable[str]:
        del agency
        return self._people
