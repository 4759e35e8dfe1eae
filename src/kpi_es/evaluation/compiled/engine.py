"""DuckDB behind the expressions. Ibis writes the SQL; the connection is used directly.

Ibis's own ways to run a query call parts of DuckDB that are on their way out.
"""

from __future__ import annotations

from typing import Any

from kpi_es.evaluation.compiled.libraries import ArrowTable, ibis


def table_of(connection: Any, name: str) -> Any:
    """Return a table or view of a DuckDB connection as an Ibis table."""
    schema = rows_of(connection, f'SELECT * FROM "{name}" LIMIT 0').schema
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def sql_of(expression: Any) -> str:
    """Return the SQL of an expression, as DuckDB reads it."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def rows_of(connection: Any, query: str) -> ArrowTable:
    """Return what a query gives."""
    return connection.sql(query).to_arrow_table()
