"""The invented ward's year, played on PostgreSQL, with what the board showed on some of its evenings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.adapters.sample.year import AGENCY, YEAR
from kpi_es.domain.agency import Agency
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound, RoundProposal
from kpi_es.domain.event import (
    Event,
    agency_stream,
    review_stream,
    round_stream,
    sheet_stream,
    staff_stream,
    unit_review_stream,
)
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate, fold
from kpi_es.domain.unit_review import UnitReview
from kpi_es.domain.values import OFFICE_TIME_ZONE, parse_exact
from kpi_es.entrypoints.person_history import explain, walk
from kpi_es.entrypoints.sample_run import ONE_WARD, prepare, the_year
from kpi_es.entrypoints.wiring import Engine
from kpi_es.ports import Recorded
from kpi_projections.replay import Replay
from kpi_projections.scoreboard.query import BoardRow, scoreboard

State = TypeVar("State", bound=Aggregate)

HEAD = "PM-04"
"""Whose January falls because of somebody else's."""

PETITIONER = "PM-12"
"""Who petitions against the annual class."""

GROUP = 100
"""Commands decided together, as the bus would hand them over."""

EVENINGS = (
    "2026-02-05",
    "2026-03-10",
    "2026-03-13",
    "2026-04-29",
    "2026-08-28",
    "2026-09-10",
    "2026-12-11",
    "2026-12-31",
)
"""The days at whose end the read models are brought up to date and the board is kept."""


@dataclass(frozen=True)
class Evening:
    """What stood on the board and in the log at the end of a day."""

    rows: Mapping[tuple[str, str], BoardRow]
    log: Sequence[Recorded]

    def total(self, staff: str, period: str) -> Fraction:
        """Return the exact score of somebody's period."""
        total = self.rows[staff, period].total
        assert total is not None
        return parse_exact(total)

    def d(self, staff: str, period: str) -> str | None:
        """Return item d of a leader's month, as a share."""
        return self.rows[staff, period].d

    def events(self, stream: str) -> list[Event]:
        """Return the events of a stream so far."""
        return [each.event for each in self.log if each.event.originator_id == stream]

    def sheet(self, staff: str, period: str) -> Sheet:
        return self._state(sheet_stream(staff, period), Sheet)

    def member(self, staff: str) -> StaffMember:
        return self._state(staff_stream(staff), StaffMember)

    def review(self, staff: str) -> AnnualReview:
        return self._state(review_stream(staff, YEAR), AnnualReview)

    def unit(self, unit: str) -> UnitReview:
        return self._state(unit_review_stream(AGENCY, unit, YEAR), UnitReview)

    @property
    def agency(self) -> Agency:
        return self._state(agency_stream(AGENCY), Agency)

    @property
    def round(self) -> ClassificationRound:
        return self._state(round_stream(AGENCY, YEAR), ClassificationRound)

    @property
    def proposal(self) -> RoundProposal:
        found = self.round.proposal
        assert found is not None
        return found

    def _state(self, stream: str, kind: type[State]) -> State:
        state = fold(stream, self.events(stream))
        assert isinstance(state, kind)
        return state


@dataclass(frozen=True)
class PlayedYear:
    """Every answer, and the evenings by day."""

    answers: Sequence[Answer]
    evenings: Mapping[str, Evening]
    dead_letters: int
    walks: Mapping[str, Replay]
    """The histories of the head and of the petitioner, by staff id."""
    january_of_the_head_as_known: Mapping[str, Fraction]
    rebuilt: Mapping[tuple[str, str], BoardRow]
    """The board after the whole log was projected once more from its beginning."""

    @property
    def refusals(self) -> dict[str, str]:
        """The code of every refused command, by command id."""
        return {answer.command_id: answer.problem.code for answer in self.answers if answer.problem}

    def on(self, day: str) -> Evening:
        """Return what stood at the end of a day."""
        return self.evenings[day]


def play_year(engine: Engine) -> PlayedYear:
    """Play the year with its real rules on a log on PostgreSQL, stopping at each evening."""
    prepare(engine, ONE_WARD)
    answers: list[Answer] = []
    evenings: dict[str, Evening] = {}
    for day, commands in _until_evenings(the_year()):
        for start in range(0, len(commands), GROUP):
            answers += engine.processor.process(commands[start : start + GROUP])
        engine.projections.catch_up()
        evenings[day] = _evening(engine)
    dead_letters = sum(each.dead_letters for each in engine.projections.status())
    known = {day: _january_of_the_head(engine, day) for day in ("2026-03-10", "2026-12-31")}
    walks = {staff: walk(engine, staff) for staff in (HEAD, PETITIONER)}
    engine.projections.rebuild("scoreboard")
    return PlayedYear(answers, evenings, dead_letters, walks, known, _evening(engine).rows)


def _january_of_the_head(engine: Engine, day: str) -> Fraction:
    explained = explain(engine, HEAD, "2026-01", known_at=_end_of(day))
    return explained.result.outputs["total"]


def _until_evenings(commands: Sequence[Command]) -> Iterator[tuple[str, list[Command]]]:
    left = list(commands)
    for day in EVENINGS:
        end = _end_of(day)
        yield day, [each for each in left if each.sent_at is not None and each.sent_at <= end]
        left = [each for each in left if each.sent_at is None or each.sent_at > end]
    assert not left


def _end_of(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=OFFICE_TIME_ZONE)


def _evening(engine: Engine) -> Evening:
    with engine.database.datastore.get_connection() as connection:
        board = scoreboard(connection, schema=engine.database.schema)
    rows = {(row.staff, row.period): row for row in board.rows}
    return Evening(rows, list(engine.store.after(0, 1_000_000)))
