"""One column of an office file: what it fills and how offices head it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi_es.adapters.spreadsheet.spelling import plain

Presence = Literal["required", "grouped", "defaulted", "optional"]
"""`grouped`: may stand in a heading row above the rows. `defaulted`: may be given once, beside the file."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the field it fills.

    `aliases` are further headings, parted by semicolons; `other` is a field that may stand in.
    """

    field: str
    title: str
    aliases: str
    presence: Presence
    vi: str
    en: str
    example: str
    other: str | None = None

    @property
    def spellings(self) -> frozenset[str]:
        """Plain spellings under which the heading is understood."""
        return frozenset(plain(spelling) for spelling in (self.title, *self.aliases.split(";")))
