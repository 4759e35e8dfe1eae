"""Classes with conditions, overrides by formula, tables, facts and roles, on the invented regulation of a ward."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from kpi_es.evaluation import (
    CapFacts,
    CapGroup,
    CoefficientFacts,
    FactRefused,
    LineFacts,
    Result,
    SheetFacts,
    YearFacts,
    evaluate_cap,
    evaluate_coefficient,
    evaluate_sheet,
    evaluate_year,
)
from kpi_es.evaluation.facts import Subject
from kpi_es.rulebook.reading import read_rule_set
from kpi_es.rulebook.rule_set import RuleSet

TEXT = (Path(__file__).parents[2] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> RuleSet:
    assert TEXT.count(old) == 1, f"{old!r} is there {TEXT.count(old)} times"
    return read_rule_set(TEXT.replace(old, new), "ward.yaml")


@pytest.fixture(scope="module")
def ward() -> RuleSet:
    return read_rule_set(TEXT, "ward.yaml")


def line(name: str = "T1", done: int = 2, days_late: int = 0, **measures: int | str) -> LineFacts:
    given: dict[str, Fraction | str] = {"stars": Fraction(5)}
    given |= {key: value if isinstance(value, str) else Fraction(value) for key, value in measures.items()}
    one = Fraction(1)
    return LineFacts(name, one, one, Fraction(done), days_late=days_late, measures=given)


def score(
    rules: RuleSet,
    *lines: LineFacts,
    role: Subject = "staff",
    general: Fraction | int | Mapping[str, Fraction] | None = 20,
    leader: Mapping[str, Fraction] | None = None,
    facts: tuple[str, ...] = (),
) -> Result:
    points = Fraction(general) if isinstance(general, int) else general
    return evaluate_sheet(rules, SheetFacts(role, points, lines, leader, frozenset(facts)))


def steps(result: Result, name: str) -> list[object]:
    return [step.value for step in result.trace if step.name == name]


def test_the_top_class_needs_its_score_and_its_conditions(ward: RuleSet) -> None:
    result = score(ward, line(done=2))  # 20 + 10/10 * 80 = 100; 1 of 1 exceeded
    assert [result.status, result.class_code, result.outputs["total"]] == ["scored", "A", 100]


def test_a_failed_condition_leads_to_the_next_class_whose_conditions_hold(ward: RuleSet) -> None:
    result = score(ward, line(done=1))  # 100 points, but 0 of 1 exceeded
    assert result.class_code == "B"
    assert steps(result, "score_band") == ["A"]
    assert steps(result, "condition:A") == ["true", "false"]
    assert steps(result, "class") == ["B"]


def test_a_share_that_is_just_enough_is_enough(ward: RuleSet) -> None:
    nine = [line(f"T{n}", done=2 if n < 3 else 1) for n in range(10)]  # 3 of 10 exceeded: 30 % >= 30 %
    assert score(ward, *nine).class_code == "A"
    assert score(ward, *[line(f"T{n}", done=2 if n < 2 else 1) for n in range(10)]).class_code == "B"


@pytest.mark.parametrize(
    ("way", "status", "class_code"),
    [("next", "scored", "C"), ("D", "scored", "D"), ("undecided", "unknown", None)],
)
def test_what_follows_a_failed_condition_is_a_named_parameter(way: str, status: str, class_code: str | None) -> None:
    rules = changed("    value: next\n", f"    value: {way}\n")
    result = score(rules, line(days_late=1))  # 20 + 80 % * 80 = 84: class B by score, all of the work late
    assert result.outputs["total"] == 84
    assert (result.status, result.class_code) == (status, class_code)


def test_a_condition_may_hold_for_some_roles_only(ward: RuleSet) -> None:
    leader = {"d": Fraction(1)}
    assert score(ward, line(), role="head", leader=leader).class_code == "B"  # the plan was not approved
    assert score(ward, line(), role="head", leader=leader, facts=("plan_approved",)).class_code == "A"


def test_a_condition_that_can_not_be_told_leaves_the_class_unknown() -> None:
    late = "(share(days_late > 0) otherwise 0) <= late_allowed"
    text = TEXT.replace("    when_missing: 4\n", "").replace("lookup(star_points, stars)", "lookup(star_points, 3)")
    rules = read_rule_set(text.replace(late, f"{late} and sum(stars) >= 3"), "ward.yaml")
    unmeasured = LineFacts("T1", Fraction(1), Fraction(1), Fraction(1), excused=frozenset({"timeliness"}))
    result = score(rules, unmeasured)  # 20 + 6/10 * 80 = 68: not class B by score, so it is not asked
    assert (result.status, result.class_code) == ("scored", "C")
    lower = text.replace(late, f"{late} and sum(stars) >= 3").replace("    value: 70\n", "    value: 60\n")
    result = score(read_rule_set(lower, "ward.yaml"), unmeasured)
    assert (result.status, result.class_code, steps(result, "condition:B")) == ("unknown", None, ["unknown"])
    assert result.outputs["total"] == 68


def test_an_override_that_says_the_lowest_class_decides_even_then() -> None:
    rules = changed("    value: next\n", "    value: undecided\n")
    assert score(rules, line(days_late=1), facts=("duty_discipline",)).class_code == "D"


def test_an_override_by_formula_lowers_the_class_and_no_score(ward: RuleSet) -> None:
    result = score(ward, line("T1", done=0), line("T2", done=0))
    assert [result.class_code, result.outputs["total"]] == ["C", 100]
    assert steps(result, "override") == ["true"]


@pytest.mark.parametrize(("days", "share"), [(0, "1"), (1, "4/5"), (3, "4/5"), (4, "3/5"), (5, "3/5"), (6, "0")])
def test_a_table_gives_the_value_of_the_first_row_that_fits(ward: RuleSet, days: int, share: str) -> None:
    assert score(ward, line(days_late=days)).outputs["a"] == Fraction(share)


@pytest.mark.parametrize(("stars", "points"), [(5, 10), (4, 6), (3, 6), (2, 0)])
def test_a_table_may_go_from_the_highest_down(ward: RuleSet, stars: int, points: int) -> None:
    assert score(ward, line(stars=stars)).outputs["points_total"] == points


@pytest.mark.parametrize(("priority", "weight"), [("urgent", 3), ("important", 2), ("normal", 1)])
def test_a_table_may_look_up_a_word(ward: RuleSet, priority: str, weight: int) -> None:
    assert score(ward, line(priority=priority)).outputs["weight_total"] == weight


def test_a_fact_may_end_the_scoring(ward: RuleSet) -> None:
    result = score(ward, line(), facts=("absent_too_long",))
    assert (result.status, result.class_code) == ("not_classified", None)


def test_abolished_is_not_unknown_is_not_inapplicable_is_not_zero(ward: RuleSet) -> None:
    result = score(ward, line(), general=None)
    assert steps(result, "bonus") == ["abolished"]
    assert steps(result, "total") == ["unknown"]
    assert "bonus" not in result.outputs
    assert (result.status, score(ward, role="deputy").status) == ("unknown", "not_applicable")
    assert score(ward).status == "insufficient_data"
    assert score(ward, line(stars=0), general=0).outputs["total"] == 0


def test_a_total_that_needs_what_is_abolished_is_not_applicable() -> None:
    result = score(changed("    formula: general + result\n", "    formula: general + result + bonus\n"), line())
    assert (result.status, steps(result, "total")) == ("not_applicable", ["abolished"])


def test_a_result_the_rule_set_does_not_define_for_a_role_is_not_applicable_to_it() -> None:
    result = score(changed("      contract: {formula: a, source: Điều 4}\n", ""), line(), role="contract", general=10)
    assert (result.status, steps(result, "total")) == ("not_applicable", ["not_applicable"])


def test_each_role_is_held_to_its_own_general_criteria(ward: RuleSet) -> None:
    assert score(ward, line(), role="contract", general=10).outputs["total"] == 90
    with pytest.raises(FactRefused, match="11 points are outside 0 to 10"):
        score(ward, line(), role="contract", general=11)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ({"I.1": 5}, "must be 0 or 10"),
        ({"I.2": "1/3"}, "must be a multiple of 1/2"),
        ({"I.3": 1}, "no general criterion"),
    ],
)
def test_a_criterion_may_be_all_or_nothing_or_go_in_steps(
    ward: RuleSet, points: dict[str, int | str], message: str
) -> None:
    with pytest.raises(FactRefused, match=message):
        score(ward, line(), general={name: Fraction(value) for name, value in points.items()})


def test_points_by_criterion_add_up(ward: RuleSet) -> None:
    given = {"I.1": Fraction(10), "I.2": Fraction(19, 2)}
    assert score(ward, line(), general=given).outputs["general"] == Fraction(39, 2)


@pytest.mark.parametrize(("value", "message"), [(6, "6 is outside 0 to 5"), ("many", "must be a number")])
def test_a_measure_outside_its_limits_is_refused(ward: RuleSet, value: int | str, message: str) -> None:
    with pytest.raises(FactRefused, match=message):
        score(ward, line(stars=value))


def test_leader_items_may_be_any_share(ward: RuleSet) -> None:
    # (1 + 0.8)/2 * 80 = 72; 20 + 72 = 92
    assert score(ward, line(), role="head", leader={"d": Fraction(4, 5)}).outputs["total"] == 92
    with pytest.raises(FactRefused, match="3/2 is outside 0 to 1"):
        score(ward, line(), role="head", leader={"d": Fraction(3, 2)})


@pytest.mark.parametrize(
    ("scores", "class_code"),
    [
        ((95, 95, 60, None), "A"),  # two quarters A, none D
        ((95, 95, 40, 95), "B"),  # one D
        ((95, 60, 60, 60), "B"),
        ((40, 40, 95, 95), "D"),
    ],
)
def test_a_year_may_be_classed_by_its_quarters_instead_of_its_mean(
    ward: RuleSet, scores: tuple[int | None, ...], class_code: str
) -> None:
    given = tuple(None if score is None else Fraction(score) for score in scores)
    assert evaluate_year(ward, YearFacts("staff", given)).class_code == class_code


def test_what_a_rule_set_leaves_out_is_not_applicable(ward: RuleSet) -> None:
    assert evaluate_coefficient(ward, CoefficientFacts(Fraction(4), Fraction(5))).status == "not_applicable"
    begin, end = TEXT.index("\nperiods:"), TEXT.index("\ncap:")
    bare = TEXT[:begin].replace("at: [sheet, year]", "at: [sheet]")
    rules = read_rule_set(bare.replace(TEXT[TEXT.index("  years_good:") : TEXT.index("\ntables:")], ""), "ward.yaml")
    assert end > begin
    assert evaluate_year(rules, YearFacts("staff", (Fraction(90),) * 4)).status == "not_applicable"
    assert evaluate_cap(rules, CapFacts((CapGroup("all", (Fraction(95),)),))).status == "not_applicable"


CONDITIONS_ONLY = """
id: conditions-only
title: {vi: Chỉ có điều kiện, en: Conditions only}
citations:
  - {document: Nghị định 90/2020/NĐ-CP, title: {vi: Nghị định, en: Decree}}
