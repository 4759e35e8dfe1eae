"""Days and monitoring periods as offices write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from kpi_es.adapters.spreadsheet.cells import Cell, text_of
from kpi_es.adapters.spreadsheet.problems import CellProblem
from kpi_es.adapters.spreadsheet.spelling import plain

_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})")
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_EARLIEST, _LATEST = 1950, 2099
_EXCEL_EPOCH = date(1899, 12, 30)

_MONTH = re.compile(r"(?:thang |t )?(\d{1,2}) (?:nam )?(\d{4})")
_MONTH_JOINED = re.compile(r"t(\d{1,2}) (\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4}) (\d{1,2})")
_QUARTER = re.compile(r"(?:quy |q ?)(iv|i{1,3}|\d{1,2}) (?:nam )?(\d{4})")
_YEAR_QUARTER = re.compile(r"(\d{4}) (?:quy |q ?)(iv|i{1,3}|\d{1,2})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_day(cell: Cell) -> date:
    """Return the day of an Excel date, ``31/7/2026``, ``31-07-2026``, ``2026-07-31`` or one in words.

    The day always stands before the month. Raises CellProblem for any other text, a short year, a day that
    does not exist, and a bare number, which may be a date that lost its format.
    """
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if isinstance(cell, int | float):
        raise _bare_number(float(cell))
    text = text_of(cell)
    for pattern, order in ((_DAY_FIRST, (4, 3, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if match := pattern.fullmatch(text):
            return _day(text, *(int(match[group]) for group in order))
    if match := _IN_WORDS.fullmatch(plain(text)):
        return _day(text, int(match[3]), int(match[2]), int(match[1]))
    if _SHORT_YEAR.fullmatch(text):
        raise CellProblem("năm phải đủ bốn chữ số, ví dụ 31/07/2026", "the year needs four digits, as in 31/07/2026")
    raise CellProblem("không phải ngày; ghi ngày/tháng/năm, ví dụ 31/07/2026", "not a day; write 31/07/2026")


def read_period(cell: Cell) -> str:
    """Return ``2026-07`` or ``2026-Q3`` for ``tháng 7/2026``, ``07/2026``, ``T7/2026``, ``Quý III/2026``.

    Excel turns a typed ``7/2026`` into the first of that month: such a date means the month. Raises
    CellProblem for a month or quarter that does not exist and for everything else.
    """
    if isinstance(cell, date):
        if cell.day == 1:
            return _period(cell.year, "month", cell.month)
        raise CellProblem(
            f"{text_of(cell)} là ngày, không phải kỳ; ghi tháng 7/2026 hoặc quý III/2026",
            f"{text_of(cell)} is a day, not a period; write 2026-07 or 2026-Q3",
        )
    words = plain(text_of(cell))
    for pattern in (_QUARTER, _YEAR_QUARTER):
        if match := pattern.fullmatch(words):
            quarter, year = match.groups() if pattern is _QUARTER else (match[2], match[1])
            return _period(int(year), "quarter", _ROMAN.get(quarter) or int(quarter))
    for pattern in (_MONTH, _MONTH_JOINED):
        if match := pattern.fullmatch(words):
            return _period(int(match[2]), "month", int(match[1]))
    if match := _YEAR_MONTH.fullmatch(words):
        return _period(int(match[1]), "month", int(match[2]))
    raise CellProblem(
        "không phải kỳ đánh giá; ghi tháng 7/2026 (2026-07) hoặc quý III/2026 (2026-Q3)",
        "not a period; write a month such as 2026-07 or a quarter such as 2026-Q3",
    )


def _period(year: int, kind: str, number: int) -> str:
    if not 2000 <= year <= _LATEST:
        raise CellProblem(f"năm {year} nằm ngoài khoảng 2000–2099", f"the year {year} is outside 2000–2099")
    if kind == "quarter":
        if not 1 <= number <= 4:
            raise CellProblem(
                f"không có quý {number}; một năm có quý I đến quý IV",
                f"there is no quarter {number}; there are four",
            )
        return f"{year}-Q{number}"
    if not 1 <= number <= 12:
        raise CellProblem(
            f"không có tháng {number}; tháng từ 1 đến 12",
            f"there is no month {number}; months go from 1 to 12",
        )
    return f"{year}-{number:02d}"


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return _sensible(date(year, month, day))
    except ValueError:
        raise CellProblem(
            f"không có ngày {text}; ghi theo thứ tự ngày/tháng/năm",
            f"there is no day {text}; the order is day/month/year",
        ) from None


def _sensible(day: date) -> date:
    if not _EARLIEST <= day.year <= _LATEST:
        raise CellProblem(
            f"năm {day.year} nằm ngoài khoảng {_EARLIEST}–{_LATEST}",
            f"the year {day.year} is outside {_EARLIEST}–{_LATEST}",
        )
    return day


def _bare_number(number: float) -> CellProblem:
    first, last = ((date(year, 1, 1) - _EXCEL_EPOCH).days for year in (_EARLIEST, _LATEST))
    if first <= number <= last and number == int(number):
        day = _EXCEL_EPOCH + timedelta(days=int(number))
        return CellProblem(
            f"ô là số; nếu là ngày {day:%d/%m/%Y} mất định dạng thì định dạng lại ô thành ngày",
            f"the cell is a number; if it is {day:%d/%m/%Y} without its format, format the cell as a date",
        )
    return CellProblem("ô là số, không phải ngày; ghi 31/07/2026", "the cell is a number, not a day; write 31/07/2026")
