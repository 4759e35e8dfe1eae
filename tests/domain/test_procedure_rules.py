"""An agency's rules of procedure: defaults, due days, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from kpi_es.domain.procedure import ProcedureRules

USUAL = ProcedureRules()
THANH_HOA = ProcedureRules(
    self_assessment_due_day=25, comment_due_day=26, confirmation_due_day=28, publication_due_day=5
)


def test_the_usual_rules_bind_to_what_the_decree_binds_to() -> None:
    # Art 22: seven working days, no filing limit; Art 19.2: before 15 December; nothing about days of the month.
    assert USUAL.petition_answer_working_days == 7
    assert USUAL.petition_filing_working_days is None
    assert USUAL.year_decision_before(2026) == date(2026, 12, 15)
    assert USUAL.late_work_from(2026) == date(2026, 12, 16)
    due = (USUAL.self_assessment_due_on, USUAL.comment_due_on, USUAL.confirmation_due_on, USUAL.publication_due_on)
    assert [each("2026-07") for each in due] == [None] * 4


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2026-07", [date(2026, 7, 25), date(2026, 7, 26), date(2026, 7, 28), date(2026, 8, 5)]),
        ("2026-Q3", [date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 28), date(2026, 10, 5)]),
        ("2026-12", [date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28), date(2027, 1, 5)]),
    ],
)
def test_due_days_fall_into_the_last_month_of_the_period_and_publication_into_the_next(
    period: str, days: list[date]
) -> None:
    due = [THANH_HOA.self_assessment_due_on, THANH_HOA.comment_due_on, THANH_HOA.confirmation_due_on,
           THANH_HOA.publication_due_on]  # fmt: skip
    assert [each(period) for each in due] == days


def test_in_a_shorter_month_the_last_day_is_due() -> None:
    rules = ProcedureRules(confirmation_due_day=31, publication_due_day=30)
    assert rules.confirmation_due_on("2026-02") == date(2026, 2, 28)
    assert rules.confirmation_due_on("2028-02") == date(2028, 2, 29)
    assert rules.publication_due_on("2026-01") == date(2026, 2, 28)


def test_a_special_agency_decides_in_the_january_that_follows() -> None:
    assert ProcedureRules(special_agency=True).year_decision_before(2026) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("self_assessment_due_day", 0),
        ("self_assessment_due_day", 32),
        ("petition_answer_working_days", 0),
        ("petition_answer_working_days", 10_000),
        ("year_decision_due", "15-12"),
        ("year_decision_due", "02-30"),
        ("year_decision_due", "02-29"),
        ("late_year_work_from", "12-1"),
        ("leader_d", "guessed"),
        ("secondment_evaluator", "both"),
        ("cap_tie", "lottery"),
        ("colour", "red"),
    ],
)
def test_a_rule_that_can_not_be_kept_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        ProcedureRules.model_validate({field: value})
    assert [error["loc"][0] for error in caught.value.errors()] == [field]
