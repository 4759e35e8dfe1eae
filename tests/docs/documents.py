"""Reads the documents: their code, their links, their tables.

An example is a fenced block of the language `console`. A line that begins with `$ ` is a command, the lines up to the
next one are what it prints: `...` alone stands for any number of lines, within a line for any text; spaces, frames of
tables and empty lines do not count. Every command must end well unless the next one is `echo $?`. A block whose
language is followed by a file name, such as ```` ```json submit.json ````, is a file the later examples
of the document find beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^ {4,}(?![-*|] )(\S.*)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: `file` is the name it is to be saved under, if any; `line` is where it stands."""

    language: str
    file: str | None
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """One command of an example with what the document says it prints."""

    words: str
    expected: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Document:
    """One Markdown file of the project."""

    path: Path

    @property
    def name(self) -> str:
        """The path from the project's root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    def blocks(self) -> list[Block]:
        """Return the fenced blocks in order."""
        text = self.text
        return [
            Block(*_language_and_file(found[1]), found[2], text.count("\n", 0, found.start()) + 1)
            for found in _FENCE.finditer(text)
        ]

    def code(self) -> list[str]:
        """Return every piece of code by lines: fenced, indented and in backticks."""
        fenced = [line for block in self.blocks() for line in block.text.splitlines()]
        rest = _FENCE.sub("", self.text)
        return [*fenced, *_INDENTED.findall(rest), *_CODE_SPAN.findall(rest)]

    def links(self) -> list[str]:
        """Return the targets of links that point into the project."""
        found = _LINK.findall(_CODE_SPAN.sub("", _FENCE.sub("", self.text)))
        return [target for target in found if "://" not in target and not target.startswith("mailto:")]

    def anchors(self) -> set[str]:
        """Return what links may point to within the document."""
        headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def documents() -> list[Document]:
    """Return README, CONTRIBUTING, CHANGELOG and everything in docs/."""
    return [Document(path) for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))]


def commands_in(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block. Raises ValueError for output without a command."""
    words: str | None = None
    expected: list[str] = []
    start = block.line
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.startswith("$ "):
            if words is not None:
                yield Command(words, tuple(expected), start)
            words, expected, start = line[2:].strip(), [], number
        elif words is None:
            raise ValueError(f"line {number}: an example begins with `$ `")
        else:
            expected.append(line)
    if words is not None:
        yield Command(words, tuple(expected), start)


def first_line_not_printed(expected: tuple[str, ...], printed: str) -> str | None:
    """Return the first line of an example that the output does not have in its place, None when all is as shown."""
    lines = [line for line in map(_plain, expected) if line]
    output = "".join(f"{line}\n" for line in map(_plain, printed.splitlines()) if line)
    if re.fullmatch("".join(map(_line_pattern, lines)), output):
        return None
    for number, line in enumerate(lines, 1):
        if not re.match("".join(map(_line_pattern, lines[:number])), output):
            return line
    return "the end, but more is printed"


def _line_pattern(line: str) -> str:
    if line == "...":
        return r"(?:[^\n]*\n)*?"
    return r"[^\n]*".join(re.escape(part) for part in line.split("...")) + r"\n"


def _plain(line: str) -> str:
    """Return a line without the frames of tables, which depend on the width of a window."""
    return " ".join(re.sub(r"[\u2500-\u257f]", " ", line).split())


def _language_and_file(info: str) -> tuple[str, str | None]:
    language, _, file = info.strip().partition(" ")
    return language, file or None
