"""Read models written to dictionaries, so that thousands of logs can be projected in a second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kpi_es.domain.event import Event
from kpi_es.domain.staff_events import (
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeconded,
    StaffMemberTransferred,
)
from kpi_es.ports import Recorded
from kpi_projections.folded_states import FoldedStates
from kpi_projections.read_model import Key, ReadModel

Tables = dict[str, dict[Key, Any]]


class LogInMemory:
    """A `StreamReader` over a list."""

    def __init__(self, log: Sequence[Recorded]) -> None:
        self._log = log

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        found: dict[str, list[Event]] = {name: [] for name in names}
        for recorded in self._log:
            if recorded.event.originator_id in found and (up_to is None or recorded.position <= up_to):
                found[recorded.event.originator_id].append(recorded.event)
        return found

    def sheets_of(self, staff: Iterable[str], up_to: int) -> Mapping[str, frozenset[str]]:
        streams = {each.event.originator_id for each in self._log if each.position <= up_to}
        return {
            person: frozenset(stream for stream in streams if stream.startswith(f"sheet:{person}:")) for person in staff
        }

    def posts(self, after: int, up_to: int) -> list[tuple[str, str]]:
        kinds = (StaffMemberAppointed, StaffMemberRegistered, StaffMemberSeconded, StaffMemberTransferred)
        within = [each.event for each in self._log if after < each.position <= up_to]
        return [(event.staff, event.agency) for event in within if isinstance(event, kinds)]


def project_in_batches(
    model: ReadModel, log: Sequence[Recorded], sizes: Sequence[int], most_streams: int = 20_000
) -> Tables:
    """Project a log cut into batches of these sizes, over and over, and return the rows of each table."""
    states = FoldedStates(LogInMemory(log), most_streams)
    tables: Tables = {table.name: {} for table in model.tables}
    start, turn = 0, 0
    while start < len(log):
        batch = log[start : start + sizes[turn % len(sizes)]]
        for table, rows in model.project(batch, states).items():
            tables[table.name].update(rows)
        states.commit(batch[-1].position)
        start, turn = start + len(batch), turn + 1
    return tables
