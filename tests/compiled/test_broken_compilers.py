"""A compiler that is wrong in one small thing is caught by the comparison with the exact interpreter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.evaluation.compiled import formulas, quantities, stages, tables, totals
from kpi_es.evaluation.compiled import sheets as sheets_compiler
from kpi_es.rulebook import load_rule_book
from kpi_es.rulebook.rule_set import RuleSet
from tests.compiled.comparing import compare_sheets
from tests.compiled.sheets import spread
from tests.evaluation.examples import line, sheet


@pytest.fixture(scope="module")
def decree() -> RuleSet:
    return load_rule_book()["nd335-2025"]


def strict_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    """`>` instead of `>=`: a sheet exactly on 90 is not excellent."""
    monkeypatch.setitem(quantities._COMPARISONS, ">=", lambda a, b: a > b)


def missing_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact that is not known counts as zero."""
    real = stages.Stage.number

    def number(self: stages.Stage, name: str, column: str, columns: Any, *, unknown: bool) -> None:
        self.table = self.table.mutate(**{column: self.table[column].fill_null(0)})
        real(self, name, column, columns, unknown=unknown)

    monkeypatch.setattr(stages.Stage, "number", number)


def zero_division_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fails, so `otherwise` is never taken, and no work counts as not known."""
    real = formulas.chosen
    monkeypatch.setattr(formulas, "chosen", lambda c, t, o: o if not isinstance(c, formulas.Term) else real(c, t, o))


def sums_over_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extra work counts in the assigned total."""
    real = totals.Totals._read

    def read(self: totals.Totals, node: Any) -> Any:
        return real(self, replace(node, where=None))

    monkeypatch.setattr(totals.Totals, "_read", read)


def forgotten_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are raised to a common scale in name only."""

    def raised(number: quantities.Exact, scale: int, divisor: Any, by: Any) -> quantities.Exact:
        del by
        return replace(number, scale=scale, divisor=divisor)

    monkeypatch.setattr(quantities, "_raised", raised)


def facts_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing overrides the class."""
    monkeypatch.setattr(sheets_compiler, "place_by_overrides", lambda *_: None)


BREAKS: list[Callable[[pytest.MonkeyPatch], None]] = [
    strict_thresholds,
    missing_is_zero,
    zero_division_is_nothing,
    sums_over_all_lines,
    forgotten_scale,
    facts_do_not_matter,
]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_compiler_is_caught(
    broken: Callable[[pytest.MonkeyPatch], None], decree: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    # without the status for no work, a division by zero is reached and `otherwise` taken
    rule_set = replace(decree, sheet=replace(decree.sheet, statuses=()))
    facts = spread(rule_set, 600, 7, fine=False)
    assert compare_sheets(rule_set, facts).differences == []
    broken(monkeypatch)
    assert compare_sheets(rule_set, facts).differences != []


def test_whole_numbers_beyond_a_double_are_caught_when_taken_for_exact(
    decree: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 3 * (10**17 + 1) parts are no double; the sheet stands one of them below 90
    amount = Fraction(10**17 + 1)
    facts = {0: sheet(line(coefficient=3, assigned=amount, done=amount - Fraction(1, 3)), general=Fraction(20))}
    assert compare_sheets(decree, facts).differences == []
    monkeypatch.setattr(quantities, "LARGEST_WHOLE", 2**200)
    monkeypatch.setattr(stages, "LARGEST_WHOLE", 2**200)
    monkeypatch.setattr(tables, "LARGEST_WHOLE", 2**62)
    assert compare_sheets(decree, facts).differences != []
