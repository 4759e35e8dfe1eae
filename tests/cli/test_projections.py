"""`kpi projections status | rebuild`."""

from __future__ import annotations

from tests.cli.terminal import Terminal


def test_the_status_tells_how_far_each_read_model_is(played: Terminal) -> None:
    played.kpi("scores")
    found = played.kpi("projections", "status", "--json").json
    assert [each["name"] for each in found] == ["history", "scoreboard", "watch", "indicators"]
    assert all(each["lag_events"] == 0 and each["dead_letters"] == 0 for each in found)
    assert all(each["position"] == each["log_position"] > 7_000 for each in found)
    printed = played.kpi("projections", "status").out
    assert "Trễ (sự kiện)" in printed
    assert " 0,0 " in printed


def test_a_rebuilt_read_model_stands_in_a_schema_of_its_own_and_says_the_same(played: Terminal) -> None:
    before = played.kpi("scores", "--json").json
    former = {each["name"]: each["schema"] for each in played.kpi("projections", "status", "--json").json}
    rebuilt = played.kpi("projections", "rebuild", "scoreboard", "--json").json
    assert rebuilt["schema"] != former["scoreboard"]
    assert rebuilt["lag_events"] == 0
    assert played.kpi("scores", "--json").json == before
    printed = played.kpi("projections", "rebuild", "history").out
    assert printed.startswith("Đã dựng lại history tới vị trí ")
