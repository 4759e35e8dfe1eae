"""`kpi rules ...` as one meets it: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kpi_es.entrypoints.cli.main import run_with
from kpi_es.rulebook import load_rule_book
from kpi_es.rulebook.book import packaged_sources

DECREE = packaged_sources()["nd335-2025"].text


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The decree with excellent from 91 points, as a file somebody is working on."""
    path = tmp_path / "draft.yaml"
    path.write_text(DECREE.replace("value: 90", "value: 91"), encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Return what the command printed as JSON."""
    run_with([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def test_a_formatted_file_is_left_alone(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = draft.read_text(encoding="utf-8")
    assert run_with(["rules", "format", str(draft)]) == 0
    assert draft.read_text(encoding="utf-8") == before
    assert capsys.readouterr().out == ""


def test_format_puts_sections_in_order_and_keeps_comments(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shuffled = "display: {decimals: display_decimals} # shown only\n\n" + DECREE.replace(
        "\ndisplay:\n  decimals: display_decimals\n", "\n"
    )
    draft.write_text(shuffled, encoding="utf-8")
    assert run_with(["rules", "format", "--check", str(draft)]) == 1
    assert draft.read_text(encoding="utf-8") == shuffled
    assert run_with(["rules", "format", str(draft)]) == 0
    assert str(draft) in capsys.readouterr().out
    written = draft.read_text(encoding="utf-8")
    assert written.index("display:") > written.index("coefficient:")
    assert "# shown only" in written
    assert run_with(["rules", "format", "--check", str(draft)]) == 0


def test_format_changes_no_file_when_one_can_not_be_read(draft: Path, tmp_path: Path) -> None:
    draft.write_text("display: {decimals: 2}\nid:   x\n", encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: [", encoding="utf-8")
    assert run_with(["rules", "format", str(draft), str(broken)]) == 2
    assert draft.read_text(encoding="utf-8").startswith("display")


def test_format_tells_in_json_which_files_it_wrote(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft.write_text(DECREE.replace("id: nd335-2025\n", "id:   x\n"), encoding="utf-8")
    assert answer(capsys, "rules", "format", str(draft)) == {"files": 1, "written": [str(draft)]}
    assert answer(capsys, "rules", "format", "--check", str(draft)) == {"files": 1, "check": []}


def test_diff_tells_a_changed_value_before_and_after(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(["--lang", "vi", "rules", "diff", "nd335-2025", str(draft)]) == 1
    out = capsys.readouterr().out
    assert "Điểm thấp nhất của mức hoàn thành xuất sắc nhiệm vụ [excellent_from]" in out
    assert "giá trị: 90 → 91" in out


def test_diff_of_the_same_content_answers_yes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "same.yaml"
    path.write_text("# another comment\n" + DECREE, encoding="utf-8")
    assert run_with(["--lang", "en", "rules", "diff", "nd335-2025", str(path)]) == 0
    assert capsys.readouterr().out.strip() == "The two rule sets are the same."
    assert answer(capsys, "rules", "diff", "nd335-2025", str(path))["same"] is True


def test_show_takes_an_id_or_a_file(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(["--lang", "en", "rules", "show", str(draft)]) == 0
    assert "Lowest score of the class excellent: 91 (Điều 20.1) [excellent_from]" in capsys.readouterr().out
    shown = answer(capsys, "rules", "show", "nd335-2025")
    assert shown["id"] == "nd335-2025"
    assert "`" not in "".join(line["text"] for line in shown["lines"])


def test_show_goes_in_the_order_of_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    run_with(["--lang", "en", "rules", "show", "nd335-2025"])
    headings = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    wanted = ["Rests on", "Applies to", "Parameters", "Each task line", "Task results", "Points", "Classes"]
    assert [line for line in headings if line in wanted] == wanted


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rules", "show", "nd335-2052"], "nearest: nd335-2025"),
        (["rules", "diff", "nd335-2025", "no-such.yaml"], "no-such.yaml:1: the file does not exist"),
        (["rules", "format", "no-such.yaml"], "no-such.yaml:1: the file does not exist"),
        (["rules", "check", "no-such.yaml"], "no-such.yaml:1: the file does not exist"),
        (["rules", "schema", "--check"], "--check needs --output FILE"),
    ],
)
def test_what_can_not_be_done_is_said_in_both_languages(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with([*arguments, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert message in error["en"]
    assert error["vi"] != error["en"]


def test_a_rule_set_that_is_still_a_file_can_be_checked_with_cases(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft.write_text(draft.read_text(encoding="utf-8").replace("id: nd335-2025\n", "id: draft-91\n"), encoding="utf-8")
    cases = tmp_path / "cases.yaml"
    # 90 is one point short of 91
    cases.write_text(
        "- case: ninety\n  source: Art 20\n  rules: draft-91\n  kind: year\n"
        "  given: {role: staff, scores: [90, 90, 90, 90]}\n  expect: {mean: '90', class: HTT}\n",
        encoding="utf-8",
    )
    assert run_with(["rules", "check", str(cases)]) == 2
    assert run_with(["rules", "check", str(cases), "--rules", str(draft)]) == 0
    assert "[draft-91]" in capsys.readouterr().out


def test_a_wrong_file_is_named_with_line_and_key(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft.write_text(DECREE.replace("checked_on:", "chekced_on:"), encoding="utf-8")
    line = DECREE[: DECREE.index("checked_on:")].count("\n") + 1
    error = answer(capsys, "rules", "show", str(draft))["error"]
    assert (error["file"], error["line"], error["key"]) == (str(draft), line, "chekced_on")


def test_docs_are_written_and_then_fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "docs" / "rule-sets"
    assert run_with(["rules", "docs", "--output", str(folder), "--check"]) == 1
    assert not folder.exists()
    assert run_with(["rules", "docs", "--output", str(folder)]) == 0
    assert (folder / "nd335-2025.md").is_file()
    capsys.readouterr()
    assert answer(capsys, "rules", "docs", "--output", str(folder), "--check")["check"] == []
    (folder / "nd335-2025.md").write_text("old", encoding="utf-8")
    assert run_with(["rules", "docs", "--output", str(folder), "--check"]) == 1


def test_a_page_of_a_rule_set_that_is_gone_is_noticed_and_deleted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_with(["rules", "docs", "--output", str(tmp_path)])
    orphan, own = tmp_path / "nd56-2015.md", tmp_path / "notes.md"
    orphan.write_bytes((tmp_path / "nd90-2020.md").read_bytes())
    own.write_text("# Ghi chú của tôi", encoding="utf-8")
    capsys.readouterr()
    assert answer(capsys, "rules", "docs", "--output", str(tmp_path), "--check")["check"] == [str(orphan)]
    assert run_with(["rules", "docs", "--output", str(tmp_path), "--check"]) == 1
    assert orphan.exists()
    capsys.readouterr()
    assert answer(capsys, "rules", "docs", "--output", str(tmp_path))["written"] == [str(orphan)]
    assert not orphan.exists()
    assert own.exists()
    assert run_with(["rules", "docs", "--output", str(tmp_path), "--check"]) == 0


def test_the_list_fits_a_narrow_terminal_and_no_id_or_date_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run_with(["rules", "list"]) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    assert "…" not in printed
    for rule_set in load_rule_book().values():
        (row,) = [line for line in printed.splitlines() if f" {rule_set.id} " in line]
        assert f"{rule_set.valid_from:%d/%m/%Y}" in row
        assert rule_set.hash[:12] in row


def test_the_schema_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = answer(capsys, "rules", "schema")
    path = tmp_path / "schema.json"
    assert run_with(["rules", "schema", "--output", str(path), "--check"]) == 1
    assert run_with(["rules", "schema", "--output", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8")) == printed
    assert run_with(["rules", "schema", "--output", str(path), "--check"]) == 0


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run_with(["rules", "docs", "--output", str(tmp_path / "file" / "below")]) == 2
