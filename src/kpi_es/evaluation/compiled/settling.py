"""Runs the compiled interpreter in DuckDB, and puts exact results in the place of rows that columns left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpi_es.evaluation.compiled.columns import Columns
from kpi_es.evaluation.compiled.engine import rows_of, sql_of, table_of
from kpi_es.evaluation.compiled.libraries import arrow
from kpi_es.evaluation.compiled.resolving import Resolved, facts_from_tables, resolve_sheets
from kpi_es.evaluation.compiled.sheets import EXACT_ONLY, KEY, compile_sheets
from kpi_es.evaluation.facts import FactRefused, SheetFacts
from kpi_es.rulebook.rule_set import RuleSet

REFUSED = "refused"
"""The status of a row whose facts the exact interpreter refuses; `near` stays true there."""


def sheet_query(rule_set: RuleSet, connection: Any, columns: Columns, sheets: str, lines: str) -> str:
    """Return the SQL that scores the sheets of two tables of a DuckDB connection."""
    expression = compile_sheets(rule_set, table_of(connection, sheets), table_of(connection, lines), columns)
    return sql_of(expression)


def settle_sheets(  # noqa: PLR0917  # three tables and what is known of them
    rule_set: RuleSet,
    connection: Any,
    columns: Columns,
    scored: str,
    sheets: str,
    lines: str,
    exact_facts: Mapping[int, SheetFacts] | None = None,
) -> int:
    """Replace the rows of `scored` that are near by exact results; return how many there were.

    `exact_facts` are the facts of sheets that are `exact_only`, whose columns do not hold them. Raises KeyError when
    they are missing.
    """
    chosen = f'SELECT "{KEY}" FROM "{scored}" WHERE near'
    open_rows = rows_of(connection, f'SELECT * FROM "{sheets}" WHERE "{KEY}" IN ({chosen})')
    if not open_rows.num_rows:
        return 0
    below = rows_of(connection, f'SELECT * FROM "{lines}" WHERE "{KEY}" IN ({chosen})')
    given = exact_facts or {}
    facts = facts_from_tables(rule_set, open_rows, below, columns)
    for row in open_rows.select([KEY, EXACT_ONLY]).to_pylist():
        if row[KEY] in given or row[EXACT_ONLY]:
            facts[row[KEY]] = given[row[KEY]]
    _replace(connection, scored, resolve_sheets(rule_set, facts))
    return int(open_rows.num_rows)


def _replace(connection: Any, scored: str, results: Mapping[int, Resolved]) -> None:
    empty = rows_of(connection, f'SELECT * FROM "{scored}" LIMIT 0')
    rows = [_row(key, result, empty.schema.names) for key, result in results.items()]
    settled = arrow.Table.from_pylist(rows, schema=empty.schema)
    connection.register("kpi settled", settled)
    connection.execute(f'DELETE FROM "{scored}" WHERE near')
    connection.execute(f'INSERT INTO "{scored}" BY NAME SELECT * FROM "kpi settled"')
    connection.unregister("kpi settled")


def _row(key: int, result: Resolved, names: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(names)
    if isinstance(result, FactRefused):
        return row | {KEY: key, "status": REFUSED, "near": True}
    outputs = {name: float(value) for name, value in result.outputs.items() if name in row}
    return row | outputs | {KEY: key, "status": result.status, "class": result.class_code, "near": False}
