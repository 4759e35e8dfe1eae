"""What can be wrong with a rule set or a case file, said in both languages with the place and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class BadDocument(Exception):
    """A YAML document that can not be used; names the file, the line (from 1), the key and what to write."""

    def __init__(self, file: str, line: int, key: str, vi: str, en: str) -> None:
        super().__init__(file, line, key, vi, en)
        self.file = file
        self.line = line
        self.key = key
        self.vi = vi
        self.en = en

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return f"{place}{self.vi} / {self.en}"


class RuleSetError(BadDocument):
    """A rule set file that is not complete, not exact or not consistent."""


class FormulaError(ValueError):
    """A formula that can not be read or does not fit its names; `column` counts from 1."""

    def __init__(self, column: int, vi: str, en: str) -> None:
        super().__init__(f"cột {column}: {vi} / column {column}: {en}")
        self.column = column
        self.vi = vi
        self.en = en


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
