"""What a rule set declares before it calculates anything: texts, citations, parameters, criteria, measures, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kpi_es.rulebook.language.scope import Constant, LookupTable, Value

Unit = Literal[
    "points",
    "product",
    "share",
    "count",
    "days",
    "months",
    "coefficient",
    "truth",
    "decimals",
    "word",
    "shares",
]
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
    """A group of staff the rule set applies to, with the article, and the condition if there is one.

    `until` is the last day for this group where a later law took it out; None as long as the rule set holds.
    """

    group: str
    source: str
    condition: Bilingual | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value the formulas rest on.

    `value` is an exact number, true/false, one of `choices`, or a list of numbers for the unit `shares`.
    Where the law is `silent` the value is this rule set's choice and `why` gives the reason. `ABOLISHED` stands for
    a value the law has repealed.
    """

    name: str
    title: Bilingual
    unit: Unit
    value: Constant | tuple[Fraction, ...]
    source: str
    choices: Mapping[str, Bilingual]
    silent: bool
    why: Bilingual | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One general criterion and the most points it can give.

    `binary` gives all of them or none; `step`, where there is one, divides the points given.
    """

    id: str
    title: Bilingual
    maximum: Fraction
    binary: bool
    step: Fraction | None


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """General criteria that belong together; `maximum` is their sum."""

    id: str
    title: Bilingual
    maximum: Fraction
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class GeneralTable:
    """The general criteria (Form 01) of some roles and their sum."""

    roles: frozenset[str]
    title: Bilingual | None
    source: str
    maximum: Fraction
    groups: tuple[CriterionGroup, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the form."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact of a task line that only this kind of rule set reads; `when_missing` None means not known.

    It is a word where it has `choices`, else a number of `unit` between `at_least` and `at_most`.
    """

    name: str
    title: Bilingual
    source: str
    unit: Unit
    choices: tuple[str, ...]
    when_missing: Value | None
    at_least: Fraction | None
    at_most: Fraction | None


@dataclass(frozen=True, slots=True)
class OverFulfilment:
    """Whether more may be done on a line than was assigned; `why` gives the reason where the source is silent."""

    allowed: bool
    source: str
    why: Bilingual | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A condition of a person or an organisation that holds or does not hold, as formulas read it."""

    name: str
    title: Bilingual
    source: str


@dataclass(frozen=True, slots=True)
class RoleTitle:
    """What a role is called in this rule set."""

    role: str
    title: Bilingual
    source: str


@dataclass(frozen=True, slots=True)
class TitledTable:
    """A lookup table with its title and article."""

    table: LookupTable
    title: Bilingual
    source: str
