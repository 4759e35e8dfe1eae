"""Refusals: what a rule forbids, with a stable code, the article it rests on and both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpi_es.domain.values import format_exact


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of refusal. The code never changes; the texts are templates over named facts."""

    code: str
    article: str
    vi: str
    en: str

    def because(self, **facts: object) -> Refused:
        """Return the exception to raise, with the facts that fill the message."""
        return Refused(self, {name: _shown(value) for name, value in facts.items()})


class Refused(Exception):
    """A rule says no. Nothing was written."""

    def __init__(self, refusal: Refusal, facts: dict[str, str]) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.facts = facts

    @property
    def vi(self) -> str:
        """The message in Vietnamese."""
        return self.refusal.vi.format_map(self.facts)

    @property
    def en(self) -> str:
        """The message in English."""
        return self.refusal.en.format_map(self.facts)

    def __str__(self) -> str:
        return f"{self.refusal.code}: {self.en}"


def _shown(value: object) -> str:
    if isinstance(value, Fraction):
        return format_exact(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)
