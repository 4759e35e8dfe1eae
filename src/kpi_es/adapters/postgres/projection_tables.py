"""Writes the changed rows of a read model: one statement a table, parallel arrays, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from types import NoneType
from typing import Any, get_args, get_type_hints
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composed, Identifier

from kpi_projections.read_model import Changes, Table

_TYPES: Mapping[type[Any], str] = {
    str: "text",
    int: "bigint",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
    UUID: "uuid",
}


def write_changes(cursor: Cursor[TupleRow], schema: str, changes: Changes) -> None:
    """Put the rows in place of those with the same key."""
    for table, rows in changes.items():
        if rows:
            cursor.execute(_upsert(schema, table), _columns(table, rows.values()), prepare=True)


@lru_cache(maxsize=256)
def _upsert(schema: str, table: Table) -> Composed:
    types = column_types(table)
    others = [name for name in types if name not in table.key]
    update = SQL(", ").join(SQL("{0} = excluded.{0}").format(Identifier(name)) for name in others)
    return SQL("INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT ({key}) DO {action}").format(
        table=Identifier(schema, table.name),
        columns=SQL(", ").join(map(Identifier, types)),
        arrays=SQL(", ").join(SQL("%s::{}[]").format(Identifier(each)) for each in types.values()),
        key=SQL(", ").join(map(Identifier, table.key)),
        action=SQL("UPDATE SET ") + update if others else SQL("NOTHING"),
    )


@lru_cache(maxsize=256)
def column_types(table: Table) -> Mapping[str, str]:
    """Return the SQL type of each column by the annotation of its field."""
    hints = get_type_hints(table.row)
    return {each.name: _TYPES[_without_none(hints[each.name])] for each in fields(table.row)}


def _without_none(hint: Any) -> type[Any]:
    choices: Sequence[Any] = [each for each in get_args(hint) if each is not NoneType] or [hint]
    found: type[Any] = choices[0]
    return found


def _columns(table: Table, rows: Iterable[object]) -> list[list[object]]:
    together = list(rows)
    return [[getattr(row, name) for row in together] for name in column_types(table)]
