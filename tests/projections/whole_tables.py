"""Everything a read model's live schema holds, to be compared byte for byte."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import SQL, Identifier

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.domain.event import Event
from kpi_es.ports import Append

TABLES = {
    "history": ("entries", "concerns"),
    "scoreboard": ("scores", "postings", "leaves", "units", "adoptions"),
    "watch": ("efforts", "acts"),
    "indicators": ("plans", "work", "places"),
}


def append(store: PostgresEventStore, events: Sequence[Event], at_once: int = 5_000) -> None:
    """Write events to the log."""
    for start in range(0, len(events), at_once):
        store.append(Append(events[start : start + at_once], [], store.position(), frozenset()))


def live_schema(database: PostgresDatabase, name: str) -> str:
    query = database.sql("SELECT live_schema FROM {schema}.projection_registry WHERE name = %s")
    return str(database.fetch(query, [name])[0][0])


def whole_tables(database: PostgresDatabase) -> dict[str, bytes]:
    """Return each table as PostgreSQL writes it, in the order of its key."""
    found: dict[str, bytes] = {}
    with database.datastore.get_connection() as connection:
        for name, tables in TABLES.items():
            schema = live_schema(database, name)
            for table in tables:
                query = SQL("COPY (SELECT * FROM {} AS row ORDER BY row) TO STDOUT").format(Identifier(schema, table))
                with connection.cursor() as cursor, cursor.copy(query) as copy:
                    found[f"{name}.{table}"] = b"".join(bytes(part) for part in copy)
    return found
