"""What the core asks of the outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kpi_es.domain.event import Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log (positions rise from 1, with gaps)."""

    position: int
    event: Event


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered to a command, kept under the command's id.

    `content_hash` is the SHA-256 of the command as understood; `answer` is the answer as JSON;
    `position` is the last position the command wrote, None when it wrote nothing.
    """

    command_id: str
    content_hash: bytes
    answer: bytes
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Append:
    """Everything one transaction writes.

    `events` are in the order in which they get their positions. `read_position` is the log position up to
    which the states behind the decisions were folded, `read_streams` every stream they looked at, `read_people` every
    agency whose people they asked for.
    """

    events: Sequence[Event]
    answers: Sequence[StoredAnswer]
    read_position: int
    read_streams: frozenset[str]
    read_people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an append came to stand: the position before it, and the position of each event, in order."""

    preceding: int
    positions: Sequence[int]


class StaleRead(Exception):
    """Somebody else wrote to a stream that was read, gave a post where the people were read, or answered the command.

    Nothing was written: decide again.
    """


class StoreUnavailable(Exception):
    """The log can not be reached; what was asked may be asked again and will not be done twice."""


class EventStore(Protocol):
    """The log. All writes of one call are one transaction."""

    def append(self, batch: Append) -> Appended:
        """Write events and answers together and return the events' positions, in order.

        An answer whose command wrote events is stored with the position of its last event (events are matched
        to answers by `command_id`). Raises StaleRead, having written nothing, when a stream of `read_streams`
        or of an event has an event after `read_position`, when any person's stream has one after it that names an
        agency of `read_people`, or a command id is already answered.
        """
        ...

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        """Return the events of each named stream in order, up to a position; a stream without events is absent."""
        ...

    def timeline(self, names: Iterable[str]) -> Sequence[Recorded]:
        """Return the events of the named streams together, in log order, with their positions."""
        ...

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return the next events after a position in log order, at most `limit`; no committed event is ever skipped."""
        ...

    def people_of(self, agency: str) -> frozenset[str]:
        """Return the staff ids of everybody who ever held a post in an agency, as far as recorded.

        These are the streams of people with an event that names the agency as theirs.
        """
        ...

    def products_of(self, agency: str) -> frozenset[str]:
        """Return the codes of all shared products of an agency: the streams that begin with its own prefix."""
        ...

    def answers(self, command_ids: Iterable[str]) -> Mapping[str, StoredAnswer]:
        """Return the stored answers to these commands; unknown ids are absent."""
        ...

    def position(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        ...


class Clock(Protocol):
    """Tells the time of recording."""

    def now(self, sent_at: datetime | None = None) -> datetime:
        """Return the current time, aware, in UTC.

        `sent_at` is the sender's claim. A real clock ignores it; only the clock of the sample data follows it.
        """
        ...


class PersonDirectory(Protocol):
    """Names of people, kept apart from the log and never part of an event."""

    def names(self, staff: Iterable[str]) -> Mapping[str, str]:
        """Return the names known for these staff ids; an unknown one is absent."""
        ...

    def remember(self, names: Mapping[str, str]) -> None:
        """Store names by staff id, replacing what was there."""
        ...
