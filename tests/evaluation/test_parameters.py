"""Every parameter drives a result: change any one of them and something comes out differently."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpi_es.evaluation import evaluate_period_mean
from kpi_es.evaluation.case_files import Case, read_case_file
from kpi_es.evaluation.cases import evaluate
from kpi_es.evaluation.facts import FactRefused, SheetFacts
from kpi_es.rulebook import RuleBook, RuleSet
from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.reading import read_rule_set
from tests.evaluation.examples import CASE_FOLDER

ELSEWHERE = {
    "display_decimals": "changes what is shown, never a result",
}
SAME_IN_LAW = {
    # Rounded down, the groups' limits never add up to more than the agency's, which then adds nothing.
    ("cap_scope", "groups"),
}


CHANGED = """
id: changed
title: {{vi: Thử, en: A trial}}
based_on: {rule_set}
changes:
  - change: other-value
    title: {{vi: Giá trị khác, en: Another value}}
    source: by hand
    at: parameters.{parameter}.value
    set: {value}
"""


def with_value(rule_set_id: str, parameter: str, value: str) -> RuleSet:
    text = CHANGED.format(rule_set=rule_set_id, parameter=parameter, value=value)
    return read_rule_set(text, "changed.yaml", packaged_sources())


def other_values(rule_set: RuleSet, name: str) -> list[str]:
    parameter = rule_set.parameters[name]
    if parameter.unit == "word":
        return [choice for choice in parameter.choices if choice != parameter.value]
    if parameter.unit == "truth":
        return ["false" if parameter.value else "true"]
    if parameter.unit == "shares":
        return ["[1]"]
    assert isinstance(parameter.value, (int, Fraction))
    value = Fraction(parameter.value)
    return [str(value + Fraction(1, 100) if parameter.unit == "share" else value + 1)]


def packaged_cases() -> list[Case]:
    return [case for path in sorted(CASE_FOLDER.glob("*.yaml")) for case in read_case_file(path)]


def answers(rule_set: RuleSet, cases: list[Case]) -> list[object]:
    found: list[object] = []
    for case in cases:
        try:
            result = evaluate(rule_set, case.given, trace=False)
            found.append((result.status, result.class_code, dict(result.outputs)))
        except FactRefused as refused:
            found.append(refused.name)
    return found


@pytest.mark.parametrize("rule_set_id", ["nd335-2025", "nd335-2025-handbook"])
def test_changing_any_parameter_changes_an_answer(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set, cases = rule_book[rule_set_id], packaged_cases()
    before = answers(rule_set, cases)
    survivors = {
        (name, value)
        for name in rule_set.parameters
        if name not in ELSEWHERE
        for value in other_values(rule_set, name)
        if answers(with_value(rule_set_id, name, value), cases) == before
    }
    assert survivors == SAME_IN_LAW


def test_a_quarter_may_divide_by_all_its_months() -> None:
    literal = with_value("nd335-2025", "part_year_denominator", "all_periods")
    result = evaluate_period_mean(literal, "quarter", "staff", [Fraction(90), None, Fraction(90)])
    assert result.outputs["mean"] == 60  # (90 + 90)/3


def test_decimals_shown_are_a_parameter() -> None:
    assert with_value("nd335-2025", "display_decimals", "1").display_decimals == 1


@pytest.mark.parametrize(
    ("parameter", "value", "case", "output", "expected"),
    [
        # 3 pieces of coefficient 2, one failure: 6 - 2*0.25 = 5.5; 5.5/6 = 11/12
        (
            "deduction_scope",
            "unit",
            "a failure takes a quarter of the whole line's quality points",
            "b",
            "11/12",
        ),
        # planned 4, urgent 2, both done: 6/6
        ("extra_work_in_denominator", "true", "ad-hoc work is outside the assigned total", "a", "1"),
        # a third of the work done without fault: 1/1
        ("bc_denominator", "completed", "a third of the work", "b", "1"),
        ("cap_ratio_at_1", "true", "more pieces than assigned count in full", "a", "1"),
        # nothing assigned: 0 % and 100 %
        ("zero_assigned_policy", "zero", "only ad-hoc work leaves nothing", "a", "0"),
        ("zero_assigned_policy", "full", "only ad-hoc work leaves nothing", "a", "1"),
        # one failure too many takes 1/4 from the other 3 of 4: (-1/4 + 3)/4 = 11/16
        ("floor_zero", "false", "a fifth failure does not reach", "b", "11/16"),
        # 10 months of 80 over 12: 800/12
        ("year_denominator", "all_periods", "a recruit's mean", "mean", "200/3"),
        # E = 3, H = 9: floor(0.2 * 12) = 2; E = 3, H = 8, up: ceil(1.8333) = 2, nearest: 2
        ("cap_rounding", "up", "eleven good or better", "allowed", "2"),
        ("cap_rounding", "half_up", "eleven good or better", "allowed", "2"),
        # E = 6, H = 0: floor(0.2 * 6) = 1; E = 5, H = 0: floor(0.2 * 5) = 1
        ("cap_denominator", "next_class_or_better", "five excellent and nobody good", "allowed", "1"),
        # 1 of 14 rated: floor(0.2 * 14) = 2, one qualifies
        ("cap_denominator", "all_rated", "many completed do not make room", "allowed", "1"),
        # agency 2 against groups 1 + 0
        ("cap_scope", "agency", "the share holds in each group", "allowed", "2"),
        ("cap_scope", "groups", "the share holds in each group", "allowed", "1"),
    ],
)
def test_each_reading_of_the_law_gives_its_own_answer(
    parameter: str, value: str, case: str, output: str, expected: str
) -> None:
    (found,) = [c for c in packaged_cases() if c.rules.is_text("nd335-2025") and c.case.startswith(case)]
    result = evaluate(with_value("nd335-2025", parameter, value), found.given)
    assert str(result.outputs[output]) == expected
    assert not isinstance(found.given, SheetFacts) or result.status == "scored"
