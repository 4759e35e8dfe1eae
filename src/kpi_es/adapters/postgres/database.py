"""One PostgreSQL database with one schema of ours in it, and how its absence is borne."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, Self, TypeVar

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow, dict_row, tuple_row
from psycopg.sql import SQL, Composed, Identifier

from kpi_es.ports import StoreUnavailable

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

CREATION_LOCK = 0x6B70695F6D616B65
"""The advisory lock ("kpi_make") under which tables are made, so that two processes may start at once."""


class PostgresUnavailable(StoreUnavailable, OperationalError):
    """PostgreSQL stayed away for longer than we wait: nothing was answered, so send the command again later.

    What was being written may have been committed; the same command sent again is answered, not applied
    twice. The text names no host and no password; the cause does, for the log.
    """

    code = "store_unavailable"

    def __init__(self, waited: float, said: str = "") -> None:
        reason = f" (PostgreSQL: {said})" if said else ""
        super().__init__(
            f"Kho sự kiện không phản hồi trong {waited:g} giây; hãy kiểm tra PostgreSQL rồi gửi lại{reason}. "
            f"/ The event store gave no answer for {waited:g} seconds; check PostgreSQL, then send again"
            f"{reason}."
        )


class _Datastore(PostgresDatastore):
    """The library's datastore, opened with a whole connection URL and quick to come back."""

    def __init__(
        self, parameters: Mapping[str, Any], schema: str, pool_size: int, max_pool_size: int, patience: float
    ) -> None:
        super().__init__(
            *("", "", "", "", ""),
            schema=schema,
            pool_size=pool_size,
            max_overflow=max_pool_size - pool_size,
            originator_id_type="text",
            # How long a free connection is waited for.
            connect_timeout=min(patience, 5.0),
            idle_in_transaction_session_timeout=60.0,
        )
        # The library knows five parameters only; a URL may carry TLS settings, several hosts and more.
        self.pool.kwargs = {**parameters, "row_factory": dict_row}
        # With the pool's own five minutes its pauses double up to a minute, and we would stay away
        # that long after PostgreSQL is back. It gives up soon instead and connects anew when asked.
        self.pool.reconnect_timeout = 2.0

    def register_type_adapters(self) -> None:
        """Do nothing: rows go in as parallel arrays, so no composite type is looked up when we are built."""


class PostgresDatabase:
    """The pool of connections to one database, and the schema in it that holds everything of ours.

    Connects when first used. `patience` is for how many seconds lost connections are tried again before
    StoreUnavailable is raised. Errors leave as those of `eventsourcing.persistence`.
    """

    def __init__(
        self,
        url: str,
        schema: str = "kpi",
        *,
        pool_size: int = 4,
        max_pool_size: int = 16,
        patience: float = 10.0,
    ) -> None:
        self.schema = schema
        self.patience = patience
        self.datastore: PostgresDatastore = _Datastore(_parameters(url), schema, pool_size, max_pool_size, patience)

    def sql(self, text: LiteralString, **names: str) -> Composed:
        """Return SQL with `{schema}` and the given names put in, each quoted as an identifier."""
        identifiers = {key: Identifier(name) for key, name in names.items()}
        return SQL(text).format(schema=Identifier(self.schema), **identifiers)

    @contextmanager
    def transaction(self) -> Generator[Cursor[TupleRow]]:
        """Give a cursor inside one transaction, committed at the end, rolled back by an exception."""
        with self.datastore.get_connection() as connection, connection.transaction():
            yield plain_cursor(connection)

    def persist(self, work: Callable[[Cursor[TupleRow], bool], _Result]) -> _Result:
        """Do work on a connection, and again when the connection is lost; see `persist`."""
        return persist(self.datastore, work, self.patience)

    def fetch(self, query: Composed, parameters: Sequence[object] = ()) -> list[TupleRow]:
        """Return all rows of one query, asked again when the connection is lost."""
        return self.persist(lambda cursor, _: cursor.execute(query, parameters, prepare=True).fetchall())

    def create_schema(self, cursor: Cursor[TupleRow]) -> None:
        """Make the schema if it is absent, holding off other processes that do the same until the commit.

        Looks first: making a schema "if not exists" needs a right on the database that a role may lack
        when somebody else made the schema for it.
        """
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CREATION_LOCK])
        if not cursor.execute("SELECT FROM pg_namespace WHERE nspname = %s", [self.schema]).fetchall():
            cursor.execute(self.sql("CREATE SCHEMA {schema}"))

    def close(self) -> None:
        """Close all connections."""
        self.datastore.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _parameters(url: str) -> dict[str, Any]:
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # The library's own message repeats the URL, and a URL may hold a password.
        raise ValueError(
            "KPI_DATABASE_URL không đọc được; cần dạng postgresql://người_dùng@máy:cổng/cơ_sở_dữ_liệu. / "
            "KPI_DATABASE_URL can not be read; write it as postgresql://user@host:port/database."
        ) from None
    return {"connect_timeout": 5, "application_name": "kpi-es", **given}


def plain_cursor(connection: Connection[Any]) -> Cursor[TupleRow]:
    """Return a cursor whose rows are tuples, sent in binary: text would double the bytes of every stored
    event."""
    return connection.cursor(binary=True, row_factory=tuple_row)


def persist(
    datastore: PostgresDatastore, work: Callable[[Cursor[TupleRow], bool], _Result], patience: float
) -> _Result:
    """Do work on a connection in autocommit mode and, when the connection is lost, do it again on another
    one.

    The second argument of `work` is True from the second try on: the first one may have been committed
    without our learning it, so work that must not happen twice looks for its own traces first. Raises
    StoreUnavailable after `patience` seconds.
    """
    deadline, pause, again = time.monotonic() + patience, 0.05, False
    while True:
        try:
            with datastore.get_connection() as connection:
                return work(plain_cursor(connection), again)
        except (InterfaceError, OperationalError) as error:
            if datastore.pool.closed or time.monotonic() + pause > deadline:
                raise PostgresUnavailable(patience, _said_at_the_door(datastore)) from error
            _log.warning("connection to PostgreSQL lost, trying again: %s", type(error.__cause__).__name__)
        time.sleep(pause)
        # A restart breaks every idle connection at once; meeting them one by one would use up the tries.
        datastore.pool.check()
        pause, again = min(2 * pause, 1.0), True


def _said_at_the_door(datastore: PostgresDatastore) -> str:
    """Return why PostgreSQL turns us away (a wrong password, no such database), empty if it says nothing.

    The pool keeps this to itself. What a library says before the server's own words names the host.
    """
    how = datastore.pool.kwargs
    if datastore.pool.closed or not isinstance(how, dict):
        return ""
    try:
        door: dict[str, Any] = {**how, "connect_timeout": 2}
        psycopg.connect(**door).close()
    except psycopg.Error as error:
        return str(error).partition("FATAL:")[2].strip()
    return ""
