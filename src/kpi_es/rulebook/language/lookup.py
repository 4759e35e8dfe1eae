"""Turns a lookup in a table of the rule set into the choices it stands for, so that there is one meaning to run."""

from __future__ import annotations

from fractions import Fraction

from kpi_es.rulebook.language.scope import LookupRow, LookupTable
from kpi_es.rulebook.language.syntax import Choice, Comparison, Expression, Number, Word

MOST_LOOKED_UP = 2
"""A lookup repeats what it looks up once a row; lookups within lookups would multiply."""


def chosen_row(table: LookupTable, inside: Expression, column: int) -> Expression:
    """Return `if(inside fits the first row, its value, if(...))`; the last row is what is left."""
    *rows, last = table.rows
    found: Expression = Number(last.value, table.unit)
    for row in reversed(rows):
        found = Choice(_fits(table, row, inside, column), Number(row.value, table.unit), found)
    return found


def _fits(table: LookupTable, row: LookupRow, inside: Expression, column: int) -> Comparison:
    if isinstance(row.bound, Fraction):
        limit = Number(row.bound, table.input_unit)
        return Comparison(">=" if table.by == "from" else "<=", inside, limit, column)
    return Comparison("==", inside, Word(row.bound or ""), column)
