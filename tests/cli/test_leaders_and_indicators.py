"""`kpi flags`, `kpi indicators`, and the score of a head that follows from others: on the sample."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.cli.terminal import Terminal


def test_a_heads_explanation_names_the_people_and_events_behind_item_d(played: Terminal) -> None:
    explained = played.kpi("explain", "DS-030", "2026-09", "--json").json
    unit = explained["unit_result"]
    assert (explained["outputs"]["d"], unit["share"], unit["day"]) == ("0.5", "0.5", "2026-09-30")
    first, *others = unit["people"]
    assert (first["staff"], first["standing"], first["decides"]) == ("DS-035", "below", True)
    assert {(each["standing"], each["decides"]) for each in others} == {("completed", False)}
    step = next(step for step in explained["steps"] if step["name"] == "d")
    assert step["sources"] == first["sources"]
    assert step["article"] == "Điều 15.3a; Điều 15.4"


def test_the_page_says_it_in_words_the_one_who_decides_first(played: Terminal) -> None:
    printed = played.kpi("explain", "DS-030", "2026-09").out
    page = printed[printed.index("Tiêu chí d tính từ ai") :]
    assert "50 %: 1 trong 5 công chức thuộc quyền quản lý ngày 30/09/2026 ở dưới mức hoàn thành nhiệm vụ" in page
    assert page.index("DS-035") < page.index("DS-031")
    english = played.kpi("--lang", "en", "explain", "DS-030", "2026-09").out
    assert "50 %: 1 of 5 civil servants in charge on 30/09/2026 are below completed" in english


def test_a_person_who_leads_nobody_has_no_such_part(played: Terminal) -> None:
    assert played.kpi("explain", "HT-012", "2026-07", "--json").json["unit_result"] is None
    assert "Tiêu chí d tính từ ai" not in played.kpi("explain", "HT-012", "2026-07").out


def test_a_heads_history_shows_whose_act_moved_item_d(played: Terminal) -> None:
    walked = played.kpi("replay", "DS-030", "--json").json
    others = [step for step in walked["steps"] if step["about"] != "DS-030"]
    assert [step["about"] for step in others][-1] == "DS-035"
    (score,) = others[-1]["scores"]
    assert ("d" in score["before"]["outputs"], score["after"]["outputs"]["d"]) == (False, "0.5")
    printed = played.kpi("replay", "DS-030").out
    assert re.search(r"\[d: của DS-035\] Tự chấm tiêu chí chung .*d: — → 50 %", printed)


def test_the_board_and_the_explanation_of_every_leader_agree(played: Terminal) -> None:
    rows = played.kpi("scores", "--period", "2026-08", "--agency", "dong-son", "--json").json["rows"]
    leaders = [row for row in rows if row["role"] in ("head", "deputy") and row["kind"] == "sheet"]
    assert len(leaders) >= 8
    for row in leaders:
        assert row["d"] is not None
        assert played.kpi("explain", row["staff"], "2026-08", "--json").json["outputs"]["total"] == row["total"]


def test_flags_name_threshold_and_person_and_say_that_they_are_no_findings(played: Terminal) -> None:
    printed = played.kpi("flags", "--period", "2026-07", "--agency", "hac-thanh").out
    assert re.search(r"HT-039 .*954,20 đơn vị quy đổi; mức giữa của đơn vị 454,80 +909,60", printed)
    assert "không phải kết luận, không làm đổi điểm" in printed
    document = played.kpi("flags", "--period", "2026-07", "--agency", "hac-thanh", "--json").json
    assert document["thresholds"]["effort_times_norm"] == "2"
    assert [(flag["kind"], flag["staff"], flag["found"]) for flag in document["flags"]] == [
        ("high_effort", "HT-039", "954.2")
    ]


def test_a_unit_within_the_thresholds_has_no_flags(played: Terminal) -> None:
    called = played.kpi("--lang", "en", "flags", "--period", "2026-07", "--agency", "hac-thanh", "--unit", "van-phong")
    assert called.code == 0
    assert "Nothing is beyond the thresholds." in called.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("flags", "--period", "2026-13"), "2026-13"),
        (("flags", "--agency", "khac"), "kpi scores"),
        (("indicators", "--agency", "khac"), "set_indicator"),
        (("indicators", "--year", "2031"), "set_indicator"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(played: Terminal, arguments: tuple[str, ...], words: str) -> None:
    for text in played.kpi(*arguments, "--json").complaint():
        assert words in text


def test_indicators_show_value_target_share_and_each_month_below_the_one_they_feed(played: Terminal) -> None:
    printed = played.kpi("indicators", "--agency", "hac-thanh").out
    # July 4, August 10, September 12 of 60: 26/60 = 43.3 %.
    assert re.search(r" {5,}CN-012 .*HT-012\) +26 / 60 hồ sơ +█+.* 43,3 % +07: 4  08: 10  09: 12", printed)
    document = played.kpi("indicators", "--agency", "hac-thanh", "--json").json
    (agency,) = document["agencies"]
    rows = {row["indicator"]: row for row in agency["indicators"]}
    assert (rows["CN-012"]["value"], rows["CN-012"]["share"], rows["CN-012"]["depth"]) == ("26", "13/30", 2)
    assert rows["CQ-1"]["value"] is None
    assert rows["CQ-1"]["share"] is not None


def test_indicators_of_one_person_or_one_unit_alone(played: Terminal) -> None:
    of_person = played.kpi("indicators", "--staff", "HT-012", "--json").json["agencies"]
    assert [row["indicator"] for each in of_person for row in each["indicators"]] == ["CN-012"]
    of_unit = played.kpi("indicators", "--agency", "dong-son", "--unit", "van-phong", "--json").json["agencies"]
    assert [row["indicator"] for row in of_unit[0]["indicators"]] == ["DV-VP"]


@pytest.mark.parametrize("columns", [100, 120, 160])
@pytest.mark.parametrize("arguments", [("indicators",), ("flags", "--period", "2026-07"), ("replay", "DS-030")])
def test_the_pages_fit_the_width(played: Terminal, columns: int, arguments: tuple[str, ...]) -> None:
    printed = replace(played, columns=columns).kpi(*arguments).out
    tables = [line for line in printed.splitlines() if not line.startswith("Tính tới")]
    assert max(map(cell_len, tables)) <= columns
