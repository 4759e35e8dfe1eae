"""Units: what may be added, multiplied and compared, and how a lawyer is told otherwise."""

from __future__ import annotations

import pytest

from kpi_es.rulebook.language.formula import read_formula
from kpi_es.rulebook.language.scope import TRUTH, Kind, Scope, number
from kpi_es.rulebook.problems import FormulaError

UNITS = ("points", "product", "share", "count", "days", "months", "coefficient", "decimals")
NAMES: dict[str, Kind] = {f"some_{unit}": number(unit) for unit in UNITS} | {"leading": TRUTH}
SCOPE = Scope(names=NAMES, items={"line_points": number("points"), "done": number("count"), "extra": TRUTH})


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("some_points + some_points", "points"),
        ("some_share * some_points", "points"),
        ("some_points / 3", "points"),
        ("some_points / some_points otherwise 0", "share"),
        ("some_points / some_points otherwise 0", "coefficient"),
        ("some_coefficient * some_count", "product"),
        ("some_product / some_coefficient otherwise 0", "count"),
        ("some_product / some_product otherwise 0", "share"),
        ("some_product / some_count otherwise 0", "coefficient"),
        ("some_share * some_count", "share"),  # 25 % each time
        ("some_share * some_count", "count"),  # 20 % of the people
        ("some_share * some_days", "share"),
        ("some_share * some_days + some_share * some_count", "share"),  # each day late, each time late
        ("some_days - some_days", "count"),
        ("if(some_months < some_months, 1, 0)", "count"),
        ("some_points * some_days", "points"),
        ("1 - some_share", "share"),
        ("max(0, some_share - 25%)", "share"),
        ("if(leading, some_days, some_count)", "count"),
        ("some_days", "count"),
        ("min(some_days, 3)", "days"),
        ("(some_points * some_points) / some_points otherwise 0", "points"),
        ("sum(line_points)", "points"),
        ("count(extra)", "count"),
        ("share(extra) otherwise 0", "share"),
        ("sum(line_points) / count(done > 0) otherwise 0", "points"),
        ("round(some_points, 2)", "points"),
        ("-some_points", "points"),
        ("5", "points"),
        ("some_coefficient * some_points", "points"),
        ("1 / some_count otherwise 0", "share"),
        ("some_count / some_coefficient otherwise 0", "count"),
    ],
)
def test_units_follow_from_the_arithmetic(text: str, unit: str) -> None:
    read_formula(text, SCOPE, number(unit))


@pytest.mark.parametrize(
    ("text", "unit", "column", "message"),
    [
        (
            "some_points + some_share",
            "points",
            13,
            "'+' can not put together points and a share; multiply the share by what it is a share of first",
        ),
        ("some_share - some_points", "points", 12, "multiply the share"),
        ("some_points + some_product", "points", 13, "points and converted standard products"),
        ("some_points + some_count", "points", 13, "points and a count"),
        ("max(some_points, some_share)", "points", 1, "'max' can not put together"),
        ("some_points * 25%", "share", 13, "the formula gives points, but its unit should be a share"),
        ("some_share", "points", 1, "the formula gives a share, but its unit should be points"),
        ("some_points * some_points", "points", 13, "a mixed unit such as points times points"),
        ("if(leading, some_points, some_share)", "points", 1, "'if' can not put together"),
        ("some_points / some_share otherwise some_share", "points", 36, "the formula gives a share"),
        ("if(some_points > some_share, 1, 2)", "points", 16, "'>' can not put together points and a share"),
        ("sum(line_points + done)", "points", 17, "'+' can not put together points and a count"),
        ("some_coefficient + some_count", "count", 18, "a coefficient and a count"),
        ("some_points * some_decimals", "points", 13, "'*' of points and a number of decimals has no unit"),
        ("some_days + some_count", "count", 11, "'+' can not put together days and a count"),
        ("some_days + some_months", "count", 11, "'+' can not put together days and months"),
        ("if(some_months < some_count, 1, 0)", "count", 16, "'<' can not put together months and a count"),
        ("max(some_days, some_count)", "count", 1, "'max' can not put together days and a count"),
        ("some_days", "months", 1, "the formula gives days, but its unit should be months"),
    ],
)
def test_what_has_no_common_unit_is_refused_with_what_to_write(text: str, unit: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as refused:
        read_formula(text, SCOPE, number(unit))
    assert message in refused.value.en
    assert refused.value.vi
    assert refused.value.column == column
