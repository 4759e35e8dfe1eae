"""Office files as offices send them, made with XlsxWriter for the tests."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from kpi_es.adapters.spreadsheet import ImportOptions

OPTIONS = ImportOptions(
    agency="HT",
    actor="HT-TC",
    units={"Văn phòng HĐND và UBND": "HT-VP", "Phòng Kinh tế, Hạ tầng và Đô thị": "HT-KT"},
)

STAFF_HEADINGS: list[object] = [
    "STT",
    "Mã công chức",
    "Họ và tên",
    "Mã đơn vị",
    "Vị trí việc làm",
    "Vai trò",
    "Từ ngày",
]
CATALOGUE_HEADINGS: list[object] = [
    "STT",
    "Mã sản phẩm",
    "Tên sản phẩm/công việc",
    "Đơn vị tính",
    "Nhóm",
    "Điểm",
    "Quyết định",
]
TASK_HEADINGS: list[object] = ["STT", "Mã công chức", "Kỳ", "Mã sản phẩm", "Số lượng", "Ngày giao", "Hạn hoàn thành"]

Rows = Sequence[Sequence[object]]


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write plain sheets: text as text, numbers as numbers, days as Excel dates, None as an empty cell."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                write(sheet, number, place, value, day)
    book.close()
    return path


def write(sheet: Any, row: int, place: int, value: object, day: Any) -> None:
    """Write one value without XlsxWriter guessing what a text may mean."""
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)


def delimited(path: Path, rows: Rows, delimiter: str = ";", encoding: str = "utf-8-sig") -> Path:
    """Write a CSV whose cells need no quotes."""
    text = io.StringIO()
    for row in rows:
        text.write(delimiter.join("" if value is None else str(value) for value in row) + "\r\n")
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def staff_row(number: int, **changes: object) -> list[object]:
    """A sound row of a staff list; `changes` by heading position name."""
    row: dict[str, object] = {
        "stt": number,
        "staff": f"HT-VP-{number:02d}",
        "name": f"Nguyễn Văn Ví Dụ {number}",
        "unit": "HT-VP",
        "post": "Chuyên viên",
        "role": "nhân viên",
        "since": "01/07/2026",
    }
    return list((row | changes).values())


def catalogue_row(number: int, **changes: object) -> list[object]:
    """A sound row of a catalogue."""
    row: dict[str, object] = {
        "stt": number,
        "item": f"VB-{number:02d}",
        "title": f"Công văn loại {number}",
        "measure": "Văn bản",
        "group": "N2",
        "points": 25,
        "decision": "15/QĐ-UBND",
    }
    return list((row | changes).values())


def task_row(number: int, **changes: object) -> list[object]:
    """A sound row of a task list."""
    row: dict[str, object] = {
        "stt": number,
        "staff": f"HT-VP-{number:02d}",
        "period": "Quý III/2026",
        "item": "VB-01",
        "quantity": 12,
        "given": "01/07/2026",
        "due": "31/07/2026",
    }
    return list((row | changes).values())
