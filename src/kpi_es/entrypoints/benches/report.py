"""What a bench prints."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
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


def medians_in_turn(ways: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, float]:
    """Run every way once a round, in turn, and return each one's median; a way gets the number of the round."""
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for each_round in range(rounds):
        for name, way in ways.items():
            seen[name].append(way(each_round))
    return {name: median(values) for name, values in seen.items()}
