"""Scoring: statuses, refusals, the trace that explains, rounding and the receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from kpi_es.evaluation import (
    CapFacts,
    CapGroup,
    CoefficientFacts,
    FactRefused,
    Receipt,
    Result,
    Step,
    YearFacts,
    evaluate_cap,
    evaluate_coefficient,
    evaluate_period_mean,
    evaluate_sheet,
    evaluate_year,
    format_percent,
    format_points,
    round_half_up,
)
from kpi_es.rulebook import RuleBook, RuleSet
from kpi_es.rulebook.reading import read_rule_set
from tests.evaluation.examples import line, shares, sheet


@pytest.fixture
def decree(rule_book: RuleBook) -> RuleSet:
    return rule_book["nd335-2025"]


def step(result: Result, name: str, line_name: str | None = None) -> Step:
    (found,) = [s for s in result.trace if s.name == name and s.line == line_name]
    return found


def test_each_line_is_explained_with_its_deductions_and_events(decree: RuleSet) -> None:
    facts = sheet(line("T1", coefficient=2, assigned=3, done=3, quality_failures=1, sources=("event-1", "event-2")))
    result = evaluate_sheet(decree, facts)
    deduction = step(result, "quality_deduction", "T1")
    assert deduction.value == Fraction(1, 4)  # one failure of 25 %
    assert ("quality_failures", Fraction(1)) in deduction.inputs
    assert ("quality_deduction_rate", Fraction(1, 4)) in deduction.inputs
    assert deduction.article == "Điều 14.2b"
    assert deduction.sources == ("event-1", "event-2")
    credit = step(result, "quality_credit", "T1")
    assert credit.value == Fraction(9, 2)  # 2 * 3 * 0.75
    assert credit.title.vi == "Số đạt chất lượng đã quy đổi"


def test_the_trace_goes_from_the_lines_to_the_class(decree: RuleSet) -> None:
    result = evaluate_sheet(decree, sheet(line("T1"), line("T2", times_late=1)))
    names = [s.name for s in result.trace if s.line is None]
    wanted = [
        "general",
        "assigned_total",
        "completed_total",
        "a",
        "b",
        "c",
        "result_ratio",
        "result",
        "total",
        "class",
    ]
    assert [name for name in names if name in wanted] == wanted
    lines = {(s.line, s.name) for s in result.trace if s.line}
    assert {
        ("T1", "converted_assigned"),
        ("T2", "timeliness_deduction"),
        ("T2", "timeliness_credit"),
    } <= lines
    assert all(s.article and s.title.vi and s.title.en for s in result.trace)


def test_a_sum_names_what_every_line_put_in(decree: RuleSet) -> None:
    result = evaluate_sheet(decree, sheet(line("T1", done=2, assigned=2), line("T2", coefficient="0.5")))
    total = step(result, "completed_total")
    assert total.inputs == (("converted_done[T1]", Fraction(2)), ("converted_done[T2]", Fraction(1, 2)))
    assert (total.formula, total.value) == ("sum(converted_done)", Fraction(5, 2))


def test_every_value_of_the_trace_follows_from_earlier_steps(decree: RuleSet) -> None:
    facts = sheet(
        line("T1", quality_failures=1),
        line("T2", times_late=2),
        role="head",
        leader=shares(d="1", dd="1/2", e="1"),
    )
    result = evaluate_sheet(decree, facts)
    known: dict[str, object] = {}
    for s in result.trace:
        for name, value in s.inputs:
            assert known.get(name, value) == value, f"{s.name} used another {name}"
        known[s.name if s.line is None else f"{s.name}[{s.line}]"] = s.value
    assert known["total"] == result.outputs["total"]


def test_the_threshold_that_decided_is_named(decree: RuleSet) -> None:
    best = step(evaluate_sheet(decree, sheet(line())), "class")
    assert best.formula == "total >= excellent_from"
    assert best.inputs == (("total", Fraction(100)), ("excellent_from", Fraction(90)))
    worst = step(evaluate_sheet(decree, sheet(line(done=0))), "class")
    assert (worst.formula, worst.value, worst.article) == ("total < completed_from", "KHT", "Điều 20.4a")


def test_an_overriding_fact_is_explained_with_its_article_and_event(decree: RuleSet) -> None:
    facts = sheet(line(), facts=frozenset({"duty_discipline"}), sources={"duty_discipline": ("event-9",)})
    result = evaluate_sheet(decree, facts)
    by_score, by_fact = [s for s in result.trace if s.name == "class"]
    assert (by_score.value, by_fact.value, result.class_code) == ("HTXS", "KHT", "KHT")
    assert (by_fact.article, by_fact.sources) == ("Điều 20.4c; Điều 11.3a", ("event-9",))


def test_a_fact_another_rule_set_knows_is_noted_and_changes_nothing(decree: RuleSet) -> None:
    result = evaluate_sheet(decree, sheet(line(), facts=frozenset({"low_confidence"})))
    assert result.class_code == "HTXS"
    assert step(result, "fact").formula == "low_confidence"


def test_without_a_trace_the_result_is_the_same(decree: RuleSet) -> None:
    facts = sheet(line("T1", done="1/3"), line("T2", quality_failures=2))
    explained, bare = evaluate_sheet(decree, facts), evaluate_sheet(decree, facts, trace=False)
    assert bare.trace == ()
    assert bare == replace(explained, trace=())


def test_unknown_general_points_leave_the_result_known(decree: RuleSet) -> None:
    result = evaluate_sheet(decree, sheet(line(), general=None))
    assert (result.status, result.class_code) == ("unknown", None)
    assert result.outputs["result"] == 70
    assert "total" not in result.outputs
    assert step(result, "total").value == "unknown"
    assert ("general", "unknown") in step(result, "total").inputs


def test_a_role_without_a_clause_is_not_applicable(decree_text: str) -> None:
    before, after = decree_text.split("      support:\n", 1)
    without = read_rule_set(before + after.split("28.2\n", 1)[1], "draft.yaml")
    result = evaluate_sheet(without, sheet(line(), role="support"))
    assert (result.status, result.class_code, dict(result.outputs)) == ("not_applicable", None, {})
    assert evaluate_sheet(without, sheet(line())).status == "scored"


@pytest.mark.parametrize(
    ("general", "name", "message"),
    [
        (Fraction(31), "general", "31 points are outside 0 to 30"),
        (Fraction(-1), "general", "outside 0 to 30"),
        ({"I.1": Fraction(6)}, "I.1", "6 points are outside 0 to 5"),
        ({"IV.1": Fraction(1)}, "IV.1", "is no general criterion"),
    ],
)
def test_general_points_outside_their_criterion_are_refused(
    decree: RuleSet, general: object, name: str, message: str
) -> None:
    with pytest.raises(FactRefused, match=message) as refused:
        evaluate_sheet(decree, sheet(line(), general=general))
    assert refused.value.name == name


def test_a_leader_item_takes_half_or_full_only(decree: RuleSet) -> None:
    with pytest.raises(FactRefused, match=r"4/5: allowed are 1/2, 1"):
        evaluate_sheet(decree, sheet(line(), role="head", leader=shares(d="4/5", dd="1", e="1")))
    with pytest.raises(FactRefused, match="is no leader item"):
        evaluate_sheet(decree, sheet(line(), role="head", leader=shares(f="1")))


@pytest.mark.parametrize("name", ["coefficient", "assigned", "done"])
def test_negative_amounts_are_refused(name: str) -> None:
    with pytest.raises(FactRefused, match="must not be negative"):
        line("T1", **{name: -1})


def test_an_excuse_for_something_else_is_refused() -> None:
    with pytest.raises(FactRefused, match="quality, timeliness only"):
        line(excused=frozenset({"quantity"}))


def test_a_standard_product_of_zero_points_is_refused() -> None:
    with pytest.raises(FactRefused, match="greater than 0"):
        CoefficientFacts(Fraction(4), Fraction(0))


def test_a_unit_class_nobody_knows_is_refused(decree: RuleSet) -> None:
    with pytest.raises(FactRefused, match="must be one of: HTXS, HTT, HT, KHT"):
        evaluate_year(decree, YearFacts("head", (Fraction(90),) * 4, unit_class="A"))


def test_a_quarter_is_the_mean_of_its_months(decree: RuleSet) -> None:
    result = evaluate_period_mean(decree, "quarter", "staff", [Fraction(90), Fraction(80), Fraction(70)])
    assert (result.outputs["mean"], result.class_code) == (Fraction(80), "HTT")  # 240/3


def test_a_month_without_a_score_is_not_a_month_of_zero(decree: RuleSet) -> None:
    result = evaluate_period_mean(decree, "quarter", "staff", [Fraction(90), None, Fraction(70)])
    assert result.outputs["mean"] == 80  # 160/2


def test_a_quarter_without_any_score_has_no_mean(decree: RuleSet) -> None:
    result = evaluate_period_mean(decree, "quarter", "staff", [None, None, None])
    assert (result.status, result.class_code) == ("insufficient_data", None)
    assert "mean" not in result.outputs


@pytest.mark.parametrize("scores", [[60, 60, 60, 60, 60, 66], [60, 62]])
def test_a_half_year_is_the_mean_of_six_months_or_two_quarters(decree: RuleSet, scores: list[int]) -> None:
    result = evaluate_period_mean(decree, "half_year", "staff", [Fraction(score) for score in scores])
    assert result.outputs["mean"] == 61  # 366/6 and 122/2


def test_an_unknown_period_is_refused(decree: RuleSet) -> None:
    with pytest.raises(FactRefused, match="there are only quarter, half_year, year"):
        evaluate_period_mean(decree, "decade", "staff", [])


def test_the_cap_is_explained_for_the_agency_and_each_group(decree: RuleSet) -> None:
    groups = (
        CapGroup("office", (Fraction(95), *[Fraction(80)] * 5)),
        CapGroup("one-stop", (Fraction(80),) * 3),
    )
    result = evaluate_cap(decree, CapFacts(groups))
    assert result.outputs["allowed_by_group:office"] == 1  # floor(0.2 * 6 / 1.2)
    assert result.outputs["agency:exact_limit"] == Fraction(3, 2)  # 0.2 * 9 / 1.2
    assert step(result, "group:office:limit").article == "Điều 20.5"


def test_a_coefficient_is_explained(decree: RuleSet) -> None:
    result = evaluate_coefficient(decree, CoefficientFacts(Fraction(4), Fraction(3)))
    assert step(result, "exact_coefficient").inputs == (("points", Fraction(4)), ("standard", Fraction(3)))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("89.995", 2, "90.00"),
        ("89.994999", 2, "89.99"),
        ("0.5", 0, "1"),
        ("1/3", 4, "0.3333"),
        ("-0.125", 2, "-0.13"),
        ("0", 2, "0.00"),
        ("-0.001", 2, "0.00"),
        ("12", 0, "12"),
    ],
)
def test_halves_are_rounded_up(value: str, decimals: int, text: str) -> None:
    assert round_half_up(Fraction(value), decimals) == text


def test_vietnamese_shows_a_decimal_comma() -> None:
    assert format_points(Fraction("94.166"), 2, "vi") == "94,17"
    assert format_points(Fraction("94.166"), 2, "en") == "94.17"
    assert format_percent(Fraction(2, 3), 1, "vi") == "66,7 %"


def test_a_receipt_tells_the_three_times() -> None:
    known_at = datetime(2026, 10, 5, 1, 2, 3, tzinfo=UTC)
    receipt = Receipt("0.1.0", "nd335-2025", "ab" * 32, 812, date(2026, 9, 30), known_at, date(2026, 7, 1))
    assert receipt.as_texts()["known_at"] == "2026-10-05T01:02:03+00:00"
    assert receipt.as_texts()["log_position"] == 812


MEASURES = """
measures:
  stars:
    title: {vi: Số sao, en: Stars}
    source: by hand
    unit: count
    when_missing: 4
  priority:
    title: {vi: Mức ưu tiên, en: Priority}
    source: by hand
    choices: [urgent, normal]
    when_missing: normal
  hours:
    title: {vi: Số giờ, en: Hours}
    source: by hand
    unit: count
"""


@pytest.fixture
def with_measures(decree_text: str) -> RuleSet:
    formula = "coefficient * done * if(priority == 'urgent', 2, 1) * stars / 4 + 0 * coefficient * hours"
    text = decree_text.replace("formula: coefficient * done", f"formula: {formula}")
    return read_rule_set(text + MEASURES, "draft.yaml")


def test_a_rule_set_may_read_measures_of_its_own(with_measures: RuleSet) -> None:
    facts = line(measures={"stars": Fraction(2), "priority": "urgent", "hours": Fraction(1)})
    assert evaluate_sheet(with_measures, sheet(facts)).outputs["completed_total"] == 1  # 1 * 2 * 2/4


def test_a_missing_measure_without_a_default_is_unknown(with_measures: RuleSet) -> None:
    result = evaluate_sheet(with_measures, sheet(line()))
    assert result.status == "unknown"
    assert "completed_total" not in result.outputs


@pytest.mark.parametrize("measures", [{"priority": "soon"}, {"stars": "many"}])
def test_a_measure_of_the_wrong_kind_is_refused(with_measures: RuleSet, measures: dict[str, str]) -> None:
    with pytest.raises(FactRefused, match="must be"):
        evaluate_sheet(with_measures, sheet(line(measures=measures)))
