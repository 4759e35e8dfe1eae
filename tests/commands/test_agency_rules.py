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
