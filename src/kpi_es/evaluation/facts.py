"""The stated facts an evaluation starts from. Amounts are exact; None means not known yet, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from kpi_es.domain.values import Role

Subject = Role | Literal["organisation"]
"""Who a sheet is about: a person in a role, or an organisation (Art 5 to 9)."""

Absence = Literal["none", "maternity", "sick", "unpaid"]


class FactRefused(ValueError):
    """A fact the rule set can not accept; `name` is the fact, `vi` and `en` say what and what to do."""

    def __init__(self, name: str, vi: str, en: str) -> None:
        super().__init__(f"{name}: {vi} / {en}")
        self.name = name
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One task line of a sheet.

    `assigned` and `done` are quantities in the item's own unit, `coefficient` converts them. Failures and
    lateness are counts. `excused` names the parts with a confirmed objective cause: quality, timeliness.
    `extra` is ad-hoc work or work taken over (Art 18.1d). `sources` are ids of the events behind the line.
    """

    line: str
    coefficient: Fraction
    assigned: Fraction
    done: Fraction
    quality_failures: int = 0
    times_late: int = 0
    days_late: int = 0
    excused: frozenset[str] = frozenset()
    extra: bool = False
    measures: Mapping[str, Fraction | str] = field(default_factory=dict[str, Fraction | str])
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("coefficient", "assigned", "done", "quality_failures", "times_late", "days_late"):
            if getattr(self, name) < 0:
                raise FactRefused(f"{self.line}.{name}", "không được âm", "must not be negative")
        if not self.excused <= {"quality", "timeliness"}:
            raise FactRefused(f"{self.line}.excused", "chỉ nhận quality, timeliness", "takes quality, timeliness only")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One person's sheet for one period.

    `general` is the sum of the general criteria in points, or points by criterion; None, or a criterion
    without points, means not known yet. `leader` has the shares of d, dd and e, for heads and deputies.
    `facts` are conditions that decide the class. `sources` are event ids for the keys `general`, `leader` (or one
    leader item alone: `leader.d`) and each fact.
    """

    role: Subject
    general: Fraction | Mapping[str, Fraction] | None
    lines: tuple[LineFacts, ...]
    leader: Mapping[str, Fraction] | None = None
    facts: frozenset[str] = frozenset()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class YearFacts:
    """One person's year: a score for each of 12 months or 4 quarters, None where there is none.

    `unit_class` is the class of the unit a head leads, None when it is not decided yet.
    """

    role: Subject
    scores: tuple[Fraction | None, ...]
    absence: Absence = "none"
    months_worked: Fraction = Fraction(12)
    unit_class: str | None = None
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """One person's quarter or half-year: a score for each of its months or quarters, None where there is none."""

    period: str
    role: Subject
    scores: tuple[Fraction | None, ...]
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CapGroup:
    """A group with similar duties and its members' means of the year before the cap, None for no mean."""

    group: str
    scores: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class CapFacts:
    """One agency's year; `outstanding` where the authority decided on the higher share."""

    groups: tuple[CapGroup, ...]
    outstanding: bool = False


@dataclass(frozen=True, slots=True)
class CoefficientFacts:
    """The points of a catalogue item and of the standard item."""

    points: Fraction
    standard: Fraction

    def __post_init__(self) -> None:
        if self.standard <= 0:
            raise FactRefused("standard", "phải lớn hơn 0", "must be greater than 0")
        if self.points < 0:
            raise FactRefused("points", "không được âm", "must not be negative")
