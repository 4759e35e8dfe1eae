"""What can be wrong with a rule set or a case file, said in both languages with the place and the way out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


MOST_TOLD = 20
"""Problems of one file that are told at once; the next run tells the rest."""


class BadDocument(Exception):
    """A YAML document that can not be used; names the file, the line (from 1), the key and what to write.

    `also` are the other things wrong in independent parts of it, so that one run tells them all.
    """

    def __init__(self, file: str, line: int, key: str, vi: str, en: str) -> None:
        super().__init__(file, line, key, vi, en)
        self.file = file
        self.line = line
        self.key = key
        self.vi = vi
        self.en = en
        self.also: tuple[BadDocument, ...] = ()

    @property
    def every(self) -> tuple[BadDocument, ...]:
        """This problem and the others found in the same run."""
        return (self, *self.also)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return f"{place}{self.vi} / {self.en}"


class Gathering:
    """Collects what is wrong in parts that do not depend on one another."""

    def __init__(self) -> None:
        self._wrong: list[BadDocument] = []

    @contextmanager
    def part(self) -> Generator[None]:
        """Read one part; what is wrong with it is kept for `refuse`."""
        try:
            yield
        except BadDocument as wrong:
            self._wrong += wrong.every

    def refuse(self) -> None:
        """Raise the first problem with the others beside it; nothing where there is none."""
        if self._wrong:
            first, *more = self._wrong
            first.also = tuple(more[: MOST_TOLD - 1])
            raise first


def each(items: Iterable[Item], read: Callable[[Item], Found]) -> list[Found]:
    """Return what reading each item gives; raises what is wrong with any of them together."""
    gathering = Gathering()
    found: list[Found] = []
    for item in items:
        with gathering.part():
            found.append(read(item))
    gathering.refuse()
    return found


class RuleSetError(BadDocument):
    """A rule set file that is not complete, not exact or not consistent."""


class FormulaError(ValueError):
    """A formula that can not be read or does not fit its names; `column` counts from 1."""

    def __init__(self, column: int, vi: str, en: str) -> None:
        super().__init__(f"cột {column}: {vi} / column {column}: {en}")
        self.column = column
        self.vi = vi
        self.en = en


def told_of_overlay(wrong: BadDocument, overlay: str) -> BadDocument:
    """Return a problem in the file an overlay is based on, with the overlay named that brought it about."""
    vi = f"{wrong.vi} (gặp khi áp dụng các thay đổi của {overlay})"
    return type(wrong)(wrong.file, wrong.line, wrong.key, vi, f"{wrong.en} (met with the changes of {overlay})")


class UnknownRuleSet(LookupError):
    """No rule set has this id; `nearest` are the ids that look most like it."""

    def __init__(self, rule_set_id: str, known: Iterable[str]) -> None:
        ids = sorted(known)
        self.rule_set_id = rule_set_id
        self.nearest = tuple(nearest(rule_set_id, ids)) or tuple(ids[:5])
        names = ", ".join(self.nearest)
        self.vi = f"không có bộ quy tắc {rule_set_id!r}; gần nhất: {names}"
        self.en = f"no rule set {rule_set_id!r}; nearest: {names}"
        super().__init__(f"{self.vi} / {self.en}")


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three known words that look like this one, best first."""
    return get_close_matches(word[:80], list(known), n=3, cutoff=0.5)


def hint(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return, in Vietnamese and English, what was probably meant, or what is allowed."""
    choices = sorted(known)
    close = nearest(word, choices)
    if close:
        return f"có phải ý là {' hoặc '.join(close)}?", f"did you mean {' or '.join(close)}?"
    names = ", ".join(choices[:12]) or "-"
    return f"được dùng: {names}", f"allowed: {names}"


def share_above_one(text: str) -> tuple[str, str]:
    """Return what to say of a share written as a plain number above 1: almost always percent without the sign."""
    return (
        f"tỷ lệ {text[:40]} quá lớn vì 1 là 100 %; hãy viết {text[:40]}% (tỷ lệ trên 100 % cũng phải viết với dấu %)",
        f"the share {text[:40]} is too large, as 1 is 100 %; write {text[:40]}% (one above 100 % needs the % as well)",
    )
