"""What an agency decides about itself: procedure, calendar, kind of period; and who stands above it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from kpi_es.domain.agency_events import (
    HolidaysDeclared,
    ManagingAuthorityNamed,
    PeriodKindChanged,
    ProcedureRulesSet,
)
from kpi_es.domain.procedure import ProcedureRules
from tests.commands.specification import Office

BY_ADVISER = ("set_procedure_rules", "declare_holidays", "change_period_kind")


def test_an_adviser_sets_the_rules_of_procedure_all_together(office: Office) -> None:
    office.when("set_procedure_rules").then(ProcedureRulesSet, rules=ProcedureRules(self_assessment_due_day=25))
    office.given("set_procedure_rules", rules={"confirmation_due_day": 28}, valid_on="2026-09-01")
    agency = office.agency()
    assert agency.procedure_on(date(2026, 8, 9)) == ProcedureRules()
    assert agency.procedure_on(date(2026, 8, 31)).self_assessment_due_day == 25
    assert agency.procedure_on(date(2026, 9, 1)) == ProcedureRules(confirmation_due_day=28)


@pytest.mark.parametrize("rules", [{"colour": "red"}, {"self_assessment_due_day": 32}, {"year_decision_due": "15/12"}])
def test_a_rule_nobody_knows_or_can_keep_is_refused_by_name(office: Office, rules: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        office.command("set_procedure_rules", rules=rules)
    assert [error["loc"][-1] for error in caught.value.errors()] == [*rules]


def test_the_first_rules_may_hold_from_the_present_periods_first_day_but_no_earlier(office: Office) -> None:
    office.when("set_procedure_rules", valid_on="2026-06-30").then_refused(
        "procedure.reaches_back", day="30/06/2026", earliest="01/07/2026"
    )
    office.given("set_procedure_rules", valid_on="2026-07-01")
    # The second ward works by the month.
    of_p2 = {"agency": "P2", "actor": "adviser-2"}
    office.when("set_procedure_rules", **of_p2, valid_on="2026-07-31").then_refused(
        "procedure.reaches_back", earliest="01/08/2026"
    )
    office.given("set_procedure_rules", **of_p2, valid_on="2026-08-01")


def test_later_rules_hold_from_today_at_the_earliest(office: Office) -> None:
    office.given("set_procedure_rules", valid_on="2026-07-01")
    office.when("set_procedure_rules", rules={}, valid_on="2026-08-09").then_refused(
        "procedure.reaches_back", earliest="10/08/2026"
    )
    office.given("set_procedure_rules", rules={})


def test_a_missed_deadline_is_opened_by_no_rules_dated_back(office: Office) -> None:
    office.given("set_procedure_rules", rules={"self_assessment_due_day": 25}, valid_on="2026-07-01")
    office.given("open_sheet").on("2026-09-26").when("assess_general_criteria").then_refused("deadline.passed")
    office.when("set_procedure_rules", rules={}, valid_on="2026-07-01").then_refused("procedure.reaches_back")
    office.given("set_procedure_rules", rules={})
    office.when("assess_general_criteria").then_refused("deadline.passed")


def test_rules_that_have_bound_somebody_are_not_annulled(office: Office) -> None:
    office.given("set_procedure_rules", valid_on="2026-07-01")
    begun = {"record": str(office.agency().records[-1].event_id)}
    office.on("2026-08-11").when("annul_record", **begun).then_refused("record.rules_have_held", day="01/07/2026")
    office.on("2026-08-10").given("annul_record", **begun)
    office.given("set_procedure_rules", valid_on="2026-09-01").on("2026-09-01")
    office.given("annul_record", record=str(office.agency().records[-1].event_id))
    assert office.agency().procedures == ()


def test_an_answer_to_a_petition_may_be_due_sooner_but_no_later_than_the_decree_says(office: Office) -> None:
    office.when("set_procedure_rules", rules={"petition_answer_working_days": 8}).then_refused(
        "procedure.answer_too_late", given="8", limit="7"
    )
    office.given("set_procedure_rules", rules={"petition_answer_working_days": 5})


@pytest.mark.parametrize(
    ("field", "stricter", "limit", "laxer"),
    [
        ("year_decision_due", "12-10", "12-15", "12-16"),
        ("special_year_decision_due", "01-10", "01-15", "01-16"),
        ("special_year_decision_due", "01-01", "01-15", "12-20"),
    ],
)
def test_the_years_classes_may_be_due_sooner_but_no_later_than_the_decree_says(
    office: Office, field: str, stricter: str, limit: str, laxer: str
) -> None:
    office.when("set_procedure_rules", rules={field: laxer}).then_refused(
        "procedure.year_decided_too_late", field=field, given=laxer, limit=limit
    )
    office.given("set_procedure_rules", rules={field: limit}).given("set_procedure_rules", rules={field: stricter})


def test_work_of_a_month_is_never_on_a_month_and_on_a_quarter(office: Office) -> None:
    office.given("change_period_kind").on("2026-10-05").given("open_sheet", period="2026-10")
    office.when("open_sheet", period="2026-Q4").then_refused("period.wrong_kind")
    # Switched back while the month's sheet is open: the quarter is not opened besides it.
    office.given("change_period_kind", period_kind="quarter")
    office.when("open_sheet", period="2026-Q4").then_refused("period.on_other_sheet", other="2026-10")
    office.when("assign_task", period="2026-Q4", due_on="2026-10-20").then_refused("period.on_other_sheet")
    office.given("open_sheet", staff="binh", period="2026-Q4")


def test_a_switch_taken_back_opens_no_second_sheet_either(office: Office) -> None:
    office.on("2026-10-05").given("open_sheet", period="2026-Q4").given("change_period_kind")
    office.when("open_sheet", period="2026-11").then_refused("period.on_other_sheet", other="2026-Q4")


def test_a_sheet_of_the_former_agency_stands_in_no_way(office: Office) -> None:
    office.given("open_sheet").given("transfer_staff_member", to_agency="P2", unit="UBND2")
    office.given("open_sheet", agency="P2", actor="chair-2", period="2026-08")


def test_a_sheet_is_opened_on_no_day_to_come(office: Office) -> None:
    office.when("open_sheet", valid_on="2026-08-11").then_refused("date.in_future", day="11/08/2026")


def test_an_adviser_declares_the_holidays_of_a_year_in_place_of_those_before(office: Office) -> None:
    office.when("declare_holidays", make_up_days=["2026-08-22"]).then(
        HolidaysDeclared, year=2026, holidays=(date(2026, 9, 1), date(2026, 9, 2)), make_up_days=(date(2026, 8, 22),)
    )
    office.given("declare_holidays", year=2027, holidays=["2027-01-01"])
    office.given("declare_holidays", holidays=["2026-09-02"])
    calendar = office.agency().calendar
    assert calendar.holidays == {date(2026, 9, 2), date(2027, 1, 1)}
    # Saturday 22 August is free again: it was not named a second time.
    assert not calendar.is_working_day(date(2026, 8, 22))


@pytest.mark.parametrize(("day", "year"), [("2025-12-31", 2026), ("2027-01-01", 2026)])
def test_each_year_is_declared_by_itself(office: Office, day: str, year: int) -> None:
    office.when("declare_holidays", year=year, holidays=[day]).then_refused("calendar.outside_year", year="2026")
    office.when("declare_holidays", year=year, holidays=[], make_up_days=[day]).then_refused("calendar.outside_year")


def test_only_a_weekend_day_is_worked_in_exchange(office: Office) -> None:
    # 21 August 2026 is a Friday.
    office.when("declare_holidays", make_up_days=["2026-08-21"]).then_refused(
        "calendar.no_weekend_day", day="21/08/2026"
    )
    office.given("declare_holidays", make_up_days=["2026-08-22", "2026-08-23"])


def test_a_day_is_either_free_or_worked(office: Office) -> None:
    days = ["2026-08-22"]
    office.when("declare_holidays", holidays=days, make_up_days=days).then_refused(
        "calendar.free_and_worked", day="22/08/2026"
    )


def test_the_kind_of_period_changes_on_the_first_day_of_a_quarter(office: Office) -> None:
    office.when("change_period_kind").then(PeriodKindChanged, period_kind="month")
    kinds = [office.agency().period_kind_on(day) for day in (date(2026, 9, 30), date(2026, 10, 1))]
    assert kinds == ["quarter", "month"]


@pytest.mark.parametrize("day", ["2026-09-30", "2026-10-02", "2026-11-01"])
def test_no_quarter_is_cut_in_two(office: Office, day: str) -> None:
    office.when("change_period_kind", valid_on=day).then_refused("period.not_first_of_quarter")


def test_the_present_quarter_may_still_change_but_none_that_is_over(office: Office) -> None:
    office.on("2026-10-01").when("change_period_kind", valid_on="2026-07-01").then_refused(
        "period.quarter_over", first="01/10/2026"
    )
    office.on("2026-09-30").given("change_period_kind", valid_on="2026-07-01")


def test_a_change_changes_something(office: Office) -> None:
    office.when("change_period_kind", period_kind="quarter").then_refused("period.kind_unchanged", kind="quarter")


def test_an_operator_names_the_managing_authority_who_need_not_be_registered(office: Office) -> None:
    office.when("name_managing_authority").then(ManagingAuthorityNamed, authority="province")
    office.given("open_sheet", staff="chair", actor="province")


def test_before_an_authority_is_named_nobody_judges_the_head_and_after_another_is_named_only_that_one(
    office: Office,
) -> None:
    office.given("name_managing_authority", valid_on="2026-08-11")
    office.when("assign_task", staff="chair", actor="province").then_refused("authority.not_direct_manager")
    office.on("2026-08-11").given("assign_task", staff="chair", actor="province")
    office.given("name_managing_authority", authority="ministry")
    office.when("assign_task", staff="chair", actor="province", task="T2").then_refused(
        "authority.not_direct_manager", manager="ministry"
    )


def test_nobody_is_named_an_authority_over_oneself(office: Office) -> None:
    office.when("name_managing_authority", authority="chair").then_refused("authority.own_work", actor="chair")


def test_only_an_operator_names_the_authority_above(office: Office) -> None:
    office.when("name_managing_authority", actor="adviser").then_refused("authority.not_operator")
    office.when("name_managing_authority", agency="P9").then_refused("agency.unknown")


@pytest.mark.parametrize("name", BY_ADVISER)
@pytest.mark.parametrize("actor", ["chair", "an", "adviser-2", "operator:root"])
def test_only_an_adviser_of_the_agency_keeps_its_rules(office: Office, name: str, actor: str) -> None:
    office.when(name, actor=actor).then_refused("authority.not_personnel_adviser", actor=actor)
