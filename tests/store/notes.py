"""A small event for the tests of the store, so that they do not change with the domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import ClassVar
from uuid import uuid4

from kpi_es.adapters.postgres import PydanticMapper
from kpi_es.domain.event import Event
from kpi_es.domain.values import Exact
from kpi_es.ports import Append, StoredAnswer


class NoteTaken(Event):
    TOPIC: ClassVar[str] = "NoteTaken"

    text: str
    points: Exact


class PostNoted(NoteTaken):
    """A note that names an agency, as the events do that give somebody a post."""

    TOPIC: ClassVar[str] = "PostNoted"

    agency: str


def note_mapper() -> PydanticMapper:
    return PydanticMapper({NoteTaken.TOPIC: NoteTaken, PostNoted.TOPIC: PostNoted})


def post_noted(stream: str, version: int, agency: str) -> PostNoted:
    return PostNoted(**note(stream, version).model_dump(), agency=agency)


def note(stream: str, version: int, command: str = "c-0", text: str = "đã nộp báo cáo") -> NoteTaken:
    return NoteTaken(
        originator_id=stream,
        originator_version=version,
        event_id=uuid4(),
        command_id=command,
        actor="cb-0001",
        valid_on=date(2026, 7, 3),
        recorded_at=datetime(2026, 7, 3, 8, 30, tzinfo=UTC),
        source="manager",
        text=text,
        points=Fraction(27, 10),
    )


def notes(stream: str, count: int, start: int = 1, command: str = "c-0", text: str = "x") -> list[NoteTaken]:
    return [note(stream, version, command, text) for version in range(start, start + count)]


def answer(command: str, position: int | None = None) -> StoredAnswer:
    return StoredAnswer(command, command.encode().ljust(32, b"."), b'{"status": "accepted"}', position)


def batch(
    events: Sequence[Event] = (),
    answers: Sequence[StoredAnswer] = (),
    read_position: int = 0,
    read: Iterable[str] = (),
    people: Iterable[str] = (),
) -> Append:
    return Append(events, answers, read_position, frozenset(read), frozenset(people))
