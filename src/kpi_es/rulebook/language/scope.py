"""What names a formula may use, and what they hold when it is calculated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from kpi_es.rulebook.language.units import ANY, NAMED, Units

Value = int | Fraction | bool | str
"""What a formula gives: an exact number, true/false, or a word."""


class Abolished:
    """Stands for the value of a parameter that the law has repealed: there is none, and it is not zero."""


ABOLISHED = Abolished()


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value; a word has its choices, the words it may be compared with, a number its units."""

    name: Literal["number", "truth", "word", "numbers"]
    choices: frozenset[str] = frozenset()
    units: Units = ANY


NUMBER = Kind("number")
TRUTH = Kind("truth")
NUMBERS = Kind("numbers")


def word(*choices: str) -> Kind:
    """Return the kind of a word with these choices."""
    return Kind("word", frozenset(choices))


def number(unit: str) -> Kind:
    """Return the kind of a number with this unit."""
    return Kind("number", units=NAMED[unit])


Constant = Value | Abolished
"""What a parameter holds."""


@dataclass(frozen=True, slots=True)
class LookupRow:
    """One row of a table: `bound` is the limit of its band or its word, None for everything left.

    `source` is its article where it is not that of the table.
    """

    bound: Fraction | str | None
    value: Fraction
    source: str = ""


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A table of the rule set: the first row that fits gives the value.

    `by` tells how rows fit: the value asked for is at least (`from`) or at most (`up_to`) the bound, or is that word
    (`is`).
    """

    name: str
    by: Literal["from", "up_to", "is"]
    input_unit: str
    unit: str
    rows: tuple[LookupRow, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names in reach of a formula.

    `names` are facts and earlier results, `items` what one line (or one score) has, None where there is
    nothing to sum over. `parameters` are constants of the rule set and in reach everywhere. `later` are names
    defined after this place, `elsewhere` those that only a sheet has while this is a longer period: both only used to
    explain. `positive` are facts that can never be zero.
    """

    names: Mapping[str, Kind]
    items: Mapping[str, Kind] | None = None
    parameter_kinds: Mapping[str, Kind] = field(default_factory=dict[str, Kind])
    parameters: Mapping[str, Constant] = field(default_factory=dict[str, "Constant"])
    tables: Mapping[str, LookupTable] = field(default_factory=dict[str, "LookupTable"])
    positive: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


class NotKnown(LookupError):
    """A fact that is not known yet was needed; missing is not zero."""


class RepealedParameter(NotKnown):
    """A parameter that the law has repealed was needed: there is no value, now or later."""


class Environment(dict[str, Any]):
    """The values of one calculation by name; `items` are those of its lines.

    A name that is absent is not known: asking for it raises NotKnown, which makes the result unknown.
    """

    __slots__ = ("items_below",)

    def __init__(self, values: Mapping[str, Any], items_below: tuple[Environment, ...] = ()) -> None:
        super().__init__(values)
        self.items_below = items_below

    def __missing__(self, name: str) -> Any:
        raise NotKnown(name)
