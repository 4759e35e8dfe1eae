"""Reading the cells of one row by field, and turning what is wrong into problems a person can mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kpi_commands.command import Command
from kpi_es.adapters.spreadsheet.cells import Cell, is_blank, shown, text_of
from kpi_es.adapters.spreadsheet.columns import ImportKind, column_of
from kpi_es.adapters.spreadsheet.heading import Heading
from kpi_es.adapters.spreadsheet.problems import CellProblem, RowProblem
from kpi_es.adapters.spreadsheet.rows import DataRow

Read = TypeVar("Read")
CommandKind = TypeVar("CommandKind", bound=Command)


class RowReader:
    """One row of one sheet. Every reading notes its own problem and gives None."""

    def __init__(self, sheet: str, kind: ImportKind, heading: Heading, row: DataRow) -> None:
        self._sheet = sheet
        self._kind: ImportKind = kind
        self._heading = heading
        self._row = row
        self.problems: list[RowProblem] = []

    @property
    def group(self) -> str | None:
        """The text of the group heading above the row."""
        return self._row.group

    def says(self, field: str) -> bool:
        """Return whether the cell of a field holds something."""
        return not is_blank(self._cell(field))

    def read(self, field: str, reading: Callable[[Cell], Read]) -> Read | None:
        """Return what `reading` makes of the cell, None for an empty one and for one it refuses."""
        cell = self._cell(field)
        if is_blank(cell):
            return None
        try:
            return reading(cell)
        except CellProblem as problem:
            self.note(field, problem.vi, problem.en)
            return None

    def text(self, field: str) -> str | None:
        """Return the tidy text of a cell."""
        return self.read(field, text_of)

    def code(self, field: str) -> str | None:
        """Return the code in a cell; a number is a code too, a date is a code Excel has spoilt."""
        return self.read(field, _code)

    def require(self, *fields: str) -> None:
        """Note every empty cell that must not be empty."""
        for field in fields:
            if not self.says(field):
                self.note(field, "ô trống; cột này bắt buộc", "the cell is empty; this column is required")

    def note(self, field: str | None, vi: str, en: str) -> None:
        """Add a problem at the column of a field, or of the whole row."""
        value = shown(self._cell(field)) if field else ""
        self.problems.append(RowProblem(self._sheet, self._row.number, self.title_of(field), value, vi, en))

    def title_of(self, field: str | None) -> str | None:
        """Return the heading as the office wrote it, else the one the template has."""
        if field is None:
            return None
        written = self._heading.title_of(field)
        if written is not None:
            return written
        try:
            return column_of(self._kind, field).title
        except KeyError:
            return None

    def build(self, command: type[CommandKind], content: dict[str, object]) -> CommandKind | None:
        """Return the command, or None after noting what its contract refuses at the columns that said it."""
        if self.problems:
            return None
        said = {field: value for field, value in content.items() if value is not None}
        try:
            return command.model_validate({**said, "id": "imp-pending"})
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=True):
                self._note_contract(detail)
            return None

    def _note_contract(self, detail: ErrorDetails) -> None:
        field = str(detail["loc"][0]) if detail["loc"] else None
        vi, en = _contract_words(detail)
        if self.title_of(field) is None:
            vi, en = f"{field}: {vi}", f"{field}: {en}"
        self.note(field, vi, en)

    def _cell(self, field: str) -> Cell:
        columns = self._heading.places.get(field)
        if not columns or columns[0] >= len(self._row.cells):
            return ""
        return self._row.cells[columns[0]]


def _code(cell: Cell) -> str:
    if isinstance(cell, date | datetime):
        raise CellProblem(
            f"Excel đã đổi mã thành ngày {text_of(cell)}; định dạng ô là Văn bản (Text) rồi ghi lại mã",
            f"Excel turned the code into the day {text_of(cell)}; format the cell as Text and write the code again",
        )
    return text_of(cell)


def _contract_words(detail: ErrorDetails) -> tuple[str, str]:
    match detail["type"]:
        case "string_pattern_mismatch":
            return (
                ("không phải mã hợp lệ; mã gồm 1 đến 40 chữ cái không dấu, chữ số, dấu . - _ và không có dấu cách"),
                "not a valid code; 1 to 40 unaccented letters, digits and . - _ without spaces",
            )
        case "string_too_long":
            most = detail.get("ctx", {}).get("max_length")
            return f"dài quá {most} ký tự; rút gọn", f"longer than {most} characters; shorten it"
        case "missing" | "string_too_short":
            return "thiếu giá trị; cột này bắt buộc", "the value is missing; this column is required"
        case _:
            return f"giá trị không hợp lệ ({detail['msg']})", f"not a valid value ({detail['msg']})"
