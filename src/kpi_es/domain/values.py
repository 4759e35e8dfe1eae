"""Value types shared by events, commands and facts.

Quantities are exact fractions: a wrong number here costs somebody a bonus or a post.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

OFFICE_TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The one zone in which an office's days begin and end."""

_EXACT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12}|/[0-9]{1,18})?")


def parse_exact(value: object) -> Fraction:
    """Read an integer, a decimal or a fraction such as ``2/37`` without rounding.

    Raises ValueError for binary floating point and for anything longer than 18 digits before or 12 after the
    point: a float has already lost the number that was written.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool):
        raise ValueError('expected a number, got true/false; write it as an integer or as text such as "2.7"')
    if isinstance(value, int):
        if abs(value) >= 10**18:
            raise ValueError("a number has at most 18 digits")
        return Fraction(value)
    if isinstance(value, float):
        raise ValueError(f'{value!r} is binary floating point and not exact; write it in quotes: "{value!r}"')
    text = str(value).strip()
    if not _EXACT.fullmatch(text):
        raise ValueError(f'{text[:40]!r} is not an exact number; write an integer, "2.7" or "2/37"')
    if text.partition("/")[2].strip("0") == "" and "/" in text:
        raise ValueError("a fraction can not be divided by zero")
    return Fraction(text)


def format_exact(value: Fraction) -> str:
    """Write a fraction so that `parse_exact` reads the same value: an integer, a decimal if it ends, else ``p/q``."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places += max(twos, fives)
    if rest != 1 or places > 12:
        return f"{value.numerator}/{value.denominator}"
    scaled = abs(value.numerator) * 10**places // value.denominator
    digits = str(scaled).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def is_writable(value: Fraction) -> bool:
    """Tell whether `parse_exact` reads back what `format_exact` writes; sums of fractions can grow too long."""
    return _EXACT.fullmatch(format_exact(value)) is not None


Exact = Annotated[
    Fraction,
    PlainValidator(parse_exact),
    PlainSerializer(format_exact, return_type=str),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": f"^{_EXACT.pattern}$"}, {"type": "integer"}]}, mode="validation"
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{_EXACT.pattern}$"}, mode="serialization"),
]
"""An exact number; in JSON an integer or a text such as ``"2.7"`` or ``"2/37"``."""

_CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"

_code_text = StringConstraints(pattern=_CODE)
Code = Annotated[str, _code_text]
"""A code of up to 40 ASCII letters, digits, dots, dashes and underscores."""

AgencyCode = Annotated[str, _code_text]
UnitCode = Annotated[str, _code_text]
StaffId = Annotated[str, _code_text]
ItemCode = Annotated[str, _code_text]
TaskId = Annotated[str, _code_text]
CriterionId = Annotated[str, _code_text]
RuleSetId = Annotated[str, _code_text]
CommandId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
"""Chosen by the sender; usable as one token of a bus subject."""
ActorId = Annotated[str, StringConstraints(pattern=r"^(operator:)?[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A staff id, or ``operator:NAME`` for the person who runs the installation."""

PeriodCode = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2]|Q[1-4])$")]
"""A month ``2026-07`` or a quarter ``2026-Q3`` (Art 3.4: monitoring by month or quarter)."""

_NO_NUL = r"^[^\x00]*$"
"""PostgreSQL stores no NUL character in text: it would be refused by every read model, for ever."""

_short = StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=_NO_NUL)
ShortText = Annotated[str, _short]
_long = StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=_NO_NUL)
LongText = Annotated[str, _long]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Role = Literal["staff", "head", "deputy", "support", "contract"]
"""What a person does in a unit, as far as the formula depends on it (Art 14 to 16)."""

StaffGroup = Literal["civil_servant", "cadre", "public_employee", "contract_worker"]
"""công chức, cán bộ, viên chức, người lao động hợp đồng: decides which rule set may apply (Art 2, 28.2)."""

PeriodKind = Literal["month", "quarter"]
Source = Literal["self_declared", "manager", "personnel", "operator"]
"""Who vouches for a fact: the person, the direct manager, the personnel adviser, the installation's operator."""

LeaveKind = Literal["maternity", "sick", "unpaid"]
DisciplineForm = Literal["reprimand", "warning", "removal_from_post", "dismissal"]
"""khiển trách, cảnh cáo, cách chức, buộc thôi việc."""
DisciplineGround = Literal["degradation", "duty_violation", "other"]
"""Art 20.4 b and c: only degradation and duty-related violations decide the class."""
DisciplineAuthority = Literal["party", "administrative"]
"""kỷ luật đảng, kỷ luật hành chính (Art 11.3a)."""
TransferKind = Literal["transfer", "rotation"]
"""điều động, luân chuyển."""

TaskKind = Literal["planned", "ad_hoc", "taken_over"]
"""Ad-hoc and taken-over work stands outside the initial assigned total (Art 18.1d)."""
QualityVerdict = Literal["met", "exceeded", "not_met"]
ExcusedPart = Literal["quality", "timeliness"]
LeaderItem = Literal["d", "dd", "e"]
"""Art 15.3: d result of the unit, dd (đ) organising, e cohesion."""

JsonObject = dict[str, Any]
