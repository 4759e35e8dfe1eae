"""The shapes a formula can take."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; 25% is one quarter. `unit` is set where it is certain: a percentage, a row of a table."""

    value: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in single quotes, one of a parameter's or field's choices."""

    text: str


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A reference to a parameter, a fact or an earlier result."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Negative:
    """`- x`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /`."""

    sign: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`== != < <= > >=`."""

    sign: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or`; the right side is not looked at when the left side decides."""

    sign: Literal["and", "or"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """`if(condition, value, other value)`."""

    condition: Expression
    then: Expression
    other: Expression


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`x / y otherwise z`: z where the left side divides by zero."""

    tried: Expression
    instead: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """`min max clamp round floor ceil`."""

    function: str
    arguments: tuple[Expression, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum(x where c)`, `count(c)`, `share(c)` over the task lines, or over the scores of a year."""

    function: Literal["sum", "count", "share"]
    item: Expression
    where: Expression | None
    column: int


Expression = (
    Number
    | Word
    | Truth
    | Name
    | Negative
    | Not
    | Arithmetic
    | Comparison
    | Logic
    | Choice
    | Otherwise
    | Call
    | Aggregate
)
