"""How read models are read: the live schema is looked up and read in one snapshot, with the position it stands at."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, TypeAlias, TypeVar

from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, class_row, tuple_row
from psycopg.sql import SQL, Composed, Identifier

DEFAULT_SCHEMA = "kpi"
Parameters: TypeAlias = Sequence[object] | Mapping[str, object]
_Row = TypeVar("_Row")


class NotProjected(LookupError):
    """A read model has no tables yet: the projections have never run here."""

    code = "not_projected"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Chưa có bảng {name}: hãy chạy phép chiếu (kpi worker hoặc kpi up) rồi hỏi lại. / "
            f"The read model {name} has no tables yet: run the projections (kpi worker or kpi up), then ask again."
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One read model as of one moment; every question asked of it sees the same rows.

    `position` is the last log position taken into account, 0 before the first.
    """

    cursor: Cursor[TupleRow]
    schema: str
    position: int

    def rows(self, row: type[_Row], query: LiteralString, parameters: Parameters = ()) -> list[_Row]:
        """Return the rows of a query as dataclasses, matched by column name; `{schema}` is the live schema."""
        with self.cursor.connection.cursor(row_factory=class_row(row)) as cursor:
            return cursor.execute(self._sql(query), parameters).fetchall()

    def tuples(self, query: LiteralString, parameters: Parameters = ()) -> list[TupleRow]:
        """Return the rows of a query as tuples."""
        return self.cursor.execute(self._sql(query), parameters).fetchall()

    def _sql(self, query: LiteralString) -> Composed:
        return SQL(query).format(schema=Identifier(self.schema))


@contextmanager
def snapshot(connection: Connection[Any], name: str, schema: str = DEFAULT_SCHEMA) -> Generator[Snapshot]:
    """Give the live tables of a read model. Raises NotProjected when there are none.

    Inside a transaction of the caller its isolation applies; otherwise a repeatable, read-only one is made.
    """
    own = connection.info.transaction_status == TransactionStatus.IDLE
    with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
        if own:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _live(cursor, name, schema)


def _live(cursor: Cursor[TupleRow], name: str, schema: str) -> Snapshot:
    base = Identifier(schema)
    [(there,)] = cursor.execute(
        "SELECT to_regclass(format('%%I.projection_registry', %s::text)) IS NOT NULL", [schema]
    ).fetchall()
    live = SQL(
        "SELECT live_schema, coalesce((SELECT notification_id FROM {base}.projection_tracking "
        "WHERE application_name = live_schema), 0) FROM {base}.projection_registry "
        "WHERE name = %s AND live_schema IS NOT NULL"
    ).format(base=base)
    found = cursor.execute(live, [name]).fetchall() if there else []
    if not found:
        raise NotProjected(name)
    return Snapshot(cursor, str(found[0][0]), int(found[0][1]))
