"""The log in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from kpi_es.adapters.memory.batch_check import check_batch
from kpi_es.domain.event import Event, posts_given, product_stream
from kpi_es.ports import Append, Appended, Recorded, StaleRead, StoredAnswer


class MemoryEventStore:
    """An `EventStore` that lives as long as its process; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._log: list[Event] = []
        self._streams: dict[str, list[Recorded]] = {}
        self._answers: dict[str, StoredAnswer] = {}

    def append(self, batch: Append) -> Appended:
        """Write events and answers together; see `EventStore.append`."""
        check_batch(batch)
        with self._lock:
            self._refuse_stale(batch)
            preceding = len(self._log)
            positions = [self._record(event) for event in batch.events]
            last = {event.command_id: at for event, at in zip(batch.events, positions, strict=True)}
            for answer in batch.answers:
                self._answers[answer.command_id] = replace(answer, position=last.get(answer.command_id))
            return Appended(preceding, positions)

    def _refuse_stale(self, batch: Append) -> None:
        for name in batch.read_streams.union(event.originator_id for event in batch.events):
            stream = self._streams.get(name)
            if stream and stream[-1].position > batch.read_position:
                raise StaleRead(f"stream {name} has an event after position {batch.read_position}")
        for staff, agency in posts_given(self._log[batch.read_position :]):
            if agency in batch.read_people:
                raise StaleRead(f"{staff} was given a post in {agency} after position {batch.read_position}")
        for event in batch.events:
            if event.originator_version <= len(self._streams.get(event.originator_id, ())):
                raise StaleRead(f"version {event.originator_version} of {event.originator_id} is taken")
        for answer in batch.answers:
            if answer.command_id in self._answers:
                raise StaleRead(f"command {answer.command_id} is answered already")

    def _record(self, event: Event) -> int:
        self._log.append(event)
        position = len(self._log)
        self._streams.setdefault(event.originator_id, []).append(Recorded(position, event))
        return position

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        """Return the events of each named stream in order; see `EventStore.streams`."""
        with self._lock:
            end = len(self._log) if up_to is None else up_to
            found = {
                name: [recorded.event for recorded in self._streams.get(name, ()) if recorded.position <= end]
                for name in names
            }
        return {name: events for name, events in found.items() if events}

    def timeline(self, names: Iterable[str]) -> Sequence[Recorded]:
        """Return the events of the named streams in log order; see `EventStore.timeline`."""
        with self._lock:
            found = [recorded for name in set(names) for recorded in self._streams.get(name, ())]
        return sorted(found, key=attrgetter("position"))

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return the next events after a position; see `EventStore.after`."""
        start = max(position, 0)
        with self._lock:
            page = self._log[start : start + max(limit, 0)]
        return [Recorded(at, event) for at, event in enumerate(page, start + 1)]

    def people_of(self, agency: str) -> frozenset[str]:
        """Return everybody who ever held a post in an agency; see `EventStore.people_of`."""
        with self._lock:
            return frozenset(staff for staff, found in posts_given(self._log) if found == agency)

    def products_of(self, agency: str) -> frozenset[str]:
        """Return the codes of an agency's shared products; see `EventStore.products_of`."""
        prefix = product_stream(agency, "")
        with self._lock:
            return frozenset(name.removeprefix(prefix) for name in self._streams if name.startswith(prefix))

    def answers(self, command_ids: Iterable[str]) -> Mapping[str, StoredAnswer]:
        """Return the stored answers to these commands; unknown ids are absent."""
        with self._lock:
            return {name: self._answers[name] for name in command_ids if name in self._answers}

    def position(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        with self._lock:
            return len(self._log)
