"""Single cells: exact numbers, days, periods, words; what is doubtful is refused, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.adapters.spreadsheet.cells import FORMULA_FAILURE, Cell
from kpi_es.adapters.spreadsheet.days import read_day, read_period
from kpi_es.adapters.spreadsheet.numbers import read_exact
from kpi_es.adapters.spreadsheet.problems import CellProblem
from kpi_es.adapters.spreadsheet.words import (
    complexity_of,
    read_ad_hoc,
    read_complexity,
    read_role,
    read_staff_group,
    read_yes,
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2,7", Fraction(27, 10)),
        ("2.7", Fraction(27, 10)),
        (" 12 ", Fraction(12)),
        ("0,125", Fraction(1, 8)),
        ("0.125", Fraction(1, 8)),
        ("1,25", Fraction(5, 4)),
        ("1.000,5", Fraction(2001, 2)),
        ("1,000.5", Fraction(2001, 2)),
        ("1.000.000", Fraction(1_000_000)),
        ("1,000,000", Fraction(1_000_000)),
        ("1\u00a0000", Fraction(1000)),
        ("1234,567", Fraction(1_234_567, 1000)),
        ("2/37", Fraction(2, 37)),
        ("-3", Fraction(-3)),
        (0.1, Fraction(1, 10)),
        (2.7, Fraction(27, 10)),
        (0.1 + 0.2, Fraction(3, 10)),
        (1e-05, Fraction(1, 100_000)),
        (1000.0, Fraction(1000)),
        (7, Fraction(7)),
    ],
)
def test_a_number_is_read_exactly_as_it_is_shown(cell: Cell, number: Fraction) -> None:
    assert read_exact(cell) == number


@pytest.mark.parametrize("text", ["1.000", "1,000", "12.345", "999,999"])
def test_a_text_that_may_be_thousands_or_a_decimal_is_reported_with_both_readings(text: str) -> None:
    with pytest.raises(CellProblem) as caught:
        read_exact(text)
    whole, places = text[:-4], text[-3:]
    assert f"{whole}{places}" in caught.value.vi
    assert f"{whole} phẩy {places}" in caught.value.vi


@pytest.mark.parametrize(
    "cell",
    ["mười hai", "12 văn bản", "1.00.000", "1,0,0", "~3", "1e5", "½", "1.000,5,5", "3/0", True, date(2026, 2, 1),
     timedelta(days=1), 1 / 3, 1e300, float("inf"), float("nan"), FORMULA_FAILURE],
)  # fmt: skip
def test_what_is_no_exact_number_is_reported(cell: Cell) -> None:
    with pytest.raises(CellProblem):
        read_exact(cell)


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=6))
def test_every_decimal_typed_into_excel_comes_back_exactly(number: Decimal) -> None:
    # Up to 7 digits before and 6 after the point: 13 significant digits, below the 15 Excel keeps.
    assert read_exact(float(number)) == Fraction(number)


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=2))
def test_decimal_comma_and_decimal_point_say_the_same(number: Decimal) -> None:
    text = f"{number:f}"
    assert read_exact(text) == read_exact(text.replace(".", ",")) == Fraction(number)


@pytest.mark.parametrize(
    "cell",
    ["31/07/2026", "31/7/2026", "31-07-2026", "31.7.2026", "2026-07-31", "2026-7-31", "2026-07-31 00:00:00",
     " 31 / 7 / 2026 ", "ngày 31 tháng 7 năm 2026", "Ngày 31 tháng 07 năm 2026", date(2026, 7, 31),
     datetime.combine(date(2026, 7, 31), time(17, 30))],
)  # fmt: skip
def test_a_day_is_read_however_an_office_writes_it(cell: Cell) -> None:
    assert read_day(cell) == date(2026, 7, 31)


def test_the_day_stands_before_the_month() -> None:
    assert read_day("07/08/2026") == date(2026, 8, 7)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("31/06/2026", "không có ngày"),
        ("07/31/2026", "ngày/tháng/năm"),
        ("31/07/26", "bốn chữ số"),
        ("cuối tháng", "không phải ngày"),
        ("31/07-2026", "không phải ngày"),
        (46234.0, "31/07/2026"),
        (12, "ô là số"),
        (float("inf"), "ô là số"),
        ("31/07/1026", "1950"),
    ],
)
def test_a_day_that_is_none_is_reported_with_what_to_do(cell: Cell, said: str) -> None:
    with pytest.raises(CellProblem) as caught:
        read_day(cell)
    assert said in caught.value.vi


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("tháng 7/2026", "2026-07"),
        ("Tháng 07 năm 2026", "2026-07"),
        ("T7/2026", "2026-07"),
        ("07/2026", "2026-07"),
        ("7/2026", "2026-07"),
        ("2026-07", "2026-07"),
        (datetime.combine(date(2026, 7, 1), time()), "2026-07"),
        (date(2026, 12, 1), "2026-12"),
        ("Quý III/2026", "2026-Q3"),
        ("quý 3 năm 2026", "2026-Q3"),
        ("Q3/2026", "2026-Q3"),
        ("QUÝ IV / 2026", "2026-Q4"),
        ("2026-Q3", "2026-Q3"),
    ],
)
def test_a_period_is_read_however_an_office_writes_it(cell: Cell, period: str) -> None:
    assert read_period(cell) == period


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2026-13", "không có tháng 13"),
        ("tháng 0/2026", "không có tháng 0"),
        ("Q5/2026", "không có quý 5"),
        ("7/1026", "2000"),
        ("năm 2026", "không phải kỳ"),
        ("7", "không phải kỳ"),
        (date(2026, 7, 2), "là ngày"),
    ],
)
def test_a_period_that_does_not_exist_is_reported(cell: Cell, said: str) -> None:
    with pytest.raises(CellProblem) as caught:
        read_period(cell)
    assert said in caught.value.vi


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("nhân viên", "staff"),
        ("Chuyên viên chính", "staff"),
        ("CÔNG CHỨC", "staff"),
        ("Trưởng phòng", "head"),
        ("Người đứng đầu", "head"),
        ("Chánh Văn phòng", "head"),
        ("Phó Trưởng phòng", "deputy"),
        ("Phó Chủ tịch", "deputy"),
        ("Hợp đồng", "contract"),
        ("Nhân viên hợp đồng 111", "contract"),
        ("hỗ trợ, phục vụ", "support"),
        ("Nhân viên phục vụ", "support"),
        ("head", "head"),
    ],
)
def test_a_role_is_told_from_how_the_words_begin(text: str, role: str) -> None:
    assert read_role(text) == role


@pytest.mark.parametrize("text", ["Kế toán trưởng", "Quyền Trưởng phòng", "Phụ trách", "Văn thư"])
def test_a_role_in_doubt_is_asked_for(text: str) -> None:
    with pytest.raises(CellProblem):
        read_role(text)


@pytest.mark.parametrize(
    ("reading", "cell", "value"),
    [
        (read_staff_group, "Công chức", "civil_servant"),
        (read_staff_group, "cán bộ", "cadre"),
        (read_staff_group, "VIÊN CHỨC", "public_employee"),
        (read_staff_group, "hợp đồng lao động", "contract_worker"),
        (read_yes, "X", True),
        (read_yes, "có", True),
        (read_yes, "✓", True),
        (read_yes, True, True),
        (read_yes, "không", False),
        (read_yes, 1.0, True),
        (read_ad_hoc, "Đột xuất", True),
        (read_ad_hoc, "theo kế hoạch", False),
        (read_ad_hoc, "x", True),
        (read_complexity, "N3", 3),
        (read_complexity, 3.0, 3),
        (read_complexity, "Nhóm III", 3),
        (complexity_of, "Nhóm 3: Công việc phức tạp", 3),
        (complexity_of, "Lĩnh vực tư pháp", None),
    ],
)
def test_words_of_the_office_are_understood(reading: Callable[[Cell], object], cell: Cell, value: object) -> None:
    assert reading(cell) == value


@pytest.mark.parametrize(
    ("reading", "cell"),
    [(read_staff_group, "chuyên gia"), (read_yes, "chắc là có"), (read_complexity, "N6"), (read_complexity, "2.5")],
)
def test_other_words_are_reported(reading: Callable[[Cell], object], cell: Cell) -> None:
    with pytest.raises(CellProblem):
        reading(cell)
