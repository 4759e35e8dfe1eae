"""Folded states kept in memory, bounded, so that a command costs no fold of its stream's past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpi_es.domain.event import Event, posts_given
from kpi_es.domain.topics import Aggregate, evolve, fold
from kpi_es.ports import EventStore

CATCH_UP_BATCH = 5_000
FORGET_WHEN_BEHIND = 50_000
"""Beyond this many missed events it is cheaper to forget the states and read the streams again when needed."""
LOAD_BATCH = 1_000
"""How many streams are read at once: their events are held together until they are folded."""


class StateCache:
    """States of streams, each folded up to `position` of the log or beyond, at most `most_streams` of them.

    Two generations instead of an order of use: what is asked for moves to the young one; when that is half of all,
    the old one is forgotten and the young one grows old. Keeping a strict order cost more than it saved.
    """

    def __init__(self, store: EventStore, most_streams: int) -> None:
        self._store = store
        self._half = max(1, most_streams // 2)
        self._young: dict[str, Aggregate] = {}
        self._old: dict[str, Aggregate] = {}
        self._people: dict[str, set[str]] = {}
        self.position = 0

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())

    def catch_up(self) -> None:
        """Fold in what other writers appended since `position`."""
        if not len(self):
            self.forget()
        end = self.position + FORGET_WHEN_BEHIND
        while events := self._store.after(self.position, CATCH_UP_BATCH):
            if events[-1].position > end:
                self.forget()
                break
            for recorded in events:
                self._fold_in(recorded.event)
            self._note_posts(recorded.event for recorded in events)
            self.position = events[-1].position

    def forget(self) -> None:
        """Begin anew at the end of the log."""
        self._young, self._old, self._people = {}, {}, {}
        self.position = self._store.position()

    def load(self, streams: Iterable[str]) -> None:
        """Read the streams that are not in memory, many in one query."""
        missing = list({stream for stream in streams if stream not in self._young and stream not in self._old})
        for start in range(0, len(missing), LOAD_BATCH):
            wanted = missing[start : start + LOAD_BATCH]
            found = self._store.streams(wanted)
            for stream in wanted:
                self._keep(stream, fold(stream, found.get(stream, ())))

    def get(self, stream: str) -> Aggregate:
        """Return a stream's state, reading it when it is not in memory. Raises ValueError for a nonsense name."""
        state = self._young.get(stream)
        if state is None:
            state = self._old.get(stream)
            if state is None:
                state = fold(stream, self._store.streams((stream,)).get(stream, ()))
            self._keep(stream, state)
        return state

    def people_of(self, agency: str) -> frozenset[str]:
        """Return who ever held a post in an agency: asked of the log once, then kept up with what is folded in."""
        if agency not in self._people:
            self._people[agency] = set(self._store.people_of(agency))
        return frozenset(self._people[agency])

    def put(self, states: Mapping[str, Aggregate], events: Iterable[Event]) -> None:
        """Take over states that were just appended, and the events that led to them."""
        for stream, state in states.items():
            self._keep(stream, state)
        self._note_posts(events)

    def _keep(self, stream: str, state: Aggregate) -> None:
        self._young[stream] = state
        if len(self._young) >= self._half:
            self._young, self._old = {}, self._young

    def _fold_in(self, event: Event) -> None:
        stream = event.originator_id
        state = self._young.get(stream) or self._old.get(stream)
        if state is not None and state.version + 1 == event.originator_version:
            self._keep(stream, evolve(state, event))

    def _note_posts(self, events: Iterable[Event]) -> None:
        for staff, agency in posts_given(events):
            if agency in self._people:
                self._people[agency].add(staff)
