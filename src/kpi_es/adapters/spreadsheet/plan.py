"""From a file to the commands it asks for and the rows it can not ask for; nothing is applied here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kpi_commands.command import Command
from kpi_es.adapters.spreadsheet.acceptance import Taken, examine
from kpi_es.adapters.spreadsheet.cells import is_blank
from kpi_es.adapters.spreadsheet.columns import KIND_NAMES, ImportKind
from kpi_es.adapters.spreadsheet.heading import unused_headings
from kpi_es.adapters.spreadsheet.options import ImportOptions
from kpi_es.adapters.spreadsheet.problems import ImportFileError, LeftOutSheet, RowProblem
from kpi_es.adapters.spreadsheet.reader import RowReader
from kpi_es.adapters.spreadsheet.records import Record, canonical, record_of
from kpi_es.adapters.spreadsheet.rows import DataRow, SkippedRow, data_rows
from kpi_es.adapters.spreadsheet.tables import read_tables


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and its command. `display_name` is the person's name for the directory; it is in no command."""

    sheet: str
    row: int
    command: Command
    display_name: str | None = None


@dataclass(frozen=True, slots=True)
class UnusedColumn:
    """A column nobody understands; its cells are not read."""

    sheet: str
    heading: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a file asks for, in the order to send it, and everything in it that will not be applied."""

    kind: ImportKind
    rows: tuple[PlannedRow, ...]
    problems: tuple[RowProblem, ...]
    left_out: tuple[LeftOutSheet, ...]
    unused: tuple[UnusedColumn, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()


def plan_import(kind: ImportKind, path: Path, options: ImportOptions) -> ImportPlan:
    """Return the plan of a file; the same file gives the same command ids every time.

    Raises ImportFileError when the file can not be read, when no sheet is understood, or when none has a row.
    """
    plan = _Plan(kind, options)
    for table in read_tables(path):
        found = examine(table, kind, options)
        if isinstance(found, LeftOutSheet):
            plan.left_out.append(found)
        elif isinstance(found, RowProblem):
            plan.problems.append(found)
        else:
            plan.take(found)
    if not plan.rows and not plan.problems:
        raise _nothing_to_import(path, kind, plan.left_out)
    return plan.finished()


def command_id(kind: ImportKind, command: Command) -> str:
    """Return ``imp-`` and 40 hex digits made from everything the command says but its id."""
    said = canonical(command, {"id"})
    return f"imp-{hashlib.sha256((kind + said).encode()).hexdigest()[:40]}"


class _Plan:
    def __init__(self, kind: ImportKind, options: ImportOptions) -> None:
        self._kind: ImportKind = kind
        self._options = options
        self._seen: dict[tuple[object, ...], PlannedRow] = {}
        self.first: list[PlannedRow] = []
        self.rows: list[PlannedRow] = []
        self.problems: list[RowProblem] = []
        self.left_out: list[LeftOutSheet] = []
        self.unused: list[UnusedColumn] = []
        self.skipped: list[SkippedRow] = []

    def take(self, taken: Taken) -> None:
        """Read every row of a sheet; a sheet without one is left out."""
        sheet, rows = taken.table.name, 0
        for row in data_rows(taken.table, taken.heading, self._kind):
            if isinstance(row, SkippedRow):
                self.skipped.append(row)
                continue
            rows += 1
            self._read(taken, row)
        if not rows:
            self.left_out.append(
                LeftOutSheet(sheet, "có dòng tiêu đề nhưng không có dòng dữ liệu", "it has a header but no rows below")
            )
        self.unused.extend(UnusedColumn(sheet, heading) for heading in unused_headings(taken.heading))

    def finished(self) -> ImportPlan:
        """Return what was gathered, standard items before all other rows."""
        return ImportPlan(
            self._kind,
            (*self.first, *self.rows),
            tuple(self.problems),
            tuple(self.left_out),
            tuple(self.unused),
            tuple(self.skipped),
        )

    def _read(self, taken: Taken, row: DataRow) -> None:
        reader = RowReader(taken.table.name, self._kind, taken.heading, row)
        _note_misplaced(reader, taken, row)
        record = record_of(self._kind, reader, self._options)
        if record is None or reader.problems:
            self.problems.extend(reader.problems)
            return
        planned = self._planned(taken.table.name, row.number, record.command, record.name)
        if problem := self._repeats(reader, record, planned):
            self.problems.append(problem)
            return
        self.first.extend(self._planned(taken.table.name, row.number, command) for command in record.first)
        self.rows.append(planned)

    def _planned(self, sheet: str, row: int, command: Command, name: str | None = None) -> PlannedRow:
        return PlannedRow(sheet, row, command.model_copy(update={"id": command_id(self._kind, command)}), name)

    def _repeats(self, reader: RowReader, record: Record, planned: PlannedRow) -> RowProblem | None:
        """Note the row as taken, or return the problem that it says again what another row has said."""
        standard = tuple(("standard", command.valid_on) for command in record.first)
        for key, field in ((record.key, _KEY_FIELDS[self._kind]), *((key, "standard") for key in standard)):
            earlier = self._seen.get(key)
            if earlier is not None:
                _note_repeated(reader, field, earlier, same=earlier.command.id == planned.command.id)
                return reader.problems[-1]
        self._seen.update(dict.fromkeys((record.key, *standard), planned))
        return None


_KEY_FIELDS: dict[ImportKind, str] = {"staff": "staff", "catalogue": "item", "tasks": "task"}


def _note_repeated(reader: RowReader, field: str, earlier: PlannedRow, same: bool) -> None:
    where = f"dòng {earlier.row}, trang {earlier.sheet}"
    where_en = f"row {earlier.row}, sheet {earlier.sheet}"
    if same:
        hint, hint_en = (
            (
                "; nếu là hai nhiệm vụ khác nhau, ghi cột Mã nhiệm vụ",
                "; if these are two tasks, give each a task id",
            )
            if field == "task"
            else ("", "")
        )
        reader.note(field, f"dòng trùng: giống hệt {where}{hint}", f"duplicate row: the same as {where_en}{hint_en}")
    elif field == "standard":
        reader.note(
            field,
            f"đã có sản phẩm chuẩn ở {where}; chỉ một",
            f"there is a standard item at {where_en}; one only",
        )
    else:
        reader.note(
            field,
            f"mã này đã có ở {where} với nội dung khác",
            f"this code already stands at {where_en}, saying otherwise",
        )


def _note_misplaced(reader: RowReader, taken: Taken, row: DataRow) -> None:
    if row.after_end:
        reader.note(
            None,
            "dòng dữ liệu nằm dưới phần ký tên, nơi nhận; chuyển lên trên hoặc để ở trang riêng có tiêu đề",
            "data below the signatures; move it up or to a sheet of its own with a header",
        )
    width = len(taken.heading.seen)
    if taken.table.delimited and any(not is_blank(cell) for cell in row.cells[width:]):
        reader.note(
            None,
            f'dòng có {len(row.cells)} ô, tiêu đề có {width}; đặt số và chữ có dấu phẩy trong ngoặc kép, như "2,7"',
            f'the row has {len(row.cells)} cells, the header {width}; quote numbers and texts with a comma, as "2,7"',
        )


def _nothing_to_import(path: Path, kind: ImportKind, left_out: Iterable[LeftOutSheet]) -> ImportFileError:
    vi, en = KIND_NAMES[kind]
    sheets = tuple(left_out)
    return ImportFileError(
        f"{path.name}: không có trang nào là {vi}. "
        + "; ".join(f"{sheet.name}: {sheet.reason_vi}" for sheet in sheets)
        + f". Lấy mẫu bằng: kpi import template {kind}",
        f"{path.name}: no sheet is a {en}. "
        + "; ".join(f"{sheet.name}: {sheet.reason_en}" for sheet in sheets)
        + f". For a template: kpi import template {kind}",
    )
