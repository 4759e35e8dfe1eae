"""Reading files: what the sheets hold, and a clear word for every file that is none."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_es.adapters.spreadsheet import ImportFileError, plan_import
from kpi_es.adapters.spreadsheet.cells import FORMULA_FAILURE
from kpi_es.adapters.spreadsheet.limits import MOST_BYTES
from kpi_es.adapters.spreadsheet.tables import read_tables
from tests.spreadsheet.office_files import OPTIONS, STAFF_HEADINGS, delimited, staff_row, workbook


def test_row_one_of_the_table_is_row_one_of_excel_though_rows_above_are_empty(tmp_path: Path) -> None:
    (table,) = read_tables(workbook(tmp_path / "a.xlsx", {"Trang 1": [[], [], [None, "ba"]]}))
    assert table.rows[2] == ("", "ba")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_with_each_delimiter_with_and_without_a_byte_order_mark(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = delimited(tmp_path / "a.csv", [STAFF_HEADINGS, staff_row(1)], delimiter, encoding)
    (table,) = read_tables(path)
    assert list(table.rows[0]) == STAFF_HEADINGS
    assert table.rows[1][1] == "HT-VP-01"


def test_semicolons_win_over_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Mã;Tên;Điểm\nA;Đọc, ghi;2,7\nB;Nghe, nói;1,5\n", encoding="utf-8")
    assert read_tables(path)[0].rows[1] == ("A", "Đọc, ghi", "2,7")


def test_the_first_line_of_excel_names_the_delimiter_and_keeps_its_row_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nMã;Tên\n", encoding="utf-8")
    assert read_tables(path)[0].rows == ((), ("Mã", "Tên"))


def test_a_cell_merged_over_rows_speaks_for_each_of_them_and_a_title_across_is_one_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range("A1:C1", "Tiêu đề")
    sheet.merge_range("A2:A4", "HT-VP-01")
    for row in range(1, 4):
        sheet.write(row, 1, row)
    book.close()
    rows = read_tables(tmp_path / "a.xlsx")[0].rows
    assert rows[0] == ("Tiêu đề", "")
    assert [row[0] for row in rows[1:]] == ["HT-VP-01"] * 3


def test_a_formula_gives_its_last_value_and_a_failed_one_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Phụ lục 1")
    sheet.write_formula("A1", "=1+1", None, 2)
    sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
    book.close()
    assert read_tables(tmp_path / "a.xlsx")[0].rows == ((2.0, FORMULA_FAILURE),)


def test_one_value_in_the_last_cell_of_the_grid_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    # Calamine would ask for 1,048,576 × 16,384 × 32 bytes = 549,755,813,888 and the process would end.
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Xa")
    sheet.write("A1", "đầu")
    sheet.write(1_048_575, 16_383, "cuối")
    book.close()
    with pytest.raises(ImportFileError, match=r"trang Xa.*1048576 dòng"):
        read_tables(tmp_path / "a.xlsx")


def test_formatted_but_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write("A1", "đầu")
    sheet.write_blank(1_048_575, 16_383, None, book.add_format({"border": 1}))
    book.close()
    assert read_tables(tmp_path / "a.xlsx")[0].rows == (("đầu",),)


def test_more_than_two_hundred_thousand_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n" * 200_001, encoding="utf-8")
    with pytest.raises(ImportFileError, match="200000"):
        read_tables(path)


def test_a_file_above_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(ImportFileError, match="51 MB"):
        read_tables(path)


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/media/image.bin", "w", force_zip64=True) as stream:
            for _ in range(401):
                stream.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(ImportFileError, match="400 MB"):
        read_tables(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rong.xlsx", b"", "rỗng"),
        ("rong.csv", b"", "rỗng"),
        ("gia.xlsx", b"STT;Ma\n1;2\n", "không phải tệp Excel"),
        ("web.xls", b"<html><table></table></html>", "không phải tệp Excel"),
        ("hong.xlsx", b"PK\x03\x04hong", "lành lặn"),
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cũ"),
        ("khoa.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("utf16.csv", "Mã;Tên".encode("utf-16"), "UTF-16"),
        ("cp1258.csv", b"M\xe3;T\xean\n", "UTF-8"),
        ("nhi-phan.csv", b"a\x00b;c", "byte 0"),
        ("ngoac.csv", b'a;"b' + b"c" * 200_000, "CSV hỏng"),
    ],
)
def test_a_file_that_is_none_is_told_apart_and_what_to_do_is_said(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as caught:
        read_tables(path)
    assert said in caught.value.vi
    assert name in caught.value.vi
    assert name in caught.value.en


def test_a_wrong_encoding_is_located_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\nc;d\ne;\xff\n")
    with pytest.raises(ImportFileError, match="dòng 3"):
        read_tables(path)


def test_a_missing_file_a_folder_and_an_archive_of_other_things_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="Không có tệp"):
        read_tables(tmp_path / "khong-co.xlsx")
    with pytest.raises(ImportFileError, match="thư mục"):
        read_tables(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("word/document.xml", "<document/>")
    with pytest.raises(ImportFileError, match="không phải sổ Excel"):
        read_tables(tmp_path / "a.xlsx")


def test_a_document_type_of_its_own_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')
    with pytest.raises(ImportFileError, match="document type"):
        read_tables(tmp_path / "a.xlsx")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(str.encode),
        st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest),
        st.text(alphabet='ab;,\t"\n\r2.7', max_size=300).map(str.encode),
    ),
    name=st.sampled_from(["a.csv", "a.xlsx"]),
)
def test_no_bytes_crash_with_anything_but_an_import_file_error(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportFileError):
        plan_import("staff", path, OPTIONS)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(min_value=0, max_value=1, exclude_max=True), bits=st.integers(1, 255))
def test_a_workbook_with_one_spoilt_byte_is_read_or_refused_but_never_crashes(
    tmp_path: Path, place: float, bits: int
) -> None:
    path = tmp_path / "a.xlsx"
    if not path.exists():
        workbook(path, {"Danh sách": [STAFF_HEADINGS, staff_row(1)]})
        (tmp_path / "lanh").write_bytes(path.read_bytes())
    content = bytearray((tmp_path / "lanh").read_bytes())
    content[int(place * len(content))] ^= bits
    path.write_bytes(content)
    with suppress(ImportFileError):
        plan_import("staff", path, OPTIONS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(xml=st.text(alphabet='<>/c r="A1 v t=e s', max_size=120))
def test_a_workbook_with_any_sheet_xml_is_read_or_refused(tmp_path: Path, xml: str) -> None:
    sound = io.BytesIO()
    book = xlsxwriter.Workbook(sound)
    book.add_worksheet()
    book.close()
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            spoilt = f"<worksheet><sheetData>{xml}</sheetData></worksheet>".encode()
            new.writestr(name, spoilt if name == "xl/worksheets/sheet1.xml" else old.read(name))
    with suppress(ImportFileError):
        read_tables(path)


def test_ten_times_the_rows_take_about_ten_times_as_long_to_plan(tmp_path: Path) -> None:
    few, many = (seconds_to_plan(tmp_path, count) for count in (2_000, 20_000))
    assert many < 40 * few  # a check of each row against all others would make it a hundred


def seconds_to_plan(folder: Path, count: int) -> float:
    rows = [staff_row(number) for number in range(1, count + 1)]
    path = workbook(folder / f"{count}.xlsx", {"Danh sách": [STAFF_HEADINGS, *rows]})
    begun = time.perf_counter()
    plan = plan_import("staff", path, OPTIONS)
    taken = time.perf_counter() - begun
    assert (len(plan.rows), plan.problems) == (count, ())
    return taken
