"""Case files: every packaged case holds, and a malformed file is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_es.evaluation.case_files import read_case_file
from kpi_es.evaluation.cases import CaseFileError, check_cases
from kpi_es.rulebook import RuleBook, load_rule_book
from tests.evaluation.examples import CASE_FOLDER

EXAMPLES = CASE_FOLDER.parents[1] / "docs" / "examples"

# Case files that live beside a checkout, written by others, are checked as well when they are there.
BESIDE = CASE_FOLDER.parent.parent.parent / "shared" / "vectors"
FILES = [*sorted(CASE_FOLDER.glob("*.yaml")), *sorted(BESIDE.glob("*.yaml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_case_holds(path: Path, rule_book: RuleBook) -> None:
    outcomes = check_cases([path], rule_book)
    assert [(outcome.case, outcome.differences) for outcome in outcomes if not outcome.ok] == []
    assert outcomes


def test_there_are_at_least_forty_cases_of_all_kinds() -> None:
    cases = [case for path in sorted(CASE_FOLDER.glob("*.yaml")) for case in read_case_file(path)]
    assert len(cases) >= 40
    assert {case.kind for case in cases} == {"sheet", "period", "year", "cap", "coefficient"}


SHEET = """
- case: one task done
  source: by hand
  rules: nd335-2025
  kind: sheet
  given:
    role: staff
    general: 30
    lines: [{line: T1, coefficient: 1, assigned: 5, done: 1}]
  expect: {result: "14.00", class: KHT}
"""


def check(text: str, rule_book: RuleBook, folder: Path) -> list[dict[str, object]]:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return [outcome.as_json() for outcome in check_cases([path], rule_book)]


def test_a_difference_names_what_was_expected_and_what_came_out(rule_book: RuleBook, tmp_path: Path) -> None:
    wrong = SHEET.replace('"14.00"', '"14.5"').replace("KHT", "HT")
    (outcome,) = check(wrong, rule_book, tmp_path)
    # 1/5 * 70 = 14
    assert outcome["ok"] is False
    assert outcome["differences"] == [
        {"name": "result", "expected": "14.5", "got": "14.0"},
        {"name": "class", "expected": "HT", "got": "KHT"},
    ]


def test_an_output_that_is_not_known_differs_from_any_number(rule_book: RuleBook, tmp_path: Path) -> None:
    (outcome,) = check(
        SHEET.replace("general: 30", "general: null").replace("class: KHT", 'total: "44"'),
        rule_book,
        tmp_path,
    )
    assert outcome["differences"] == [{"name": "total", "expected": "44", "got": "unknown"}]


BY_CRITERION = "general: {I.1: 1, I.2: 1, II.1: 1, II.2: 1, II.3: 1, II.4: 1, III.1: 1, III.2: 1, III.3: 1, III.4: 1}"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "vi", "en"),
    [
        ("general: 30", "general: 31", 8, "1.given.general", "nằm ngoài 0 đến 30", "31 points are outside 0 to 30"),
        (
            "general: 30",
            BY_CRITERION.replace("III.4: 1", "III.4: 7"),
            8,
            "1.given.general.III.4",
            "7 điểm nằm ngoài",
            "7 points are outside",
        ),
        (
            "general: 30",
            BY_CRITERION.replace("III.4", "IV.4"),
            8,
            "1.given.general.IV.4",
            "không có tiêu chí 'IV.4'; có phải ý là",
            "the rule set has no criterion 'IV.4'; did you mean",
        ),
        (
            "general: 30",
            "general: 30\n    facts: [degradation, duty_disciplin]",
            9,
            "1.given.facts.2",
            "có phải ý là duty_discipline? Có: degradation, duty_discipline, unit_corruption",
            "no fact 'duty_disciplin'; did you mean duty_discipline? It has: degradation, duty_discipline",
        ),
        (
            "general: 30",
            "general: 30\n    facts: {degradation: true}",
            9,
            "1.given.facts",
            "facts là danh sách các sự việc xảy ra, ví dụ facts: [duty_discipline]",
            "facts is a list of what happened, such as facts: [duty_discipline]",
        ),
        (
            "done: 1}",
            "done: 1, measures: {stars: 3}}",
            9,
            "1.given.lines.1.measures.stars",
            "bộ quy tắc không có số đo 'stars'; Có: -",
            "the rule set has no measure 'stars'; It has: -",
        ),
        (
            "    role: staff\n",
            "    role: head\n    leader: {d: 1, dd: 1/3, e: 1}\n",
            8,
            "1.given.leader.dd",
            "chỉ được",
            "allowed are",
        ),
    ],
)
def test_a_fact_the_rule_set_can_not_accept_is_refused_at_its_place(
    rule_book: RuleBook, tmp_path: Path, old: str, new: str, line: int, key: str, vi: str, en: str
) -> None:
    assert old in SHEET
    with pytest.raises(CaseFileError) as refused:
        check(SHEET.replace(old, new), rule_book, tmp_path)
    assert (refused.value.line, refused.value.key) == (line, key)
    assert vi in refused.value.vi
    assert en in refused.value.en


WARD = """
- case: a measure is misspelt
  source: by hand
  rules: ward-example
  kind: sheet
  given:
    role: staff
    general: 20
    lines: [{line: T1, coefficient: 1, assigned: 1, done: 1, measures: {star: 5}}]
  expect: {result: "0"}
