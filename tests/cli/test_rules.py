"""`kpi rules list | show | check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_es.rulebook import load_rule_book
from tests.cli.terminal import Terminal

CASE = """
- case: {case}
  source: by hand
  rules: nd335-2025
  kind: coefficient
  given: {{points: 30, standard: 5}}
  expect: {{coefficient: "{expected}"}}
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_list_names_every_rule_set_with_validity_and_hash(elsewhere: Terminal) -> None:
    listed = elsewhere.kpi("rules", "list", "--json").json
    assert [each["id"] for each in listed] == list(load_rule_book())
    assert {"nd335-2025", "nd335-2025-handbook"} <= {each["id"] for each in listed}
    assert all(len(each["hash"]) == 64 for each in listed)
    printed = elsewhere.kpi("rules", "list").out
    assert all(each["title"]["vi"] in " ".join(printed.split()) or each["id"] in printed for each in listed)


def test_a_rule_set_is_shown_in_words_with_its_articles(elsewhere: Terminal) -> None:
    printed = elsewhere.kpi("rules", "show", "nd335-2025").out
    assert "Điều 14.2b" in printed
    assert "25 %" in printed
    document = elsewhere.kpi("rules", "show", "nd335-2025", "--json").json
    assert document["id"] == "nd335-2025"
    assert {line["level"] for line in document["lines"]} >= {0, 1, 2}


def test_an_unknown_rule_set_is_answered_with_those_there_are(elsewhere: Terminal) -> None:
    vi, en = elsewhere.kpi("rules", "show", "nd335-2026", "--json").complaint()
    assert "nd335-2025" in vi
    assert "nd335-2025" in en


def test_check_prints_one_line_a_case_and_ends_well_when_all_are_right(elsewhere: Terminal, tmp_path: Path) -> None:
    # 30 points ÷ 5 points of the standard product = 6
    path = _file(tmp_path, CASE.format(case="thirty over five", expected="6.0"))
    printed = elsewhere.kpi("rules", "check", path)
    assert printed.code == 0
    assert printed.out == f"ok   {path}: thirty over five [nd335-2025]\n"


def test_check_ends_with_1_when_a_case_is_wrong_and_says_what_differs(elsewhere: Terminal, tmp_path: Path) -> None:
    text = CASE.format(case="right", expected="6.0") + CASE.format(case="wrong", expected="7.0")
    path = _file(tmp_path, text)
    printed = elsewhere.kpi("rules", "check", path)
    assert printed.code == 1
    right, wrong, difference = printed.out.splitlines()
    assert right.startswith("ok ")
    assert wrong.startswith("FAIL ")
    assert difference.strip() == "coefficient: 7.0 ≠ 6.0"


def test_check_as_json_has_the_stated_shape(elsewhere: Terminal, tmp_path: Path) -> None:
    path = _file(tmp_path, CASE.format(case="wrong", expected="7.0"))
    printed = elsewhere.kpi("rules", "check", path, "--json")
    assert printed.code == 1
    assert printed.json == [
        {
            "file": str(path),
            "case": "wrong",
            "rules": "nd335-2025",
            "ok": False,
            "differences": [{"name": "coefficient", "expected": "7.0", "got": "6.0"}],
        }
    ]


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (CASE.format(case="extra", expected="6.0") + "  colour: red\n", 8, "colour"),
        ("\n- case: no more than this\n", 2, "source"),
        ("a: [\n", 2, ""),  # only the end shows that the bracket is not closed
        ("", 1, ""),
    ],
)
def test_a_malformed_case_file_is_refused_with_file_line_and_key(
    elsewhere: Terminal, tmp_path: Path, text: str, line: int, key: str
) -> None:
    path = _file(tmp_path, text)
    printed = elsewhere.kpi("rules", "check", path, "--json")
    vi, _ = printed.complaint()
    error = printed.json["error"]
    assert error["file"] == str(path)
    assert error["line"] == line
    assert key in (error["key"] or "")
    assert vi.startswith(f"{path}:{line}")


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_case_file_that_can_not_be_read_is_named(elsewhere: Terminal, name: str) -> None:
    vi, en = elsewhere.kpi("rules", "check", name, "--json").complaint()
    assert name in vi
    assert name in en
