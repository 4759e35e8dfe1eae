"""Which schema of each read model is live, which was before, and which is being built."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, LiteralString

from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg import Cursor
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from kpi_es.adapters.postgres.database import CREATION_LOCK, PostgresDatabase
from kpi_projections.read_model import ReadModel


class ProjectionTracking(PostgresTrackingRecorder):
    """How far each schema is: one row a schema, in the library's table `projection_tracking`."""

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__(database.datastore, tracking_table_name="projection_tracking")

    def advance(self, cursor: Cursor[Any], schema: str, position: int) -> None:
        """Record the position inside the cursor's transaction; raises IntegrityError unless it rises."""
        self._insert_tracking(cursor, Tracking(schema, position))


@dataclass(frozen=True, slots=True)
class Entry:
    """The schemas of one read model with the versions that made them."""

    name: str
    live_schema: str | None = None
    live_version: int | None = None
    previous_schema: str | None = None
    previous_version: int | None = None
    building_schema: str | None = None
    building_version: int | None = None

    @property
    def schemas(self) -> tuple[str, ...]:
        """Every schema in use."""
        named = (self.live_schema, self.previous_schema, self.building_schema)
        return tuple(each for each in named if each is not None)


class ProjectionRegistry:
    """The table `projection_registry` and the schemas it names."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._tracking = ProjectionTracking(database)

    def create_tables(self) -> None:
        """Make the tables that are absent; two processes may do it at once."""
        sql = self._database.sql
        if self._database.fetch(sql(_BOTH_THERE), [self._database.schema] * 2) == [(True,)]:
            return
        with self._database.transaction() as cursor:
            self._database.create_schema(cursor)
            cursor.execute(sql(_CREATE))
        with self._database.transaction() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CREATION_LOCK])
            self._tracking.create_table()

    def entry(self, name: str) -> Entry:
        """Return a read model's schemas; none are named before its first projection."""
        rows = self._database.fetch(self._database.sql(_SELECT), [name])
        return Entry(*rows[0]) if rows else Entry(name)

    def position(self, cursor: Cursor[TupleRow], schema: str) -> int:
        """Return how far a schema is, 0 before its first batch."""
        rows = cursor.execute(self._database.sql(_SELECT_POSITION), [schema], prepare=True).fetchall()
        return int(rows[0][0]) if rows else 0

    def in_use(self, cursor: Cursor[TupleRow], schema: str) -> bool:
        """Tell whether a schema is live or being built, as one that was set aside is never written again."""
        return bool(cursor.execute(self._database.sql(_SELECT_IN_USE), [schema, schema], prepare=True).fetchall())

    def lock(self, cursor: Cursor[TupleRow], schema: str) -> None:
        """Wait until this transaction is the only one that writes a schema; it stays so until it ends."""
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key(schema)])

    def advance(self, cursor: Cursor[TupleRow], schema: str, position: int) -> None:
        """Record how far a schema is, inside the cursor's transaction."""
        self._tracking.advance(cursor, schema, position)

    def first(self, model: ReadModel) -> Entry:
        """Return the entry, having made the live schema when there is none; two processes may do it at once."""
        found = self.entry(model.name)
        if found.live_schema is None:
            with self._database.transaction() as cursor:
                found = self._locked_entry(cursor, model.name)
                if found.live_schema is None:
                    self._make(cursor, model, found, _SET_LIVE)
        return self.entry(model.name)

    def begin(self, model: ReadModel) -> Entry:
        """Make an empty schema beside the live one, dropping what was being built before, and return the entry."""
        with self._database.transaction() as cursor:
            former = self._locked_entry(cursor, model.name)
            self._make(cursor, model, former, _SET_BUILDING)
            if former.building_schema:
                self._drop(cursor, former.building_schema)
        return self.entry(model.name)

    def switch(self, name: str) -> bool:
        """Make the built schema live in one statement, unless it is behind the live one; tell whether it was done.

        The former live schema becomes the previous one, kept for going back; the one before that is dropped.
        """
        with self._database.transaction() as cursor:
            entry = self._locked_entry(cursor, name)
            if entry.building_schema is None or entry.live_schema is None:
                return True
            self.lock(cursor, entry.live_schema)
            if self.position(cursor, entry.building_schema) < self.position(cursor, entry.live_schema):
                return False
            cursor.execute(self._database.sql(_SWITCH), [name])
        self._drop_unused(entry.previous_schema, name)
        return True

    def switch_back(self, name: str) -> Entry:
        """Make the previous schema live again and the live one the previous. Raises LookupError when there is none."""
        with self._database.transaction() as cursor:
            entry = self._locked_entry(cursor, name)
            if entry.previous_schema is None:
                raise LookupError(
                    f"{name} không có bản trước để quay lại / {name} has no earlier version to go back to"
                )
            cursor.execute(self._database.sql(_SWITCH_BACK), [name])
        return self.entry(name)

    def dead_letters(self, schema: str) -> int:
        """Return how many events a schema could not take in."""
        query = SQL("SELECT count(*) FROM {}").format(Identifier(schema, "dead_letters"))
        return int(self._database.fetch(query)[0][0])

    def _locked_entry(self, cursor: Cursor[TupleRow], name: str) -> Entry:
        cursor.execute(self._database.sql(_INSERT), [name])
        return Entry(*cursor.execute(self._database.sql(_SELECT + " FOR UPDATE"), [name]).fetchall()[0])

    def _make(self, cursor: Cursor[TupleRow], model: ReadModel, entry: Entry, register: LiteralString) -> None:
        names = (f"{self._database.schema}_{model.name}_v{model.version}_{letter}" for letter in "abcd")
        schema = next(name for name in names if name not in entry.schemas)
        self._drop(cursor, schema)
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        # A read model's own file of SQL is part of the program as much as a literal is.
        statements: Any = _CREATE_DEAD_LETTERS + model.tables_sql
        cursor.execute(SQL(statements).format(schema=Identifier(schema)), prepare=False, binary=False)
        cursor.execute(self._database.sql(register), [schema, model.version, model.name])

    def _drop_unused(self, schema: str | None, name: str) -> None:
        if schema is None:
            return
        with self._database.transaction() as cursor:
            if schema not in self._locked_entry(cursor, name).schemas:
                self._drop(cursor, schema)

    def _drop(self, cursor: Cursor[TupleRow], schema: str) -> None:
        cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
        cursor.execute(self._database.sql(_FORGET_POSITION), [schema])


