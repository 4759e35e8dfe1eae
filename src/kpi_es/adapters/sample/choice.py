"""Choices that look like chance and are the same every time: each follows from the words it is asked with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(below: int, *words: object) -> int:
    """Return a whole number from 0 up to and without `below`."""
    digest = hashlib.sha256("/".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def between(least: int, most: int, *words: object) -> int:
    """Return a whole number from `least` to `most`, both included."""
    return least + number(most - least + 1, *words)


def happens(percent: int, *words: object) -> bool:
    """Tell whether something with this likelihood happens."""
    return number(100, *words) < percent


def draw(choices: Sequence[T], count: int, *words: object) -> list[T]:
    """Return `count` different ones of the choices, in their own order."""
    ranked = sorted(range(len(choices)), key=lambda place: number(2**62, *words, place))
    return [choices[place] for place in sorted(ranked[:count])]
