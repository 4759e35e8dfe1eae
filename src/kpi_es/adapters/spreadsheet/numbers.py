"""Numbers as offices write them, read exactly or not at all."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from fractions import Fraction

from kpi_es.adapters.spreadsheet.cells import Cell, text_of
from kpi_es.adapters.spreadsheet.problems import CellProblem
from kpi_es.domain.values import parse_exact

_GROUPED = {
    ".": re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+"),
    ",": re.compile(r"-?[1-9]\d{0,2}(,\d{3})+"),
    " ": re.compile(r"-?[1-9]\d{0,2}( \d{3})+"),
}
_MOST_PLACES = 12


def read_exact(cell: Cell) -> Fraction:
    """Return the number a cell shows: ``2,7``, ``2.7``, ``1.000,5``, ``1 000``, ``2/37``, 2.7.

    ``1.000`` and ``1,000`` written as text are a thousand to one office and one to another: CellProblem, as
    for everything that is not a number.
    """
    if isinstance(cell, bool | date | time | timedelta):
        raise CellProblem(
            f"ô là ngày giờ hoặc đúng/sai ({text_of(cell)}), không phải số; định dạng lại ô rồi ghi số",
            f"the cell holds a date, a time or true/false ({text_of(cell)}), not a number; reformat it and write it",
        )
    text = text_of(cell)
    if isinstance(cell, str):
        text = _with_decimal_point(text)
    if len(text.partition(".")[2]) > _MOST_PLACES:
        raise CellProblem(
            f"{text} có hơn {_MOST_PLACES} chữ số thập phân, có lẽ do công thức chia; làm tròn theo quyết "
            f"định hoặc để "
            "trống nếu cột không bắt buộc",
            f"{text} has more than {_MOST_PLACES} decimals, perhaps a quotient; round it as decided, or "
            f"leave an "
            "optional column empty",
        )
    try:
        return parse_exact(text)
    except ValueError:
        raise CellProblem(
            "không phải số; chỉ ghi số, ví dụ 12 hoặc 2,7 (đơn vị tính để ở cột riêng)",
            "not a number; write digits only, such as 12 or 2,7 (the unit of measure has a column of its own)",
        ) from None


def _with_decimal_point(text: str) -> str:
    """Return the text with a decimal point and without thousands marks; text that is no number is kept."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        decimal, thousands = (",", ".") if comma > point else (".", ",")
        whole, _, places = text.rpartition(decimal)
        if _GROUPED[thousands].fullmatch(whole) and decimal not in whole:
            return f"{whole.replace(thousands, '')}.{places}"
        return text
    for mark, pattern in _GROUPED.items():
        if mark in text and pattern.fullmatch(text):
            if mark != " " and text.count(mark) == 1:
                raise _ambiguous(text, mark)
            return text.replace(mark, "")
    return text.replace(",", ".")


def _ambiguous(text: str, mark: str) -> CellProblem:
    whole, _, places = text.partition(mark)
    return CellProblem(
        f"{text} có thể là {whole}{places} hoặc {whole} phẩy {places}; ghi {whole}{places} hoặc {whole},{places}0",
        f"{text} may be {whole}{places} or {whole} point {places}; write {whole}{places} or {whole},{places}0",
    )
