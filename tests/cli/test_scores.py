"""`kpi scores`, `kpi explain`, `kpi replay`: reading, on the sample, in words and for programs."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.cells import cell_len

from tests.cli.terminal import Terminal


def test_the_latest_quarter_is_shown_when_no_period_is_named(played: Terminal) -> None:
    assert played.kpi("scores", "--json").json["period"] == "2026-Q3"


def test_a_quarter_is_the_mean_of_its_months(played: Terminal) -> None:
    rows = {(row["staff"], row["period"]): row for row in played.kpi("scores", "--json").json["rows"]}
    months = [Fraction(rows["HT-012", month]["total"]) for month in ("2026-07", "2026-08", "2026-09")]
    assert Fraction(rows["HT-012", "2026-Q3"]["total"]) == sum(months, Fraction(0)) / 3


def test_a_month_shows_what_the_score_is_made_of_with_a_decimal_comma(played: Terminal) -> None:
    printed = played.kpi("scores", "--period", "2026-07", "--agency", "hac-thanh").out
    line = next(each for each in printed.splitlines() if each.startswith("HT-012"))
    # a = 96/100, b = 93/100, c = 92/100, general 24, result 1967/30, total 2687/30
    assert re.search(r"96,00 +93,00 +92,00 +24,00 +65,57 +89,57 ", line)
    assert "Tháng 7 năm 2026" in printed
    assert "DS-001" not in printed


def test_in_english_headings_classes_and_numbers_are_english(played: Terminal) -> None:
    printed = played.kpi("--lang", "en", "scores", "--period", "2026-07", "--agency", "hac-thanh").out
    assert "Month 7 of 2026" in printed
    assert re.search(r"HT-012 .* 89\.57 .*Good", printed)


def test_somebody_whose_class_discipline_decided_is_marked_so(played: Terminal) -> None:
    printed = played.kpi("scores").out
    assert re.search(r"DS-008 .*94,35 .*Không hoàn thành \*", printed)
    assert "* Mức do kỷ luật hoặc sự việc khác quyết định" in printed


@pytest.mark.parametrize("columns", [80, 100, 120, 160])
@pytest.mark.parametrize("period", ["2026-07", "2026-Q3"])
def test_the_board_fits_the_page_and_keeps_every_name_whole(played: Terminal, columns: int, period: str) -> None:
    narrow = replace(played, columns=columns)
    printed = narrow.kpi("scores", "--period", period, "--agency", "hac-thanh")
    names = [
        row["name"] for row in narrow.kpi("scores", "--period", period, "--json", "--agency", "hac-thanh").json["rows"]
    ]
    assert max(map(cell_len, printed.out.splitlines())) <= columns
    assert len(names) > 40
    assert [name for name in names if name not in printed.out] == []
    assert "…" not in printed.out


def test_an_explanation_names_formula_inputs_article_and_receipt(played: Terminal) -> None:
    explained = played.kpi("explain", "HT-012", "2026-07", "--json").json
    ratio = next(step for step in explained["steps"] if step["name"] == "result_ratio")
    assert ratio["formula"] == "(a + b + c) / 3"
    assert ratio["inputs"] == {"a": "0.96", "b": "0.93", "c": "0.92"}
    assert ratio["value"] == "281/300"
    assert ratio["article"] == "Điều 16.1"
    assert {"rule_set_id", "rule_set_hash", "valid_on", "known_at", "rules_on"} <= explained["receipt"].keys()


def test_an_objective_cause_is_said_where_nothing_was_deducted(played: Terminal) -> None:
    printed = played.kpi("explain", "HT-012", "2026-07").out
    task = printed[printed.index("T4 Báo cáo nhanh số liệu\n") :]
    assert re.search(r"Phần điểm tiến độ bị trừ +nguyên nhân khách quan: không trừ +0 ", task)


def test_a_quarter_made_of_months_is_explained_by_its_months(played: Terminal) -> None:
    printed = played.kpi("explain", "DS-008", "2026-Q3")
    assert printed.code == 0
    assert re.search(r"2026-07 +96,99 .*\n +2026-08 +98,16 .*\n +2026-09 +87,91 .*Không hoàn thành", printed.out)
    assert "Điểm trung bình quý" in printed.out
    document = played.kpi("explain", "DS-008", "2026-Q3", "--json").json
    assert (document["status"], document["class"]) == ("scored", "KHT")
    assert [each["status"] for each in document["months"].values()] == ["scored"] * 3


def test_known_at_an_earlier_day_the_score_is_what_it_was_then(played: Terminal) -> None:
    early = played.kpi("explain", "HT-012", "2026-07", "--known-at", "2026-07-14", "--json").json
    # Only T1's first two of four files were accepted by then: 2 × 9 = 18 of 100, in a, b and c; 70 × 18/100 = 12.6
    assert early["outputs"]["result"] == "12.6"
    assert early["status"] == "unknown"


def test_up_to_a_day_only_what_held_by_then_counts(played: Terminal) -> None:
    walked = played.kpi("replay", "HT-012", "--valid-on", "2026-07-14", "--json").json
    assert max(step["valid_on"] for step in walked["steps"]) == "2026-07-14"
    assert walked["scores"]["2026-07"]["outputs"]["result"] == "12.6"


def test_a_history_says_as_of_which_times_it_is(played: Terminal) -> None:
    printed = played.kpi("replay", "HT-012", "--known-at", "2026-07-20", "--valid-on", "2026-07-15").out
    title = " ".join(printed.partition("Số ")[0].split())
    assert title.endswith("như đã biết lúc 20/07/2026 23:59, tới ngày 15/07/2026")


@pytest.mark.parametrize("columns", [100, 160])
def test_a_history_breaks_no_line_within_a_word_or_a_name(played: Terminal, columns: int) -> None:
    printed = replace(played, columns=columns).kpi("replay", "HT-012").out
    assert max(map(cell_len, printed.splitlines())) <= columns
    assert printed.count("Hoàng Văn Quyết") > 20
    known = set(replace(played, columns=400).kpi("replay", "HT-012").out.split())
    assert {word for word in printed.split() if set(word) != {"─"}} - known == set()
