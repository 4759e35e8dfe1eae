"""Splits a formula into numbers, names, quoted words and signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from kpi_es.rulebook.problems import FormulaError

LONGEST_FORMULA = 600
LONGEST_NUMBER = 18
KEYWORDS = frozenset({"and", "or", "not", "otherwise", "where", "if", "true", "false"})

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?%?)(?![A-Za-z0-9_.])"
    r"|(?P<name>[a-z][a-z0-9]*(?:_[a-z0-9]+)*)(?![A-Za-z0-9_.])"
    r"|'(?P<word>[A-Za-z0-9][A-Za-z0-9_.-]{0,39})'"
    r"|(?P<sign><=|>=|==|!=|[-+*/(),<>])"
)
_NOT_A_TOKEN = re.compile(r"[^\s,()+*<>=]{1,30}|.", re.DOTALL)
_WORD_BEFORE = re.compile(r"\w*$")
_WORD_AFTER = re.compile(r"\w*")
_WRITTEN = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "·": "*",
    "÷": "/",
    ":": "/",
    "−": "-",
    "–": "-",
    "=": "==",
    ";": ",",
    "&": "and",
    "|": "or",
    "!": "not",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    **dict.fromkeys('‘’“”"', "'"),
    "và": "and",
    "hoặc": "or",
    "không": "not",
    "nếu": "if",
    "đúng": "true",
    "sai": "false",
}
"""What people write, and what the language has for it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a formula; `column` counts from 1."""

    kind: Literal["number", "name", "word", "sign", "keyword", "end"]
    text: str
    column: int


def tokenize(formula: str) -> list[Token]:
    """Return the tokens of a formula and an end mark; raises FormulaError at the first thing that is none."""
    if len(formula) > LONGEST_FORMULA:
        raise FormulaError(
            LONGEST_FORMULA,
            f"công thức dài quá {LONGEST_FORMULA} ký tự; hãy tách thành nhiều bước",
            f"the formula is longer than {LONGEST_FORMULA} characters; split it into steps",
        )
    tokens: list[Token] = []
    place = 0
    while place < len(formula):
        match = _TOKEN.match(formula, place)
        if match is None:
            raise _unreadable(formula, place)
        if match.lastgroup != "space":
            tokens.append(_token(match, place + 1))
        place = match.end()
    return [*tokens, Token("end", "", len(formula) + 1)]


def _token(match: re.Match[str], column: int) -> Token:
    text = match[match.lastgroup or 0]
    if match.lastgroup == "number":
        if len(text) > LONGEST_NUMBER:
            raise FormulaError(
                column,
                f"số dài quá {LONGEST_NUMBER} chữ số",
                f"the number is longer than {LONGEST_NUMBER} digits",
            )
        return Token("number", text, column)
    if match.lastgroup == "name":
        return Token("keyword" if text in KEYWORDS else "name", text, column)
    return Token("word" if match.lastgroup == "word" else "sign", text, column)


def _unreadable(formula: str, place: int) -> FormulaError:
    if meant := _meant(formula, place):
        word, instead = meant
        return FormulaError(
            place + 1,
            f"không hiểu {word!r}; trong công thức hãy viết {instead}",
            f"{word!r} is not understood; in a formula write {instead}",
        )
    found = _NOT_A_TOKEN.match(formula, place)
    text = found[0] if found else formula[place]
    return FormulaError(
        place + 1,
        f"không hiểu {text!r}; tên viết thường, nối bằng một dấu gạch dưới; từ đặt trong dấu nháy đơn",
        f"{text!r} is not understood; names are lower case, joined by single underscores; words stand in single quotes",
    )


def _meant(formula: str, place: int) -> tuple[str, str] | None:
    """Return the sign or word at a place and what to write for it, None where that can not be guessed."""
    after = _WORD_AFTER.match(formula, place, place + 30)
    end = after.end() if after else place
    before = _WORD_BEFORE.search(formula[max(0, place - 30) : place]) if end > place else None
    word = formula[place - len(before[0] if before else "") : end] or formula[place]
    spelled = unicodedata.normalize("NFC", word).lower()
    instead = _WRITTEN.get(spelled) or (spelled if spelled in KEYWORDS else None)
    return None if instead is None else (word, instead)
