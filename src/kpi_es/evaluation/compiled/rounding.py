"""Rounding columns to whole numbers and to decimals, exactly as the exact interpreter does."""

from __future__ import annotations

from fractions import Fraction

from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.quantities import (
    LARGEST_WHOLE,
    STEP,
    Approximate,
    Exact,
    Quantity,
    approximate,
    literal,
    multiply,
    negative,
    whole_number,
)

_LARGEST_ROUNDED = 1e15


def floor(number: Quantity, doubts: list[Column]) -> Quantity:
    """Return the largest whole number that is not above x."""
    if isinstance(number, Exact):
        below = number.scale * number.largest_divisor
        if (abs(number.low) + abs(number.high) + below) * 2 <= LARGEST_WHOLE:
            whole = _exact_floor(number.parts, _denominator(number))
            return Exact(whole, min(0, number.low // number.scale - 1), max(0, number.high // number.scale))
    rounded = approximate(number)
    return Approximate(_doubtful_floor(rounded.value, rounded.error, doubts), ibis.literal(0.0), rounded.nonnegative)


def ceil(number: Quantity, doubts: list[Column]) -> Quantity:
    """Return the smallest whole number that is not below x."""
    return negative(floor(negative(number), doubts))


def round_half_away(number: Quantity, decimals: int, doubts: list[Column]) -> Quantity:
    """Return x rounded to decimals, halves away from zero."""
    scale = 10**decimals
    if isinstance(number, Exact):
        size = max(abs(number.low), abs(number.high)) * scale
        below = number.scale * number.largest_divisor
        if 4 * (size + below) <= LARGEST_WHOLE:
            doubled = number.parts.abs() * whole_number(2 * scale) + _denominator(number)
            whole = _exact_floor(doubled, _denominator(number) * 2.0)
            most = size // number.scale + 1
            signed = (number.parts < 0).ifelse(-whole, whole)
            return Exact(signed, 0 if number.low >= 0 else -most, most, scale)
    scaled = approximate(multiply(number, literal(scale)))
    value, error = scaled.value.abs() + 0.5, scaled.error + (scaled.value.abs() + 0.5) * STEP
    whole = _doubtful_floor(value, error, doubts)
    signed = (scaled.value < 0).ifelse(-whole, whole)
    nearest = Approximate(signed, ibis.literal(0.0), scaled.nonnegative)
    return nearest if scale == 1 else multiply(nearest, literal(Fraction(1, scale)))


def _denominator(number: Exact) -> Column:
    one = whole_number(number.scale)
    return one if number.divisor is None else number.divisor.column * whole_number(number.scale)


def _exact_floor(parts: Column, below: Column) -> Column:
    """Return floor(parts / below) of whole numbers; the division may round up to the next whole number."""
    tried = (parts / below).floor().cast("float64")
    return tried - (tried * below > parts).cast("float64")


def _doubtful_floor(value: Column, error: Column, doubts: list[Column]) -> Column:
    safe = (value.abs() < _LARGEST_ROUNDED) & (error < 1.0)
    lowest, middle, highest = (_floor_where(safe, each) for each in (value - error, value, value + error))
    doubts.append(~safe | (lowest != highest))
    return value.isnull().ifelse(ibis.null("float64"), middle)  # where nothing is known, nothing is "safe" either


def _floor_where(safe: Column, value: Column) -> Column:
    return safe.ifelse(value, 0.0).floor().cast("float64")
