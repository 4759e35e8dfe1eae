"""How the same words are spelt differently, and what stays of them when that is taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_BRACKETED = re.compile(r"\([^()]*\)")
_LONGEST_HEADING = 300


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return lower-case ASCII words parted by one space: accents, case, punctuation and line breaks are gone.

    ``"Mã  CÔNG-chức\\n*"`` and its decomposed (NFD) spelling both give ``"ma cong chuc"``.
    """
    letters = unicodedata.normalize("NFD", text[:_LONGEST_HEADING].casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")
    return _NOT_WORD.sub(" ", bare).strip()


def plain_without_brackets(text: str) -> str:
    """Return the plain words without remarks such as ``(dd/mm/yyyy)`` or ``(1)``."""
    return plain(_BRACKETED.sub(" ", text[:_LONGEST_HEADING]))


def tidy(text: str) -> str:
    """Return composed (NFC) text on one line: no invisible characters, no doubled or outer spaces."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()
