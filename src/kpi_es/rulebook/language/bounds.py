"""Between which limits a formula stays whatever the facts are, as far as its shape tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpi_es.rulebook.language.compiler import constant_value
from kpi_es.rulebook.language.scope import Constant
from kpi_es.rulebook.language.syntax import (
    Aggregate,
    Arithmetic,
    Call,
    Choice,
    Expression,
    Name,
    Negative,
    Number,
    Otherwise,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a number can be; None where nothing is known on that side."""

    least: Fraction | None = None
    most: Fraction | None = None


ZERO, ONE = Fraction(0), Fraction(1)
UNBOUNDED = Bounds()
NOT_NEGATIVE = Bounds(ZERO, None)
A_SHARE = Bounds(ZERO, ONE)


def bounds_of(node: Expression, names: Mapping[str, Bounds], parameters: Mapping[str, Constant]) -> Bounds:
    """Return the bounds of a formula from those of its names; names without bounds are unbounded."""
    fixed = constant_value(node, parameters)
    if isinstance(fixed, (int, Fraction)) and not isinstance(fixed, bool):
        return Bounds(Fraction(fixed), Fraction(fixed))
    return _Bounding(names, parameters).of(node)


def either(found: Iterable[Bounds]) -> Bounds:
    """Return the bounds of what is one of several."""
    each = list(found)
    return Bounds(_outermost(min, [b.least for b in each]), _outermost(max, [b.most for b in each]))


class _Bounding:
    def __init__(self, names: Mapping[str, Bounds], parameters: Mapping[str, Constant]) -> None:
        self._names = names
        self._parameters = parameters

    def of(self, node: Expression) -> Bounds:  # noqa: PLR0911  # one case for each shape of a formula
        match node:
            case Number(value):
                return Bounds(value, value)
            case Name(name):
                return self._named(name)
            case Negative(operand):
                return _negative(self.of(operand))
            case Arithmetic(sign, left, right):
                return _joined(sign, self.of(left), self.of(right))
            case Choice(condition, then, other):
                taken = constant_value(condition, self._parameters)
                return (
                    self.of(then if taken else other)
                    if isinstance(taken, bool)
                    else either(map(self.of, (then, other)))
                )
            case Otherwise(tried, instead):
                return either(map(self.of, (tried, instead)))
            case Call(function, arguments):
                return _called(function, [self.of(argument) for argument in arguments])
            case Aggregate(function, item, _):
                return A_SHARE if function == "share" else self._summed(function, item)
            case _:
                return UNBOUNDED

    def _named(self, name: str) -> Bounds:
        value = self._parameters.get(name)
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return Bounds(Fraction(value), Fraction(value))
        return self._names.get(name, UNBOUNDED)

    def _summed(self, function: str, item: Expression) -> Bounds:
        if function == "count":
            return NOT_NEGATIVE
        least = self.of(item).least
        return NOT_NEGATIVE if least is not None and least >= 0 else UNBOUNDED


def _negative(found: Bounds) -> Bounds:
    least = None if found.most is None else -found.most
    return Bounds(least, None if found.least is None else -found.least)


def _joined(sign: str, left: Bounds, right: Bounds) -> Bounds:
    if sign == "-":
        return _joined("+", left, _negative(right))
    if sign == "+":
        return Bounds(_plus(left.least, right.least), _plus(left.most, right.most))
    if left.least is None or right.least is None or left.least < 0 or right.least < 0:
        return UNBOUNDED
    if sign == "*":
        return Bounds(left.least * right.least, _times(left.most, right.most))
    most = left.most / right.least if left.most is not None and right.least > 0 else None
    return Bounds(ZERO, most)


def _called(function: str, found: list[Bounds]) -> Bounds:
    least, most = [b.least for b in found], [b.most for b in found]
    if function == "min":
        return Bounds(_outermost(min, least), min((m for m in most if m is not None), default=None))
    if function == "max":
        return Bounds(max((m for m in least if m is not None), default=None), _outermost(max, most))
    if function == "clamp":
        return Bounds(least[1], most[2])
    # round, floor and ceil move a number by less than one
    return Bounds(_plus(least[0], -ONE), _plus(most[0], ONE))


def _outermost(choose: Callable[[Iterable[Fraction]], Fraction], limits: list[Fraction | None]) -> Fraction | None:
    known = [limit for limit in limits if limit is not None]
    return choose(known) if known and len(known) == len(limits) else None


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def _times(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one * other
