"""The log as the projections read it: what can not be read is handed out as such instead of stopping everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import LiteralString

from eventsourcing.persistence import Notification
from psycopg.rows import TupleRow

from kpi_es.adapters.postgres import log_statements
from kpi_es.adapters.postgres.database import PostgresDatabase
from kpi_es.adapters.postgres.event_store import PostgresEventStore
from kpi_es.adapters.postgres.mapper import PydanticMapper, UnreadableEvent
from kpi_es.domain.event import Event
from kpi_es.ports import Recorded


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event that no class fits, with its place and what is wrong with it."""

    position: int
    stream: str
    topic: str
    problem: str


Entry = Recorded | Unreadable


@dataclass(frozen=True, slots=True)
class Behind:
    """What a reader at some position has not seen yet: how many events, and when the first was recorded."""

    events: int
    since: datetime | None


class ProjectionLog:
    """Reads the log for projections; a `StreamReader` too. Raises StoreUnavailable like the store."""

    def __init__(self, database: PostgresDatabase, store: PostgresEventStore, mapper: PydanticMapper) -> None:
        self._database = database
        self._mapper = mapper
        self.channel = store.channel
        log = store.recorder.log
        self._select_after = log.sql(log_statements.SELECT_AFTER)
        self._select_streams = log.sql(log_statements.SELECT_STREAMS)
        self._select_position = log.sql(log_statements.SELECT_POSITION)
        self._select_sheets = log.sql(_SELECT_SHEETS)
        self._select_behind = log.sql(_SELECT_BEHIND)
        self._select_posts = log.sql(_SELECT_POSTS)

    def after(self, position: int, limit: int) -> list[Entry]:
        """Return the next entries of the log in order, at most `limit`."""
        return [self._entry(row) for row in self._database.fetch(self._select_after, (position, limit))]

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        """Return the readable events of each named stream in order, up to a position."""
        end = log_statements.END_OF_LOG if up_to is None else up_to
        rows = self._database.fetch(self._select_streams, (list(names), end))
        return {name: self._readable(found) for name, found in groupby(rows, key=_stream)}

    def sheets_of(self, staff: Iterable[str], up_to: int) -> Mapping[str, frozenset[str]]:
        """Return the streams of the sheets each person has up to a position."""
        people = list(staff)
        if not people:
            return {}
        rows = self._database.fetch(self._select_sheets, (people, up_to))
        return {person: frozenset(row[1] for row in found) for person, found in groupby(rows, key=_stream)}

    def posts(self, after: int, up_to: int) -> list[tuple[str, str]]:
        """Return staff id and agency of every post recorded after one position, up to another."""
        rows = self._database.fetch(self._select_posts, (after, up_to))
        return [(str(row[0]).partition(":")[2], str(row[1])) for row in rows]

    def position(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        [(position,)] = self._database.fetch(self._select_position)
        return int(position)

    def behind(self, position: int) -> Behind:
        """Return how much lies after a position."""
        [(events, since)] = self._database.fetch(self._select_behind, (position, position))
        return Behind(int(events), datetime.fromisoformat(since) if since else None)

    def _readable(self, rows: Iterable[TupleRow]) -> list[Event]:
        entries = (self._entry(row) for row in rows)
        return [entry.event for entry in entries if isinstance(entry, Recorded)]

    def _entry(self, row: TupleRow) -> Entry:
        try:
            return Recorded(row[4], self._mapper.to_domain_event(Notification(*row)))
        except UnreadableEvent as error:
            return Unreadable(row[4], row[0], row[2], str(error))


def _stream(row: TupleRow) -> str:
    return str(row[0])


# Names of streams compare byte by byte and `;` comes right after `:`, so this is an index range.
_SELECT_SHEETS: LiteralString = (
    "SELECT person.staff, sheet.originator_id FROM unnest(%b::text[]) AS person (staff), LATERAL ("
    "SELECT DISTINCT originator_id FROM {log} WHERE originator_id > 'sheet:' || person.staff || ':' "
    "AND originator_id < 'sheet:' || person.staff || ';' AND notification_id <= %b) AS sheet ORDER BY 1, 2"
)
_SELECT_BEHIND: LiteralString = (
    "SELECT (SELECT count(*) FROM {log} WHERE notification_id > %b), "
    "(SELECT convert_from(state, 'UTF8')::json ->> 'recorded_at' FROM {log} WHERE notification_id > %b "
    "ORDER BY notification_id LIMIT 1)"
)
# Every event about a person that names an agency gives or ends a post there.
_SELECT_POSTS: LiteralString = (
    "SELECT DISTINCT originator_id, convert_from(state, 'UTF8')::json ->> 'agency' FROM {log} "
    "WHERE notification_id > %b AND notification_id <= %b AND originator_id > 'staff:' AND originator_id < 'staff;' "
    "AND convert_from(state, 'UTF8')::json ->> 'agency' IS NOT NULL"
)
