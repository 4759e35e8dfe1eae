"""Numbers one would rather look at than read, drawn in text."""

from __future__ import annotations

from fractions import Fraction

_EIGHTHS = "▏▎▍▌▋▊▉█"


def bar(share: Fraction, width: int) -> str:
    """Return a bar that fills this share (0 to 1) of `width` cells, exact to an eighth of a cell, padded with dots."""
    eighths = int(max(Fraction(0), min(Fraction(1), share)) * width * 8)
    whole, rest = divmod(eighths, 8)
    drawn = "█" * whole + (_EIGHTHS[rest - 1] if rest else "")
    return drawn + "·" * (width - len(drawn))
