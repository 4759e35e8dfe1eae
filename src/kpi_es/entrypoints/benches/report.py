"""What a bench prints."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Report:
    """One bench: figures as name → (value, unit), ratios as name → ours divided by the reference."""

    bench: str
    figures: Mapping[str, tuple[float, str]]
    ratios: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Return the report as the command line prints it."""
        return {
            "bench": self.bench,
            "machine": machine(),
            "figures": {name: {"value": round(value, 3), "unit": unit} for name, (value, unit) in self.figures.items()},
            "ratios": {name: round(value, 3) for name, value in self.ratios.items()},
        }


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {"cores": os.cpu_count(), "system": platform.system(), "architecture": platform.machine(),
            "python": platform.python_version()}  # fmt: skip


@dataclass(frozen=True)
class Rounds:
    """What every way gave in every round, the ways taken in turn."""

    rates: Mapping[str, Sequence[float]]

    def median(self, name: str) -> float:
        """Return a way's median over the rounds."""
        return median(self.rates[name])

    def ratio(self, ours: str, reference: str) -> float:
        """Return the median of the rounds' own ratios: a machine that slows down slows both ways of a round."""
        return median(one / other for one, other in zip(self.rates[ours], self.rates[reference], strict=True))


def run_in_turn(ways: Mapping[str, Callable[[int], float]], rounds: int) -> Rounds:
    """Run every way once a round, in turn; a way gets the number of the round and returns a rate."""
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            seen[name].append(way(number))
    return Rounds(seen)
