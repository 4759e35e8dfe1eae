"""Events to rows and back, one pass each way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pydantic
import pydantic_core
from eventsourcing.persistence import (
    JSONTranscoder,
    Mapper,
    MapperDeserialisationError,
    Notification,
    StoredEvent,
)

from kpi_es.domain.event import Event

_KEPT_IN_COLUMNS = {"originator_id", "originator_version"}

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the JSON object stored under an old topic into what its class reads today."""


class UnreadableEvent(MapperDeserialisationError):
    """A stored event that can not be turned into an event: says where it lies and what is wrong with it."""

    code = "unreadable_event"

    def __init__(self, stored: StoredEvent, problem: str) -> None:
        self.topic = stored.topic
        self.stream = stored.originator_id
        self.version = stored.originator_version
        self.position = stored.id if isinstance(stored, Notification) else None
        place = f"{self.stream}, version {self.version}"
        if self.position is not None:
            place += f", position {self.position}"
        super().__init__(f"event {self.topic!r} ({place}): {problem}")


class UnknownTopic(UnreadableEvent):
    """A stored event whose topic no class is registered for."""

    code = "unknown_topic"

    def __init__(self, stored: StoredEvent) -> None:
        super().__init__(
            stored,
            "no event class has this topic; the log was written by a newer version, or a topic was removed "
            "from the registry: install the version that wrote it, or put the topic back",
        )


class PydanticMapper(Mapper[str]):
    """Stores an event under its TOPIC as the JSON of its fields; stream and version stand in columns of
    their own.

    `event_types` gives the class of each topic. `upcasts` gives, for a topic that is no longer written, the
    function that mends its stored object before the class reads it.
    """

    def __init__(self, event_types: Mapping[str, type[Event]], upcasts: Mapping[str, Upcast] | None = None) -> None:
        super().__init__(JSONTranscoder())
        self._event_types = event_types
        self._upcasts = upcasts or {}

    def to_stored_event(self, domain_event: Event) -> StoredEvent:  # type: ignore[override]
        """Return the row of an event."""
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.TOPIC,
            state=domain_event.__pydantic_serializer__.to_json(domain_event, exclude=_KEPT_IN_COLUMNS),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Return the event of a row, validated once.

        Raises UnknownTopic and UnreadableEvent, both with topic, stream, version and, of a Notification,
        position.
        """
        event_class = self._event_types.get(stored_event.topic)
        if event_class is None:
            raise UnknownTopic(stored_event)
        try:
            return event_class.model_validate_json(self._whole(stored_event))
        except pydantic.ValidationError as error:
            # The values stay out of the message: they are about a person.
            wrong = "; ".join(
                f"{'.'.join(map(str, each['loc'])) or 'object'}: {each['msg']}"
                for each in error.errors(include_url=False, include_input=False, include_context=False)
            )
            raise UnreadableEvent(stored_event, wrong) from None

    def _whole(self, stored: StoredEvent) -> bytes:
        # The two columns go in front of the stored object as bytes: building a dict only to add two keys
        # to it would be a second pass over everything read.
        state = stored.state
        if stored.topic in self._upcasts:
            state = self._mended(stored)
        columns = pydantic_core.to_json(stored.originator_id), stored.originator_version
        return b'{"originator_id":%b,"originator_version":%d,%b' % (*columns, state[1:])

    def _mended(self, stored: StoredEvent) -> bytes:
        try:
            return pydantic_core.to_json(self._upcasts[stored.topic](pydantic_core.from_json(stored.state)))
        except Exception as error:
            raise UnreadableEvent(stored, f"can not be brought up to date: {error!r}") from error
