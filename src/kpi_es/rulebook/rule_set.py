"""A rule set as read: immutable, checked, with every formula compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kpi_es.rulebook.language.formula import Formula
from kpi_es.rulebook.language.scope import Value

Unit = Literal["points", "product", "share", "count", "months", "decimals", "truth", "word", "shares", "coefficient"]
"""`product` is the converted standard unit (Art 3.6), `share` a ratio where 1 = 100 %, `shares` several."""

Status = Literal["scored", "insufficient_data", "not_applicable", "not_classified", "unknown"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Vietnamese and English."""

    vi: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in English for `en`, else in Vietnamese."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Citation:
    """A document the rule set rests on."""

    document: str
    title: Bilingual
    issued: date | None
    in_force: date | None


@dataclass(frozen=True, slots=True)
class Application:
    """A group of staff the rule set applies to, with the article, and the condition if there is one."""

    group: str
    source: str
    condition: Bilingual | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value the formulas rest on.

    `value` is an exact number, true/false, one of `choices`, or a list of numbers for the unit `shares`.
    Where the law is `silent` the value is this rule set's choice and `why` gives the reason.
    """

    name: str
    title: Bilingual
    unit: Unit
    value: Value | tuple[Fraction, ...]
    source: str
    choices: Mapping[str, Bilingual]
    silent: bool
    why: Bilingual | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One general criterion and the most points it can give."""

    id: str
    title: Bilingual
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """General criteria that belong together; `maximum` is their sum."""

    id: str
    title: Bilingual
    maximum: Fraction
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class GeneralTable:
    """The general criteria (Form 01) and their sum."""

    source: str
    maximum: Fraction
    groups: tuple[CriterionGroup, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the form."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)


@dataclass(frozen=True, slots=True)
class Clause:
    """A formula and the article it implements."""

    formula: Formula
    source: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A named result; `everyone` holds for all roles, otherwise `by_role` has one clause a role."""

    name: str
    title: Bilingual
    unit: Unit
    everyone: Clause | None
    by_role: Mapping[str, Clause]

    def clause(self, role: str) -> Clause | None:
        """Return the clause for a role, None when the rule set has none."""
        return self.everyone or self.by_role.get(role)


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Ends the calculation with a status other than a score when its condition holds."""

    status: Status
    title: Bilingual
    when: Clause


@dataclass(frozen=True, slots=True)
class LeaderItem:
    """An item that only leaders have (Art 15.3), with what earns it in full and what halves it."""

    name: str
    title: Bilingual
    source: str
    full: Bilingual
    half: Bilingual


@dataclass(frozen=True, slots=True)
class LeaderItems:
    """The leader items, the roles that have them, and the shares that may be given."""

    roles: frozenset[str]
    allowed: tuple[Fraction, ...]
    items: tuple[LeaderItem, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact of a task line that only this kind of rule set reads; `when_missing` None means not known."""

    name: str
    title: Bilingual
    choices: tuple[str, ...]
    when_missing: Value | None


@dataclass(frozen=True, slots=True)
class SheetRules:
    """How one person's sheet for one period is scored."""

    measures: tuple[Measure, ...]
    lines: tuple[Definition, ...]
    sums: tuple[Definition, ...]
    statuses: tuple[StatusRule, ...]
    ratios: tuple[Definition, ...]
    results: tuple[Definition, ...]
    points: tuple[Definition, ...]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class ClassLevel:
    """A class; `starts` is the lowest score in it, None for the lowest class."""

    code: str
    title: Bilingual
    source: str
    starts: Fraction | None
    formula: str


@dataclass(frozen=True, slots=True)
class Override:
    """A fact that decides the class whatever the score, for the roles it names."""

    fact: str
    title: Bilingual
    class_code: str
    roles: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """The class of these roles is not above that of their unit (Art 20.6)."""

    title: Bilingual
    roles: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """How scores of shorter periods become the mean of a longer one; `entries` are the counts it accepts."""

    name: str
    title: Bilingual
    entries: tuple[int, ...]
    sums: tuple[Definition, ...]
    statuses: tuple[StatusRule, ...]
    scores: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class CapRules:
    """How many may hold the top class: limits for the agency and each group, and what follows from them."""

    period: str
    title: Bilingual
    limits: tuple[Definition, ...]
    allowed: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One rule set: everything needed to score, classify, explain and cite."""

    id: str
    title: Bilingual
    notes: tuple[Bilingual, ...]
    citations: tuple[Citation, ...]
    applies_to: tuple[Application, ...]
    valid_from: date
    valid_until: date | None
    checked_on: date
    parameters: Mapping[str, Parameter]
    general: GeneralTable
    sheet: SheetRules
    leader_items: LeaderItems
    classes: tuple[ClassLevel, ...]
    overrides: tuple[Override, ...]
    unit_limits: tuple[UnitLimit, ...]
    periods: Mapping[str, PeriodRules]
    cap: CapRules
    coefficient: tuple[Definition, ...]
    display_decimals: int
    hash: str
    file: str

    @property
    def known_facts(self) -> frozenset[str]:
        """The facts that decide a class here."""
        return frozenset(override.fact for override in self.overrides)

    @property
    def class_codes(self) -> tuple[str, ...]:
        """The class codes, best first."""
        return tuple(level.code for level in self.classes)

    @property
    def units(self) -> Mapping[str, Unit]:
        """The unit of every named result."""
        units: dict[str, Unit] = {definition.name: definition.unit for definition in self.definitions()}
        units["general"] = "points"
        for item in self.leader_items.items:
            units[item.name] = "share"
        return units

    def definitions(self) -> tuple[Definition, ...]:
        """Return every definition in the order of the file."""
        sheet = self.sheet
        periods = [d for period in self.periods.values() for d in (*period.sums, *period.scores)]
        own = (*sheet.lines, *sheet.sums, *sheet.ratios, *sheet.results, *sheet.points)
        return (*own, *periods, *self.cap.limits, *self.cap.allowed, *self.coefficient)

    def covers(self, day: date, group: str) -> bool:
        """Tell whether the rule set is in force on a day for a group of staff."""
        in_force = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return in_force and any(application.group == group for application in self.applies_to)
