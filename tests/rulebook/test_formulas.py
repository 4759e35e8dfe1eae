"""The formula language: what it calculates, and what it refuses."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.formula import read_formula
from kpi_es.rulebook.language.scope import NUMBER, TRUTH, Environment, Kind, NotKnown, Scope, word
from kpi_es.rulebook.problems import FormulaError

SCOPE = Scope(
    names={"x": NUMBER, "y": NUMBER, "leading": TRUTH, "absence": word("none", "sick")},
    items={"points": NUMBER, "extra": TRUTH},
    parameter_kinds={"rate": NUMBER, "unit": word("day", "time"), "strict": TRUTH},
    parameters={"rate": Fraction(1, 4), "unit": "day", "strict": True},
)


def calculate(text: str, expected: Kind = NUMBER, **values: Any) -> Any:
    below = tuple(Environment({"line": str(n), "points": p, "extra": e}) for n, (p, e) in enumerate(LINES))
    return read_formula(text, SCOPE, expected).run(Environment(values, below))


LINES = [(2, False), (3, True), (Fraction(1, 2), False)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 3 - 2", 5),
        ("1 / 3 + 1 / 6", Fraction(1, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("25% * 4", 1),
        ("-x + y", 2),
        ("2 * -x", -6),
        ("min(4, 2, 3) + max(1, 5)", 7),
        ("clamp(y, 0, 4)", 4),
        ("round(1.25, 1)", Fraction(13, 10)),
        ("round(-1.25, 1)", Fraction(-13, 10)),
        ("floor(1.9) + ceil(1.1)", 3),
        ("if(x > 0, y / x, 0)", Fraction(5, 3)),
        ("if(x == 0, 0, y / x)", Fraction(5, 3)),
        ("y / (x - 3) otherwise 7", 7),
        ("1 / 0 otherwise 7", 7),
        ("y / 0 otherwise 7", 7),
        ("rate * 8", 2),
        ("sum(points)", Fraction(11, 2)),
        ("sum(points where not extra)", Fraction(5, 2)),
        ("sum(points * rate where strict)", Fraction(11, 8)),
        ("count(extra or points < 1)", 2),
        ("share(extra) otherwise 0", Fraction(1, 3)),
        ("if(unit == 'day' and absence != 'sick', 1, 2)", 1),
    ],
)
def test_a_formula_gives_the_exact_value(text: str, value: Fraction) -> None:
    assert calculate(text, x=3, y=5, absence="none") == value


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("x < y and not leading", True),
        ("not x == 3 or leading", False),
        ("x >= 3", True),
        ("true and false or true", True),
        ("leading == false", True),
    ],
)
def test_a_condition_is_true_or_false(text: str, truth: bool) -> None:
    assert calculate(text, TRUTH, x=3, y=5, leading=False) is truth


def test_an_unknown_fact_makes_the_value_unknown_and_not_zero() -> None:
    with pytest.raises(NotKnown):
        calculate("x + y", x=3)


def test_a_choice_does_not_need_the_side_it_does_not_take() -> None:
    assert calculate("if(leading, x, 1)", leading=False) == 1


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("x +", 4, "expected a number, a name or '('"),
        ("x y", 3, "expected the end or an operator, found y"),
        ("(x", 3, "expected ')'"),
        ("z + 1", 1, "unknown name 'z'"),
        ("rat", 1, "did you mean rate?"),
        ("points + 1", 1, "points belongs to each line; use sum(points)"),
        ("sum(x)", 5, "unknown name 'x'"),
        ("sum(sum(points))", 5, "sum can not be used here"),
        ("mean(points)", 1, "no function 'mean'; did you mean"),
        ("min(1)", 1, "min takes 2-8 values, found 1"),
        ("x / y", 3, "this may divide by zero; add 'otherwise'"),
        ("x / (y - y)", 3, "this may divide by zero"),
        ("if(y > 0, x / x, 0)", 13, "this may divide by zero"),
        ("x / 0", 3, "this may divide by zero"),
        ("share(extra)", 1, "share divides by the number of lines"),
        ("x + leading", 5, "expected a number, this is true or false"),
        ("unit == 'dya'", 6, "'dya' is no choice here; did you mean day?"),
        ("unit < 'day'", 1, "expected a number, this is a word"),
        ("1 < x < 3", 7, "expected 'and' between two comparisons"),
        ("if(leading == 1, 1, 2)", 12, "expected true or false, this is a number"),
        ("if(leading, 1, strict)", 16, "expected a number, this is true or false"),
        ("if(absence == leading, 1, 2)", 15, "expected a word, this is true or false"),
        ("round(x, y)", 1, "decimals of round must be a fixed whole number"),
        ("__class__", 1, "'__class__' is not understood"),
        ("x.real", 1, "'x.real' is not understood"),
        ("x ** 2", 4, "expected a number"),
        ("x[0]", 2, "is not understood"),
        ("1e9", 1, "is not understood"),
        ("eval('x')", 1, "no function 'eval'"),
        ("9" * 19, 1, "the number is longer than 18 digits"),
        ("(" * 30 + "x" + ")" * 30, 25, "nested deeper than 24"),
        ("+".join(["x"] * 200), 151, "more than 150 parts"),
        ("x" * 601, 600, "longer than 600 characters"),
    ],
)
def test_a_formula_that_makes_no_sense_is_refused_where_it_stops_making_sense(
    text: str, column: int, message: str
) -> None:
    with pytest.raises(FormulaError) as refused:
        read_formula(text, SCOPE, TRUTH if "<" in text or "==" in text else NUMBER)
    assert message in refused.value.en
    assert refused.value.column == column
    assert refused.value.vi


@given(st.text(max_size=80))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    with suppress(FormulaError):
        read_formula(text, SCOPE, NUMBER)


LEAVES = {"x": None, "y": None, "2": Fraction(2), "0.5": Fraction(1, 2), "rate": Fraction(1, 4)}
Tree = str | tuple["Tree", str, "Tree"]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda below: st.tuples(below, st.sampled_from("+-*/"), below),
    max_leaves=8,
)


def spelled(tree: Tree) -> str:
    return tree if isinstance(tree, str) else f"({spelled(tree[0])} {tree[1]} {spelled(tree[2])})"


def by_hand(tree: Tree, x: Fraction, y: Fraction) -> Fraction:
    if isinstance(tree, str):
        return {"x": x, "y": y}.get(tree) or LEAVES[tree] or Fraction(0)
    left, right = by_hand(tree[0], x, y), by_hand(tree[2], x, y)
    return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[tree[1]](right)


@given(TREES, st.fractions(-9, 9, max_denominator=9), st.fractions(-9, 9, max_denominator=9))
def test_arithmetic_equals_plain_fractions(tree: Tree, x: Fraction, y: Fraction) -> None:
    try:
        expected = by_hand(tree, x, y)
    except ZeroDivisionError:
        expected = Fraction(-99)
    assert calculate(f"{spelled(tree)} otherwise -99", x=slim(x), y=slim(y)) == expected
