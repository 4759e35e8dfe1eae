"""The sample played through the real command processor into a log in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file
from typing import cast

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor
from kpi_commands.registry import load_commands
from kpi_es.adapters.clock import SampleClock
from kpi_es.adapters.memory.event_store import MemoryEventStore
from kpi_es.adapters.sample import (
    ADVISERS,
    CATALOGUE_FILE,
    IMPORTED_AT,
    STAFF_FILES,
    agency_commands,
    quarter_commands,
    sample_file,
)
from kpi_es.adapters.sample.wards import Wards, read_wards
from kpi_es.adapters.spreadsheet import ImportKind, ImportOptions, plan_import
from kpi_es.domain.event import Event, sheet_stream, staff_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate, empty, fold
from kpi_es.evaluation import Result
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_es.rulebook import RuleBook, load_rule_book


@dataclass(frozen=True)
class PlayedQuarter:
    """What came of it: the answers, and the streams that were written."""

    wards: Wards
    setup_answers: list[Answer]
    answers: list[Answer]
    streams: Mapping[str, list[Event]]
    rule_book: RuleBook

    def events(self, staff: str, period: str) -> list[Event]:
        """Return the events of a sheet; none when it was never opened."""
        return self.streams.get(sheet_stream(staff, period), [])

    def sheet(self, staff: str, period: str) -> Sheet:
        """Return a sheet as it stands at the end."""
        return cast(Sheet, self.state(sheet_stream(staff, period)))

    def member(self, staff: str) -> StaffMember:
        """Return a staff member as known at the end."""
        return cast(StaffMember, self.state(staff_stream(staff)))

    def state(self, stream: str) -> Aggregate:
        """Return any stream's state as it stands at the end."""
        return self._states.get(stream) or empty(stream)

    def people_of(self, agency: str) -> list[str]:
        """Return everybody of a ward."""
        return [person.staff for person in self.wards.people.values() if person.agency == agency]

    @cached_property
    def scores(self) -> OfficeScores:
        """The scores of everybody, leaders' from those below them."""
        return OfficeScores(self, self.rule_book)

    def score(self, staff: str, period: str) -> Result:
        """Return the score of a sheet."""
        return self.scores.result(self.sheet(staff, period))

    @cached_property
    def _states(self) -> Mapping[str, Aggregate]:
        return {stream: fold(stream, events) for stream, events in self.streams.items()}

    def sheets(self) -> list[Sheet]:
        """Return every sheet that was opened."""
        return [state for state in self._states.values() if isinstance(state, Sheet)]


def play() -> PlayedQuarter:
    """Send setup, staff, catalogue and quarter through a processor, in groups as the bus would."""
    commands, rule_book, store = load_commands(), load_rule_book(), MemoryEventStore()
    processor = CommandProcessor(store, commands, rule_book, SampleClock())
    wards = read_wards()
    setup_answers = processor.process([*agency_commands(), *imported_commands()])
    quarter = quarter_commands()
    answers = [
        answer for start in range(0, len(quarter), 250) for answer in processor.process(quarter[start : start + 250])
    ]
    streams: dict[str, list[Event]] = {}
    for recorded in store.after(0, 1_000_000):
        streams.setdefault(recorded.event.originator_id, []).append(recorded.event)
    return PlayedQuarter(wards, setup_answers, answers, streams, rule_book)


def imported_commands() -> list[Command]:
    """Return what the importer makes of the sample's staff lists and catalogue."""
    commands: list[Command] = []
    for agency, name in STAFF_FILES.items():
        options = ImportOptions(agency=agency, actor=ADVISERS[agency])
        files: tuple[tuple[ImportKind, str], ...] = (("staff", name), ("catalogue", CATALOGUE_FILE))
        for kind, file_name in files:
            with as_file(sample_file(file_name)) as path:
                plan = plan_import(kind, path, options)
            assert not plan.problems, plan.problems
            assert not plan.unused, plan.unused
            commands.extend(row.command.model_copy(update={"sent_at": IMPORTED_AT}) for row in plan.rows)
    return commands
