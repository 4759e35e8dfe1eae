"""Folded states kept in memory, bounded, so that a command costs no fold of its stream's past."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from kpi_es.domain.event import Event
from kpi_es.domain.topics import Aggregate, evolve, fold
from kpi_es.ports import EventStore

CATCH_UP_BATCH = 5_000
FORGET_WHEN_BEHIND = 50_000
"""Beyond this many missed events it is cheaper to forget the states and read the streams again when needed."""


class StateCache:
    """States of streams, each folded up to `position` of the log; the least recently used go first."""

    def __init__(self, store: EventStore, most_streams: int) -> None:
        self._store = store
        self._most_streams = most_streams
        self._states: OrderedDict[str, Aggregate] = OrderedDict()
        self.position = 0

    def catch_up(self) -> None:
        """Fold in what other writers appended since the last time."""
        if not self._states or self._store.position() - self.position > FORGET_WHEN_BEHIND:
            self._states.clear()
            self.position = self._store.position()
            return
        while events := self._store.after(self.position, CATCH_UP_BATCH):
            for recorded in events:
                self._fold_in(recorded.event)
            self.position = events[-1].position

    def load(self, streams: Iterable[str]) -> None:
        """Read the streams that are not in memory, in one query."""
        missing = [stream for stream in dict.fromkeys(streams) if stream not in self._states]
        if not missing:
            return
        found = self._store.streams(missing)
        for stream in missing:
            self._states[stream] = fold(stream, found.get(stream, ()))

    def get(self, stream: str) -> Aggregate:
        """Return a stream's state, reading it when it is not in memory. Raises ValueError for a nonsense name."""
        if stream not in self._states:
            self.load((stream,))
        self._states.move_to_end(stream)
        return self._states[stream]

    def put(self, states: Mapping[str, Aggregate], position: int) -> None:
        """Take over states that were just appended; `position` is how far every kept state is folded."""
        self._states.update(states)
        self.position = position

    def trim(self) -> None:
        """Forget the least recently used states above the bound."""
        while len(self._states) > self._most_streams:
            self._states.popitem(last=False)

    def _fold_in(self, event: Event) -> None:
        state = self._states.get(event.originator_id)
        if state is not None and state.version + 1 == event.originator_version:
            self._states[event.originator_id] = evolve(state, event)
