"""What can go wrong at the command line is answered: what, where, what to do, in both languages, exit code 2."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.terminal import PROGRAM, Terminal

NOBODY_LISTENS = "127.0.0.1:1"
QUICK = {"KPI_DATABASE_PATIENCE_SECONDS": "0.5", "KPI_BUS_PATIENCE_SECONDS": "0.5"}

COMMANDS = [
    "demo", "down", "scores", "explain", "replay", "manager", "send", "worker", "up", "bench",
    "rules list", "rules show", "rules check", "import staff", "import catalogue", "import tasks", "import template",
    "projections status", "projections rebuild", "projections run",
]  # fmt: skip
PRINT_RESULTS = [each for each in COMMANDS if each not in {"down", "worker", "up", "bench", "projections run"}]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(elsewhere: Terminal, command: str) -> None:
    printed = elsewhere.kpi(*command.split(), "--help")
    assert printed.code == 0
    assert ("--json" in printed.out) or command not in PRINT_RESULTS
    assert f"kpi {command}" in printed.out


def test_the_help_of_all_lists_every_command_in_both_languages(elsewhere: Terminal) -> None:
    printed = elsewhere.kpi("--help")
    assert printed.code == 0
    assert all(f" {command.split()[0]} " in printed.out for command in COMMANDS)
    assert "Bảng điểm theo đơn vị / scoreboard by unit" in printed.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "HT-012", "2026-13"], "'2026-13' không phải một kỳ"),
        (["explain", "HT-012", "2026-Q5"], "'2026-Q5' không phải một kỳ"),
        (["scores", "--period", "07/2026"], "hãy viết tháng như 2026-07 hoặc quý như 2026-Q3"),
        (["explain", "HT-999", "2026-07"], "Không có ai mang mã 'HT-999'"),
        (["explain", "HT-012", "2020-01"], "các kỳ có phiếu: 2026-07, 2026-08, 2026-09"),
        (["replay", "nobody"], "xem mã ở kpi scores"),
        (["scores", "--agency", "nowhere"], "hiện có: dong-son, hac-thanh"),
        (["flags", "--agency", "nowhere", "--period", "2026-09"], "Không có cơ quan nào mang mã 'nowhere'"),
        (["explain", "HT-012", "2026-07", "--known-at", "yesterday"], "--known-at 'yesterday' không phải thời điểm"),
        (["replay", "HT-012", "--valid-on", "2026-02-30"], "--valid-on '2026-02-30' không phải một ngày"),
        (["projections", "rebuild", "weather"], "hiện có: history, scoreboard"),
    ],
)
def test_a_question_that_can_not_be_answered_says_why(played: Terminal, arguments: list[str], said: str) -> None:
    vi, en = played.kpi(*arguments, "--json").complaint()
    assert said in vi
    assert en != vi
    plain = played.kpi(*arguments)
    assert (plain.code, plain.out) == (2, "")
    assert plain.err.splitlines() == [vi, en]


@pytest.mark.parametrize(
    "arguments",
    [["paint"], ["explain"], ["explain", "HT-012"], ["scores", "--colour"], ["--lang", "fr", "scores"], ["rules", "x"]],
)
def test_a_call_that_is_not_understood_points_to_the_help(elsewhere: Terminal, arguments: list[str]) -> None:
    vi, en = elsewhere.kpi(*arguments, "--json").complaint()
    assert vi.startswith("Chưa hiểu cách gọi lệnh")
    assert "--help" in en


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"KPI_LOG_LEVEL": "nonsense"}, "KPI_LOG_LEVEL"),
        ({"KPI_BATCH_SIZE": "0"}, "KPI_BATCH_SIZE"),
        ({"KPI_LANGUAGE": "fr"}, "KPI_LANGUAGE"),
        ({"KPI_DATABASE_URL": "http://somewhere"}, "KPI_DATABASE_URL không đọc được"),
        ({"KPI_DATABASE_URL": "postgresql://u:sesame@/x?colour=red"}, "KPI_DATABASE_URL không đọc được"),
        ({"KPI_DATABASE_URL": f"postgresql://u:sesame@{NOBODY_LISTENS}/x"}, "hãy kiểm tra PostgreSQL"),
        ({"KPI_SAMPLE_CLOCK": "1", "KPI_DATABASE_URL": "postgresql://x"}, "KPI_SAMPLE_CLOCK"),
    ],
)
def test_a_wrong_setting_is_named_and_no_password_is_shown(
    elsewhere: Terminal, settings: dict[str, str], said: str
) -> None:
    printed = replace(elsewhere, settings=QUICK | settings).kpi("scores", "--json")
    vi, en = printed.complaint()
    assert said in vi
    assert vi != en
    assert "sesame" not in printed.out + printed.err


@pytest.mark.parametrize("arguments", [["worker"], ["up"], ["send"]])
@pytest.mark.parametrize("url", [f"nats://u:sesame@{NOBODY_LISTENS}", "nonsense://"])
def test_a_bus_that_is_not_there_is_told_within_the_patience(
    played: Terminal, tmp_path: Path, arguments: list[str], url: str
) -> None:
    command = tmp_path / "command.json"
    command.write_text(
        '{"type": "lock_sheet", "id": "b-1", "agency": "hac-thanh", "actor": "HT-004", "staff": "HT-012",'
        ' "period": "2026-09"}',
        encoding="utf-8",
    )
    without_bus = replace(played, settings=QUICK | {"KPI_NATS_URL": url})
    printed = without_bus.kpi(*arguments, *([command] if arguments == ["send"] else []))
    assert printed.code == 2
    vi, en = printed.err.splitlines()
    assert "KPI_NATS_URL" in vi
    assert "The bus does not serve" in en
    assert "sesame" not in printed.err


def test_a_data_folder_that_can_not_be_made_is_named(elsewhere: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_text("", encoding="utf-8")
    for data_dir in (file, file / "below"):
        vi, en = elsewhere.kpi("--data-dir", data_dir, "scores", "--json").complaint()
        assert str(data_dir) in vi
        assert "--data-dir" in en


def test_a_database_without_anything_in_it_says_how_to_begin(elsewhere: Terminal) -> None:
    vi, en = elsewhere.kpi("scores", "--json").complaint()
    assert "chạy kpi demo" in vi
    assert "run kpi demo" in en


@pytest.mark.parametrize("arguments", [["rules", "show", "nd335-2025"], ["rules", "show", "nd335-2025", "--json"]])
def test_a_reader_that_leaves_early_ends_it_without_a_traceback(elsewhere: Terminal, arguments: list[str]) -> None:
    with subprocess.Popen(
        [*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=elsewhere.environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1
