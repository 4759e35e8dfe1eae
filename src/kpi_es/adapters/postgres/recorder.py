"""The library's recorder with an insertion of our own: any size, ordered by one advisory lock a log.

**Why the advisory lock is as safe as the library's EXCLUSIVE table lock.** What a reader needs is that
positions become visible in rising order: when it sees position 7, nothing below 7 may appear later. It
holds when every transaction draws its positions and commits before the next one draws any. The table lock
gives that by stopping all other writers, whoever they are. A transaction-level advisory lock gives the
same, because PostgreSQL makes a commit visible before it releases either kind of lock, and neither can be
released earlier; but it only stops those who ask for it. So the promise rests on one rule: **every writer
of this table goes through this class.** In return autovacuum, which needs a lock that the EXCLUSIVE one
refuses, is never turned away.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import ProgrammingError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresProcessRecorder
from psycopg import Cursor
from psycopg.rows import TupleRow
from psycopg.sql import Identifier

from kpi_es.adapters.postgres import log_statements
from kpi_es.adapters.postgres.database import CREATION_LOCK, persist
from kpi_es.adapters.postgres.log_statements import LogNames
from kpi_es.ports import Appended, StoredAnswer

_UNSAFE_FLAG = "POSTGRES_ENABLE_DB_FUNCTIONS"
_LONGEST_TABLE_NAME = 63 - len("_notification_id_idx")


class UnsafeLibraryFlag(ProgrammingError):
    """The library's database functions are switched on, which loses events for readers."""

    code = "unsafe_library_flag"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} đang bật: hàm chèn của thư viện không khóa bảng nên bên đọc bỏ sót sự kiện; hãy bỏ "
            f"thiết đặt này rồi khởi động lại. / {where} is set: the library's insert function takes no "
            "lock, so readers of the log miss events and projections lose their tracking; remove the "
            "setting and start again."
        )


def refuse_unsafe_flag(datastore: PostgresDatastore, environment: Mapping[str, str]) -> None:
    """Raise UnsafeLibraryFlag when the datastore or the environment, under any prefix, has it set."""
    if datastore.enable_db_functions:
        raise UnsafeLibraryFlag("enable_db_functions")
    for name, value in environment.items():
        off = value.strip().lower() in {"", "n", "no", "f", "false", "off", "0"}
        if (name == _UNSAFE_FLAG or name.endswith(f"_{_UNSAFE_FLAG}")) and not off:
            raise UnsafeLibraryFlag(name)


@dataclass(frozen=True, slots=True)
class LogBatch:
    """The rows of one transaction.

    Each answer comes with the index (from 0) of its command's last event. A stream of `read_streams` or of an
    event moved on when it has an event after `read_position`, the people of an agency of `read_people` when anybody's
    stream has one that names the agency.
    """

    events: Sequence[StoredEvent]
    answers: Sequence[tuple[StoredAnswer, int | None]]
    read_position: int
    read_streams: Collection[str]
    read_people: Collection[str] = ()

    def parameters(self) -> tuple[object, ...]:
        """Return the parameters of the append statement: columns, not rows."""
        return (
            self.read_position,
            list(self.read_streams),
            list(self.read_people),
            [event.originator_id for event in self.events],
            [event.originator_version for event in self.events],
            [event.topic for event in self.events],
            [event.state for event in self.events],
            [answer.command_id for answer, _ in self.answers],
            [answer.content_hash for answer, _ in self.answers],
            [answer.answer for answer, _ in self.answers],
            [None if last is None else last + 1 for _, last in self.answers],
        )