"""


@pytest.mark.parametrize(
    ("measures", "key", "en"),
    [
        (
            "{star: 5}",
            "1.given.lines.1.measures.star",
            "no measure 'star'; did you mean stars? It has: priority, stars",
        ),
        ("{stars: 6}", "1.given.lines.1.measures.stars", "6 is outside 0 to 5"),
        ("{priority: now}", "1.given.lines.1.measures.priority", "must be one of: urgent, important, normal"),
    ],
)
def test_a_measure_that_is_misspelt_or_out_of_range_is_never_taken_as_missing(
    tmp_path: Path, measures: str, key: str, en: str
) -> None:
    book = load_rule_book([EXAMPLES / "ward-example.yaml"])
    with pytest.raises(CaseFileError) as refused:
        check(WARD.replace("{star: 5}", measures), book, tmp_path)
    assert refused.value.key == key
    assert en in refused.value.en


def test_the_cases_of_the_example_in_the_documentation_hold() -> None:
    book = load_rule_book([EXAMPLES / "ward-example.yaml", EXAMPLES / "ward-overlay.yaml"])
    outcomes = check_cases([EXAMPLES / "ward-cases.yaml"], book)
    assert [(outcome.case, outcome.differences) for outcome in outcomes if not outcome.ok] == []
    assert {outcome.rules for outcome in outcomes} == {"ward-example", "ward-2026"}


YEAR = """
- case: a longer period
  source: by hand
  rules: nghia-lam-283-2026
  kind: year
  given: {role: staff, %s}
  expect: {mean: "%s"}
