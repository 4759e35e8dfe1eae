"""How much of a file is read; a larger one is refused with a word, never half read."""

from __future__ import annotations

from kpi_es.adapters.spreadsheet.problems import ImportFileError

MOST_BYTES = 50 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_CELLS = 8_000_000
"""Rows × columns of one sheet: calamine lays a sheet out densely, about 32 bytes a cell, empty ones too."""
MOST_INFLATED_BYTES = 400 * 2**20
"""An XLSX is a zip archive: what it unpacks to is bounded as well as what it weighs."""


def require_extent(file: str, sheet: str, height: int, width: int) -> None:
    """Raise ImportFileError when a sheet reaches further down or to the right than is read."""
    if height <= MOST_ROWS and width <= MOST_COLUMNS and height * width <= MOST_CELLS:
        return
    raise ImportFileError(
        f"{file}, trang {sheet}: vùng có dữ liệu rộng {height} dòng × {width} cột, quá giới hạn "
        f"{MOST_ROWS} dòng, "
        f"{MOST_COLUMNS} cột, {MOST_CELLS} ô; xóa ô thừa ở xa bảng (Ctrl+End để tìm) hoặc chia nhỏ tệp.",
        f"{file}, sheet {sheet}: the used area has {height} rows × {width} columns, beyond {MOST_ROWS} rows, "
        f"{MOST_COLUMNS} columns, {MOST_CELLS} cells; clear stray cells far from the table (Ctrl+End "
        f"finds them) or "
        "split the file.",
    )
