"""The working year of a classification (Art 19.1), and the exact means that belong to it."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from kpi_es.domain.values import format_exact

Year = Annotated[int, Field(ge=2000, le=2099)]
"""A calendar year, in which the working year of Art 19.1 runs."""

LONGEST_SCORE = 2_000
_SCORE = re.compile(r"-?[0-9]+(\.[0-9]+|/[0-9]+)?")


def parse_score(value: object) -> Fraction:
    """Read an exact score as `format_exact` writes it, however many digits it has, up to 2,000 characters.

    A mean of twelve fractions has a denominator far longer than a quantity that somebody wrote down.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str) or len(value) > LONGEST_SCORE or not _SCORE.fullmatch(value):
        raise ValueError(f'{str(value)[:40]!r} is not an exact score; write an integer, "82.5" or "250/3"')
    if "/" in value and not value.partition("/")[2].strip("0"):
        raise ValueError("a fraction can not be divided by zero")
    return Fraction(value)


Score = Annotated[
    Fraction,
    PlainValidator(parse_score),
    PlainSerializer(format_exact, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_SCORE.pattern}$"}),
]
"""An exact score in points; in JSON a text such as ``"82.5"`` or ``"250/3"``."""

YearStatus = Literal["scored", "insufficient_data", "not_applicable", "not_classified", "unknown"]
"""What came of a year's evaluation; only `scored` has a class."""

PublicationForm = Literal["electronic", "notice_board", "meeting"]
"""Where a result is made public (Art 21.1đ: the electronic form first)."""


def year_days(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def months_of_year(year: int) -> tuple[str, ...]:
    """Return the twelve months of a year, such as ``2026-01``."""
    return tuple(f"{year}-{month:02d}" for month in range(1, 13))


def quarters_of_year(year: int) -> tuple[str, ...]:
    """Return the four quarters of a year, such as ``2026-Q1``."""
    return tuple(f"{year}-Q{quarter}" for quarter in range(1, 5))


def periods_of_year(year: int) -> tuple[str, ...]:
    """Return every period a sheet of the year may have: twelve months and four quarters."""
    return (*months_of_year(year), *quarters_of_year(year))
