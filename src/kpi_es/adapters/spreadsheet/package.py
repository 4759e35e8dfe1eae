"""A look into the zip archive of a workbook before calamine opens it.

Calamine lays every sheet out densely: a file of 6 KB with one value in the last cell of the grid makes it ask
for half a terabyte and ends the whole process. So the extent is measured first, from the XML. The same pass
notes cells whose formula failed, which calamine shows as empty.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from xml.parsers import expat

from kpi_es.adapters.spreadsheet.limits import MOST_INFLATED_BYTES, require_extent
from kpi_es.adapters.spreadsheet.problems import ImportFileError

FailedFormulas = dict[str, tuple[tuple[int, int], ...]]
"""Sheet name → (row, column), counted from 0, of the cells whose formula failed."""

_PART = 1 << 20
_PLACE = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    OSError,
    RuntimeError,  # an encrypted part, or a compression nobody here knows
    ValueError,
    LookupError,
)


def inspect_package(file: str, content: bytes) -> FailedFormulas:
    """Return the failed formulas of every sheet. Raises ImportFileError for anything unsound or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _inspected(file, package)
    except ImportFileError:
        raise
    except _UNREADABLE as error:
        raise ImportFileError(
            f"{file}: không phải tệp Excel .xlsx lành lặn ({error}); mở bằng Excel rồi lưu lại dạng .xlsx.",
            f"{file}: not a sound .xlsx workbook ({error}); open it in Excel and save it again as .xlsx.",
        ) from error


def _inspected(file: str, package: zipfile.ZipFile) -> FailedFormulas:
    if "xl/workbook.xml" not in package.namelist():
        raise ImportFileError(
            f"{file}: tệp nén này không phải sổ Excel .xlsx; mở bằng Excel rồi lưu lại dạng .xlsx.",
            f"{file}: this archive is not an .xlsx workbook; open it in Excel and save as .xlsx.",
        )
    names = _sheet_names(package)
    left, failed = MOST_INFLATED_BYTES, FailedFormulas()
    for member in package.infolist():
        sheet = names.get(_key(member.filename))
        survey = _Survey() if sheet or _may_be_sheet(member.filename) else None
        for part in _parts(package, member):
            left -= len(part)
            if left < 0:
                raise _inflates(file)
            if survey is not None:
                survey.feed(part)
        if survey is not None:
            survey.close()
            require_extent(file, sheet or member.filename, survey.height, survey.width)
            failed[sheet or member.filename] = tuple(survey.failed)
    return failed


def _parts(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(member) as stream:
        while part := stream.read(_PART):
            yield part


def _sheet_names(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive member of each sheet → the name on its tab."""
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in package.namelist():
        for attributes in _elements(package, "xl/_rels/workbook.xml.rels", "Relationship"):
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = normpath(join("/xl", target)).lstrip("/")
    names: dict[str, str] = {}
    for attributes in _elements(package, "xl/workbook.xml", "sheet"):
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        if relation in targets:
            names[_key(targets[relation])] = attributes.get("name", "")
    return names


def _key(member: str) -> str:
    return member.casefold().replace("\\", "/")


def _may_be_sheet(member: str) -> bool:
    """A contrived workbook may name any XML as a sheet; only shared strings are large by nature."""
    return _key(member).endswith(".xml") and _key(member) != "xl/sharedstrings.xml"


def _elements(package: zipfile.ZipFile, member: str, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == wanted:
            found.append(attributes)

    parser = _parser()
    parser.StartElementHandler = start
    with package.open(member) as stream:
        parser.Parse(stream.read(_PART), True)
    return found


class _Survey:
    """Measures how far the values of one sheet reach; formatted but empty cells do not count."""

    def __init__(self) -> None:
        self.height = self.width = 0
        self.failed: list[tuple[int, int]] = []
        self._row = self._column = -1
        self._failing = False
        self._parser = _parser()
        self._parser.StartElementHandler = self._start

    def feed(self, part: bytes) -> None:
        self._parser.Parse(part, False)

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._cell(attributes)
        elif local in ("v", "is", "f"):
            self.height = max(self.height, self._row + 1)
            self.width = max(self.width, self._column + 1)
            if local == "v" and self._failing:
                self.failed.append((self._row, self._column))
        elif local == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1

    def _cell(self, attributes: dict[str, str]) -> None:
        self._failing = attributes.get("t") == "e"
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place is None:
            self._column += 1
            return
        self._row, self._column = int(place[2]) - 1, _column_number(place[1])


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise ValueError("an office file declares no document type of its own")


def _inflates(file: str) -> ImportFileError:
    most = MOST_INFLATED_BYTES // 2**20
    return ImportFileError(
        f"{file}: bung ra lớn hơn {most} MB; chia thành nhiều tệp.",
        f"{file}: unpacks to more than {most} MB; split it.",
    )
