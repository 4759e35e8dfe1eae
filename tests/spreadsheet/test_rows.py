"""Rows below the header: data, group headings, totals, signatures, and problems found where they stand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import xlsxwriter

from kpi_commands.catalogue.approve_catalogue_item import ApproveCatalogueItem
from kpi_commands.sheet.assign_ad_hoc_task import AssignAdHocTask
from kpi_commands.sheet.assign_task import AssignTask
from kpi_commands.staff.register_staff_member import RegisterStaffMember
from kpi_es.adapters.spreadsheet import ImportPlan, plan_import
from kpi_es.adapters.spreadsheet.columns import ImportKind
from tests.spreadsheet.office_files import (
    CATALOGUE_HEADINGS,
    OPTIONS,
    STAFF_HEADINGS,
    TASK_HEADINGS,
    Rows,
    catalogue_row,
    delimited,
    staff_row,
    task_row,
    workbook,
)


def _plan(folder: Path, kind: ImportKind, rows: Rows) -> ImportPlan:
    return plan_import(kind, workbook(folder / "a.xlsx", {"Trang 1": rows}), OPTIONS)


def _found(plan: ImportPlan) -> list[tuple[int, str | None]]:
    return [(problem.row, problem.column) for problem in plan.problems]


def test_a_staff_row_becomes_a_registration_and_the_name_stays_beside_it(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "staff", [STAFF_HEADINGS, staff_row(1, role="Trưởng phòng", since=date(2026, 7, 1))])
    (row,) = plan.rows
    assert isinstance(row.command, RegisterStaffMember)
    assert (row.command.staff, row.command.unit, row.command.role) == ("HT-VP-01", "HT-VP", "head")
    assert row.command.valid_on == date(2026, 7, 1)
    assert (row.command.system, row.command.actor) == ("import", "HT-TC")
    assert row.display_name == "Nguyễn Văn Ví Dụ 1"
    assert "Ví Dụ" not in row.command.model_dump_json()


def test_the_role_is_told_from_the_office_where_there_is_no_role_column(tmp_path: Path) -> None:
    headings = ["Chức vụ" if name == "Vai trò" else name for name in STAFF_HEADINGS]
    rows: Rows = [
        headings,
        staff_row(1, role="Phó Trưởng phòng"),
        staff_row(2, role="Kế toán trưởng", post="Kế toán"),
        staff_row(3, role="Hợp đồng lao động", post="Lái xe"),
    ]
    plan = _plan(tmp_path, "staff", rows)
    commands = [row.command for row in plan.rows]
    assert [(each.role, each.group) for each in commands if isinstance(each, RegisterStaffMember)] == [
        ("deputy", "civil_servant"),
        ("contract", "contract_worker"),
    ]
    assert _found(plan) == [(3, "Vai trò")]


def test_group_headings_give_the_unit_by_name_by_code_or_are_reported(tmp_path: Path) -> None:
    rows: Rows = [
        ["STT", "Mã công chức", "Họ và tên", "Vị trí việc làm"],
        ["I", "Văn phòng HĐND và UBND"],
        [1, "A-1", "Người Một", "Chuyên viên"],
        ["II. PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ"],
        [2, "A-2", "Người Hai", "Chuyên viên"],
        ["III. Trung tâm Phục vụ hành chính công (HT-TT)"],
        [3, "A-3", "Người Ba", "Chuyên viên"],
        ["IV. Phòng chưa lập"],
        [4, "A-4", "Người Bốn", "Chuyên viên"],
    ]
    plan = _plan(tmp_path, "staff", rows)
    units = [row.command.unit for row in plan.rows if isinstance(row.command, RegisterStaffMember)]
    assert units == ["HT-VP", "HT-KT", "HT-TT"]
    assert _found(plan) == [(9, "Mã đơn vị")]
    assert "Phòng chưa lập" in plan.problems[0].reason_vi
    assert (plan.skipped[0].row, plan.skipped[0].text) == (2, "Văn phòng HĐND và UBND")


def test_group_headings_give_the_complexity_group(tmp_path: Path) -> None:
    place = CATALOGUE_HEADINGS.index("Nhóm")
    rows: Rows = [
        [name for name in CATALOGUE_HEADINGS if name != "Nhóm"],
        ["A", "Nhóm 1: Công việc đơn giản"],
        [*catalogue_row(1)[:place], *catalogue_row(1)[place + 1 :]],
        ["a", "Lĩnh vực tư pháp"],
        [*catalogue_row(2)[:place], *catalogue_row(2)[place + 1 :]],
        ["B", "Nhóm II"],
        [*catalogue_row(3)[:place], *catalogue_row(3)[place + 1 :]],
    ]
    plan = _plan(tmp_path, "catalogue", rows)
    groups = [row.command.group for row in plan.rows if isinstance(row.command, ApproveCatalogueItem)]
    assert groups == [1, 1, 2]
    assert plan.problems == ()


def test_totals_signatures_and_blank_rows_are_skipped_and_said_to_be(tmp_path: Path) -> None:
    rows: Rows = [
        CATALOGUE_HEADINGS,
        catalogue_row(1),
        [],
        [None, None, None, None, None, None, "chỉ có ghi chú"],
        CATALOGUE_HEADINGS,
        catalogue_row(2),
        ["Tổng cộng", None, None, None, None, 50],
        [],
        [None, None, None, None, None, "Hạc Thành, ngày 20 tháng 6 năm 2026"],
        [None, "NGƯỜI LẬP BIỂU", None, None, None, "CHỦ TỊCH"],
        [],
        [None, "Nguyễn Thị Ví Dụ", None, None, None, "Trần Văn Ví Dụ"],
        ["Nơi nhận:"],
        ["- Như Điều 3;"],
    ]
    plan = _plan(tmp_path, "catalogue", rows)
    assert [row.row for row in plan.rows] == [2, 6]
    assert plan.problems == ()
    assert [skipped.row for skipped in plan.skipped] == [4, 5, 7, 9, 10, 12, 13, 14]


def test_a_data_row_below_the_signatures_is_reported_not_lost(tmp_path: Path) -> None:
    rows: Rows = [CATALOGUE_HEADINGS, catalogue_row(1), ["Nơi nhận:"], catalogue_row(2)]
    plan = _plan(tmp_path, "catalogue", rows)
    assert [row.row for row in plan.rows] == [2]
    assert _found(plan) == [(4, None)]


def test_a_numbered_row_with_a_title_in_capitals_is_a_bad_row_not_a_signature(tmp_path: Path) -> None:
    rows: Rows = [STAFF_HEADINGS, staff_row(1), [2, None, "Người Hai", None, "TRƯỞNG PHÒNG"]]
    plan = _plan(tmp_path, "staff", rows)
    assert (3, "Mã công chức") in _found(plan)
    assert plan.skipped == ()


def test_a_lone_code_is_a_row_with_empty_cells_not_a_group_heading(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "catalogue", [CATALOGUE_HEADINGS, catalogue_row(1), [2, "VB-02"]])
    assert {row for row, _ in _found(plan)} == {3}
    assert {column for _, column in _found(plan)} >= {"Tên sản phẩm/công việc", "Đơn vị tính", "Điểm"}


def test_every_bad_cell_of_a_row_is_reported_at_its_row_and_column(tmp_path: Path) -> None:
    bad = task_row(2, staff="mã có dấu", quantity="mười hai", due="31/02/2026", period="2026-13")
    plan = _plan(tmp_path, "tasks", [TASK_HEADINGS, task_row(1), bad])
    assert [row.row for row in plan.rows] == [2]
    assert [(problem.row, problem.column, problem.value) for problem in plan.problems] == [
        (3, "Kỳ", "2026-13"),
        (3, "Số lượng", "mười hai"),
        (3, "Hạn hoàn thành", "31/02/2026"),
    ]
    repaired = task_row(2, staff="mã có dấu")
    plan = _plan(tmp_path, "tasks", [TASK_HEADINGS, task_row(1), repaired])
    assert [(problem.row, problem.column, problem.value) for problem in plan.problems] == [
        (3, "Mã công chức", "mã có dấu")
    ]


def test_the_column_is_named_as_the_office_wrote_it(tmp_path: Path) -> None:
    headings = ["SL giao" if name == "Số lượng" else name for name in TASK_HEADINGS]
    plan = _plan(tmp_path, "tasks", [headings, task_row(1, quantity="nhiều")])
    assert _found(plan) == [(2, "SL giao")]


def test_what_the_contract_of_the_command_refuses_is_shown_at_the_column(tmp_path: Path) -> None:
    rows: Rows = [CATALOGUE_HEADINGS, catalogue_row(1, title="T" * 301), catalogue_row(2, item="VB–02")]
    plan = _plan(tmp_path, "catalogue", rows)
    assert _found(plan) == [(2, "Tên sản phẩm/công việc"), (3, "Mã sản phẩm")]
    assert "300" in plan.problems[0].reason_vi


def test_a_failed_formula_in_an_optional_column_is_reported(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Danh mục")
    sheet.write_row(0, 0, [*CATALOGUE_HEADINGS, "Hệ số quy đổi"])
    sheet.write_row(1, 0, catalogue_row(1))
    sheet.write_formula(1, 7, "=F2/F9", None, "#DIV/0!")
    sheet.write_row(2, 0, catalogue_row(2))
    sheet.write_formula(2, 7, "=F3/F2", None, 2.5)
    book.close()
    plan = plan_import("catalogue", tmp_path / "a.xlsx", OPTIONS)
    assert _found(plan) == [(2, "Hệ số quy đổi")]
    assert "công thức" in plan.problems[0].reason_vi
    (row,) = plan.rows
    assert '"coefficient":"2.5"' in row.command.model_dump_json()


def test_a_code_excel_turned_into_a_date_is_reported_and_a_number_is_a_code(tmp_path: Path) -> None:
    rows: Rows = [CATALOGUE_HEADINGS, catalogue_row(1, item=date(2026, 1, 2)), catalogue_row(2, item=102)]
    plan = _plan(tmp_path, "catalogue", rows)
    assert _found(plan) == [(2, "Mã sản phẩm")]
    assert "Excel đã đổi mã thành ngày 02/01/2026" in plan.problems[0].reason_vi
    assert plan.rows[0].command.item == "102"  # type: ignore[attr-defined]


def test_an_unquoted_decimal_comma_in_a_comma_file_is_reported_as_a_row_too_wide(tmp_path: Path) -> None:
    rows: Rows = [TASK_HEADINGS, *(task_row(number) for number in range(1, 6)), task_row(6, quantity="2,7")]
    plan = plan_import("tasks", delimited(tmp_path / "a.csv", rows, ","), OPTIONS)
    assert len(plan.rows) == 5
    assert (7, None) in _found(plan)


def test_decimal_commas_and_mixed_days_are_read_exactly(tmp_path: Path) -> None:
    rows: Rows = [TASK_HEADINGS, task_row(1, quantity=" 2,7 ", given=date(2026, 7, 1), due="2026-07-31 ")]
    (row,) = _plan(tmp_path, "tasks", rows).rows
    assert isinstance(row.command, AssignTask)
    assert '"quantity":"2.7"' in row.command.model_dump_json()
    assert (row.command.valid_on, row.command.due_on) == (date(2026, 7, 1), date(2026, 7, 31))


def test_an_ad_hoc_task_and_the_manager_who_assigns_are_taken_from_the_row(tmp_path: Path) -> None:
    rows: Rows = [
        [*TASK_HEADINGS, "Đột xuất", "Người giao"],
        [*task_row(1), "x", "HT-VP-TP"],
        [*task_row(2), None, None],
    ]
    first, second = (row.command for row in _plan(tmp_path, "tasks", rows).rows)
    assert isinstance(first, AssignAdHocTask)
    assert isinstance(second, AssignTask)
    assert (first.actor, second.actor) == ("HT-VP-TP", "HT-TC")


def test_a_part_of_a_shared_product_is_taken_from_the_row(tmp_path: Path) -> None:
    rows: Rows = [
        [*TASK_HEADINGS, "Sản phẩm chung", "Tỷ trọng trong sản phẩm chung (0–1)"],
        [*task_row(1), "DA-1", "0,6"],
        [*task_row(2), "DA-2", None],
        [*task_row(3), None, None],
    ]
    parts = [row.command for row in _plan(tmp_path, "tasks", rows).rows]
    assert [(each.part_of, each.weight) for each in parts if isinstance(each, AssignTask)] == [
        ("DA-1", Fraction(6, 10)),
        ("DA-2", None),
        (None, None),
    ]


def test_what_a_task_weighs_among_all_tasks_is_no_weight_in_a_shared_product(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "tasks", [[*TASK_HEADINGS, "Tỷ trọng (%)"], [*task_row(1), 20]])
    (row,) = plan.rows
    assert isinstance(row.command, AssignTask)
    assert row.command.weight is None
