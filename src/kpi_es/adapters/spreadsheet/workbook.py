"""XLSX workbooks: the cells as shown, merged cells filled downwards, failed formulas named."""

from __future__ import annotations

import io

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kpi_es.adapters.spreadsheet.cells import FORMULA_FAILURE, Cell, Row
from kpi_es.adapters.spreadsheet.limits import MOST_CELLS
from kpi_es.adapters.spreadsheet.package import FailedFormulas, inspect_package
from kpi_es.adapters.spreadsheet.problems import ImportFileError

ReadSheet = tuple[str, tuple[Row, ...], bool]


def read_workbook(file: str, content: bytes) -> tuple[ReadSheet, ...]:
    """Return (name, rows, hidden) of every worksheet; chart sheets hold no rows and are not among them.

    Hidden rows are read like all others; a formula gives the value Excel last computed.
    Raises ImportFileError for whatever is not a sound workbook of bounded size.
    """
    failed = inspect_package(file, content)
    try:
        return _sheets(content, failed)
    except ImportFileError:
        raise
    except BaseException as error:
        # A panic inside calamine reaches Python as a PanicException, which is not an Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged(file, error) from error
        raise


def damaged(file: str, error: BaseException) -> ImportFileError:
    """Return the error for a workbook that Excel itself would offer to repair."""
    return ImportFileError(
        f"{file}: tệp Excel hỏng hoặc không đúng chuẩn ({error}); mở bằng Excel rồi lưu lại dạng .xlsx.",
        f"{file}: damaged or unsound workbook ({error}); open it in Excel and save it again as .xlsx.",
    )


def _sheets(content: bytes, failed: FailedFormulas) -> tuple[ReadSheet, ...]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return tuple(
            (
                meta.name,
                _rows(book.get_sheet_by_name(meta.name), failed.get(meta.name, ())),
                meta.visible is not SheetVisibleEnum.Visible,
            )
            for meta in book.sheets_metadata
            if meta.typ is SheetTypeEnum.WorkSheet
        )


def _rows(sheet: CalamineSheet, failed: tuple[tuple[int, int], ...]) -> tuple[Row, ...]:
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for row, column in failed:
        _put(rows, row, column)
    _fill_down(rows, sheet.merged_cell_ranges or [])
    return tuple(tuple(row) for row in rows)


def _put(rows: list[list[Cell]], row: int, column: int) -> None:
    """Write the failure where it stands, below or beyond the last value too."""
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
    rows[row][column] = FORMULA_FAILURE


def _fill_down(rows: list[list[Cell]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeat a cell merged over several rows in each of them, in its first column only.

    One person's tasks often stand beside one tall cell with the person's code. Sideways nothing is repeated:
    a title across the page is one text. The budget keeps overlapping ranges, which Excel never
    writes, harmless.
    """
    budget = MOST_CELLS
    for (top, left), (bottom, _) in merged:
        last = min(bottom, len(rows) - 1)
        budget -= max(0, last - top)
        if top >= len(rows) or left >= len(rows[top]) or budget < 0:
            continue
        for row in rows[top + 1 : last + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]
