"""`kpi demo --year`: a ward's whole year at one command."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.cli.terminal import Printed, Terminal, processes_of


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("year") / "data")


@pytest.fixture(scope="module")
def printed(window: Terminal) -> Iterator[Printed]:
    """What the first run prints; its servers stay for the second one."""
    yield window.kpi("demo", "--year", "--keep")
    assert window.kpi("--data-dir", window.data_dir / "year", "down").code == 0
    assert processes_of(window.data_dir) == []


def test_it_tells_the_year_by_month_with_the_refusals_and_their_articles(printed: Printed) -> None:
    assert printed.code == 0, printed.err
    months = re.findall(r"^Tháng (\d\d)  .* (\d+) phiếu, trung bình \d\d,\d\d$", printed.out, re.MULTILINE)
    # Fifteen people; from April to September one of them is on maternity leave.
    assert months == [(f"{number:02}", "14" if 4 <= number <= 9 else "15") for number in range(1, 13)]
    assert printed.out.count("✗") == 11
    assert "[sheet.locked; Điều 21.3 Nghị định 335/2025/NĐ-CP]" in printed.out


def test_it_shows_what_the_decision_of_march_did_to_january(printed: Printed) -> None:
    # 88 - 70 x 1/2 / 6 = 82.17
    assert re.search(r"^PM-04 +Phạm Quốc Hưng +100 % +50 % +88,00 +82,17$", printed.out, re.MULTILINE)


def test_the_table_of_the_round_says_mean_class_before_and_after_the_cap_and_why(printed: Printed) -> None:
    round_table = printed.out[printed.out.index("Xếp loại năm, QĐ 125/QĐ-UBND ngày 14/12/2026") :]
    assert re.search(r"Chuyên viên: 3 người ở mức xuất sắc, 5 ở mức tốt trước khi tính tỷ lệ: 1 chỗ", round_table)
    moved = r"PM-15 .* 91,42 +Hoàn thành xuất sắc +Hoàn thành tốt +vượt tỷ lệ của nhóm \(Điều 20.5\)"
    assert re.search(moved, round_table)
    assert re.search(r"PM-04 .* 86,31 +Hoàn thành +Hoàn thành +không cao hơn đơn vị", round_table)
    assert re.search(r"PM-11 .* 82,85 +Không hoàn thành +Không hoàn thành +bị kỷ luật", round_table)


def test_the_examples_it_ends_with_work_as_they_are_printed(printed: Printed, window: Terminal) -> None:
    examples = re.findall(r"^  \.venv/bin/kpi (.*)$", printed.out, re.MULTILINE)
    assert len(examples) == 4
    for example in examples:
        assert window.kpi(*example.split()).code == 0, example


def test_played_again_it_changes_nothing_and_says_so(printed: Printed, window: Terminal) -> None:
    assert printed.code == 0
    again = window.kpi("demo", "--year", "--keep", "--json").json
    assert again["changed"] is False
    assert len(again["refused"]) == 11
    classes = {
        each["staff"]: (each["class_before_cap"], each["class"], each["why"]) for each in again["year"]["classes"]
    }
    assert classes["PM-12"] == ("HTXS", "HTT", ["equal", "group"])
    assert [staff for staff, (_, class_code, _) in classes.items() if class_code == "HTXS"] == ["PM-09"]
    assert again["year"]["petitions"] == {"PM-12": "kept"}


def test_the_year_is_shown_in_both_languages_and_for_programs(printed: Printed, window: Terminal) -> None:
    assert printed.code == 0
    year = ("--data-dir", window.data_dir / "year", "--lang", "vi", "year", "phuong-mau", "2026")
    shown = window.kpi(*year)
    assert shown.code == 0
    assert "Quyết định: QĐ 125/QĐ-UBND, 14/12/2026, PM-01; đúng hạn (Điều 19.2)" in shown.out
    assert "Không có: mọi mức đều khớp." in shown.out
    english = window.kpi(*year[:3], "en", *year[4:], "--staff", "PM-15")
    assert "None: every class is borne out." in english.out
    assert "PM-12" not in english.out
    document = window.kpi(*year, "--json").json
    assert (document["state"], len(document["classes"]), document["not_borne_out"]) == ("published", 15, [])


def test_a_year_that_can_not_be_shown_says_why(printed: Printed, window: Terminal) -> None:
    assert printed.code == 0
    at = ("--data-dir", window.data_dir / "year", "year")
    without = window.kpi(*at, "phuong-mau", "2025")
    assert (without.code, "chưa mở đợt xếp loại năm 2025" in without.out) == (1, True)
    assert window.kpi(*at, "phuong-mau", "2025", "--json").json["state"] is None
    assert "'nowhere'" in window.kpi(*at, "nowhere", "2026", "--json").complaint()[0]
    assert "'26'" in window.kpi(*at, "phuong-mau", "26", "--json").complaint()[0]
    assert "'PM-99'" in window.kpi(*at, "phuong-mau", "2026", "--staff", "PM-99", "--json").complaint()[0]
