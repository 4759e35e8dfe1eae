"""Case files: every packaged case holds, and a malformed file is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_es.evaluation.case_files import read_case_file
from kpi_es.evaluation.cases import CaseFileError, check_cases
from kpi_es.rulebook import RuleBook
from tests.evaluation.examples import CASE_FOLDER

# Case files that live beside a checkout, written by others, are checked as well when they are there.
BESIDE = CASE_FOLDER.parent.parent.parent / "shared" / "vectors"
FILES = [*sorted(CASE_FOLDER.glob("*.yaml")), *sorted(BESIDE.glob("*.yaml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_case_holds(path: Path, rule_book: RuleBook) -> None:
    outcomes = check_cases([path], rule_book)
    assert [(outcome.case, outcome.differences) for outcome in outcomes if not outcome.ok] == []
    assert outcomes


def test_there_are_at_least_forty_cases_of_all_four_kinds() -> None:
    cases = [case for path in sorted(CASE_FOLDER.glob("*.yaml")) for case in read_case_file(path)]
    assert len(cases) >= 40
    assert {case.kind for case in cases} == {"sheet", "year", "cap", "coefficient"}


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


def test_a_refused_fact_fails_its_case_only(rule_book: RuleBook, tmp_path: Path) -> None:
    second = SHEET.replace("one task done", "too many points").replace("general: 30", "general: 31")
    first, failed = check(SHEET + second.lstrip(), rule_book, tmp_path)
    assert first["ok"] is True
    assert failed["ok"] is False
    assert "31 points are outside 0 to 30" in str(failed["differences"])


def test_a_fact_the_rule_set_does_not_know_fails_the_case(rule_book: RuleBook, tmp_path: Path) -> None:
    (outcome,) = check(SHEET.replace("    lines:", "    facts: [lateness]\n    lines:"), rule_book, tmp_path)
    assert outcome["ok"] is False
    assert "lateness" in str(outcome["differences"])


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
        ("done: 1", "done: -1", 7, "1.given", "must not be negative"),
        ("done: 1", "done: 1, times_late: 0.5", 9, "1.given.lines.1.times_late", "whole number"),
        ("done: 1", "done: 1, extra: yes", 9, "1.given.lines.1.extra", "unexpected word 'yes'"),
        ("done: 1", "done: 1, excused: [speed]", 9, "1.given.lines.1.excused.1", "unexpected word 'speed'"),
        ('result: "14.00"', 'resutl: "14.00"', 10, "1.expect.resutl", "did you mean result"),
        ('result: "14.00"', 'result: "14,00"', 10, "1.expect.result", "write a decimal"),
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
    (outcome,) = check(text, rule_book, tmp_path)
    assert "has 5 scores, needs 12 / 4" in str(outcome["differences"])


def test_a_missing_file_is_refused(rule_book: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="can not be read"):
        check_cases([tmp_path / "nowhere.yaml"], rule_book)
