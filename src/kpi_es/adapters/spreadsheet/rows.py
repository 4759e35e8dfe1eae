"""Which rows below a header are data, and which are group headings, totals, signatures or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kpi_es.adapters.spreadsheet.cells import Cell, Row, is_blank, shown
from kpi_es.adapters.spreadsheet.columns import COLUMNS, NUMBERING, ImportKind
from kpi_es.adapters.spreadsheet.heading import Heading
from kpi_es.adapters.spreadsheet.spelling import plain
from kpi_es.adapters.spreadsheet.tables import Table

Meaning = Literal["blank", "group", "noise", "end", "row"]

_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Da-d])\)?(?:\s*=.*)?")
_NUMBERING = re.compile(r"^\s*(?:[IVXLC]{1,5}|\d{1,3}(?:\.\d{1,3})*|[A-Za-z])\s*[.):–-]\s*", re.ASCII)
_ORDINAL = re.compile(r"[\divxlcIVXLC.()]{1,8}|[A-Za-z][.)]?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TOTALS = ("tong cong", "tong so", "tong", "cong")
_ENDS = ("noi nhan", "nguoi lap", "lap bieu", "nguoi tong hop", "xac nhan cua", "ky ten", "ky ghi ro")
_SIGNATORIES = (
    "thu truong",
    "tm uy ban",
    "tm ubnd",
    "kt chu tich",
    "chu tich",
    "pho chu tich",
    "truong phong",
    "giam doc",
)
"""Titles above a signature stand in capitals; in ordinary letters they may be somebody's post."""
_PLACE_AND_DAY = re.compile(r".*\bngay\b.*\bthang\b.*\bnam\b.*")
_MOST_SIGNATURES = 3


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row to read: its number in Excel, its cells, and the text of the group heading above it."""

    number: int
    cells: Row
    group: str | None
    after_end: bool = False


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row with text that is no data, such as a group heading, a total or a signature."""

    sheet: str
    row: int
    text: str


def data_rows(table: Table, heading: Heading, kind: ImportKind) -> Iterator[DataRow | SkippedRow]:
    """Yield what stands below the header, blank rows left out.

    A row that still looks like data below the signatures is yielded with `after_end`: it must not vanish.
    """
    shape = _Shape(heading, kind)
    group: str | None = None
    ended = False
    for index in range(heading.last_row + 1, len(table.rows)):
        cells = table.rows[index]
        meaning = shape.meaning(cells, directly_below=index <= heading.last_row + 2)
        if meaning == "row" and not (ended and shape.lacks_required(cells)):
            yield DataRow(index + 1, cells, group, after_end=ended)
        elif meaning != "blank":
            text = shape.text(cells)
            if meaning == "group" and _opens_group(kind, text):
                group = strip_numbering(text)
            ended = ended or meaning == "end"
            yield SkippedRow(table.name, index + 1, text)


def strip_numbering(text: str) -> str:
    """Return ``Văn phòng`` for ``I. Văn phòng`` and ``1) Văn phòng``."""
    return _NUMBERING.sub("", text, count=1).strip()


def _opens_group(kind: ImportKind, text: str) -> bool:
    """In a catalogue fields of work ("Lĩnh vực tư pháp") stand below the complexity groups and do not end them."""
    return kind != "catalogue" or plain(strip_numbering(text)).startswith(("nhom", "n1", "n2", "n3", "n4", "n5"))


class _Shape:
    def __init__(self, heading: Heading, kind: ImportKind) -> None:
        self._heading = heading
        self._columns = {field: columns[0] for field, columns in heading.places.items()}
        self._required = tuple(
            self._columns[column.field]
            for column in COLUMNS[kind]
            if column.presence == "required" and column.field in self._columns
        )
        self._key = self._columns.get(COLUMNS[kind][0].field, -1)
        self._numbering = {index for index, name in enumerate(heading.seen) if plain(name) in NUMBERING}

    def meaning(self, cells: Row, directly_below: bool) -> Meaning:
        """Return what a row is; a row in doubt is a data row, so that it is reported rather than lost."""
        texts = {index: shown(cell) for index, cell in enumerate(cells) if not is_blank(cell)}
        if not texts:
            return "blank"
        said = {index: text for index, text in texts.items() if not self._is_ordinal(index, text)}
        if (directly_below and self._numbers_columns(texts)) or self._repeats_heading(texts):
            return "noise"
        if self._is_total(cells, texts):
            return "noise"
        if self._is_end(cells, texts):
            return "end"
        if len(said) <= 1:
            return self._lone(cells, said)
        return "row" if any(index in said for index in self._required) else "noise"

    def lacks_required(self, cells: Row) -> bool:
        """Return whether a required cell is empty."""
        return any(is_blank(_at(cells, index)) for index in self._required)

    def text(self, cells: Row) -> str:
        """Return what a skipped row says: its longest text names a group better than its number does."""
        said = [shown(cell) for cell in cells if not is_blank(cell)]
        return max(said, key=len, default="")

    def _is_ordinal(self, index: int, text: str) -> bool:
        """Whether a cell only numbers its row; a group heading may begin in the column of numbers."""
        return index in self._numbering and _ORDINAL.fullmatch(text) is not None

    def _lone(self, cells: Row, said: dict[int, str]) -> Meaning:
        if not said:
            return "noise"
        ((index, text),) = said.items()
        if index == self._key and _CODE.fullmatch(text):
            return "row"
        return "group" if isinstance(cells[index], str) else "row"

    def _numbers_columns(self, texts: dict[int, str]) -> bool:
        return len(texts) >= 3 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts.values())

    def _repeats_heading(self, texts: dict[int, str]) -> bool:
        """A header printed again on each page."""
        seen = self._heading.seen
        same = sum(1 for index in self._columns.values() if index in texts and texts[index] == shown(seen[index]))
        return same >= 2

    def _is_total(self, cells: Row, texts: dict[int, str]) -> bool:
        first = min(texts)
        key = _at(cells, self._key)
        return (
            plain(texts[first]).startswith(_TOTALS)
            and _is_total_text(texts[first])
            and (is_blank(key) or first == self._key)
        )

    def _is_end(self, cells: Row, texts: dict[int, str]) -> bool:
        """Signature lines: few texts, a required cell empty, and a word that only stands below a table."""
        numbered = any(texts.get(index, "").isdigit() for index in self._numbering)
        if numbered or len(texts) > _MOST_SIGNATURES or not self.lacks_required(cells):
            return False
        return any(_ends_table(text) for text in texts.values())


def _is_total_text(text: str) -> bool:
    words = plain(text)
    return any(words == total or words.startswith(total + " ") for total in _TOTALS[:3]) or words == "cong"


def _ends_table(text: str) -> bool:
    words = plain(text)
    if words.startswith(_ENDS) or _PLACE_AND_DAY.fullmatch(words):
        return True
    return text.isupper() and words.startswith(_SIGNATORIES)


def _at(cells: Row, index: int) -> Cell:
    return cells[index] if 0 <= index < len(cells) else ""
