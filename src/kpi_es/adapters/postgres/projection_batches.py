"""Takes one read model forward in one schema: batch by batch, each event counted exactly once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress

from eventsourcing.persistence import InterfaceError, OperationalError, ProgrammingError
from psycopg import Cursor
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from kpi_es.adapters.postgres.database import PostgresDatabase
from kpi_es.adapters.postgres.projection_log import Entry, ProjectionLog, Unreadable
from kpi_es.adapters.postgres.projection_registry import ProjectionRegistry
from kpi_es.adapters.postgres.projection_tables import write_changes
from kpi_es.ports import Recorded
from kpi_projections.folded_states import FoldedStates
from kpi_projections.read_model import Changes, ReadModel
from kpi_projections.subjects import person_of_stream

_log = logging.getLogger(__name__)

_NOT_THE_EVENTS_FAULT = (InterfaceError, OperationalError, ProgrammingError, MemoryError)
"""The database is away, or a table is: setting events aside for that would lose them."""


class Overtaken(Exception):
    """Another runner took this schema forward meanwhile; nothing was written."""


class SetAside(Exception):
    """The schema is neither live nor being built any more; nothing was written."""


class ProjectionBatches:
    """One read model in one schema. Not to be shared between threads; several processes may run one each."""

    def __init__(
        self,
        database: PostgresDatabase,
        log: ProjectionLog,
        registry: ProjectionRegistry,
        model: ReadModel,
        schema: str,
        batch_size: int,
    ) -> None:
        self._database = database
        self._log = log
        self._registry = registry
        self._model = model
        self.schema = schema
        self._batch_size = batch_size
        self._states = FoldedStates(log)
        self._states.restart(self._recorded_position())

    @property
    def position(self) -> int:
        """How far this schema is, as far as we know."""
        return self._states.position

    def advance(self) -> bool:
        """Take in the next batch; tell whether there was one. Raises SetAside when the schema is out of use."""
        entries = self._log.after(self.position, self._batch_size)
        if not entries:
            return False
        try:
            self._take_in(entries)
        except Overtaken:
            self._states.restart(self._recorded_position())
        return True

    def _recorded_position(self) -> int:
        return self._database.persist(lambda cursor, _: self._registry.position(cursor, self.schema))

    def _take_in(self, entries: Sequence[Entry]) -> None:
        """Write a batch; when it fails, its halves, until the event that fails stands alone and is set aside."""
        try:
            changes = self._model.project([each for each in entries if isinstance(each, Recorded)], self._states)
            letters = [_unreadable_letter(each) for each in entries if isinstance(each, Unreadable)]
            self._write(changes, letters, entries[-1].position)
        except (*_NOT_THE_EVENTS_FAULT, Overtaken, SetAside):
            self._states.discard()
            raise
        except Exception as error:
            self._states.discard()
            if len(entries) == 1:
                self._set_aside(entries[0], error)
                return
            middle = len(entries) // 2
            self._take_in(entries[:middle])
            self._take_in(entries[middle:])
        else:
            self._states.commit(entries[-1].position)

    def _set_aside(self, entry: Entry, error: Exception) -> None:
        """Record why an event could not be taken in; states take it along if they can, as they would when reloaded."""
        letter = _letter(entry, error)
        # The reason may name values, and values are about a person: they stay in the table.
        kind = type(error).__name__
        _log.error("projection %s: event at position %d set aside: %s", self._model.name, entry.position, kind)
        self._write({}, [letter], entry.position)
        if isinstance(entry, Recorded):
            with suppress(Exception):
                self._states.advance(entry.event)
        self._states.commit(entry.position)

    def _write(self, changes: Changes, letters: Sequence[Letter], end: int) -> None:
        start = self.position

        def write(cursor: Cursor[TupleRow], again: bool) -> None:
            with cursor.connection.transaction():
                self._registry.lock(cursor, self.schema)
                reached = self._registry.position(cursor, self.schema)
                if again and reached == end:
                    return  # the commit whose answer was lost did happen
                if reached != start:
                    raise Overtaken
                if not self._registry.in_use(cursor, self.schema):
                    raise SetAside
                write_changes(cursor, self.schema, changes)
                self._write_letters(cursor, letters)
                self._registry.advance(cursor, self.schema, end)

        self._database.persist(write)

    def _write_letters(self, cursor: Cursor[TupleRow], letters: Sequence[Letter]) -> None:
        if letters:
            insert = SQL("INSERT INTO {} (position, stream, staff, topic, reason) VALUES (%s, %s, %s, %s, %s)")
            cursor.executemany(insert.format(Identifier(self.schema, "dead_letters")), letters)


Letter = tuple[int, str, str | None, str, str]
"""Position, stream, staff, topic and reason."""


def _unreadable_letter(entry: Unreadable) -> Letter:
    return entry.position, entry.stream, person_of_stream(entry.stream), entry.topic, entry.problem


def _letter(entry: Entry, error: Exception) -> Letter:
    if isinstance(entry, Unreadable):
        return _unreadable_letter(entry)
    event = entry.event
    reason = f"{type(error).__name__}: {error}".replace("\x00", "␀")[:2000]
    return entry.position, event.originator_id, person_of_stream(event.originator_id), event.TOPIC, reason
