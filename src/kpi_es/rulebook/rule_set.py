"""A rule set as read: immutable, checked, with every formula compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from kpi_es.rulebook.declared import (
    Application,
    Bilingual,
    Citation,
    Criterion,
    CriterionGroup,
    Fact,
    GeneralTable,
    Measure,
    OverFulfilment,
    Parameter,
    RoleTitle,
    Status,
    TitledTable,
    Unit,
)
from kpi_es.rulebook.language.formula import Formula

__all__ = [
    "Application",
    "At",
    "Bilingual",
    "CapRules",
    "Change",
    "Citation",
    "ClassLevel",
    "Clause",
    "Condition",
    "Criterion",
    "CriterionGroup",
    "Definition",
    "Fact",
    "GeneralTable",
    "LeaderItem",
    "LeaderItems",
    "Measure",
    "OverFulfilment",
    "Override",
    "Parameter",
    "PeriodClass",
    "PeriodRules",
    "RoleTitle",
    "RuleSet",
    "SheetRules",
    "Status",
    "StatusRule",
    "TitledTable",
    "Unit",
    "UnitLimit",
]


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
    """An item that only leaders have (Art 15.3), with what earns it in full and what halves it, where it is said."""

    name: str
    title: Bilingual
    source: str
    full: Bilingual | None
    half: Bilingual | None


@dataclass(frozen=True, slots=True)
class LeaderItems:
    """The leader items, the roles that have them, and the shares that may be given; none named: any from 0 to 1."""

    roles: frozenset[str]
    allowed: tuple[Fraction, ...]
    items: tuple[LeaderItem, ...]


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


At = Literal["sheet", "quarter", "half_year", "year"]
"""Where a condition is asked: for one period's sheet, or for the longer periods made of several."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something besides the score that a class asks for, of these roles, at these places."""

    title: Bilingual
    when: Mapping[At, Clause]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class ClassLevel:
    """A class; `starts` is the lowest score in it, None where the score does not matter.

    `when_not_met` is where one goes who has the score but fails a condition: `next` (the next lower class whose
    conditions hold), a class code, or `undecided` (the authority has to say).
    """

    code: str
    title: Bilingual
    source: str
    starts: Fraction | None
    formula: str
    conditions: tuple[Condition, ...]
    when_not_met: str


@dataclass(frozen=True, slots=True)
class Override:
    """What lowers the class to `class_code` whatever the score, for the roles it names.

    Either a stated `fact`, or a formula by place in `when`; the other is empty.
    """

    fact: str
    when: Mapping[At, Clause]
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
class PeriodClass:
    """A class of a longer period that is not decided by the mean; `when` None takes everybody left."""

    code: str
    when: Clause | None
    source: str


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """How scores of shorter periods become the mean of a longer one; `entries` are the counts it accepts.

    Where there are `classes`, the first whose condition holds is the class, instead of the class of the mean.
    """

    name: At
    title: Bilingual
    entries: tuple[int, ...]
    sums: tuple[Definition, ...]
    statuses: tuple[StatusRule, ...]
    scores: tuple[Definition, ...]
    classes: tuple[PeriodClass, ...]


@dataclass(frozen=True, slots=True)
class CapRules:
    """How many may hold the top class: limits for the agency and each group, and what follows from them."""

    period: str
    title: Bilingual
    limits: tuple[Definition, ...]
    allowed: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One named change of an overlay; `at` is the place it changed."""

    change: str
    title: Bilingual
    source: str
    at: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One rule set: everything needed to score, classify, explain and cite.

    `document` is the content as read, flattened where the file is an overlay: mappings, lists and texts.
    """

    id: str
    title: Bilingual
    notes: tuple[Bilingual, ...]
    citations: tuple[Citation, ...]
    subject: Literal["person", "organisation"]
    applies_to: tuple[Application, ...]
    valid_from: date
    valid_until: date | None
    checked_on: date
    based_on: str | None
    changes: tuple[Change, ...]
    role_titles: tuple[RoleTitle, ...]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, TitledTable]
    facts: tuple[Fact, ...]
    general_tables: tuple[GeneralTable, ...]
    over_fulfilment: OverFulfilment | None
    sheet: SheetRules
    leader_items: LeaderItems
    classes: tuple[ClassLevel, ...]
    overrides: tuple[Override, ...]
    unit_limits: tuple[UnitLimit, ...]
    periods: Mapping[str, PeriodRules]
    cap: CapRules | None
    coefficient: tuple[Definition, ...]
    display_decimals: int
    hash: str
    file: str
    document: Any

    @property
    def roles(self) -> frozenset[str]:
        """The roles this rule set has rules for."""
        return self.sheet.roles

    def general_for(self, role: str) -> GeneralTable | None:
        """Return the general criteria of a role, None where it has none."""
        return next((table for table in self.general_tables if role in table.roles), None)

    @property
    def allows_over_fulfilment(self) -> bool:
        """Tell whether a line may be done beyond its assigned quantity; not where the rule set does not say so."""
        return self.over_fulfilment is not None and self.over_fulfilment.allowed

    @property
    def known_facts(self) -> frozenset[str]:
        """The facts that may be stated here."""
        return frozenset(x.fact for x in self.overrides if x.fact) | {fact.name for fact in self.facts}

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
        cap = (*self.cap.limits, *self.cap.allowed) if self.cap else ()
        return (*own, *periods, *cap, *self.coefficient)

    def covers(self, day: date, group: str) -> bool:
        """Tell whether the rule set is in force on a day for a group of staff."""
        return self.standing(day, group) == "in_force"

    def standing(self, day: date, group: str) -> Literal["in_force", "not_yet", "abolished", "not_applicable"]:
        """Tell what the rule set is to a group of staff on a day; abolished is not the same as not applicable."""
        application = next((each for each in self.applies_to if each.group == group), None)
        if application is None:
            return "not_applicable"
        ends = [last for last in (self.valid_until, application.until) if last is not None]
        if day < self.valid_from:
            return "not_yet"
        return "abolished" if any(day > last for last in ends) else "in_force"
