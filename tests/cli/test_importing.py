"""`kpi import`: office files in, every bad row with its place and reason, all of a file or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

WARD = ("--agency", "hac-thanh", "--actor", "HT-028")
STAFF = "Mã công chức;Họ và tên;Mã đơn vị;Vị trí việc làm;Vai trò;Từ ngày\n"
TASKS = "Mã công chức;Kỳ;Mã nhiệm vụ;Mã sản phẩm;Số lượng;Ngày giao;Hạn hoàn thành\n"


def _file(folder: Path, text: str, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def _template(terminal: Terminal, kind: str, path: Path) -> str:
    assert terminal.kpi("import", "template", kind, "-o", path).code == 0
    return path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", ["staff", "catalogue", "tasks"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_template_is_written_in_either_format(elsewhere: Terminal, tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"mẫu.{ending}"
    assert elsewhere.kpi("import", "template", kind, "-o", path, "--json").json == {"written": str(path)}
    assert path.stat().st_size > 100
    assert not elsewhere.data_dir.exists()


def test_filled_in_templates_of_all_kinds_are_taken_in_and_a_second_time_change_nothing(
    played: Terminal, tmp_path: Path
) -> None:
    staff = _template(played, "staff", tmp_path / "staff.csv").replace(";HT-VP;", ";van-phong;")
    catalogue = _template(played, "catalogue", tmp_path / "catalogue.csv")
    only_new_people = staff.replace("người đứng đầu", "nhân viên")  # the unit has its head
    files = {"staff": _file(tmp_path, only_new_people, "staff.csv"), "catalogue": _file(tmp_path, catalogue, "c.csv")}
    for kind, file in files.items():
        first = played.kpi("import", kind, file, *WARD, "--json")
        assert first.code == 0, first.out
        assert first.json["applied"] >= 2
        again = played.kpi("import", kind, file, *WARD, "--json")
        assert again.code == 0
        assert (again.json["applied"], again.json["unchanged"]) == (0, first.json["applied"])
        assert f"0 dòng; {first.json['applied']} dòng đã có từ trước" in played.kpi("import", kind, file, *WARD).out


def test_tasks_are_assigned_by_the_manager_named_in_the_row_on_an_open_sheet(played: Terminal, tmp_path: Path) -> None:
    # HT-021's sheet of July is locked: the row is understood, and refused by the rule that says so.
    row = "HT-021;2026-07;N-1;VB-CV;1;01/07/2026;31/07/2026\n"
    printed = played.kpi(
        "import", "tasks", _file(tmp_path, TASKS + row), "--agency", "hac-thanh", "--actor", "HT-013", "--json"
    )
    assert printed.code == 1
    (bad,) = printed.json["bad_rows"]
    assert bad["row"] == 2
    assert bad["reason_vi"]


def test_a_bad_row_is_listed_with_row_column_and_reason_and_nothing_of_the_file_is_applied(
    played: Terminal, tmp_path: Path
) -> None:
    text = (
        STAFF
        + "N-1;Người Mới;van-phong;Văn thư;nhân viên;01/10/2026\nN-2;Người Sai;van-phong;Văn thư;nhân viên;hôm qua\n"
    )
    file = _file(tmp_path, text)
    printed = played.kpi("import", "staff", file, *WARD)
    assert printed.code == 1
    row = next(line for line in printed.out.splitlines() if "hôm qua" in line)
    assert " 3 " in row
    assert "Từ ngày" in row
    assert "Không ghi gì từ tệp này" in printed.out
    assert played.kpi("replay", "N-1", "--json").code == 2  # nobody by this id


def test_with_skip_bad_the_good_rows_are_applied_and_the_bad_ones_still_listed(
    played: Terminal, tmp_path: Path
) -> None:
    text = (
        STAFF
        + "S-1;Người Tốt;van-phong;Văn thư;nhân viên;01/10/2026\nS-2;Người Lạ;nowhere;Văn thư;nhân viên;01/10/2026\n"
    )
    file = _file(tmp_path, text)
    printed = played.kpi("import", "staff", file, *WARD, "--skip-bad")
    assert printed.code == 0
    assert "Đã ghi 1 dòng; 0 dòng đã có từ trước; 1 dòng lỗi." in " ".join(printed.out.split())
    assert "[agency.unit_unknown; Điều 3.1" in " ".join(printed.out.replace("│", " ").split())
    assert played.kpi("replay", "S-1", "--json").code == 0


def test_a_shared_product_nobody_defined_is_refused_at_its_column(played: Terminal, tmp_path: Path) -> None:
    row = "HT-012;2026-09;N-1;VB-CV;1;01/09/2026;30/09/2026;DA-9\n"
    file = _file(tmp_path, TASKS.replace("\n", ";Sản phẩm chung\n") + row)
    manager = ("--agency", "hac-thanh", "--actor", "HT-004")
    (bad,) = played.kpi("import", "tasks", file, *manager, "--json").json["bad_rows"]
    assert bad["column"] == "Sản phẩm chung"
    assert "product.unknown" in bad["reason_vi"]


def test_a_cell_with_text_for_a_number_is_named(played: Terminal, tmp_path: Path) -> None:
    row = "HT-012;2026-09;N-1;VB-CV;nhiều;01/09/2026;30/09/2026\n"
    printed = played.kpi("import", "tasks", _file(tmp_path, TASKS + row), *WARD, "--json")
    assert printed.code == 1
    (bad,) = printed.json["bad_rows"]
    assert (bad["row"], bad["column"], bad["value"]) == (2, "Số lượng", "nhiều")


def test_a_period_that_is_none_is_named(played: Terminal, tmp_path: Path) -> None:
    row = "HT-012;2026-13;N-1;VB-CV;1;01/09/2026;30/09/2026\n"
    (bad,) = played.kpi("import", "tasks", _file(tmp_path, TASKS + row), *WARD, "--json").json["bad_rows"]
    assert (bad["column"], bad["value"]) == ("Kỳ", "2026-13")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("empty.xlsx", b""),
        ("wrong.csv", "Tháng;Lượng mưa\n7;120\n".encode()),
        ("broken.xlsx", b"PK\x03\x04 and no more"),
        ("bytes.csv", bytes(range(128, 256)) * 8),
        ("picture.png", b"\x89PNG"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_by_name(
    played: Terminal, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    vi, en = played.kpi("import", "staff", file, *WARD, "--json").complaint()
    assert name in vi
    assert name in en
    assert vi != en


@pytest.mark.parametrize("name", ["nowhere.xlsx", "."])
def test_a_file_that_can_not_be_read_is_named(played: Terminal, name: str) -> None:
    vi, en = played.kpi("import", "staff", name, *WARD, "--json").complaint()
    assert vi
    assert en


def test_an_unknown_agency_and_an_unknown_template_are_told(played: Terminal, tmp_path: Path) -> None:
    file = _file(tmp_path, STAFF + "N-1;Người Mới;van-phong;Văn thư;nhân viên;01/10/2026\n")
    vi, _ = played.kpi("import", "staff", file, "--agency", "nowhere", "--actor", "HT-028", "--json").complaint()
    assert "'nowhere'" in vi
    vi, _ = played.kpi("import", "template", "weather", "--json").complaint()
    assert "staff, catalogue, tasks" in vi
    assert json.dumps(vi)
