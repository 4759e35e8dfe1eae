"""Logs that misbehave on purpose: they hold back, they are away, they fail on one stream, they count."""

from __future__ import annotations

import threading

from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.ports import Append, Appended, StoreUnavailable


class GatedStore(MemoryEventStore):
    """A log that holds every append back while its gate is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.arrived = threading.Event()

    def append(self, batch: Append) -> Appended:
        self.arrived.set()
        assert self.gate.wait(20)
        return super().append(batch)


class AbsentStore(MemoryEventStore):
    """A log that can not be reached the next so many times, before it writes or after."""

    def __init__(self, absences: int, *, after_writing: bool = False) -> None:
        super().__init__()
        self.absences = absences
        self._after_writing = after_writing

    def append(self, batch: Append) -> Appended:
        if self.absences:
            self.absences -= 1
            if self._after_writing:
                super().append(batch)
            raise StoreUnavailable("away for a while")
        return super().append(batch)


class FaultyStore(MemoryEventStore):
    """A log on which every batch that touches one stream fails in a way nobody foresaw."""

    def __init__(self, stream: str) -> None:
        super().__init__()
        self._stream = stream

    def append(self, batch: Append) -> Appended:
        if any(event.originator_id == self._stream for event in batch.events):
            raise ZeroDivisionError("a bug")
        return super().append(batch)


class CountingStore(MemoryEventStore):
    """A log that remembers how many commands each of its transactions answered."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []

    def append(self, batch: Append) -> Appended:
        self.groups.append(len(batch.answers))
        return super().append(batch)
