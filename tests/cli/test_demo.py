"""`kpi demo`: the whole job at one command."""

from __future__ import annotations

import re

from tests.cli.conftest import PlayedDemo
from tests.cli.terminal import OPEN_AGENCY, Terminal, processes_of


def test_it_prints_the_scoreboard_of_both_wards_by_unit_in_vietnamese(demo: PlayedDemo) -> None:
    printed = demo.printed.out
    assert demo.printed.code == 0, demo.printed.err
    assert "UBND phường Hạc Thành · Quý 3 năm 2026" in printed
    assert "UBND phường Đông Sơn · Quý 3 năm 2026" in printed
    for heading in ("Mã", "Họ và tên", "Chức vụ, chức danh", "T07", "T08", "T09", "Điểm", "Mức tương ứng"):
        assert heading in printed
    assert re.search(r"^Phòng Văn hóa – Xã hội  \d+ người, trung bình \d\d,\d\d$", printed, re.MULTILINE)


def test_it_explains_one_score_line_by_line_with_the_article_of_each_line(demo: PlayedDemo) -> None:
    printed = demo.printed.out
    explained = printed[printed.index("Giải thích điểm của") : printed.index("Lịch sử đánh giá của")]
    # T2: 16 × 1 done, late once: 1 − 25 % = 0.75; 16 × 0.75 = 12
    assert re.search(r"Số đạt tiến độ đã quy đổi +16 × 0,75 +12 +Điều 14\.2c", explained)
    # a = 96/100, b = 93/100, c = 92/100; 70 × (a + b + c)/3 = 1967/30; + 24 = 2687/30 = 89.57
    assert re.search(r"Tổng điểm +24 \+ 1967/30 +2687/30 ≈ 89,5667 +Điều 17\.1", explained)
    assert "Kết luận: 89,57 điểm = 2687/30, tương ứng mức Hoàn thành tốt nhiệm vụ." in explained


def test_it_shows_the_same_persons_history_with_the_names_of_those_who_acted(demo: PlayedDemo) -> None:
    history = demo.printed.out[demo.printed.out.index("Lịch sử đánh giá của Trịnh Thị Hà My (HT-012)") :]
    assert "Hoàng Văn Quyết" in history
    assert "Xác nhận nguyên nhân khách quan về tiến độ" in history
    assert "19,02 → 19,60" in history


def test_played_again_it_changes_nothing_says_so_and_leaves_the_servers_to_whoever_kept_them(demo: PlayedDemo) -> None:
    again = demo.terminal.kpi("demo")
    assert again.code == 0
    assert re.search(r"Không có gì thay đổi: cả \d{4} lệnh đã được trả lời từ lần trước", again.out)
    assert processes_of(demo.terminal.data_dir, seconds=0)


def test_in_a_new_folder_it_ends_within_a_minute_as_one_json_document_without_leaving_a_process(
    elsewhere: Terminal,
) -> None:
    # No terminal, and a locale that knows ASCII only: Vietnamese comes out as UTF-8 nevertheless.
    printed = elsewhere.process("demo", "--json", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert printed.code == 0, printed.err
    document = printed.json
    assert document["changed"] is True
    assert document["seconds"] < 60
    assert document["explanation"]["name"] == "Trịnh Thị Hà My"
    assert document["explanation"]["outputs"]["total"] == "2687/30"
    assert {group["agency"] for group in document["scores"]["groups"]} == {"hac-thanh", "dong-son"}
    assert document["history"]["steps"]
    assert "Lệnh qua NATS" in printed.err
    assert processes_of(elsewhere.data_dir) == []


def test_it_refuses_a_database_of_somebody_else(elsewhere: Terminal) -> None:
    for setting in ({"KPI_DATABASE_URL": "postgresql://localhost/live"}, {"KPI_NATS_URL": "nats://localhost"}):
        vi, en = Terminal(elsewhere.data_dir, setting).kpi("demo", "--json").complaint()
        assert "chỉ chạy trên máy chủ riêng" in vi
        assert "KPI_DATABASE_URL" in en
    assert not elsewhere.data_dir.exists()


def test_it_refuses_a_folder_that_holds_other_data_and_writes_nothing_there(elsewhere: Terminal) -> None:
    sent = elsewhere.process("send", "-", "--json", text=OPEN_AGENCY.encode())
    assert sent.code == 0, sent
    vi, en = elsewhere.kpi("demo", "--json").complaint()
    assert "có dữ liệu khác" in vi
    assert "--data-dir" in en
    assert {each["log_position"] for each in elsewhere.kpi("projections", "status", "--json").json} == {1}
