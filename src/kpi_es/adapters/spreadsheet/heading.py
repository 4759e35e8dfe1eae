"""Finding the header row of a sheet below its title rows, whatever the order and spelling of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kpi_es.adapters.spreadsheet.cells import Row
from kpi_es.adapters.spreadsheet.columns import BYSTANDERS, ImportKind, fields_by_spelling
from kpi_es.adapters.spreadsheet.spelling import plain, plain_without_brackets, tidy
from kpi_es.adapters.spreadsheet.tables import Table

HEADING_ROWS = 30
_LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A header row as understood. Rows and columns count from 0; `seen` are the headings as written."""

    first_row: int
    last_row: int
    seen: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    """Field → columns that claim it; more than one is an error of the file."""

    @property
    def known(self) -> int:
        """How many fields are understood."""
        return len(self.places)

    @property
    def names(self) -> tuple[str, ...]:
        """The headings that say something."""
        return tuple(name for name in self.seen if name)

    def title_of(self, field: str) -> str | None:
        """Return the heading of a field as the office wrote it, None when the sheet has no such column."""
        columns = self.places.get(field)
        return self.seen[columns[0]] if columns else None


def find_heading(table: Table, kind: ImportKind) -> Heading | None:
    """Return the header with the most understood columns in the first 30 rows, None for none."""
    best: Heading | None = None
    for index, row in enumerate(table.rows[:HEADING_ROWS]):
        for heading in _candidates(table, index, row, kind):
            if heading.known >= _LEAST_KNOWN and (best is None or heading.known > best.known):
                best = heading
    return best


def unused_headings(heading: Heading) -> tuple[str, ...]:
    """Return headings nobody understands, so that a misspelt optional column does not go unnoticed."""
    used = {column for columns in heading.places.values() for column in columns}
    return tuple(
        name
        for column, name in enumerate(heading.seen)
        if name and column not in used and plain(name) not in BYSTANDERS and not plain(name).isdigit()
    )


def _candidates(table: Table, index: int, row: Row, kind: ImportKind) -> tuple[Heading, ...]:
    """A header of one row, and one of two where a wide cell ("Thời gian") stands over two columns."""
    single = _heading(index, index, _names(row), kind)
    if index + 1 >= len(table.rows):
        return (single,)
    lower = _names(table.rows[index + 1])
    pair = tuple(_paired(upper, lower, column, kind) for column, upper in enumerate(single.seen))
    return (single, _heading(index, index + 1, pair, kind))


def _paired(upper: str, lower: tuple[str, ...], column: int, kind: ImportKind) -> str:
    below = lower[column] if column < len(lower) else ""
    return below if below and _field(upper, kind) is None and _field(below, kind) is not None else upper


def _heading(first: int, last: int, seen: tuple[str, ...], kind: ImportKind) -> Heading:
    places: dict[str, tuple[int, ...]] = {}
    for column, name in enumerate(seen):
        if field := _field(name, kind):
            places[field] = (*places.get(field, ()), column)
    return Heading(first, last, seen, MappingProxyType(places))


def _names(row: Row) -> tuple[str, ...]:
    return tuple(tidy(cell) if isinstance(cell, str) else "" for cell in row)


def _field(name: str, kind: ImportKind) -> str | None:
    if not name:
        return None
    fields = _fields(kind)
    return fields.get(plain(name)) or fields.get(plain_without_brackets(name))


@lru_cache(maxsize=8)
def _fields(kind: ImportKind) -> dict[str, str]:
    return fields_by_spelling(kind)
