"""CSV as Excel and document systems write it: UTF-8 with or without a mark, with comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections import Counter

from kpi_es.adapters.spreadsheet.cells import Row
from kpi_es.adapters.spreadsheet.limits import MOST_COLUMNS, MOST_ROWS, require_extent
from kpi_es.adapters.spreadsheet.problems import ImportFileError

_DELIMITERS = (";", ",", "\t")
_SAMPLE_ROWS = 60
_SAMPLE_LETTERS = 200_000


def read_delimited(file: str, content: bytes) -> tuple[Row, ...]:
    """Return all records, blank ones too, so that record n is row n in Excel. Raises ImportFileError."""
    text = _decoded(file, content)
    delimiter, text = _declared(text)
    delimiter = delimiter or _sniffed(text)
    rows: list[Row] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(record))
            if len(rows) > MOST_ROWS or len(record) > MOST_COLUMNS:
                require_extent(file, "CSV", len(rows), len(record))
    except csv.Error as error:
        raise _broken(file, len(rows) + 1, error) from error
    return tuple(rows)


def _decoded(file: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _wrong_encoding(file, "UTF-16", 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _wrong_encoding(file, "Windows-1258, TCVN3 (ABC), VNI…", line) from error
    if "\x00" in text:
        raise ImportFileError(
            f"{file}: không phải tệp văn bản CSV (có byte 0); lưu lại dạng .xlsx hoặc CSV UTF-8.",
            f"{file}: not a CSV text (it has zero bytes); save it as .xlsx or CSV UTF-8.",
        )
    return text


def _declared(text: str) -> tuple[str | None, str]:
    """Excel's own first line ``sep=;`` names the delimiter; it stays as a row that says nothing."""
    first, newline, rest = text.partition("\n")
    mark = first.strip().casefold().strip('"')
    if mark.startswith("sep=") and len(mark) == 5 and mark[4] in _DELIMITERS:
        return mark[4], newline + rest
    return None, text


def _sniffed(text: str) -> str:
    """Return the delimiter under which most sample rows have the same width above one."""
    sample = text[:_SAMPLE_LETTERS]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for _, record in zip(
            range(_SAMPLE_ROWS),
            csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter),
            strict=False,
        ):
            widths[len(record)] += len(record) > 1
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _wrong_encoding(file: str, suspected: str, line: int) -> ImportFileError:
    return ImportFileError(
        f"{file}, dòng {line}: chữ không phải mã UTF-8 (có thể là {suspected}); trong Excel chọn Lưu thành > "
        "CSV UTF-8, hoặc nộp tệp .xlsx.",
        f"{file}, line {line}: the text is not UTF-8 (perhaps {suspected}); in Excel choose Save As > CSV "
        f"UTF-8, "
        "or hand in the .xlsx.",
    )


def _broken(file: str, row: int, error: csv.Error) -> ImportFileError:
    return ImportFileError(
        f"{file}, gần dòng {row}: CSV hỏng ({error}); kiểm tra dấu ngoặc kép quanh đó hoặc lưu lại dạng .xlsx.",
        f"{file}, near row {row}: broken CSV ({error}); check the quotes around there or save as .xlsx.",
    )
