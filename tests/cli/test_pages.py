"""How numbers are written and drawn."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.workings import workings

NUMBERS: dict[str, Fraction | str] = {
    "a": Fraction(1, 4),
    "b": Fraction(3),
    "zero": Fraction(0),
    "yes": "true",
    "mode": "line",
}


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("a * b", "1/4 × 3"),
        ("(a + b) * b", "(1/4 + 3) × 3"),
        ("a + b * b", "1/4 + 3 × 3"),
        ("b - (a - b)", "3 − (1/4 − 3)"),
        ("if(yes, a, b) * b", "1/4 × 3"),
        ("if(mode == 'unit', a, b)", "3"),
        ("if(mode == 'line', a + b, b) * b", "(1/4 + 3) × 3"),
        ("b / zero otherwise a", "1/4"),
        ("b / a otherwise zero", "3 / (1/4)"),
        ("max(0, 1 - a)", "max(0; 1 − 1/4)"),
        ("b >= a", "3 ≥ 1/4"),
    ],
)
def test_a_formula_is_written_with_its_numbers_along_the_branch_taken(formula: str, written: str) -> None:
    assert workings(formula, NUMBERS.items(), str) == written


def test_a_sum_over_lines_is_written_out_leaving_out_what_does_not_count() -> None:
    inputs: list[tuple[str, Fraction | str]] = [
        ("w[T1]", Fraction(2)),
        ("x[T1]", "true"),
        ("w[T2]", Fraction(5)),
        ("x[T2]", "false"),
    ]
    assert workings("sum(w)", inputs, str) == "2 + 5"
    assert workings("sum(w where not x)", inputs, str) == "5"
    assert workings("sum(w where x) / sum(w)", inputs, str) == "2 / (2 + 5)"


def test_with_something_unknown_only_the_known_numbers_are_given() -> None:
    assert workings("a * b", [("a", Fraction(1)), ("b", "unknown")], str) == "a = 1"


def test_names_no_formula_can_have_are_replaced_as_text() -> None:
    assert workings("I.1 + II.1", [("I.1", Fraction(4)), ("II.1", Fraction(2))], str) == "4 + 2"


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        (Fraction(0), "····"),
        (Fraction(1, 2), "██··"),
        (Fraction(5, 8), "██▌·"),  # 5/8 of 4 cells = 2 and a half
        (Fraction(1), "████"),
        (Fraction(2), "████"),
        (Fraction(-1), "····"),
    ],
)
def test_a_bar_fills_its_share_to_an_eighth_of_a_cell(share: Fraction, drawn: str) -> None:
    assert bar(share, 4) == drawn