subject: organisation
applies_to: [{group: organisation, source: Điều 1}]
valid_from: 2020-08-20
valid_until: null
checked_on: 2026-11-23
roles:
  organisation: {title: {vi: Cơ quan, en: Agency}, source: Điều 1}
parameters: {}
facts:
  disunited: {title: {vi: Mất đoàn kết, en: Disunited}, source: Điều 9}
lines:
  met: {title: {vi: Đạt, en: Met}, unit: truth, formula: done >= assigned, source: Điều 5}
classes:
  - code: HTT
    title: {vi: Tốt, en: Good}
    source: Điều 5
    conditions:
      - {title: {vi: Đủ, en: All}, at: [sheet], when: share(met) == 1 otherwise false, source: Điều 5}
    when_not_met: next
  - {code: KHT, title: {vi: Không, en: Not}, source: Điều 6}
overrides:
  - {when: disunited, at: [sheet], title: {vi: Mất đoàn kết, en: Disunited}, class: KHT, source: Điều 9}
"""


def test_a_rule_set_may_have_conditions_and_no_scores() -> None:
    rules = read_rule_set(CONDITIONS_ONLY, "old.yaml")
    done, missed = line(done=1), line("T2", done=0)
    assert score(rules, done, role="organisation", general=None).class_code == "HTT"
    assert score(rules, done, missed, role="organisation", general=None).class_code == "KHT"
    assert score(rules, done, role="organisation", general=None, facts=("disunited",)).class_code == "KHT"
    assert score(rules, role="organisation", general=None).class_code == "KHT"


def test_an_organisation_is_one_whatever_role_a_form_gives_it() -> None:
    rules = read_rule_set(CONDITIONS_ONLY, "old.yaml")
    assert score(rules, line(done=1), role="staff", general=None).class_code == "HTT"


def test_a_rule_set_without_classes_still_scores() -> None:
    text = TEXT[: TEXT.index("\nclasses:")] + "\nclasses: []\n"
    for name in ("a_from", "b_from", "exceeding_needed", "late_allowed", "b_not_met", "years_good", "cap_share"):
        start = text.index(f"  {name}:\n")
        text = text[:start] + text[text.index("    source:", start) :].split("\n", 1)[1]
        text = text.replace(
            "    silent: true\n    why: {vi: Quy chế không nói., en: The regulation does not say.}\n", ""
        )
    fact = text[text.index("  plan_approved:") : text.index("  absent_too_long:")]
    result = score(read_rule_set(text.replace(fact, ""), "ward.yaml"), line())
    assert [result.status, result.class_code, result.outputs["total"]] == ["scored", None, 100]
