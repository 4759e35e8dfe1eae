"""The columns of each kind of file: one heading to write, every heading to understand."""

from __future__ import annotations

from typing import Literal

from kpi_es.adapters.spreadsheet.catalogue_columns import CATALOGUE_COLUMNS
from kpi_es.adapters.spreadsheet.column import Column
from kpi_es.adapters.spreadsheet.spelling import plain
from kpi_es.adapters.spreadsheet.staff_columns import STAFF_COLUMNS
from kpi_es.adapters.spreadsheet.task_columns import TASK_COLUMNS

ImportKind = Literal["staff", "catalogue", "tasks"]
KINDS: tuple[ImportKind, ...] = ("staff", "catalogue", "tasks")
KIND_NAMES: dict[ImportKind, tuple[str, str]] = {
    "staff": ("danh sách công chức", "staff list"),
    "catalogue": ("danh mục sản phẩm/công việc", "product/work catalogue"),
    "tasks": ("danh sách nhiệm vụ được giao", "list of assigned tasks"),
}

COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    "staff": STAFF_COLUMNS,
    "catalogue": CATALOGUE_COLUMNS,
    "tasks": TASK_COLUMNS,
}

_BYSTANDERS = (
    "STT; TT; Số TT; Số thứ tự; No; Ghi chú; Notes; Họ và tên; Họ tên; Ngày sinh; Giới tính; Tên nhiệm vụ; "
    "Nhiệm vụ; Đơn vị; Phòng; Đơn vị tính"
)
BYSTANDERS = frozenset(plain(heading) for heading in _BYSTANDERS.split(";"))
"""Headings every office has and no command needs; other unknown headings are named in the report."""
NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "no"})


def column_of(kind: ImportKind, field: str) -> Column:
    """Return the column that fills a field of the kind. Raises KeyError for a field no column fills."""
    for column in COLUMNS[kind]:
        if column.field == field:
            return column
    raise KeyError(field)


def fields_by_spelling(kind: ImportKind) -> dict[str, str]:
    """Return plain spelling → field."""
    return {spelling: column.field for column in COLUMNS[kind] for spelling in column.spellings}
