"""What a cell may hold, and how it is shown to the person who wrote it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from kpi_es.adapters.spreadsheet.problems import CellProblem
from kpi_es.adapters.spreadsheet.spelling import tidy


class FormulaFailure:
    """A formula that ended in an error such as ``#REF!``; calamine shows such a cell as empty."""

    def __repr__(self) -> str:
        return "#N/A"


FORMULA_FAILURE: Final = FormulaFailure()

Cell = str | float | int | bool | date | datetime | time | timedelta | FormulaFailure
Row = tuple[Cell, ...]

_LONGEST_SHOWN = 80


def is_blank(cell: Cell) -> bool:
    """Return whether nothing is said: empty, spaces, or the dashes offices write for nothing."""
    if not isinstance(cell, str):
        return False
    return cell == "" or not tidy(cell).strip("-–—")


def text_of(cell: Cell) -> str:
    """Return the cell as tidy text, numbers and days as Excel shows them. CellProblem: a failed formula."""
    if isinstance(cell, FormulaFailure):
        raise CellProblem(
            "công thức trong ô báo lỗi (#REF!, #N/A, #DIV/0!…); sửa công thức hoặc ghi giá trị",
            "the formula in this cell failed (#REF!, #N/A, #DIV/0!…); mend it or write the value",
        )
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return shown_number(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}" if cell.time() != time() else f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return tidy(str(cell))


def shown_number(number: float) -> str:
    """Return the decimal a person sees in Excel: at most 15 significant digits, never binary noise.

    Every decimal of up to 15 digits comes back exactly as typed; ``=0.1+0.2``, stored as
    0.30000000000000004, gives ``0.3`` as on the screen.
    """
    return format(Decimal(format(number, ".15g")), "f")


def shown(cell: Cell) -> str:
    """Return the cell for a list of problems: never fails, never longer than a line."""
    text = repr(cell) if isinstance(cell, FormulaFailure) else text_of(cell)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
