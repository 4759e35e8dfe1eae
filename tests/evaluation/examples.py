"""Short ways to state facts in tests."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from kpi_es.domain.values import Role
from kpi_es.evaluation import LineFacts, SheetFacts

CASE_FOLDER = Path(__file__).parent.parent / "cases"


def line(name: str = "T1", **facts: Any) -> LineFacts:
    """Return a line of one piece with coefficient 1, done, unless stated otherwise."""
    amounts = {
        key: Fraction(str(facts.pop(key, default)))
        for key, default in {"coefficient": 1, "assigned": 1, "done": 1}.items()
    }
    return LineFacts(name, amounts["coefficient"], amounts["assigned"], amounts["done"], **facts)


def sheet(*lines: LineFacts, role: Role = "staff", **facts: Any) -> SheetFacts:
    """Return a sheet with 30 general points unless stated otherwise."""
    general: Any = facts.pop("general", Fraction(30))
    return SheetFacts(role, general, lines, **facts)


def shares(**items: str) -> Mapping[str, Fraction]:
    """Return leader items."""
    return {name: Fraction(value) for name, value in items.items()}
