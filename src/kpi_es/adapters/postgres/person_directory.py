"""Names of people on PostgreSQL, in a table of their own and never in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpi_es.adapters.postgres.database import PostgresDatabase


class PostgresPersonDirectory:
    """A `PersonDirectory` in the table `persons`."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._select = database.sql(
            "SELECT staff_id, display_name FROM {schema}.persons WHERE staff_id = ANY(%b::text[])"
        )
        self._upsert = database.sql(
            "INSERT INTO {schema}.persons (staff_id, display_name) "
            "SELECT * FROM unnest(%b::text[], %b::text[]) "
            "ON CONFLICT (staff_id) DO UPDATE SET display_name = excluded.display_name"
        )

    def create_tables(self) -> None:
        """Make the schema and the table if they are absent; two processes may do it at once."""
        with self._database.transaction() as cursor:
            self._database.create_schema(cursor)
            cursor.execute(
                self._database.sql(
                    'CREATE TABLE IF NOT EXISTS {schema}.persons (staff_id text COLLATE "C" PRIMARY KEY, '
                    "display_name text NOT NULL)"
                )
            )

    def names(self, staff: Iterable[str]) -> Mapping[str, str]:
        """Return the names known for these staff ids; an unknown one is absent."""
        return dict(self._database.fetch(self._select, (list(staff),)))

    def remember(self, names: Mapping[str, str]) -> None:
        """Store names by staff id, replacing what was there."""
        # Sorted, so that two writers of the same people take the rows in one order and never wait in a
        # circle.
        rows = sorted(names.items())
        columns = [staff for staff, _ in rows], [name for _, name in rows]
        self._database.persist(lambda cursor, _: cursor.execute(self._upsert, columns, prepare=True).rowcount)
