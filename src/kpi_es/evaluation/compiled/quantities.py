"""Numbers as columns: whole parts while binary floating point holds them exactly, else a value with its error bound.

A double holds every whole number up to 2**53, and adds, subtracts and multiplies them without error as long as
no result is larger. `Exact` keeps to that, proved from the bounds of the facts before anything runs. Where the
bounds do not allow it, `Approximate` carries a bound on its error along, and whoever decides something with it
says where the decision is in doubt.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from kpi_es.evaluation.compiled.libraries import Column, ibis

LARGEST_WHOLE = 2**53
STEP = 2.0**-50
"""What every rounding is charged, relative to its result: eight times what it can be off (2**-53)."""
_TINY, _HUGE = 1e-200, 1e300


@dataclass(frozen=True, slots=True, eq=False)
class Divisor:
    """A column of whole numbers, at least 1. Two with the same `key` are the same column."""

    column: Column
    largest: int
    key: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """The number `parts / (scale * divisor)`, exactly; `parts` is whole and lies from `low` to `high`."""

    parts: Column
    low: int
    high: int
    scale: int = 1
    divisor: Divisor | None = None
    fixed: bool = False
    """True for a constant: the same in every row and never missing. Equal bounds alone do not tell."""

    @property
    def largest_divisor(self) -> int:
        """The largest the divisor can be, without the scale."""
        return self.divisor.largest if self.divisor else 1

    @property
    def constant(self) -> Fraction | None:
        """The value when it is the same in every row."""
        return Fraction(self.low, self.scale) if self.fixed else None


@dataclass(frozen=True, slots=True, eq=False)
class Approximate:
    """A number that is `value` but for at most `error`, which is 0 where the value is exact."""

    value: Column
    error: Column
    nonnegative: bool = False


Quantity = Exact | Approximate


def literal(value: Fraction | int) -> Quantity:
    """Return a number that is the same in every row."""
    fraction = Fraction(value)
    if abs(fraction.numerator) <= LARGEST_WHOLE and fraction.denominator <= LARGEST_WHOLE:
        whole = fraction.numerator
        return Exact(whole_number(whole), whole, whole, fraction.denominator, fixed=True)
    nearest = float(fraction)
    return Approximate(ibis.literal(nearest), ibis.literal(abs(nearest) * STEP), fraction >= 0)


def whole_number(value: int) -> Column:
    """Return a whole number as a double; written as an integer, since a decimal literal may be read with an error."""
    return ibis.literal(value, "int64").cast("float64")


def nothing() -> Quantity:
    """Return a number that is known in no row."""
    return Exact(ibis.literal(0.0).nullif(0.0), 0, 0)  # Ibis's own NULL has no operators for what follows


def presence(quantity: Quantity) -> Column:
    """Return the column that is NULL exactly where the number is missing."""
    return quantity.parts if isinstance(quantity, Exact) else quantity.value


def value_of(quantity: Quantity) -> Column:
    """Return the nearest double of an exact number (one rounding), or the value of an approximate one."""
    if isinstance(quantity, Approximate):
        return quantity.value
    below = _denominator(quantity)
    return quantity.parts if below is None else quantity.parts / below


def approximate(quantity: Quantity) -> Approximate:
    """Return a number as a value with its error."""
    if isinstance(quantity, Approximate):
        return quantity
    value = value_of(quantity)
    whole = quantity.scale == 1 and quantity.divisor is None
    error = ibis.literal(0.0) if whole else value.abs() * STEP
    return Approximate(value, error, quantity.low >= 0)


def _denominator(quantity: Exact) -> Column | None:
    if quantity.divisor is None:
        return None if quantity.scale == 1 else whole_number(quantity.scale)
    return _times(quantity.divisor.column, quantity.scale)


def _times(column: Column, factor: int) -> Column:
    return column if factor == 1 else column * whole_number(factor)


def _fits(*bounds: int) -> bool:
    return all(abs(bound) <= LARGEST_WHOLE for bound in bounds)


def _whole(parts: Column, bounds: tuple[int, int], scale: int, divisor: Divisor | None) -> Exact | None:
    """Return the exact number when every row of it fits."""
    largest = divisor.largest if divisor else 1
    return Exact(parts, *bounds, scale, divisor) if _fits(*bounds, scale * largest) else None


def _alike(one: Exact, other: Exact) -> tuple[Exact, Exact] | None:
    """Return two numbers with the same scale and divisor, None when their parts would not fit."""
    scale = lcm(one.scale, other.scale)
    divisor, for_one, for_other = _common_divisor(one.divisor, other.divisor)
    raised = [_raised(n, scale, divisor, by) for n, by in ((one, for_one), (other, for_other))]
    return (raised[0], raised[1]) if raised[0] is not None and raised[1] is not None else None


def _common_divisor(
    one: Divisor | None, other: Divisor | None
) -> tuple[Divisor | None, Divisor | None, Divisor | None]:
    """Return a common divisor, and what the parts of each side are to be multiplied by."""
    if one is None or other is None:
        return one or other, None if one else other, None if other else one
    if one is other or (one.key is not None and one.key == other.key):
        return one, None, None
    return Divisor(one.column * other.column, one.largest * other.largest), other, one


def _raised(number: Exact, scale: int, divisor: Divisor | None, by: Divisor | None) -> Exact | None:
    factor = scale // number.scale
    parts, low, high = _times(number.parts, factor), number.low * factor, number.high * factor
    if by is not None:
        parts = parts * by.column
        low, high = min(low, low * by.largest), max(high, high * by.largest)
    return _whole(parts, (low, high), scale, divisor)


def negative(number: Quantity) -> Quantity:
    """Return `- x`."""
    if isinstance(number, Exact):
        return Exact(-number.parts, -number.high, -number.low, number.scale, number.divisor)
    return Approximate(-number.value, number.error)


def add(one: Quantity, other: Quantity) -> Quantity:
    """Return `x + y`."""
    if isinstance(one, Exact) and isinstance(other, Exact) and (pair := _alike(one, other)):
        left, right = pair
        bounds = (left.low + right.low, left.high + right.high)
        if total := _whole(left.parts + right.parts, bounds, left.scale, left.divisor):
            return total
    first, second = approximate(one), approximate(other)
    value = first.value + second.value
    error = first.error + second.error + value.abs() * STEP
    return Approximate(value, error, first.nonnegative and second.nonnegative)


def subtract(one: Quantity, other: Quantity) -> Quantity:
    """Return `x - y`."""
    return add(one, negative(other))


def multiply(one: Quantity, other: Quantity) -> Quantity:
    """Return `x * y`."""
    if isinstance(one, Exact) and isinstance(other, Exact) and (product := _exact_product(one, other)):
        return product
    first, second = approximate(one), approximate(other)
    value = first.value * second.value
    carried = first.error * second.value.abs() + second.error * first.value.abs() + first.error * second.error
    error = carried + _rounding(value, (first.value != 0) & (second.value != 0))
    return Approximate(value, error, first.nonnegative and second.nonnegative)


def _exact_product(one: Exact, other: Exact) -> Exact | None:
    left, other_scale = _cancelled(one, other.scale)
    right, one_scale = _cancelled(other, one.scale)
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    divisor = one.divisor or other.divisor
    if one.divisor and other.divisor:
        divisor = Divisor(one.divisor.column * other.divisor.column, one.divisor.largest * other.divisor.largest)
    if left.fixed and left.low == 1:
        parts = right.parts
    else:
        parts = left.parts if right.fixed and right.low == 1 else left.parts * right.parts
    return _whole(parts, (min(ends), max(ends)), one_scale * other_scale, divisor)


def _cancelled(number: Exact, scale: int) -> tuple[Exact, int]:
    """Return parts that are the same in every row, and the scale of the other side, without what they share."""
    shared = gcd(number.low, scale) if number.fixed else 1
    if shared == 1:
        return number, scale
    rest = number.low // shared
    return Exact(whole_number(rest), rest, rest, fixed=True), scale // shared


def _rounding(value: Column, nonzero: Column) -> Column:
    """Return the charge for one rounding; a result that all but vanished though its parts did not is in doubt."""
    return value.abs() * STEP + ((value.abs() < _TINY) & nonzero).ifelse(_HUGE, 0.0)


def is_zero(number: Quantity, doubts: list[Column]) -> Column:
    """Return where a number is zero."""
    if isinstance(number, Exact):
        return number.parts == 0
    doubts.append((number.value.abs() <= number.error) & (number.error > 0))
    return number.value == 0


def divide(one: Quantity, other: Quantity) -> Quantity:
    """Return `x / y`; missing in rows where y is zero."""
    if isinstance(one, Exact) and isinstance(other, Exact) and (quotient := _exact_quotient(one, other)):
        return quotient
    first, second = approximate(one), approximate(other)
    below = second.value.nullif(0.0)
    value, size = first.value / below, below.abs()
    carried = (size > second.error).ifelse(
        (first.error + value.abs() * second.error) / (size - second.error).nullif(0.0), _HUGE
    )
    error = carried + _rounding(value, first.value != 0)
    return Approximate(value, error, first.nonnegative and second.nonnegative)


def _exact_quotient(one: Exact, other: Exact) -> Exact | None:
    if other.constant:
        inverse = literal(1 / other.constant)
        return _exact_product(one, inverse) if isinstance(inverse, Exact) else None
    if other.low < 0:
        return None
    shared = gcd(one.scale, other.scale)
    above, below = other.scale // shared, one.scale // shared
    parts, low, high = _times(one.parts, above), one.low * above, one.high * above
    divisor = Divisor(ibis.greatest(other.parts, 1.0), max(1, other.high), _name(other.parts))
    if not _same(one.divisor, other.divisor):  # (p/d) / (q/d) = p/q
        if other.divisor:
            parts = parts * other.divisor.column
            low, high = min(low, low * other.divisor.largest), max(high, high * other.divisor.largest)
        if one.divisor:
            divisor = Divisor(divisor.column * one.divisor.column, divisor.largest * one.divisor.largest)
    # Missing where y is zero, and where y is missing: the divisor itself is always at least 1.
    return _whole((other.parts > 0).ifelse(parts, ibis.null("float64")), (low, high), below, divisor)


def _same(one: Divisor | None, other: Divisor | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or (one.key is not None and one.key == other.key)


def _name(column: Column) -> str | None:
    """Return the name of a plain column, None for anything calculated."""
    operation = column.op()
    return str(operation.name) if type(operation).__name__ == "Field" else None


def compare(sign: str, one: Quantity, other: Quantity, doubts: list[Column]) -> Column:
    """Return where a comparison holds; rows where the errors could turn it are added to the doubts."""
    if isinstance(one, Exact) and isinstance(other, Exact) and (pair := _alike(one, other)):
        return _COMPARISONS[sign](pair[0].parts, pair[1].parts)
    first, second = approximate(one), approximate(other)
    difference, error = (first.value - second.value).abs(), first.error + second.error
    doubts.append((error > 0) & ~((difference > error) & (difference < _HUGE)))
    return _COMPARISONS[sign](first.value, second.value)


_COMPARISONS: dict[str, Callable[[Column, Column], Column]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def choose(condition: Column, then: Quantity, other: Quantity, *, certain: bool = False) -> Quantity:
    """Return one number where the condition is true, the other where it is false, none where it is NULL.

    `certain` promises that the condition is never NULL, which makes it quicker.
    """
    either = _either_certain if certain else _either
    if isinstance(then, Exact) and isinstance(other, Exact) and (pair := _alike(then, other)):
        left, right = pair
        parts = either(condition, left.parts, right.parts)
        return Exact(parts, min(left.low, right.low), max(left.high, right.high), left.scale, left.divisor)
    first, second = approximate(then), approximate(other)
    return Approximate(
        either(condition, first.value, second.value),
        either(condition, first.error, second.error),
        first.nonnegative and second.nonnegative,
    )


def _either(condition: Column, then: Column, other: Column) -> Column:
    return ibis.cases((condition, then), (~condition, other))


def _either_certain(condition: Column, then: Column, other: Column) -> Column:
    return condition.ifelse(then, other)


def smallest(one: Quantity, other: Quantity) -> Quantity:
    """Return the smaller of two numbers that are both there."""
    if isinstance(one, Exact) and isinstance(other, Exact) and (pair := _alike(one, other)):
        left, right = pair
        parts = ibis.least(left.parts, right.parts)
        return Exact(parts, min(left.low, right.low), min(left.high, right.high), left.scale, left.divisor)
    first, second = approximate(one), approximate(other)
    error = ibis.greatest(first.error, second.error)
    return Approximate(ibis.least(first.value, second.value), error, first.nonnegative and second.nonnegative)


def largest(one: Quantity, other: Quantity) -> Quantity:
    """Return the larger of two numbers that are both there."""
    if isinstance(one, Exact) and isinstance(other, Exact) and (pair := _alike(one, other)):
        left, right = pair
        parts = ibis.greatest(left.parts, right.parts)
        return Exact(parts, max(left.low, right.low), max(left.high, right.high), left.scale, left.divisor)
    first, second = approximate(one), approximate(other)
    error = ibis.greatest(first.error, second.error)
    return Approximate(ibis.greatest(first.value, second.value), error, first.nonnegative or second.nonnegative)
