"""`kpi send`, with a worker of its own or that of `kpi up` in another process; `kpi up` and `kpi worker` themselves."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.cli.terminal import OPEN_AGENCY, Terminal, processes_of


def _add_unit(command_id: str, unit: str, **more: object) -> str:
    command = {
        "type": "add_unit", "id": command_id, "agency": "our-ward", "actor": "OW-1", "valid_on": "2026-01-01",
        "unit": unit, "name": f"Tổ {unit}", "parent": "ubnd",
    }  # fmt: skip
    return json.dumps(command | more, ensure_ascii=False)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_what_other_processes_send_until_a_signal_ends_it(
    elsewhere: Terminal, tmp_path: Path, end: signal.Signals
) -> None:
    with elsewhere.running("up") as serving:
        opened = elsewhere.process("send", "-", text=OPEN_AGENCY.encode())
        assert opened.code == 0, opened
        assert "✓ own-1: chấp nhận, 1 sự kiện" in opened.out

        lines = tmp_path / "units.jsonl"
        lines.write_text(f"{_add_unit('u-1', 'mot')}\n\n{_add_unit('u-2', 'hai')}\n", encoding="utf-8")
        answers = elsewhere.kpi("send", lines, "--json")
        assert answers.code == 0
        assert [(each["command_id"], each["status"], each["duplicate"]) for each in answers.json] == [
            ("u-1", "accepted", False),
            ("u-2", "accepted", False),
        ]

        again = elsewhere.kpi("send", lines)
        assert again.code == 0
        assert again.out.count("(đã trả lời trước đó)") == 2

        listed = tmp_path / "list.json"
        listed.write_text(f"[{_add_unit('u-3', 'ba')}, {_add_unit('u-4', 'mot')}]", encoding="utf-8")
        refused = elsewhere.kpi("send", listed)
        assert refused.code == 1
        assert "✗ u-4: từ chối [agency.unit_exists] Cơ quan our-ward đã có đơn vị mot. (Điều 3.1" in refused.out
        assert [each["status"] for each in elsewhere.kpi("send", listed, "--json").json] == ["accepted", "refused"]

        serving.send_signal(end)
        assert serving.wait(30) == 0
    assert processes_of(elsewhere.data_dir) == []


def test_the_worker_alone_serves_and_ends_well(elsewhere: Terminal) -> None:
    with elsewhere.running("worker") as serving:
        assert elsewhere.process("send", "-", text=OPEN_AGENCY.encode()).code == 0
        serving.terminate()
        assert serving.wait(30) == 0
    assert processes_of(elsewhere.data_dir) == []


def test_without_anything_running_send_runs_a_worker_of_its_own(elsewhere: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "open.json"
    file.write_text("\ufeff" + OPEN_AGENCY, encoding="utf-8")  # as Windows editors save it
    assert elsewhere.kpi("send", file).code == 0
    assert processes_of(elsewhere.data_dir) == []


def test_with_a_bus_but_no_worker_send_gives_up_and_says_what_is_missing(played: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "unit.json"
    file.write_text(_add_unit("nobody-serves", "x"), encoding="utf-8")
    vi, en = played.kpi("send", file, "--patience", "1", "--json").complaint()
    assert "kpi worker hoặc kpi up đang chạy" in vi
    assert "no worker answered" in en


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không có lệnh nào"),
        (b"[]", "không có lệnh nào"),
        (b"{\n", "dòng 1: không phải JSON"),
        (b"\xff\xfe{\x00", "không phải UTF-8"),
        (b'"add_unit"', "dòng 1"),
        (_add_unit("u-9", "x", colour="red").encode(), "add_unit.colour"),
        (_add_unit("u-9", "x").replace("2026-01-01", "2026-13-01").encode(), "add_unit.valid_on"),
        (b'{"type": "paint"}', "'paint'"),
        (_add_unit("u-8", "x").encode() + b"\n" + b"{}", "dòng 2 / line 2"),
        (b"[" * 100_000, "dòng 1: không phải JSON"),
    ],
)
def test_what_is_no_command_is_refused_with_its_place_and_nothing_is_sent(
    elsewhere: Terminal, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "commands.json"
    file.write_bytes(content)
    vi, en = elsewhere.kpi("send", file, "--json").complaint()
    assert said in vi
    assert str(file) in en
    assert not elsewhere.data_dir.exists()  # refused before any server was started


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_can_not_be_read_is_named(elsewhere: Terminal, name: str) -> None:
    vi, en = elsewhere.kpi("send", name, "--json").complaint()
    assert vi.startswith(f"Không đọc được {name}: ")
    assert name in en
