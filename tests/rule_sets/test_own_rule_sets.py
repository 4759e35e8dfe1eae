"""`kpi rules ...` for a rule set of one's own, still a file: shown, compared, tried, formatted, told in pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpi_es.entrypoints.cli.main import run_with

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
WARD, OVERLAY, CASES = (EXAMPLES / f"ward-{name}.yaml" for name in ("example", "overlay", "cases"))
TEXT = WARD.read_text(encoding="utf-8")


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """A copy of the example, as a file somebody is working on."""
    path = tmp_path / "ward.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_overlay_of_ones_own_rule_set_is_shown_with_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(["--lang", "en", "rules", "show", str(OVERLAY)]) == 2
    assert "no rule set 'ward-example'" in capsys.readouterr().err
    assert run_with(["--lang", "en", "rules", "show", str(OVERLAY), "--rules", str(WARD)]) == 0
    out = capsys.readouterr().out
    assert "Largest share of class A: 25 % (Quyết định 12/QĐ-UBND; thay / replaces Điều 7) [cap_share]" in out
    assert "B Tốt" not in out
    assert "B Good >= 65 (Điều 6.2; b_from: Quyết định 12/QĐ-UBND)" in out


def test_an_overlay_is_compared_with_the_rule_set_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(["--lang", "en", "rules", "diff", str(WARD), str(OVERLAY), "--rules", str(WARD)]) == 1
    assert "value: 20% → 25%" in capsys.readouterr().out


def test_the_cases_of_the_documentation_are_checked_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(["rules", "check", str(CASES)]) == 2
    assert "--rules" in capsys.readouterr().err
    assert run_with(["rules", "check", str(CASES), "--rules", str(WARD), "--rules", str(OVERLAY)]) == 0


def test_text_is_printed_as_it_was_written(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(ward, "vi: Điểm kết quả tối đa", 'vi: "Điểm :smile: [b]tối đa[/b]"')
    assert run_with(["--lang", "vi", "rules", "show", str(ward)]) == 0
    assert "Điểm :smile: [b]tối đa[/b]: 80" in capsys.readouterr().out
    run_with(["--lang", "vi", "rules", "diff", str(WARD), str(ward)])
    assert "Điểm :smile: [b]tối đa[/b]" in capsys.readouterr().out


def test_line_100_is_told_as_a_number_and_not_as_a_picture(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = TEXT.splitlines()
    ward.write_text("\n".join([*lines[:2], *[""] * 97, "sett: 1", *lines[2:]]), encoding="utf-8")
    assert run_with(["rules", "show", str(ward)]) == 2
    assert f"{ward}:100: sett: khóa lạ" in capsys.readouterr().err


def test_every_mistake_of_a_run_is_printed_with_its_place(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(ward, "unit: share\n    value: 20%", "unit: share\n    value: 20")
    rewrite(ward, "checked_on: 2026-11-23", "checked_on: 23/11/2026")
    assert run_with(["rules", "show", str(ward)]) == 2
    told = capsys.readouterr().err
    assert told.index("checked_on: ngày phải viết") < told.index("parameters.cap_share.value: tỷ lệ 20 quá lớn")
    run_with(["rules", "show", str(ward), "--json"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["key"], [each["key"] for each in error["also"]]) == ("checked_on", ["parameters.cap_share.value"])


def test_a_day_to_come_and_a_taken_id_are_noted(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(["rules", "show", str(ward)]) == 0
    assert capsys.readouterr().err == ""
    rewrite(ward, "id: ward-example", "id: nd335-2025")
    rewrite(ward, "checked_on: 2026-11-23", "checked_on: 2999-01-01")
    assert run_with(["--lang", "en", "rules", "show", str(ward)]) == 0
    told = capsys.readouterr().err
    assert "the id nd335-2025 is that of a packaged rule set" in told
    assert "checked_on 2999-01-01 is still to come" in told


def test_a_file_that_is_no_rule_set_is_not_formatted(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(ward, "    formula: general + result\n", "    formla: general + result\n")
    before = ward.read_text(encoding="utf-8")
    assert run_with(["rules", "format", str(ward)]) == 2
    assert "formla: khóa lạ" in capsys.readouterr().err
    assert ward.read_text(encoding="utf-8") == before


def test_format_shows_what_it_would_change(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(ward, "id: ward-example\n", "id:   ward-example\n")
    assert run_with(["rules", "format", "--check", str(ward)]) == 1
    out = capsys.readouterr().out
    assert "\n-id:   ward-example\n+id: ward-example\n" in out
    assert ward.read_text(encoding="utf-8") != TEXT


def test_an_overlay_is_formatted_beside_the_file_it_is_based_on(tmp_path: Path, ward: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(OVERLAY.read_text(encoding="utf-8").replace("id: ward-2026", "id:  ward-2026"), encoding="utf-8")
    assert run_with(["rules", "format", "--check", str(overlay)]) == 2
    assert run_with(["rules", "format", "--check", str(overlay), "--rules", str(ward)]) == 1
    assert run_with(["rules", "format", str(overlay), str(ward)]) == 0
    assert overlay.read_text(encoding="utf-8") == OVERLAY.read_text(encoding="utf-8")


def test_pages_of_ones_own_files_are_written_alone(tmp_path: Path, ward: Path) -> None:
    folder = tmp_path / "pages"
    files = [str(ward), str(OVERLAY), "--rules", str(ward)]
    assert run_with(["rules", "docs", *files, "--output", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["ward-2026.md", "ward-example.md"]
    page = (folder / "ward-2026.md").read_text(encoding="utf-8")
    assert "| 25 % | Quyết định 12/QĐ-UBND; thay / replaces Điều 7 | `cap_share` |" in page
    assert run_with(["rules", "docs", *files, "--output", str(folder), "--check"]) == 0


def test_pages_of_the_packaged_rule_sets_take_in_those_of_rules(tmp_path: Path, ward: Path) -> None:
    assert run_with(["rules", "docs", "--rules", str(ward), "--output", str(tmp_path / "all")]) == 0
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert {"README.md", "nd335-2025.md", "ward-example.md"} <= names


@pytest.mark.parametrize(
    ("arguments", "en"),
    [
        (["check", str(WARD)], "this is a rule set, no case file; run: kpi rules show"),
        (["show", str(CASES)], "this is a list, no rule set"),
    ],
)
def test_a_file_of_the_other_kind_is_told_which_command_takes_it(
    arguments: list[str], en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(["rules", *arguments]) == 2
    assert en in capsys.readouterr().err
