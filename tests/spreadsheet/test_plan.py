"""Plans as a whole: ids that come back, repeated rows, the standard item, templates, refusals at their column."""

from __future__ import annotations

import importlib
import pkgutil
import re
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import kpi_commands
from kpi_commands.catalogue.set_standard_item import SetStandardItem
from kpi_es.adapters.spreadsheet import (
    KINDS,
    ImportFileError,
    ImportKind,
    ImportOptions,
    column_of_refusal,
    plan_import,
    write_template,
)
from kpi_es.adapters.spreadsheet.columns import COLUMNS
from kpi_es.adapters.spreadsheet.refusals import REFUSALS
from kpi_es.domain.refusal import Refusal
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


def test_importing_a_file_twice_or_as_csv_gives_the_same_commands_with_the_same_ids(tmp_path: Path) -> None:
    rows: Rows = [TASK_HEADINGS, task_row(1, quantity=2.5), task_row(2)]
    path = workbook(tmp_path / "a.xlsx", {"Giao việc": rows})
    first, again = (plan_import("tasks", path, OPTIONS).rows for _ in range(2))
    assert first == again
    rows = [TASK_HEADINGS, task_row(1, quantity="2,5"), task_row(2)]
    csv_rows = plan_import("tasks", delimited(tmp_path / "a.csv", rows), OPTIONS).rows
    assert [row.command for row in csv_rows] == [row.command for row in first]
    assert all(re.fullmatch(r"imp-[0-9a-f]{40}", row.command.id) for row in first)


def test_ids_of_a_sound_row_never_change_between_versions(tmp_path: Path) -> None:
    # Frozen: a changed id would let a second import of an old file apply it again.
    rows: Rows = [STAFF_HEADINGS, staff_row(1)]
    (row,) = plan_import("staff", workbook(tmp_path / "a.xlsx", {"A": rows}), OPTIONS).rows
    assert row.command.id == "imp-429a30093a423efe7e6474a53de8956ea203d823"
    (task,) = plan_import("tasks", workbook(tmp_path / "b.xlsx", {"A": [TASK_HEADINGS, task_row(1)]}), OPTIONS).rows
    assert task.command.task == "t-8ed506578f25c1701a8c"  # type: ignore[attr-defined]


def test_another_content_gives_another_id(tmp_path: Path) -> None:
    rows: Rows = [TASK_HEADINGS, task_row(1), task_row(2), task_row(1, quantity=13), task_row(1, due="30/07/2026")]
    plan = plan_import("tasks", workbook(tmp_path / "a.xlsx", {"A": rows}), OPTIONS)
    assert len({row.command.id for row in plan.rows}) == 4


def test_the_same_row_twice_is_reported_naming_the_first(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"A": [TASK_HEADINGS, task_row(1)], "B": [TASK_HEADINGS, task_row(2), task_row(1)]}
    plan = plan_import("tasks", workbook(tmp_path / "a.xlsx", sheets), OPTIONS)
    assert [(row.sheet, row.row) for row in plan.rows] == [("A", 2), ("B", 2)]
    (problem,) = plan.problems
    assert (problem.sheet, problem.row) == ("B", 3)
    assert "dòng 2, trang A" in problem.reason_vi
    assert "Mã nhiệm vụ" in problem.reason_vi


def test_two_equal_tasks_with_ids_of_their_own_are_two_tasks(tmp_path: Path) -> None:
    rows: Rows = [[*TASK_HEADINGS, "Mã nhiệm vụ"], [*task_row(1), "N-1"], [*task_row(1), "N-2"]]
    plan = plan_import("tasks", workbook(tmp_path / "a.xlsx", {"A": rows}), OPTIONS)
    assert [row.command.task for row in plan.rows] == ["N-1", "N-2"]  # type: ignore[attr-defined]


def test_one_code_with_two_contents_is_reported(tmp_path: Path) -> None:
    rows: Rows = [STAFF_HEADINGS, staff_row(1), staff_row(1, unit="HT-KT")]
    plan = plan_import("staff", workbook(tmp_path / "a.xlsx", {"A": rows}), OPTIONS)
    assert [(problem.row, problem.column) for problem in plan.problems] == [(3, "Mã công chức")]
    assert "nội dung khác" in plan.problems[0].reason_vi


