"""Strict reading of YAML: text with line numbers, nothing guessed, bounded in size and depth.

Scalars stay text: `0.1` is read as one tenth by whoever knows it is a number, never as binary floating point.
Aliases, anchors and tags are refused, so a small file can not unfold into a large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from kpi_es.domain.values import parse_exact
from kpi_es.rulebook.problems import BadDocument, Gathering, hint, nearest, share_above_one
from kpi_es.rulebook.yaml_faults import yaml_fault

LARGEST_DOCUMENT = 2_000_000
DEEPEST_NESTING = 16
MOST_NODES = 20_000
"""Values of a rule set; the largest one there is has fewer than four thousand."""
_PLAIN_NULL = ("", "~", "null", "Null", "NULL")
_loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """One scalar as written; `quoted` tells `"null"` from `null`."""

    text: str
    quoted: bool
    line: int
    file: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML sequence."""

    items: tuple[Node, ...]
    line: int
    file: str


@dataclass(frozen=True, slots=True)
class Table:
    """A YAML mapping with unique text keys, in the order of the file."""

    entries: dict[str, Node]
    line: int
    file: str


Node = Text | Listing | Table


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a document that is read by asking for what must stand there."""

    node: Node
    key: str
    problem: type[BadDocument]

    @property
    def file(self) -> str:
        """The file this place stands in; in an overlay, places come from two files."""
        return self.node.file

    def refuse(self, vi: str, en: str) -> BadDocument:
        """Return the error to raise for this place."""
        return self.problem(self.file, self.node.line, self.key, vi, en)

    def _below(self, name: str, node: Node) -> Cursor:
        shown = name[:60]  # a hostile key must not become a hostile message
        return Cursor(node, f"{self.key}.{shown}" if self.key else shown, self.problem)

    def below(self, name: str) -> Cursor | None:
        """Return the place under a key, None where there is none."""
        return dict(self.pairs())[name] if name in self.names else None

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of a mapping; none where something else stands here."""
        return tuple(self.node.entries) if isinstance(self.node, Table) else ()

    def pairs(self) -> Iterator[tuple[str, Cursor]]:
        """Yield the entries of a mapping whose keys are free names."""
        if not isinstance(self.node, Table):
            raise self.refuse("phải là các cặp khóa: giá trị", "must be a mapping (key: value)")
        for name, node in self.node.entries.items():
            yield name, self._below(name, node)

    def entries(self, *required: str, optional: tuple[str, ...] = ()) -> dict[str, Cursor]:
        """Return the entries of a mapping with exactly these keys; `optional` ones may be absent.

        Every unknown and every missing key is told at once; one that was only misspelt is not told as missing too.
        """
        found = dict(self.pairs())
        known = (*required, *optional)
        unknown = [name for name in found if name not in known]
        meant = {word for name in unknown for word in nearest(name, known)[:1]}
        gathering = Gathering()
        for name in unknown:
            with gathering.part():
                raise found[name].unknown_key(name, known)
        for name in required:
            if name not in found and name not in meant:
                with gathering.part():
                    raise self._below(name, self.node).refuse(
                        f"thiếu khóa {name!r}, hãy thêm vào", f"missing key {name!r}; add it"
                    )
        gathering.refuse()
        return found

    def unknown_key(self, name: str, known: tuple[str, ...]) -> BadDocument:
        """Return the error of a key that does not belong here."""
        vi, en = hint(name, known)
        if self.is_null:  # what {vi: one, two} turns into
            vi += "; câu có dấu phẩy phải đặt trong dấu nháy kép"
            en += "; put a text with a comma in double quotes"
        return self.refuse(f"khóa lạ {name[:60]!r}; {vi}", f"unknown key {name[:60]!r}; {en}")

    def items(self) -> list[Cursor]:
        """Return the items of a list."""
        if not isinstance(self.node, Listing):
            raise self.refuse("phải là danh sách", "must be a list")
        return [self._below(str(place), node) for place, node in enumerate(self.node.items, 1)]

    @property
    def is_null(self) -> bool:
        """True where the file says `null` without quotes, or nothing."""
        return isinstance(self.node, Text) and not self.node.quoted and self.node.text in _PLAIN_NULL

    def is_text(self, text: str) -> bool:
        """Tell whether exactly this text stands here."""
        return isinstance(self.node, Text) and self.node.text == text

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.node, Text) or self.is_null or not self.node.text.strip():
            raise self.refuse("phải là một dòng chữ", "must be a text")
        return self.node.text.strip()

    def number(self) -> Fraction:
        """Return an exact number: an integer, a decimal or a fraction."""
        text = self.text()
        try:
            return parse_exact(text)
        except ValueError:
            shown = text[:40]
            vi, en = "viết số nguyên, 2.7 hoặc 2/37", "write an integer, 2.7 or 2/37"
            if re.fullmatch(r"-?\d+,\d+\s*%?", text):
                vi, en = (f"{told} {shown.replace(',', '.')}" for told in ("dùng dấu chấm:", "use a point:"))
            elif text.endswith("%"):
                vi, en = "dấu % chỉ dùng với unit: share", "% needs unit: share"
            raise self.refuse(f"{shown!r} không phải số; {vi}", f"{shown!r} is not a number; {en}") from None

    def share(self) -> Fraction:
        """Return an exact number that may be written in percent; written plainly it is not above 1."""
        text = self.text()
        if not text.endswith("%"):
            value = self.number()
            if value > 1:
                raise self.refuse(*share_above_one(text))
            return value
        node = Text(text[:-1].strip(), quoted=False, line=self.node.line, file=self.file)
        return Cursor(node, self.key, self.problem).number() / 100

    def whole(self) -> int:
        """Return a whole number, zero or more."""
        value = self.number()
        if value.denominator != 1 or value < 0:
            raise self.refuse("phải là số nguyên không âm", "must be a whole number, zero or more")
        return value.numerator

    def flag(self) -> bool:
        """Return true or false."""
        return self.choice("true", "false") == "true"

    def choice(self, *allowed: str) -> str:
        """Return one of the allowed words."""
        word = self.text()
        if word not in allowed:
            vi, en = hint(word, allowed)
            raise self.refuse(f"từ lạ {word[:40]!r}; {vi}", f"unexpected word {word[:40]!r}; {en}")
        return word

    def day(self) -> date:
        """Return a calendar day written as 2026-01-31."""
        text = self.text()
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise self.refuse("ngày phải viết như 2026-01-31", "write the day like 2026-01-31")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.refuse(
                f"lịch không có ngày {text}; hãy xem lại", f"there is no day {text} in the calendar; check it"
            ) from None


