"""Values that hold from a day until the next one begins."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Dated: TypeAlias = tuple[tuple[date, T], ...]
"""Entries ordered by the day they begin."""


def in_force(dated: Dated[T], day: date) -> T | None:
    """Return the last entry that holds on a day, None before the first begins."""
    found: T | None = None
    for since, value in dated:
        if since > day:
            break
        found = value
    return found


def insert_dated(dated: Dated[T], since: date, value: T) -> Dated[T]:
    """Add an entry at its day; one recorded later for the same day comes after and so prevails."""
    return tuple(sorted((*dated, (since, value)), key=_since))


def _since(entry: tuple[date, T]) -> date:
    return entry[0]
