"""Short ways to write events for the tests of `evolve`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from kpi_es.domain.event import Event
from kpi_es.domain.topics import Aggregate, fold

Kind = TypeVar("Kind", bound=Event)
_IDS = UUID("00000000-0000-5000-8000-000000000001")
_DAY = date(2026, 7, 1)


class Stream:
    """Writes the events of one stream, numbered from 1."""

    def __init__(self, name: str, **common: Any) -> None:
        self.name = name
        self.common = common
        self.events: list[Event] = []

    def add(self, kind: type[Kind], valid_on: date = _DAY, /, **fields: Any) -> Kind:
        version = len(self.events) + 1
        envelope: dict[str, Any] = {
            "originator_id": self.name,
            "originator_version": version,
            "event_id": uuid5(_IDS, f"{self.name}/{version}"),
            "command_id": f"c-{version}",
            "actor": "actor",
            "valid_on": valid_on,
            "recorded_at": datetime(2026, 7, 1, 2, tzinfo=UTC),
            "source": "manager",
        }
        event = kind.model_validate({**envelope, **self.common, **fields})
        self.events.append(event)
        return event

    def state(self, events: Iterable[Event] | None = None) -> Aggregate:
        return fold(self.name, self.events if events is None else events)