"""


@pytest.mark.parametrize(
    ("given", "mean"),
    [
        ("period: quarter, scores: [90, 80, 70]", "80.00"),  # 240 / 3
        ("period: half_year, scores: [90, 80, 70, 90, 80, 70]", "80.00"),  # 480 / 6
        ("period: year, scores: [90, 80, 90, 80]", "85.00"),  # 340 / 4
        ("scores: [90, 80, 90, 80]", "85.00"),
    ],
)
def test_a_case_of_kind_year_may_name_a_shorter_period(
    rule_book: RuleBook, tmp_path: Path, given: str, mean: str
) -> None:
    (outcome,) = check(YEAR % (given, mean), rule_book, tmp_path)
    assert outcome["differences"] == []


@pytest.mark.parametrize(
    ("given", "key", "en"),
    [
        ("scores: [101, 80, 80, 80]", "1.given.scores.1", "101 points are outside 0 to 100"),
        ("scores: [80, 80, 80, -1]", "1.given.scores.4", "-1 points are outside 0 to 100"),
        ("scores: [80, 80, 80, 80], months_worked: 13", "1.given.months_worked", "13 months: a year has 0 to 12"),
        ("scores: [80, 80, 80]", "1.given.scores", "has 3 scores, needs 12 / 4; or write period: quarter"),
        ("period: month, scores: [80]", "1.given.period", "unexpected word 'month'"),
        ("period: quarter, scores: [80, 80, 80], months_worked: 3", "1.given.months_worked", "unknown key"),
        ("scores: [80, 80, 80, 80], unit_class: A", "1.given.unit_class", "must be one of: HTXS"),
    ],
)
def test_a_longer_period_that_can_not_be_is_refused_at_its_place(
    rule_book: RuleBook, tmp_path: Path, given: str, key: str, en: str
) -> None:
    with pytest.raises(CaseFileError) as refused:
        check(YEAR % (given, "80.00"), rule_book, tmp_path)
    assert refused.value.key == key
    assert en in refused.value.en


def test_what_is_wrong_in_several_cases_is_told_in_one_run(rule_book: RuleBook, tmp_path: Path) -> None:
    second = SHEET.replace("one task done", "another").replace("general: 30", "general: 31")
    third = SHEET.replace("one task done", "a third").replace("result:", "reslut:")
    with pytest.raises(CaseFileError) as refused:
        check(SHEET + second.lstrip() + third.lstrip(), rule_book, tmp_path)
    assert [each.key for each in refused.value.every] == ["2.given.general", "3.expect.reslut"]


def test_a_rule_set_is_told_from_a_case_file(rule_book: RuleBook) -> None:
    with pytest.raises(CaseFileError, match="this is a rule set, no case file; run: kpi rules show"):
        check_cases([EXAMPLES / "ward-example.yaml"], rule_book)


def test_the_sample_case_itself_is_right(rule_book: RuleBook, tmp_path: Path) -> None:
    (outcome,) = check(SHEET, rule_book, tmp_path)
    assert (outcome["ok"], outcome["rules"], outcome["differences"]) == (True, "nd335-2025", [])


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        ("  source: by hand\n", "", 2, "1.source", "missing key 'source'"),
        ("  source:", "  sorce:", 3, "1.sorce", "did you mean source?"),
        (
            "rules: nd335-2025",
            "rules: nd335-2026",
            4,
            "1.rules",
            "no rule set 'nd335-2026'; nearest: nd335-2025",
        ),
        ("kind: sheet", "kind: month", 5, "1.kind", "unexpected word 'month'"),
        ("    role: staff\n", "", 7, "1.given.role", "missing key 'role'"),
        ("role: staff", "role: boss", 7, "1.given.role", "unexpected word 'boss'"),
        ("done: 1", "dnoe: 1", 9, "1.given.lines.1.dnoe", "did you mean done"),
        ("done: 1", "done: many", 9, "1.given.lines.1.done", "'many' is not a number"),
        ("done: 1", "done: 1e3", 9, "1.given.lines.1.done", "is not a number; write an integer, 2.7 or 2/37"),
        ("done: 1", "done: 1/0", 9, "1.given.lines.1.done", "is not a number"),
        ("done: 1", "done: -1", 9, "1.given.lines.1.done", "must not be negative"),
        ("done: 1", "done: 1, times_late: 0.5", 9, "1.given.lines.1.times_late", "whole number"),
        ("done: 1", "done: 1, extra: yes", 9, "1.given.lines.1.extra", "unexpected word 'yes'"),
        ("done: 1", "done: 1, excused: [speed]", 9, "1.given.lines.1.excused.1", "unexpected word 'speed'"),
        ('result: "14.00"', 'resutl: "14.00"', 10, "1.expect.resutl", "did you mean result"),
        ('result: "14.00"', 'result: "14,00"', 10, "1.expect.result", 'write a decimal such as "14.00"'),
        ("class: KHT", "klass: KHT", 10, "1.expect.klass", "no output 'klass'; did you mean class?"),
        ("rules: nd335-2025", "rules: ward-2031", 4, "1.rules", "for a rule set of your own add --rules FILE"),
        ("class: KHT", "class: F", 10, "1.expect.class", "unexpected word 'F'"),
        ('{result: "14.00", class: KHT}', "{}", 10, "1.expect", "at least one output"),
    ],
)
def test_a_malformed_case_file_is_refused_with_line_and_key(
    rule_book: RuleBook, tmp_path: Path, old: str, new: str, line: int, key: str, message: str
) -> None:
    assert old in SHEET
    with pytest.raises(CaseFileError) as refused:
        check(SHEET.replace(old, new), rule_book, tmp_path)
    assert message in refused.value.en
    assert (refused.value.line, refused.value.key) == (line, key)
    assert str(tmp_path / "cases.yaml") in str(refused.value)


def test_two_cases_of_one_name_are_refused(rule_book: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="this name is there twice"):
        check(SHEET + SHEET.lstrip(), rule_book, tmp_path)


def test_a_year_needs_twelve_or_four_scores(rule_book: RuleBook, tmp_path: Path) -> None:
    text = """
- case: five scores
  source: by hand
  rules: nd335-2025
  kind: year
  given: {role: staff, scores: [90, 90, 90, 90, 90]}
  expect: {mean: "90.00"}
"""
    with pytest.raises(CaseFileError) as refused:
        check(text, rule_book, tmp_path)
    assert (refused.value.line, refused.value.key) == (6, "1.given.scores")
    assert "has 5 scores, needs 12 / 4" in refused.value.en


def test_a_missing_file_is_refused(rule_book: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="the file does not exist"):
        check_cases([tmp_path / "nowhere.yaml"], rule_book)
