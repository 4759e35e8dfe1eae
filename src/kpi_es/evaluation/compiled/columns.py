"""How facts lie in columns: whole numbers of stated parts, so that nothing exact is lost on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kpi_es.evaluation.compiled.engine import rows_of, sql_of, table_of

LINE_NUMBERS = ("coefficient", "assigned", "done", "quality_failures", "times_late", "days_late")
LINE_TRUTHS = ("extra", "excused_quality", "excused_timeliness")
"""What is known of every task line: these columns hold no NULL."""

MOST_ITEMS = 400
"""Lines of one sheet, or scores of one year, that are compiled; what has more is left to the exact interpreter."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A column of whole numbers; one is worth 1/`scale`. All of them lie from `low` to `high`, both included."""

    scale: int = 1
    low: int = 0
    high: int = 10**6


@dataclass(frozen=True, slots=True)
class Nearest:
    """A column of the binary floating point numbers nearest to the exact ones, such as last month's totals.

    Beside the column NAME stands NAME_exact, true where the two are the same number.
    """


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of the number columns of a group of tables, by column name.

    A column that is not named here holds whole numbers from 0 to a million.
    """

    numbers: Mapping[str, Parts | Nearest]
    most_items: int = MOST_ITEMS

    def of(self, name: str) -> Parts | Nearest:
        """Return what is known of a column."""
        return self.numbers.get(name, Parts())


def exactness(name: str) -> str:
    """Return the column that tells where the numbers of a `Nearest` column are exact."""
    return f"{name}_exact"


def measure(connection: Any, scales: Mapping[str, int], *names: str, most_items: int = MOST_ITEMS) -> Columns:
    """Return the columns of tables of a DuckDB connection with the bounds found in them, by one pass over each.

    `scales` states the parts of each column; columns of whole numbers not named there have scale 1. Raises
    ValueError for a task line with a NULL where a line always has a value: left in, a sum would pass over it.
    """
    numbers: dict[str, Parts | Nearest] = {}
    for table in (table_of(connection, name) for name in names):
        wanted = [name for name in table.columns if name in scales or table[name].type().is_integer()]
        always = [name for name in (*LINE_NUMBERS, *LINE_TRUTHS) if name in table.columns]
        bounds = {f"{name} {end}": getattr(table[name], end)() for name in wanted for end in ("min", "max")}
        bounds |= {f"{name} known": table[name].count() for name in always} | {"rows": table.count()}
        found: dict[str, Any]
        (found,) = rows_of(connection, sql_of(table.aggregate(**bounds))).to_pylist()
        if gaps := [name for name in always if found[f"{name} known"] < found["rows"]]:
            raise ValueError(f"the lines have NULL in {', '.join(gaps)}; every task line has a value there")
        for name in wanted:
            low, high = found[f"{name} min"], found[f"{name} max"]
            numbers[name] = Parts(scales.get(name, 1), int(low or 0), int(high or 0))
    return Columns(numbers, most_items)
