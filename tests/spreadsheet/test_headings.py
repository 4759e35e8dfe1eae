"""Finding the header: order, spelling and title rows do not matter; missing and doubled columns do."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_es.adapters.spreadsheet import ImportFileError, plan_import
from kpi_es.adapters.spreadsheet.columns import COLUMNS, KINDS, ImportKind
from kpi_es.adapters.spreadsheet.heading import find_heading
from kpi_es.adapters.spreadsheet.tables import Table
from tests.spreadsheet.office_files import (
    CATALOGUE_HEADINGS,
    OPTIONS,
    STAFF_HEADINGS,
    TASK_HEADINGS,
    Rows,
    catalogue_row,
    staff_row,
    task_row,
    workbook,
)

OF_KIND: dict[ImportKind, tuple[list[object], list[object]]] = {
    "staff": (STAFF_HEADINGS, staff_row(1)),
    "catalogue": (CATALOGUE_HEADINGS, catalogue_row(1)),
    "tasks": (TASK_HEADINGS, task_row(1)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_spelling_means_two_columns_of_one_kind(kind: ImportKind) -> None:
    spellings = [spelling for column in COLUMNS[kind] for spelling in column.spellings]
    assert sorted(spellings) == sorted(set(spellings))


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [(kind, alias, column.field) for kind in KINDS for column in COLUMNS[kind]
     for alias in (column.title, *column.aliases.split(";"))],
)  # fmt: skip
def test_every_accepted_spelling_is_understood(kind: ImportKind, heading: str, field: str) -> None:
    other = next(column for column in COLUMNS[kind] if column.field != field)
    found = find_heading(Table("a", ((heading.strip(), other.title),)), kind)
    assert found is not None
    assert found.places[field] == (0,)


def _respelt(name: str, manner: int) -> str:
    manners = (
        name.upper(),
        name.lower(),
        unicodedata.normalize("NFD", name),
        f"  {name.replace(' ', chr(10))} *",
        f"{name} (ghi rõ)",
        name.replace(" ", "\u00a0") + ":",
        unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() if "đ" not in name.lower() else name,
    )
    return manners[manner % len(manners)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    chance=st.randoms(use_true_random=False),
    manners=st.lists(st.integers(0, 6), min_size=7, max_size=7),
)
def test_any_order_case_accents_and_composition_of_headings_read_equal(
    tmp_path: Path, kind: ImportKind, chance: object, manners: list[int]
) -> None:
    headings, row = OF_KIND[kind]
    plain = plan_import(kind, workbook(tmp_path / "a.xlsx", {"A": [headings, row]}), OPTIONS)
    order = list(range(len(headings)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    respelt = [_respelt(str(headings[place]), manners[place]) for place in order]
    mixed = plan_import(kind, workbook(tmp_path / "b.xlsx", {"A": [respelt, [row[place] for place in order]]}), OPTIONS)
    assert [each.command for each in mixed.rows] == [each.command for each in plain.rows]
    assert mixed.problems == ()


def test_title_rows_and_a_row_of_column_numbers_around_the_header_are_passed_over(tmp_path: Path) -> None:
    rows: Rows = [
        ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["PHƯỜNG HẠC THÀNH", None, None, "Độc lập - Tự do - Hạnh phúc"],
        [],
        ["Phụ lục I: Danh sách công chức"],
        ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2026)"],
        STAFF_HEADINGS,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        staff_row(1),
    ]
    plan = plan_import("staff", workbook(tmp_path / "a.xlsx", {"PL I": rows}), OPTIONS)
    assert [row.row for row in plan.rows] == [8]
    assert plan.problems == ()


@pytest.mark.parametrize("merged_down", [True, False])
def test_a_header_of_two_rows_under_a_wide_cell_is_understood(tmp_path: Path, merged_down: bool) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Giao việc")
    for place, name in enumerate(("STT", "Mã công chức", "Kỳ", "Mã sản phẩm", "Số lượng")):
        if merged_down:
            sheet.merge_range(2, place, 3, place, name)
        else:
            sheet.write(2, place, name)
    sheet.merge_range(2, 5, 2, 6, "Thời gian thực hiện")
    sheet.write_row(3, 5, ("Ngày giao", "Hạn hoàn thành"))
    sheet.write_row(4, 0, task_row(1))
    book.close()
    plan = plan_import("tasks", tmp_path / "a.xlsx", OPTIONS)
    assert plan.problems == ()
    assert [row.row for row in plan.rows] == [5]


def test_a_missing_column_is_named_with_the_headings_that_were_seen(tmp_path: Path) -> None:
    headings = ["Số lượng chi tiêu" if name == "Số lượng" else name for name in TASK_HEADINGS]
    plan = plan_import("tasks", workbook(tmp_path / "a.xlsx", {"Giao việc": [headings, task_row(1)]}), OPTIONS)
    (problem,) = plan.problems
    assert (problem.sheet, problem.row, problem.column) == ("Giao việc", 1, "Số lượng")
    assert "Số lượng chi tiêu" in problem.reason_vi
    assert "Số lượng chi tiêu" in problem.reason_en


def test_a_column_the_options_give_is_not_missing(tmp_path: Path) -> None:
    rows: Rows = [
        [value for value, name in zip(row, TASK_HEADINGS, strict=True) if name != "Kỳ"]
        for row in (TASK_HEADINGS, task_row(1))
    ]
    path = workbook(tmp_path / "a.xlsx", {"Giao việc": rows})
    assert plan_import("tasks", path, OPTIONS).problems[0].column == "Kỳ"
    plan = plan_import("tasks", path, OPTIONS.model_copy(update={"period": "2026-Q3"}))
    assert plan.rows[0].command.period == "2026-Q3"  # type: ignore[attr-defined]


def test_two_columns_that_mean_the_same_are_an_error_and_nothing_is_read(tmp_path: Path) -> None:
    rows: Rows = [[*CATALOGUE_HEADINGS, "Số điểm"], [*catalogue_row(1), 30]]
    plan = plan_import("catalogue", workbook(tmp_path / "a.xlsx", {"Danh mục": rows}), OPTIONS)
    assert plan.rows == ()
    assert plan.problems[0].column == "Điểm"
    assert "Điểm, Số điểm" in plan.problems[0].reason_vi


def test_a_heading_nobody_understands_is_named(tmp_path: Path) -> None:
    rows: Rows = [[*CATALOGUE_HEADINGS, "Hệ số quy dổi thử", "Ghi chú"], [*catalogue_row(1), "1", "x"]]
    plan = plan_import("catalogue", workbook(tmp_path / "a.xlsx", {"Danh mục": rows}), OPTIONS)
    assert [(column.sheet, column.heading) for column in plan.unused] == [("Danh mục", "Hệ số quy dổi thử")]


def test_of_several_appendices_the_right_ones_are_taken_and_the_others_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "QĐ": [["QUYẾT ĐỊNH"], ["Về việc ban hành danh mục sản phẩm, công việc"], ["Điều 1. Ban hành"]],
        "PL1": [["Phụ lục 1"], STAFF_HEADINGS, staff_row(1)],
        "PL2": [["Phụ lục 2"], ["Văn phòng"], CATALOGUE_HEADINGS, catalogue_row(1)],
        "PL3": [["Phụ lục 3"], CATALOGUE_HEADINGS[::-1], catalogue_row(2)[::-1]],
        "Trống": [],
        "PL4": [CATALOGUE_HEADINGS],
    }
    plan = plan_import("catalogue", workbook(tmp_path / "a.xlsx", sheets), OPTIONS)
    assert [(row.sheet, row.row) for row in plan.rows] == [("PL2", 4), ("PL3", 3)]
    assert plan.problems == ()
    reasons = {sheet.name: sheet.reason_vi for sheet in plan.left_out}
    assert list(reasons) == ["QĐ", "PL1", "Trống", "PL4"]
    assert "không thấy dòng tiêu đề" in reasons["QĐ"]
    assert "kpi import staff" in reasons["PL1"]
    assert "trống" in reasons["Trống"]
    assert "không có dòng dữ liệu" in reasons["PL4"]


def test_a_hidden_sheet_is_left_out_and_hidden_rows_are_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name in ("Danh sách", "Nháp"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, STAFF_HEADINGS)
        sheet.write_row(1, 0, staff_row(1))
        sheet.write_row(2, 0, staff_row(2))
        sheet.set_row(2, None, None, {"hidden": True})
    book.get_worksheet_by_name("Nháp").hide()
    book.close()
    plan = plan_import("staff", tmp_path / "a.xlsx", OPTIONS)
    assert [(row.sheet, row.row) for row in plan.rows] == [("Danh sách", 2), ("Danh sách", 3)]
    assert [sheet.name for sheet in plan.left_out] == ["Nháp"]


def test_a_file_with_no_sheet_of_the_kind_is_refused_naming_each_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"PL1": [STAFF_HEADINGS, staff_row(1)], "Bìa": [["Chào"]]})
    with pytest.raises(ImportFileError) as caught:
        plan_import("tasks", path, OPTIONS)
    assert "PL1: đây là danh sách công chức" in caught.value.vi
    assert "Bìa: không thấy dòng tiêu đề" in caught.value.vi
    assert "kpi import template tasks" in caught.value.en
