"""Petitions by number, their deadlines, and the frozen record they point at."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpi_es.domain.petition import NO_PETITIONS, answer_due, next_number, petition_term, record_hash
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.working_days import OfficeCalendar

FRIDAY = date(2026, 8, 14)
WORKING_DAYS = OfficeCalendar()


def test_petitions_are_numbered_from_one() -> None:
    assert next_number(NO_PETITIONS) == 1


def test_the_day_of_receipt_does_not_count() -> None:
    # Seven working days: 17, 18, 19, 20, 21, 24, 25 August.
    assert answer_due(WORKING_DAYS, FRIDAY, ProcedureRules()) == date(2026, 8, 25)


def test_an_agency_may_promise_a_quicker_answer() -> None:
    assert answer_due(WORKING_DAYS, FRIDAY, ProcedureRules(petition_answer_working_days=1)) == date(2026, 8, 17)


def test_the_law_sets_no_last_day_for_filing_an_agency_may() -> None:
    assert petition_term(WORKING_DAYS, FRIDAY, ProcedureRules()).last_day is None
    rules = ProcedureRules(petition_filing_working_days=5)
    assert petition_term(WORKING_DAYS, FRIDAY, rules).last_day == date(2026, 8, 21)


def test_the_order_in_which_a_record_was_written_does_not_matter() -> None:
    assert record_hash({"a": 1, "b": "Đạt"}) == record_hash({"b": "Đạt", "a": 1})
    assert record_hash({"a": 1}) != record_hash({"a": 2})


def test_a_record_is_hashed_as_utf_8_without_spaces() -> None:
    # sha256 of the 14 bytes {"a":"Đạt"}: computed once by hand with `printf '{"a":"Đạt"}' | sha256sum`.
    assert record_hash({"a": "Đạt"}) == "7f91cf2fe170f78ac9228b7ac96cb76ead2a1b7c2eb2a8171c73c6db925510e8"


@pytest.mark.parametrize("value", [Fraction(1, 3), date(2026, 8, 14), {1, 2}])
def test_what_json_can_not_say_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        record_hash({"a": value})