def lock_key(name: str) -> int:
    """Return the key of the advisory lock for a name, the same for every process."""
    return int.from_bytes(hashlib.sha256(f"kpi-es projection {name}".encode()).digest()[:8], "big", signed=True)


_BOTH_THERE: LiteralString = (
    "SELECT to_regclass(format('%%I.projection_registry', %s::text)) IS NOT NULL "
    "AND to_regclass(format('%%I.projection_tracking', %s::text)) IS NOT NULL"
)
_CREATE: LiteralString = """
CREATE TABLE IF NOT EXISTS {schema}.projection_registry (
    name text COLLATE "C" PRIMARY KEY,
    live_schema text, live_version integer,
    previous_schema text, previous_version integer,
    building_schema text, building_version integer,
    switched_at timestamptz
)
"""
_SELECT: LiteralString = (
    "SELECT name, live_schema, live_version, previous_schema, previous_version, building_schema, building_version "
    "FROM {schema}.projection_registry WHERE name = %s"
)
_INSERT: LiteralString = "INSERT INTO {schema}.projection_registry (name) VALUES (%s) ON CONFLICT (name) DO NOTHING"
_SELECT_POSITION: LiteralString = "SELECT notification_id FROM {schema}.projection_tracking WHERE application_name = %s"
_FORGET_POSITION: LiteralString = "DELETE FROM {schema}.projection_tracking WHERE application_name = %s"
_SELECT_IN_USE: LiteralString = (
    "SELECT FROM {schema}.projection_registry WHERE live_schema = %s OR building_schema = %s"
)
_SET_LIVE: LiteralString = (
    "UPDATE {schema}.projection_registry SET live_schema = %s, live_version = %s, switched_at = now() WHERE name = %s"
)
_SET_BUILDING: LiteralString = (
    "UPDATE {schema}.projection_registry SET building_schema = %s, building_version = %s WHERE name = %s"
)
_SWITCH: LiteralString = (
    "UPDATE {schema}.projection_registry SET previous_schema = live_schema, previous_version = live_version, "
    "live_schema = building_schema, live_version = building_version, building_schema = NULL, "
    "building_version = NULL, switched_at = now() WHERE name = %s"
)
_SWITCH_BACK: LiteralString = (
    "UPDATE {schema}.projection_registry SET previous_schema = live_schema, previous_version = live_version, "
    "live_schema = previous_schema, live_version = previous_version, switched_at = now() WHERE name = %s"
)
_CREATE_DEAD_LETTERS: LiteralString = """
-- Events that could not be taken in; whom they concern is shown as stale.
CREATE TABLE {schema}.dead_letters (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    staff text COLLATE "C",
    topic text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON {schema}.dead_letters (staff);
"""