def test_the_standard_item_goes_before_everything_and_stands_once(tmp_path: Path) -> None:
    headings = [*CATALOGUE_HEADINGS, "Chuẩn"]
    rows: Rows = [headings, [*catalogue_row(1), None], [*catalogue_row(2, points=10), "x"], [*catalogue_row(3), "x"]]
    plan = plan_import("catalogue", workbook(tmp_path / "a.xlsx", {"A": rows}), OPTIONS)
    standard, *items = plan.rows
    assert isinstance(standard.command, SetStandardItem)
    assert (standard.row, standard.command.points) == (3, Fraction(10))
    assert [row.row for row in items] == [2, 3]
    assert [(problem.row, problem.column) for problem in plan.problems] == [(4, "Chuẩn")]


def test_the_standard_item_may_be_named_beside_the_file(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [CATALOGUE_HEADINGS, catalogue_row(1), catalogue_row(2)]})
    plan = plan_import("catalogue", path, OPTIONS.model_copy(update={"standard_item": "VB-02"}))
    assert isinstance(plan.rows[0].command, SetStandardItem)
    assert plan.rows[0].command.title == "Công văn loại 2"


def test_a_column_of_the_file_wins_over_the_option(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [TASK_HEADINGS, task_row(1), task_row(2, period=None)]})
    plan = plan_import("tasks", path, OPTIONS.model_copy(update={"period": "2026-07"}))
    assert [row.command.period for row in plan.rows] == ["2026-Q3", "2026-07"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_template_imports_without_a_problem_and_leaves_its_guidance_out(
    tmp_path: Path, kind: ImportKind, suffix: str
) -> None:
    path = tmp_path / f"mau{suffix}"
    write_template(kind, path)
    plan = plan_import(kind, path, ImportOptions(agency="HT", actor="HT-TC"))
    assert {row.row for row in plan.rows} == {2, 3}
    assert plan.problems == ()
    assert plan.unused == ()
    assert [sheet.name for sheet in plan.left_out] == (["Hướng dẫn"] if suffix == ".xlsx" else [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_guidance_explains_every_column_in_both_languages(tmp_path: Path, kind: ImportKind) -> None:
    write_template(kind, tmp_path / "mau.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "mau.xlsx").get_sheet_by_name("Hướng dẫn").to_python()
    explained = {row[0]: str(row[2]) for row in rows}
    for column in COLUMNS[kind]:
        assert explained[column.title] == f"{column.vi}\n{column.en}"


def test_a_template_that_can_not_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="Không ghi được"):
        write_template("staff", tmp_path / "khong-co" / "mau.xlsx")


def _codes_of_all_refusals() -> set[str]:
    found: set[str] = set()
    for module in pkgutil.walk_packages(kpi_commands.__path__, "kpi_commands."):
        loaded = importlib.import_module(module.name)
        found |= {value.code for value in vars(loaded).values() if isinstance(value, Refusal)}
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_refusal_that_has_a_column_exists_and_its_column_too(kind: ImportKind) -> None:
    titles = {column.title for column in COLUMNS[kind]}
    assert set(REFUSALS[kind]) <= _codes_of_all_refusals()
    assert {column_of_refusal(kind, code) for code in REFUSALS[kind]} <= titles


def test_a_refusal_points_at_the_column_to_mend() -> None:
    assert column_of_refusal("tasks", "staff.unknown") == "Mã công chức"
    assert column_of_refusal("tasks", "catalogue.item_not_in_force") == "Mã sản phẩm"
    assert column_of_refusal("staff", "agency.unit_unknown") == "Mã đơn vị"
    assert column_of_refusal("staff", "authority.not_personnel_adviser") is None


def test_the_documentation_names_every_column_in_both_languages() -> None:
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    vietnamese, english = text.split("\n## English\n")
    for column in (column for kind in KINDS for column in COLUMNS[kind]):
        assert f"| {column.title} | " in vietnamese
        assert f"| {column.title} | " in english
        assert column.en.replace("|", "/") in english