def read_text_of(path: Path, largest: int, problem: type[BadDocument]) -> str:
    """Return the text of a file of bounded size; raises `problem` when it is not there or no UTF-8 text."""
    try:
        if path.stat().st_size > largest:
            raise problem(str(path), 1, "", f"tệp lớn hơn {largest} byte", f"the file is larger than {largest} bytes")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        vi, en = "không có tệp này; hãy xem lại đường dẫn", "the file does not exist; check its path"
    except IsADirectoryError:
        vi, en = "đây là thư mục; hãy nêu tên tệp", "this is a folder; name a file"
    except UnicodeDecodeError as error:
        vi, en = (
            "tệp không phải văn bản UTF-8; hãy lưu lại dạng UTF-8",
            f"the file is no UTF-8 text; save it so: {error}",
        )
    except OSError as error:
        vi, en = f"không đọc được tệp: {error.strerror}", f"the file can not be read: {error.strerror}"
    raise problem(str(path), 1, "", vi, en)


def read_document(text: str, file: str, problem: type[BadDocument], most_nodes: int = MOST_NODES) -> Cursor:
    """Return the root of a YAML text; raises `problem` with the line of the first thing not allowed."""
    if len(text) > LARGEST_DOCUMENT:
        vi, en = (
            f"tệp dài quá {LARGEST_DOCUMENT} ký tự",
            f"the file is longer than {LARGEST_DOCUMENT} characters",
        )
        raise problem(file, 1, "", vi, en)
    events = _Events(text, file, problem, most_nodes)
    try:
        root = events.document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        vi, en = yaml_fault(error.problem or "YAML")
        raise problem(file, line, events.place, vi, en) from None
    except yaml.YAMLError as error:
        raise problem(file, 1, "", "YAML không đọc được", f"not readable as YAML: {error}") from None
    return Cursor(root, "", problem)


class _Events:
    """Builds nodes from the parser's events, so that nothing is resolved, merged or repeated."""

    def __init__(self, text: str, file: str, problem: type[BadDocument], most_nodes: int) -> None:
        self._left = most_nodes
        self._events: Iterator[Any] = yaml.parse(text, Loader=_loader)
        self._file = file
        self._problem = problem
        self._path: list[str] = []

    @property
    def place(self) -> str:
        """The key that was read last, to tell where a text stops being YAML."""
        return ".".join(name[:60] for name in self._path)

    def document(self) -> Node:
        next(self._events)
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            raise self._problem(self._file, 1, "", "tệp rỗng", "the file is empty")
        root = self._node(next(self._events), 1)
        next(self._events)
        if not isinstance(end := next(self._events), yaml.StreamEndEvent):
            raise self._refusal(end, "chỉ được có một tài liệu trong tệp", "only one document is allowed in a file")
        return root

    def _refusal(self, event: Any, vi: str, en: str) -> BadDocument:
        return self._problem(self._file, event.start_mark.line + 1, "", vi, en)

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refusal(
                event,
                "không được dùng & hoặc * của YAML, hãy viết ra",
                "YAML & and * are not allowed; write it out",
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise self._refusal(event, "không được dùng thẻ ! của YAML", "YAML tags (!) are not allowed")
        self._left -= 1
        if self._left < 0:
            raise self._refusal(event, "tệp có quá nhiều giá trị", "the file has too many values")
        if depth > DEEPEST_NESTING:
            raise self._refusal(event, "lồng nhau quá sâu", f"nested deeper than {DEEPEST_NESTING} levels")
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return Text(str(event.value), event.style is not None and event.style != "", line, self._file)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._sequence(depth)), line, self._file)
        return Table(self._mapping(depth), line, self._file)

    def _sequence(self, depth: int) -> Iterator[Node]:
        place = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            place += 1
            self._path.append(str(place))
            yield self._node(event, depth + 1)
            self._path.pop()

    def _mapping(self, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Text):
                raise self._refusal(event, "khóa phải là chữ", "a key must be a text")
            if key.text in entries:
                raise self._refusal(event, f"khóa {key.text[:60]!r} lặp lại", f"key {key.text[:60]!r} is there twice")
            self._path.append(key.text)
            entries[key.text] = self._node(next(self._events), depth + 1)
            self._path.pop()
        return entries


def plain(node: Node) -> Any:
    """Return the document as dicts, lists and texts, without lines, comments or quoting."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {name: plain(item) for name, item in node.entries.items()}
