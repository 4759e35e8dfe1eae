"""Reads a YAML text with its comments and blank lines, so that it can be written again in canonical form.

A comment line belongs to the entry below it, one that is indented like the block above it to the end of that block,
and a comment behind a value to the entry of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

_COMMENT_BEHIND = re.compile(r"[:,\]}\s|>+-]*?(?:^|\s)(#.*)$")


@dataclass(slots=True, eq=False)
class Piece:
    """A value: a scalar with `text`, or a collection with `entries`; `flow` tells `{...}` and `[...]`.

    `folded` are the lines of a text the author folded, so that a formula keeps its line breaks. `below` are comment
    lines at the end of a block, "" for a blank line; `column` is where its entries begin.
    """

    kind: Literal["scalar", "list", "table"]
    text: str = ""
    quoted: bool = False
    flow: bool = False
    folded: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list["Entry"])
    below: list[str] = field(default_factory=list[str])
    column: int = 0


@dataclass(slots=True)
class Entry:
    """One `key: value`, or one `- value` with an empty key.

    `above` are the comment lines above it, "" for a blank line among them; `blank` tells of a blank line before.
    `blocks` are the blocks it stands in, from the outermost; None where it stands in `{...}` or `[...]`.
    """

    key: str
    line: int
    blocks: tuple[Piece, ...] | None
    value: Piece = field(default_factory=lambda: Piece("scalar"))
    above: list[str] = field(default_factory=list[str])
    blank: bool = False
    behind: str = ""

    @property
    def commented(self) -> bool:
        """Tell whether any comment stands here or below."""
        below = self.value.below or any(entry.commented for entry in self.value.entries)
        return bool(self.above or self.behind or below)


@dataclass(slots=True)
class Layout:
    """A whole document; `header` are comments that belong to the file, `footer` those after its end."""

    header: list[str]
    root: Piece
    footer: list[str]


def read_layout(text: str) -> Layout:
    """Return the layout of a text that has been read as a document before, and so is known to be well formed."""
    return _Reader(text).layout()


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        # The parser written in Python: the other one places the end of a block text differently.
        self._events: Iterator[Any] = yaml.parse(text.rstrip("\n") + "\n", Loader=yaml.SafeLoader)
        self._entries: list[Entry] = []
        self._blocks: list[Piece] = []
        self._flows = 0
        self._text_lines: set[int] = set()
        self._ends: dict[int, int] = {}

    def layout(self) -> Layout:
        next(self._events)
        next(self._events)
        root = self._piece(next(self._events))
        comments = [n for n, line in enumerate(self._lines) if line.lstrip()[:1] == "#" and n not in self._text_lines]
        footer = self._place_above(comments)
        self._place_behind()
        return Layout(self._header(), root, footer)

    def _piece(self, event: Any) -> Piece:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
            return Piece("scalar", str(event.value), event.style not in (None, ""), folded=self._folded(event))
        is_list, flow = isinstance(event, yaml.SequenceStartEvent), bool(event.flow_style)
        piece = Piece("list" if is_list else "table", flow=flow)
        self._flows += flow
        if not flow:
            self._blocks.append(piece)
        piece.entries.extend(self._items(flow) if is_list else self._pairs(flow))
        if not flow:
            self._blocks.pop()
        self._flows -= flow
        return piece

    def _items(self, flow: bool) -> Iterator[Entry]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            entry = self._entry("", event)
            entry.value = self._piece(event)
            yield entry
        self._end(event if flow else None)

    def _pairs(self, flow: bool) -> Iterator[Entry]:
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            entry = self._entry(str(event.value), event)
            self._scalar(event)
            entry.value = self._piece(next(self._events))
            yield entry
        self._end(event if flow else None)

    def _entry(self, key: str, event: Any) -> Entry:
        entry = Entry(key, event.start_mark.line, None if self._flows else tuple(self._blocks))
        if not self._flows:
            before = self._lines[entry.line][: event.start_mark.column].rstrip()
            in_list = self._blocks[-1].kind == "list" and before.endswith("-")
            self._blocks[-1].column = len(before) - 1 if in_list else event.start_mark.column
        self._entries.append(entry)
        return entry

    def _scalar(self, event: Any) -> None:
        """Lines within a text are no comments even where they begin with #; remember where the text ends."""
        first, last = event.start_mark.line, event.end_mark.line
        if event.style in ("|", ">"):
            self._text_lines.update(range(first + 1, last))
            self._ends[first] = event.start_mark.column + 1
        else:
            self._text_lines.update(range(first + 1, last + 1))
            self._end(event)

    def _folded(self, event: Any) -> tuple[str, ...]:
        if event.style != ">":
            return ()
        lines = [self._lines[n].strip() for n in range(event.start_mark.line + 1, event.end_mark.line)]
        found = tuple(line for line in lines if line)
        return found if " ".join(found) == event.value else ()

    def _end(self, event: Any) -> None:
        if event is not None:
            line, column = event.end_mark.line, event.end_mark.column
            self._ends[line] = max(self._ends.get(line, 0), column)

    def _place_above(self, comments: list[int]) -> list[str]:
        """Give each comment line to the block that ends above it or the entry below it; return those that have none."""
        waiting = list(reversed(comments))
        opened: tuple[Piece, ...] = ()
        for entry in self._entries:
            own: list[int] = []
            while waiting and waiting[-1] < entry.line:
                own.append(waiting.pop())
            if entry.blocks is not None:
                ended = [block for block in opened if block not in entry.blocks]
                own = self._place_below(own, ended, entry.blocks[-1].column)
                opened = entry.blocks
            first = own[0] if own else entry.line
            entry.blank = first > 0 and not self._lines[first - 1].strip()
            entry.above = self._with_gaps(own, entry.line)
        return self._with_gaps(self._place_below(list(reversed(waiting)), list(opened[1:]), 0), None)

    def _place_below(self, comments: list[int], ended: list[Piece], column: int) -> list[int]:
        """Give comments indented further than `column` to the block they are indented like; return the others."""
        for place, number in enumerate(comments):
            indent = len(self._lines[number]) - len(self._lines[number].lstrip())
            while ended and ended[-1].column > indent:
                ended.pop()
            if indent <= column or not ended:
                return comments[place:]
            gap = [""] if not self._lines[number - 1].strip() else []
            ended[-1].below += [*gap, self._lines[number].strip()]
        return []

    def _with_gaps(self, numbers: list[int], below: int | None) -> list[str]:
        found: list[str] = []
        following = [*numbers[1:], *([below] if below is not None else [])]
        for place, number in enumerate(numbers):
            found.append(self._lines[number].strip())
            if place < len(following) and following[place] > number + 1:
                found.append("")
        return found

    def _place_behind(self) -> None:
        starts: dict[int, Entry] = {}
        for entry in self._entries:
            starts.setdefault(entry.line, entry)
        owner: Entry | None = None
        for number in range(len(self._lines)):
            if number in starts:
                owner = starts[number]
            if number in self._ends and owner is not None:
                match = _COMMENT_BEHIND.match(self._lines[number][self._ends[number] :])
                if match:
                    owner.behind = f"{owner.behind} {match[1].strip()}".strip()

    def _header(self) -> list[str]:
        if not self._entries or "" not in self._entries[0].above:
            return []
        above = self._entries[0].above
        parted = len(above) - above[::-1].index("") - 1
        self._entries[0].above = above[parted + 1 :]
        return above[:parted]
