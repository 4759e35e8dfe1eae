"""Empty office files with the right headings, an example and a sheet of guidance."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from kpi_es.adapters.spreadsheet.column import Column, Presence
from kpi_es.adapters.spreadsheet.columns import COLUMNS, KIND_NAMES, ImportKind
from kpi_es.adapters.spreadsheet.days import read_day
from kpi_es.adapters.spreadsheet.problems import ImportFileError

GUIDE_SHEET = "Hướng dẫn"
_DATES = frozenset({"valid_on", "due_on"})
_NUMBERS = frozenset({"points", "coefficient", "quantity", "weight"})
_LISTS: dict[tuple[ImportKind, str], list[str]] = {
    ("staff", "role"): ["nhân viên", "người đứng đầu", "cấp phó", "hỗ trợ, phục vụ", "hợp đồng"],
    ("staff", "group"): ["công chức", "cán bộ", "viên chức", "hợp đồng lao động"],
    ("catalogue", "group"): ["N1", "N2", "N3", "N4", "N5"],
    ("catalogue", "standard"): ["x"],
    ("tasks", "ad_hoc"): ["x"],
}
_SECOND_EXAMPLES: dict[ImportKind, dict[str, str]] = {
    "staff": {
        "staff": "HT-VP-TP",
        "name": "Trần Văn Ví Dụ",
        "post": "Lãnh đạo Văn phòng",
        "office": "Chánh Văn phòng",
        "role": "người đứng đầu",
    },
    "catalogue": {
        "item": "HS-01",
        "title": "Kiểm tra hồ sơ",
        "measure": "Hồ sơ",
        "group": "N1",
        "points": "12,5",
        "standard": "",
    },
    "tasks": {
        "task": "VP-07-002",
        "quantity": "2,5",
        "valid_on": "10/07/2026",
        "due_on": "20/07/2026",
        "ad_hoc": "x",
    },
}
_PRESENCE_WORDS: dict[Presence, tuple[str, str]] = {
    "required": ("bắt buộc", "required"),
    "grouped": ("bắt buộc (hoặc ở dòng nhóm)", "required (or in a group row)"),
    "defaulted": ("bắt buộc (hoặc ở lệnh nhập)", "required (or as an option)"),
    "optional": ("không bắt buộc", "optional"),
}
_LAST_FORMATTED_ROW = 2_000


def write_template(kind: ImportKind, path: Path) -> None:
    """Write a template to a new or existing file: CSV when the path ends in .csv, otherwise XLSX.

    Its example rows import without a problem; overwrite them. Raises ImportFileError when the file can not
    be written.
    """
    try:
        if path.suffix.lower() == ".csv":
            path.write_bytes(_csv(kind))
        else:
            path.write_bytes(_xlsx(kind))
    except OSError as error:
        raise ImportFileError(f"Không ghi được {path}: {error}.", f"{path} can not be written: {error}.") from error


def _examples(kind: ImportKind) -> tuple[dict[str, str], dict[str, str]]:
    first = {column.field: column.example for column in COLUMNS[kind]}
    return first, first | _SECOND_EXAMPLES[kind]


def _csv(kind: ImportKind) -> bytes:
    """Semicolons and a byte order mark: Vietnamese Excel opens that with columns and accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.title for column in COLUMNS[kind])
    for example in _examples(kind):
        writer.writerow(example.values())
    return text.getvalue().encode("utf-8-sig")


def _xlsx(kind: ImportKind) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(KIND_NAMES[kind][0].capitalize()[:31].replace("/", ", "))
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDEBF7", "valign": "vcenter"})
    for place, column in enumerate(COLUMNS[kind]):
        cells = book.add_format({"num_format": _number_format(column)})
        sheet.set_column(place, place, max(14, len(column.title) + 4, len(column.example) + 2), cells)
        sheet.write_string(0, place, column.title, head)
        _restrict(sheet, kind, place, column)
        for row, example in enumerate(_examples(kind), start=1):
            _write(sheet, row, place, column, example[column.field], cells)
    sheet.freeze_panes(1, 1)
    _guide(book, kind, head)
    book.close()
    return content.getvalue()


def _number_format(column: Column) -> str:
    if column.field in _DATES:
        return "dd/mm/yyyy"
    return "General" if column.field in _NUMBERS else "@"


def _restrict(sheet: Any, kind: ImportKind, place: int, column: Column) -> None:
    if choices := _LISTS.get((kind, column.field)):
        rule: dict[str, Any] = {"validate": "list", "source": choices, "error_type": "warning"}
    elif column.field in _DATES:
        rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_type": "warning"}
    elif column.field in _NUMBERS:
        rule = {"validate": "decimal", "criteria": ">", "value": 0, "error_type": "warning"}
    else:
        return
    rule |= {"input_title": column.title[:32], "input_message": column.vi[:255]}
    sheet.data_validation(1, place, _LAST_FORMATTED_ROW, place, rule)


def _write(sheet: Any, row: int, place: int, column: Column, text: str, cells: Any) -> None:
    if not text:
        return
    if column.field in _DATES:
        sheet.write_datetime(row, place, read_day(text), cells)
    elif column.field in _NUMBERS:
        sheet.write_number(row, place, float(text.replace(",", ".")), cells)
    else:
        sheet.write_string(row, place, text, cells)


def _guide(book: Any, kind: ImportKind, head: Any) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    vi, en = KIND_NAMES[kind]
    sheet.write_string(
        0, 0, f"Cách điền {vi} / How to fill in the {en}", book.add_format({"bold": True, "font_size": 13})
    )
    sheet.write_string(
        1, 0, "Hai dòng mẫu ở trang đầu: xóa trước khi nhập thật. / The two example rows: delete them first."
    )
    for place, title in enumerate(("Tên trường / Field", "Có phải điền / Needed", "Cách ghi / How", "Ví dụ / Example")):
        sheet.write_string(3, place, title, head)
    for row, column in enumerate(COLUMNS[kind], start=4):
        needed = " / ".join(_PRESENCE_WORDS[column.presence])
        for place, text in enumerate((column.title, needed, f"{column.vi}\n{column.en}", column.example)):
            sheet.write_string(row, place, text, wrap)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 70)
    sheet.set_column(3, 3, 28)
