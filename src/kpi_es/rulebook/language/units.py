"""The units of numbers in formulas: what may be added, what multiplying and dividing gives.

An expression has a set of units it may be read as: 25 % times 3 occasions is a share lost or a number of occasions,
and what it is used for decides. `ANY` is a bare number in a formula, which fits every unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Dimension:
    """One reading of a number: powers of points, standard products, or, without these, a plain sort of number."""

    powers: tuple[tuple[str, int], ...] = ()
    sort: str = ""


Units = frozenset[Dimension] | None
ANY: Units = None

_SHARE, _COUNT, _COEFFICIENT = (Dimension(sort=name) for name in ("share", "count", "coefficient"))
_PRODUCT = Dimension((("product", 1),))
_DAYS, _MONTHS = (Dimension(sort=name) for name in ("days", "months"))

NAMED: dict[str, frozenset[Dimension]] = {
    "points": frozenset({Dimension((("points", 1),))}),
    "product": frozenset({_PRODUCT}),
    "share": frozenset({_SHARE}),
    "shares": frozenset({_SHARE}),
    "count": frozenset({_COUNT}),
    "days": frozenset({_DAYS, _COUNT}),
    "months": frozenset({_MONTHS, _COUNT}),
    "coefficient": frozenset({_COEFFICIENT}),
    "decimals": frozenset({Dimension(sort="decimals")}),
}
"""What a unit may be read as. Days and months are counts too where a formula or its unit says so: "each day late" may
cost what "each time late" costs. What is added or compared must be the same, see `alike`.
"""

TITLES: dict[str, tuple[str, str]] = {
    "points": ("điểm", "points"),
    "product": ("sản phẩm chuẩn đã quy đổi", "converted standard products"),
    "share": ("tỷ lệ", "a share"),
    "count": ("số đếm", "a count"),
    "days": ("số ngày", "days"),
    "months": ("số tháng", "months"),
    "coefficient": ("hệ số", "a coefficient"),
    "decimals": ("số chữ số thập phân", "a number of decimals"),
}

_TIMES: dict[frozenset[str], tuple[Dimension, ...]] = {
    frozenset({"share"}): (_SHARE,),
    frozenset({"count"}): (_COUNT,),
    frozenset({"coefficient"}): (_COEFFICIENT,),
    frozenset({"share", "count"}): (_SHARE, _COUNT),
    frozenset({"share", "coefficient"}): (_SHARE, _COEFFICIENT),
    frozenset({"share", "days"}): (_SHARE, _DAYS),
    frozenset({"share", "months"}): (_SHARE, _MONTHS),
    frozenset({"count", "coefficient"}): (_PRODUCT, _COUNT, _COEFFICIENT),
}
_OVER: dict[tuple[str, str], tuple[Dimension, ...]] = {
    ("share", "count"): (_SHARE,),
    ("share", "coefficient"): (_SHARE, _COEFFICIENT),
    ("count", "share"): (_COUNT, _SHARE),
    ("count", "coefficient"): (_COUNT, _COEFFICIENT),
    ("coefficient", "count"): (_COEFFICIENT,),
    ("coefficient", "share"): (_COEFFICIENT,),
}


def together(left: Units, right: Units) -> Units:
    """Return the units in which both can be read, to choose one of them; empty where there is none."""
    if left is None or right is None:
        return right if left is None else left
    # days and months are both counts, but neither is the other
    return left & right - {_COUNT} if (left ^ right) >= {_DAYS, _MONTHS} else left & right


def alike(left: Units, right: Units) -> Units:
    """Return the units in which both can be added or compared: days only with days, months only with months."""
    units = together(left, right)
    if left is None or right is None or units is None:
        return units
    return units - {_COUNT} if (left ^ right) & {_DAYS, _MONTHS} else units


def times(left: Units, right: Units) -> Units:
    """Return the units of a product."""
    if left is None or right is None:
        return right if left is None else left
    return frozenset(found for one, other in product(left, right) for found in _times(one, other))


def over(left: Units, right: Units) -> Units:
    """Return the units of a quotient; the same unit divided by itself is a share."""
    if right is None:
        return left
    if left is None:
        left = frozenset({_COUNT})
    return frozenset(found for one, other in product(left, right) for found in _over(one, other))


def _times(one: Dimension, other: Dimension) -> tuple[Dimension, ...]:
    if one.powers or other.powers:
        return _combined(one, other, 1)
    return _TIMES.get(frozenset({one.sort, other.sort}), ())


def _over(one: Dimension, other: Dimension) -> tuple[Dimension, ...]:
    if one == other:
        return (_SHARE, _COEFFICIENT)
    if not one.powers and not other.powers:
        return _OVER.get((one.sort, other.sort), ())
    found = _combined(one, other, -1)
    if one == _PRODUCT and other == _COEFFICIENT:
        return (*found, _COUNT)
    if one == _PRODUCT and other == _COUNT:
        return (*found, _COEFFICIENT)
    return found


def _combined(one: Dimension, other: Dimension, sign: int) -> tuple[Dimension, ...]:
    if "decimals" in (one.sort, other.sort):
        return ()
    powers = dict(one.powers)
    for name, power in other.powers:
        powers[name] = powers.get(name, 0) + sign * power
    left = tuple(sorted((name, power) for name, power in powers.items() if power))
    return (Dimension(left),) if left else (_SHARE, _COEFFICIENT)


def spelled(units: Units) -> tuple[str, str]:
    """Return a set of units in words, in Vietnamese and English."""
    if units is None:
        return "một số", "a number"
    found = [TITLES[name] for name in TITLES if NAMED[name] == units]
    found = found or [TITLES[name] for name in TITLES if len(NAMED[name]) == 1 and NAMED[name] <= units]
    found = found or [("đơn vị ghép, ví dụ điểm nhân điểm", "a mixed unit such as points times points")]
    return " hoặc ".join(vi for vi, _ in found), " or ".join(en for _, en in found)
