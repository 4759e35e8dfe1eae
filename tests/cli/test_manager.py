"""`kpi manager`: who manages a person on a day, on the sample, in words and for programs."""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal


def test_a_manager_is_named_with_the_unit_headed(played: Terminal) -> None:
    answer = played.kpi("manager", "HT-012", "--on", "2026-07-15", "--json")
    assert answer.code == 0
    document = answer.json
    assert document["post"]["agency"] == "hac-thanh"
    assert document["heads_unit"] == document["post"]["unit"]
    printed = played.kpi("manager", "HT-012", "--on", "2026-07-15").out
    assert f"Người quản lý trực tiếp: {document['manager_name']} ({document['manager']})" in printed
    assert "Điều 10.1" in printed


def test_in_english_the_answer_is_english(played: Terminal) -> None:
    printed = played.kpi("--lang", "en", "manager", "HT-012", "--on", "2026-07-15", "--known-at", "2026-07-20").out
    assert "on 15/07/2026, as known at 20/07/2026 23:59" in printed
    assert "Direct manager: " in printed


def test_a_day_without_a_post_is_answered_by_exit_code_one(played: Terminal) -> None:
    printed = played.kpi("manager", "HT-012", "--on", "2020-01-01")
    assert printed.code == 1
    assert "Không giữ vị trí nào vào ngày này." in printed.out
    document = played.kpi("manager", "HT-012", "--on", "2020-01-01", "--json")
    assert (document.code, document.json["manager"], document.json["post"]) == (1, None, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["HT-999"], "Không có ai mang mã 'HT-999'"),
        (["HT-012", "--on", "15/07/2026"], "--on '15/07/2026' không phải một ngày"),
        (["HT-012", "--known-at", "2020-01-01"], "Không có ai mang mã 'HT-012'"),
    ],
)
def test_a_question_that_can_not_be_answered_says_why(played: Terminal, arguments: list[str], said: str) -> None:
    vi, en = played.kpi("manager", *arguments, "--json").complaint()
    assert said in vi
    assert en != vi