class KpiRecorder(PostgresApplicationRecorder):
    """Records events of any number and size, with the answers to the commands behind them.

    Positions rise in the order given and in the order of commits. `patience` is for how many seconds a lost
    connection is tried again. Stream ids are text.
    """

    def __init__(
        self,
        datastore: PostgresDatastore,
        *,
        events_table_name: str = "events",
        answers_table_name: str = "command_answers",
        patience: float = 10.0,
        **names: str,
    ) -> None:
        refuse_unsafe_flag(datastore, os.environ)
        if datastore.originator_id_type != "text":
            raise ProgrammingError("stream ids are text here: give the datastore originator_id_type='text'")
        if len(events_table_name) > _LONGEST_TABLE_NAME:
            raise ProgrammingError(f"Identifier too long: {events_table_name}")
        super().__init__(datastore, events_table_name=events_table_name, **names)
        self.patience = patience
        self.log = LogNames(datastore.schema, events_table_name, answers_table_name, datastore.lock_timeout or 10)
        self.channel_name = self.log.channel
        self._append_statement = self.log.sql(log_statements.APPEND)
        self._replace_create_statements()

    def _replace_create_statements(self) -> None:
        # The base class would also make its function that takes no lock; in our log nobody shall find it.
        # Statements of other bases (a tracking table) stay.
        log = Identifier(self.log.schema, self.log.events).as_string()
        of_others = [
            statement
            for statement in self.sql_create_statements
            if log not in statement.as_string() and "CREATE TYPE" not in statement.as_string()
        ]
        ours = (
            log_statements.CREATE_EVENTS,
            log_statements.CREATE_POSITION_INDEX,
            log_statements.CREATE_ANSWERS,
            log_statements.DROP_FORMER_APPEND,
            log_statements.CREATE_APPEND,
        )
        self.sql_create_statements = of_others + [self.log.sql(text) for text in ours]

    def _create_table(self, curs: Cursor[Any]) -> None:
        # Two processes that start at once would both find a table missing, and the second one would fail.
        curs.execute("SELECT pg_advisory_xact_lock(%s)", [CREATION_LOCK])
        super()._create_table(curs)

    def create_tables(self, cursor: Cursor[Any]) -> None:
        """Make tables, index and function in the cursor's transaction if absent; two may do it at once."""
        self._create_table(cursor)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Record events in one transaction and return their positions, in order.

        Raises IntegrityError, having written nothing, when a version is taken; StoreUnavailable when
        PostgreSQL stays away. A commit whose answer was lost is found again, never reported as a conflict.
        """
        # The versions alone decide here: no stream has an event after the end of the log.
        batch = LogBatch(stored_events, (), log_statements.END_OF_LOG, ())

        def insert(cursor: Cursor[TupleRow], again: bool) -> Sequence[int]:
            with cursor.connection.transaction():
                written = self._written(cursor, batch) if again else None
                if written is not None:
                    return written.positions
                with cursor.connection.cursor() as tracking_cursor:
                    self._insert_events(tracking_cursor, stored_events, **kwargs)
                appended = self._append(cursor, batch) if stored_events else None
                return appended.positions if appended else []

        return persist(self.datastore, insert, self.patience)

    def append(self, batch: LogBatch) -> Appended | None:
        """Record a batch in one transaction; None, and nothing written, if something that was read moved on.

        Errors as `insert_events`; a command answered before is an IntegrityError too.
        """

        def write(cursor: Cursor[TupleRow], again: bool) -> Appended | None:
            if not again:
                return self._append(cursor, batch)
            with cursor.connection.transaction():
                return self._written(cursor, batch) or self._append(cursor, batch)

        return persist(self.datastore, write, self.patience)

    def _append(self, cursor: Cursor[TupleRow], batch: LogBatch) -> Appended | None:
        cursor.execute(self._append_statement, batch.parameters(), prepare=True)
        [(preceding, positions)] = cursor.fetchall()
        return None if positions is None else Appended(preceding, positions)

    def _written(self, cursor: Cursor[TupleRow], batch: LogBatch) -> Appended | None:
        """Return where this very batch came to stand if the log holds it already, None if not.

        One transaction wrote all or none of it. Takes the lock first, for which a commit that is still on
        its way has to finish.
        """
        cursor.execute(self.log.sql(log_statements.LOCK_TIMEOUT))
        cursor.execute(self.log.sql(log_statements.LOCK))
        positions = self._positions(cursor, batch.events)
        if positions is None or not (positions or self._answered(cursor, batch.answers)):
            return None
        first = positions[0] if positions else log_statements.END_OF_LOG
        cursor.execute(self.log.sql(log_statements.SELECT_PRECEDING), (first,))
        return Appended(cursor.fetchall()[0][0], positions)

    def _positions(self, cursor: Cursor[TupleRow], events: Sequence[StoredEvent]) -> list[int] | None:
        # Every event holds an id of its own, so equal bytes are the same event.
        sought = [event.originator_id for event in events], [event.originator_version for event in events]
        cursor.execute(self.log.sql(log_statements.SELECT_THESE_EVENTS), sought)
        found = {StoredEvent(*row[:4]): int(row[4]) for row in cursor.fetchall()}
        return [found[event] for event in events] if found.keys() >= set(events) else None

    def _answered(self, cursor: Cursor[TupleRow], answers: Sequence[tuple[StoredAnswer, int | None]]) -> bool:
        ids = [answer.command_id for answer, _ in answers]
        cursor.execute(self.log.sql(log_statements.SELECT_ANSWERS), (ids,))
        known = {row[:3] for row in cursor.fetchall()}
        same = all((each.command_id, each.content_hash, each.answer) in known for each, _ in answers)
        return bool(answers) and same


class KpiProcessRecorder(KpiRecorder, PostgresProcessRecorder):
    """Records events together with how far another log was read to make them."""
