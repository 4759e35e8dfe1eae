"""Reading an office file into tables of cells: XLSX through calamine, CSV through the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kpi_es.adapters.spreadsheet.cells import Row
from kpi_es.adapters.spreadsheet.delimited import read_delimited
from kpi_es.adapters.spreadsheet.limits import MOST_BYTES
from kpi_es.adapters.spreadsheet.problems import ImportFileError
from kpi_es.adapters.spreadsheet.workbook import read_workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".ods", ".et"})


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it stands: `rows[0]` is row 1 of Excel. `delimited` for CSV, named as its file."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    delimited: bool = False


def read_tables(path: Path) -> tuple[Table, ...]:
    """Return the sheets of a file in their order. Raises ImportFileError, whatever the content."""
    content = _bytes_of(path)
    if content.startswith(b"PK"):
        return tuple(Table(name, rows, hidden) for name, rows, hidden in read_workbook(path.name, content))
    if content.startswith(_OLE):
        raise _old_or_locked(path, content)
    if path.suffix.lower() in _WORKBOOK_SUFFIXES:
        raise ImportFileError(
            f"{path.name}: không phải tệp Excel (.xlsx) dù mang đuôi {path.suffix}; mở bằng Excel rồi lưu "
            f"lại dạng .xlsx.",
            f"{path.name}: not an Excel file (.xlsx) though it ends in {path.suffix}; open it in Excel "
            f"and save as .xlsx.",
        )
    return (Table(path.name, read_delimited(path.name, content), delimited=True),)


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise ImportFileError(
            f"{path} là thư mục; chỉ rõ tệp .xlsx hoặc .csv.",
            f"{path} is a folder; name the .xlsx or .csv file.",
        )
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _too_big(path, size)
        content = path.read_bytes()
    except FileNotFoundError:
        raise ImportFileError(
            f"Không có tệp {path}; kiểm tra lại đường dẫn.", f"There is no file {path}; check the path."
        ) from None
    except (OSError, ValueError) as error:
        raise ImportFileError(
            f"Không đọc được tệp {path}: {error}.", f"The file {path} can not be read: {error}."
        ) from error
    if not content:
        raise ImportFileError(
            f"{path.name} rỗng (0 byte); tải hoặc lưu lại tệp.",
            f"{path.name} is empty (0 bytes); save it again.",
        )
    return content


def _too_big(path: Path, size: int) -> ImportFileError:
    megabytes, most = -(-size // 2**20), MOST_BYTES // 2**20
    return ImportFileError(
        f"{path.name} lớn {megabytes} MB, quá {most} MB; chia thành nhiều tệp.",
        f"{path.name} has {megabytes} MB, more than {most} MB; split it.",
    )


def _old_or_locked(path: Path, content: bytes) -> ImportFileError:
    if _ENCRYPTED in content:
        return ImportFileError(
            f"{path.name} có mật khẩu; bỏ mật khẩu trong Excel (Tệp > Thông tin > Bảo vệ) rồi lưu lại.",
            f"{path.name} is protected by a password; remove it in Excel (File > Info > Protect) and save again.",
        )
    return ImportFileError(
        f"{path.name} là tệp Office cũ (.xls); mở bằng Excel rồi lưu lại dạng .xlsx.",
        f"{path.name} is an old Office file (.xls); open it in Excel and save as .xlsx.",
    )
