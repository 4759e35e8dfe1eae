"""Rounding for people who read. Nothing that is decided here is rounded first."""

from __future__ import annotations

from fractions import Fraction

from kpi_es.rulebook.language.compiler import round_half_away


def round_half_up(value: Fraction, decimals: int) -> str:
    """Return the value with this many decimals and a decimal point; halves go up (away from zero)."""
    scale = 10**decimals
    whole = round_half_away(value, decimals) * scale
    digits = str(abs(whole.numerator)).rjust(decimals + 1, "0")
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def format_points(value: Fraction, decimals: int, lang: str) -> str:
    """Return the value for display: a decimal comma in Vietnamese, a decimal point in English."""
    text = round_half_up(value, decimals)
    return text if lang == "en" else text.replace(".", ",")


def format_percent(value: Fraction, decimals: int, lang: str) -> str:
    """Return a share (1 = 100 %) for display in percent."""
    return f"{format_points(value * 100, decimals, lang)} %"
