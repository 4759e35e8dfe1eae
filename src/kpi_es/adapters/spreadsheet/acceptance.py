"""Which sheets of a workbook are taken, which are errors, and which are somebody else's business."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_es.adapters.spreadsheet.cells import is_blank
from kpi_es.adapters.spreadsheet.column import Column
from kpi_es.adapters.spreadsheet.columns import COLUMNS, KIND_NAMES, KINDS, ImportKind
from kpi_es.adapters.spreadsheet.heading import HEADING_ROWS, Heading, find_heading
from kpi_es.adapters.spreadsheet.options import ImportOptions
from kpi_es.adapters.spreadsheet.problems import LeftOutSheet, RowProblem
from kpi_es.adapters.spreadsheet.rows import SkippedRow, data_rows
from kpi_es.adapters.spreadsheet.tables import Table

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Taken:
    """A sheet whose header is understood."""

    table: Table
    heading: Heading


def examine(table: Table, kind: ImportKind, options: ImportOptions) -> Taken | LeftOutSheet | RowProblem:
    """Return the sheet as understood, the error in its header, or why it is not a sheet of this kind."""
    if table.hidden:
        return LeftOutSheet(table.name, "trang ẩn; bỏ ẩn nếu cần nhập", "the sheet is hidden; unhide it to import it")
    if all(is_blank(cell) for row in table.rows for cell in row):
        return LeftOutSheet(table.name, "trang trống", "the sheet is empty")
    heading = find_heading(table, kind)
    if heading is None:
        return _other_kind(table, kind, 0) or _no_heading(table, kind)
    missing = _missing(table, heading, kind, options)
    if missing:
        return _other_kind(table, kind, heading.known) or _lacking(table, heading, kind, missing)
    return _doubled(table, heading, kind) or Taken(table, heading)


def _missing(table: Table, heading: Heading, kind: ImportKind, options: ImportOptions) -> tuple[Column, ...]:
    return tuple(
        column
        for column in COLUMNS[kind]
        if column.field not in heading.places
        and (column.other is None or column.other not in heading.places)
        and (
            column.presence == "required"
            or (column.presence == "defaulted" and not options.gives(column.field))
            or (column.presence == "grouped" and not _has_groups(table, heading, kind))
        )
    )


def _has_groups(table: Table, heading: Heading, kind: ImportKind) -> bool:
    """Return whether the first thing below the header is a heading row that opens a group."""
    first = next(iter(data_rows(table, heading, kind)), None)
    return isinstance(first, SkippedRow)


def _other_kind(table: Table, kind: ImportKind, known: int) -> LeftOutSheet | None:
    """Leave a sheet to the kind whose required columns it has all."""
    for other in KINDS:
        heading = find_heading(table, other) if other != kind else None
        if heading is None or heading.known <= known or _lacks(heading, other):
            continue
        vi, en = KIND_NAMES[other]
        return LeftOutSheet(
            table.name,
            f"đây là {vi}; nhập bằng: kpi import {other}",
            f"this is a {en}; import it with: kpi import {other}",
        )
    return None


def _lacks(heading: Heading, kind: ImportKind) -> bool:
    return any(
        column.presence == "required" and column.field not in heading.places and column.other not in heading.places
        for column in COLUMNS[kind]
    )


def _lacking(
    table: Table, heading: Heading, kind: ImportKind, missing: tuple[Column, ...]
) -> LeftOutSheet | RowProblem:
    """An error when most required columns are there, otherwise another sort of table."""
    required = [column for column in COLUMNS[kind] if column.presence == "required"]
    there = sum(1 for column in required if column.field in heading.places or column.other in heading.places)
    if there < 2 and there < len(required):
        return _no_heading(table, kind)
    wanted = ", ".join(column.title for column in missing)
    seen = ", ".join(heading.names[:_MOST_NAMED])
    return RowProblem(
        table.name,
        heading.last_row + 1,
        wanted,
        "",
        f"thiếu cột {wanted}; đã thấy: {seen}; thêm cột hoặc sửa tên cột",
        f"columns missing: {wanted}; seen: {seen}; add or rename columns",
    )


def _doubled(table: Table, heading: Heading, kind: ImportKind) -> RowProblem | None:
    for column in COLUMNS[kind]:
        places = heading.places.get(column.field, ())
        if len(places) > 1:
            names = ", ".join(heading.seen[place] for place in places)
            return RowProblem(
                table.name,
                heading.last_row + 1,
                column.title,
                names,
                f"{len(places)} cột cùng là {column.title} ({names}); giữ một cột",
                f"{len(places)} columns all mean {column.title} ({names}); keep one",
            )
    return None


def _no_heading(table: Table, kind: ImportKind) -> LeftOutSheet:
    wanted = ", ".join(column.title for column in COLUMNS[kind] if column.presence == "required")
    return LeftOutSheet(
        table.name,
        f"không thấy dòng tiêu đề trong {HEADING_ROWS} dòng đầu; cần các cột {wanted}",
        f"no header in the first {HEADING_ROWS} rows; the columns needed are {wanted}",
    )
