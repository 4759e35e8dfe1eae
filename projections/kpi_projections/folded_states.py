"""States folded from the log, kept in memory within a bound and moved on batch by batch."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from kpi_es.domain.event import Event
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate, empty, evolve


class StreamReader(Protocol):
    """Reads the past of streams from the log."""

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        """Return the readable events of each stream in order, up to a position; one without events is absent."""
        ...

    def sheets_of(self, staff: Iterable[str], up_to: int) -> Mapping[str, frozenset[str]]:
        """Return the streams of the sheets each person has up to a position."""
        ...

    def posts(self, after: int, up_to: int) -> Iterable[tuple[str, str]]:
        """Return staff id and agency of every post recorded after one position, up to another."""
        ...


class FoldedStates:
    """The `States` of one read model.

    `position` is how far every kept state is folded. A batch works on copies: `commit` keeps them, `discard`
    forgets them, so a batch that was not written leaves no trace.
    """

    def __init__(self, reader: StreamReader, most_streams: int = 20_000) -> None:
        self._reader = reader
        self._most_streams = most_streams
        self._kept: OrderedDict[str, Aggregate] = OrderedDict()
        self._batch: dict[str, Aggregate] = {}
        self._people: dict[str, frozenset[str]] = {}
        self._people_up_to = 0
        self._people_in_batch: dict[str, frozenset[str]] = {}
        self.position = 0

    def load(self, streams: Iterable[str]) -> None:
        """Read the named streams together, as they were before the batch."""
        missing = [name for name in dict.fromkeys(streams) if name not in self._batch and name not in self._kept]
        if not missing:
            return
        found = self._reader.streams(missing, self.position)
        for name in missing:
            self._kept[name] = _fold_readable(name, found.get(name, ()))

    def state(self, stream: str) -> Aggregate:
        """Return a stream's state as of the event reached so far."""
        if stream in self._batch:
            return self._batch[stream]
        self.load((stream,))
        self._kept.move_to_end(stream)
        return self._kept[stream]

    def advance(self, event: Event) -> tuple[Aggregate, Aggregate]:
        """Fold an event into its stream and return the state before it and the one after."""
        before = self.state(event.originator_id)
        after = self._batch[event.originator_id] = evolve(before, event)
        if isinstance(after, StaffMember) and isinstance(agency := getattr(event, "agency", None), str):
            _add(self._people_in_batch, agency, after.staff)
        return before, after

    def sheets_of(self, staff: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return the streams of all sheets each person had before the batch."""
        return self._reader.sheets_of(staff, self.position)

    def people_of(self, agency: str) -> frozenset[str]:
        """Return everybody who ever held a post in an agency; each part of the log is looked through once."""
        if self._people_up_to < self.position:
            for staff, found in self._reader.posts(self._people_up_to, self.position):
                _add(self._people, found, staff)
            self._people_up_to = self.position
        nobody = frozenset[str]()
        return self._people.get(agency, nobody) | self._people_in_batch.get(agency, nobody)

    def commit(self, position: int) -> None:
        """Keep the states of the batch, which ended at this position, and forget the least used ones."""
        for name, state in self._batch.items():
            self._kept[name] = state
            self._kept.move_to_end(name)
        self._batch.clear()
        self._people_in_batch.clear()
        self.position = position
        while len(self._kept) > self._most_streams:
            self._kept.popitem(last=False)

    def discard(self) -> None:
        """Forget what the batch did; the states stand as they did before it."""
        self._batch.clear()
        self._people_in_batch.clear()

    def restart(self, position: int) -> None:
        """Forget everything and go on from another position."""
        self.discard()
        self._kept.clear()
        self._people.clear()
        self._people_up_to = 0
        self.position = position


def _add(people: dict[str, frozenset[str]], agency: str, staff: str) -> None:
    people[agency] = people.get(agency, frozenset()) | {staff}


def _fold_readable(stream: str, events: Iterable[Event]) -> Aggregate:
    """Fold what can be folded: an event that could not be projected was set aside then, and is passed over now."""
    state = empty(stream)
    for event in events:
        try:
            state = evolve(state, event)
        except Exception:
            continue
    return state
