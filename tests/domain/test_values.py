"""Exact numbers: read without rounding, written so that the same number is read again."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kpi_es.domain.values import Exact, PeriodCode, format_exact, is_writable, parse_exact

ADAPTER: TypeAdapter[Fraction] = TypeAdapter(Exact)
LONGEST = 10**18 - 1

decimals = st.builds(
    lambda whole, places, digits: f"{whole}.{digits % 10**places:0{places}d}",
    st.integers(-LONGEST, LONGEST), st.integers(1, 12), st.integers(0, 10**12),
)  # fmt: skip
ratios = st.builds(lambda p, q: f"{p}/{q}", st.integers(-LONGEST, LONGEST), st.integers(1, LONGEST))
texts = st.one_of(st.integers(-LONGEST, LONGEST).map(str), decimals, ratios)


@given(text=texts)
def test_a_number_that_was_read_is_written_and_read_again_as_the_same(text: str) -> None:
    value = parse_exact(text)
    assert value == Fraction(text)
    assert is_writable(value)
    assert parse_exact(format_exact(value)) == value


@given(text=texts)
def test_a_number_has_one_spelling_once_written(text: str) -> None:
    written = format_exact(parse_exact(text))
    assert format_exact(parse_exact(written)) == written


@given(value=st.fractions())
def test_what_can_be_written_can_be_read(value: Fraction) -> None:
    if is_writable(value):
        assert parse_exact(format_exact(value)) == value
    else:
        with pytest.raises(ValueError, match="not an exact number"):
            parse_exact(format_exact(value))


@given(text=texts)
def test_json_carries_an_exact_number_as_text(text: str) -> None:
    value = ADAPTER.validate_python(text)
    assert ADAPTER.validate_json(ADAPTER.dump_json(value)) == value
    assert ADAPTER.dump_json(value).startswith(b'"')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(20), "20"),
        (Fraction(27, 10), "2.7"),
        (Fraction(-1, 20), "-0.05"),
        (Fraction(2, 37), "2/37"),
        (Fraction(1, 2**12), "0.000244140625"),
        # 1/8192 ends after thirteen places and twelve are kept, so it stays a ratio.
        (Fraction(1, 2**13), "1/8192"),
        (Fraction(0), "0"),
        (Fraction(1, 10**12), "0.000000000001"),
    ],
)
def test_a_number_is_written_as_a_decimal_where_it_ends_and_as_a_ratio_where_not(value: Fraction, text: str) -> None:
    assert format_exact(value) == text


@pytest.mark.parametrize(
    "value",
    [2.7, 1.0, float("nan"), True, False, None, "", " ", "2,7", "1e3", "1/0", "1/00", "--1", "+1", ".5", "5.", "0x1",
     "1_000", "３", "٣", "1234567890123456789", "0.1234567890123", 10**18, "1/2/3", "2 7"],
)  # fmt: skip
def test_what_is_not_written_exactly_is_not_read(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_exact(value)


def test_the_message_about_a_float_says_how_to_write_it() -> None:
    with pytest.raises(ValueError, match=r'write it in quotes: "2\.7"'):
        parse_exact(2.7)


def test_space_around_a_number_means_nothing() -> None:
    assert parse_exact(" 2.70 ") == Fraction(27, 10)


@pytest.mark.parametrize("period", ["2026-13", "2026-00", "2026-Q0", "2026-Q5", "1999-01", "2026-7", "20２６-07", ""])
def test_a_period_code_is_a_month_or_a_quarter_in_plain_digits(period: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PeriodCode).validate_python(period)
