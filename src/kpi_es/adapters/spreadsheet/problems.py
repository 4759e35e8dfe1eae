"""What can be wrong with an office file: the file, a sheet, a cell. Vietnamese first, then English."""

from __future__ import annotations

from dataclasses import dataclass


class ImportFileError(Exception):
    """The file as a whole can not be imported; `vi` and `en` say what, where and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi = vi
        self.en = en

    def __str__(self) -> str:
        return f"{self.vi} / {self.en}"


class CellProblem(Exception):
    """One cell can not be read; whoever reads the row adds sheet, row and column."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is not applied. `row` is the number at the left in Excel; `value` is the cell."""

    sheet: str
    row: int
    column: str | None
    value: str | None
    reason_vi: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class LeftOutSheet:
    """A sheet the importer did not take, and why."""

    name: str
    reason_vi: str
    reason_en: str
