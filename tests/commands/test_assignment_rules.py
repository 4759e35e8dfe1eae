"""Late December's work belongs to the next year, and a leader's directing task to somebody's product."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_es.domain.sheet_events import DeadlineExtended, ResultSubmitted, SheetOpened, TaskAssigned
from tests.commands.specification import PERIOD, Office

MONTHLY = {"agency": "P2", "actor": "chair-2", "staff": "dung"}
QUARTERLY = {"agency": "P1", "actor": "head-vh", "staff": "an"}
LAST_SHEETS = (
    ({**QUARTERLY, "period": "2026-Q4"}, "2027-Q1"),
    ({**MONTHLY, "period": "2026-12"}, "2027-01"),
)
FIRST_SHEETS = ({**QUARTERLY, "period": "2027-Q1"}, {**MONTHLY, "period": "2027-01"})
ASSIGNMENTS = ("assign_task", "assign_ad_hoc_task", "assign_uncatalogued_task")
BY_CHAIR = {"actor": "chair", "staff": "head-vh"}
OF_AN = {"tied_to": {"staff": "an", "task": "T1"}}


@pytest.fixture
def december(office: Office) -> Office:
    """Return the office on 3 December 2026, with a catalogue also in the ward that monitors by month."""
    in_p2 = {"agency": "P2", "actor": "adviser-2", "valid_on": "2026-09-01"}
    office.given("set_standard_item", **in_p2).given("approve_catalogue_item", **in_p2)
    return office.on("2026-12-03")


# Work due late in December


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize(("sheet", "instead"), LAST_SHEETS)
def test_work_due_after_15_december_is_not_of_the_years_last_sheet(
    december: Office, name: str, sheet: dict[str, Any], instead: str
) -> None:
    december.when(name, **sheet, due_on="2026-12-16").then_refused(
        "date.late_in_year", sheet=instead, since="16/12/2026", period=sheet["period"]
    )
    december.when(name, **sheet, due_on="2026-12-31").then_refused("date.late_in_year", sheet=instead)
    december.given(name, **sheet, task="A", due_on="2026-12-14").given(name, **sheet, task="B", due_on="2026-12-15")


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize("sheet", FIRST_SHEETS)
def test_it_is_of_the_next_years_first_sheet(december: Office, name: str, sheet: dict[str, Any]) -> None:
    december.when(name, **sheet, due_on="2026-12-15").then_refused("date.outside_period", what="valid_on")
    december.given(name, **sheet, task="A", due_on="2026-12-16").given(name, **sheet, task="B", due_on="2026-12-31")
    # ordinary work of the new year is assigned in the new year
    december.when(name, **sheet, task="C", due_on="2027-01-01").then_refused("date.outside_period", what="valid_on")
    december.on("2027-01-01").given(name, **sheet, task="C", due_on="2027-01-01")


@pytest.mark.parametrize("sheet", FIRST_SHEETS)
def test_in_the_new_year_it_is_entered_late_with_its_days(december: Office, sheet: dict[str, Any]) -> None:
    december.on("2027-01-04").given("assign_task", **sheet, due_on="2026-12-20", valid_on="2026-12-10")
    december.when("assign_task", **sheet, task="T2", due_on="2026-12-20").then_refused("date.due_before_assigned")
    december.when("assign_task", **sheet, task="T2", due_on="2026-12-15", valid_on="2026-12-10").then_refused(
        "date.outside_period", what="valid_on"
    )
    december.when("assign_task", **sheet, task="T2", due_on="2026-12-15", valid_on="2027-01-02").then_refused(
        "date.outside_period", what="due_on"
    )


@pytest.mark.parametrize("sheet", FIRST_SHEETS)
def test_it_may_be_assigned_from_the_last_quarter_on(december: Office, sheet: dict[str, Any]) -> None:
    december.when("assign_task", **sheet, due_on="2026-12-20", valid_on="2026-09-30").then_refused(
        "date.outside_period", what="valid_on", first="01/10/2026"
    )
    december.given("assign_task", **sheet, due_on="2026-12-20", valid_on="2026-10-01")


@pytest.mark.parametrize("sheet", FIRST_SHEETS)
def test_it_is_handed_in_and_judged_in_the_old_year(december: Office, sheet: dict[str, Any]) -> None:
    december.given("assign_task", **sheet, due_on="2026-12-20")
    own = {**sheet, "actor": sheet["staff"]}
    december.on("2026-12-18").when("submit_result", **own, finished_on="2026-12-17").then(ResultSubmitted)
    december.given("accept_result", **sheet)
    december.when("submit_result", **own, finished_on="2026-12-02").then_refused("result.before_assignment")


@pytest.mark.parametrize(("sheet", "instead"), LAST_SHEETS)
def test_a_deadline_is_not_extended_into_the_next_years_work(
    december: Office, sheet: dict[str, Any], instead: str
) -> None:
    december.given("assign_task", **sheet, due_on="2026-12-10")
    december.when("extend_deadline", **sheet, due_on="2026-12-16").then_refused("date.late_in_year", sheet=instead)
    december.when("extend_deadline", **sheet, due_on="2026-12-15").then(DeadlineExtended)


def test_a_late_december_deadline_is_extended_into_the_new_year(december: Office) -> None:
    january = FIRST_SHEETS[1]
    december.given("assign_task", **january, due_on="2026-12-20")
    december.when("extend_deadline", **january, due_on="2026-12-28").then(DeadlineExtended)
    december.when("extend_deadline", **january, due_on="2027-01-08").then(DeadlineExtended)


def test_what_was_given_up_is_not_taken_over_into_the_next_years_work(december: Office) -> None:
    last = {**QUARTERLY, "period": "2026-Q4"}
    december.given("assign_task", **last, due_on="2026-12-15").given("give_up_task", period="2026-Q4")
    december.when("take_over_task", period="2026-Q4", due_on="2026-12-16").then_refused(
        "date.late_in_year", sheet="2027-Q1"
    )
    december.given("take_over_task", period="2026-Q4", due_on="2026-12-15")


def test_the_day_from_which_work_is_the_next_years_is_the_agencys_own(december: Office) -> None:
    rules = {"actor": "adviser", "valid_on": "2026-10-01", "reason": "Quy chế của phường"}
    december.given("set_procedure_rules", **rules, rules={"late_year_work_from": "12-21"})
    last, first = {**QUARTERLY, "period": "2026-Q4"}, FIRST_SHEETS[0]
    december.given("assign_task", **last, due_on="2026-12-20")
    december.when("assign_task", **last, task="T2", due_on="2026-12-21").then_refused(
        "date.late_in_year", since="21/12/2026"
    )
    december.when("assign_task", **first, due_on="2026-12-20").then_refused("date.outside_period")
    december.given("assign_task", **first, due_on="2026-12-21")


def test_a_ward_that_turns_to_months_next_year_names_the_months_sheet(december: Office) -> None:
    change = {"actor": "adviser", "period_kind": "month", "valid_on": "2027-01-01"}
    december.given("change_period_kind", **change)
    december.when("assign_task", **QUARTERLY, period="2026-Q4", due_on="2026-12-20").then_refused(
        "date.late_in_year", sheet="2027-01"
    )


# Leaders


def test_a_heads_directing_task_is_tied_to_a_product_of_somebody_in_charge(office: Office) -> None:
    office.given("assign_task")
    office.when("assign_task", **BY_CHAIR, **OF_AN).then(
        SheetOpened, TaskAssigned, tied_to_staff="an", tied_to_task="T1"
    )
    assert office.sheet("head-vh").tasks["T1"].tied_to == ("an", "T1")


@pytest.mark.parametrize("name", ["assign_ad_hoc_task", "assign_uncatalogued_task"])
def test_every_kind_of_assignment_may_be_tied(office: Office, name: str) -> None:
    office.given("assign_task").given(name, **BY_CHAIR, **OF_AN)
    assert office.sheet("head-vh").tasks["T1"].tied_to == ("an", "T1")


def test_the_head_of_the_agency_directs_everybody_below(office: Office) -> None:
    office.given("assign_task").given("name_managing_authority", authority="giam-doc-so", title="Giám đốc Sở Nội vụ")
    office.given("assign_task", actor="giam-doc-so", staff="chair", **OF_AN)


def test_a_tied_product_exists_on_the_sheet_of_the_same_period(office: Office) -> None:
    office.when("assign_task", **BY_CHAIR, **OF_AN).then_refused("task.unknown", staff="an", task="T1", period=PERIOD)
    office.given("assign_task", task="T2")
    office.when("assign_task", **BY_CHAIR, **OF_AN).then_refused("task.unknown", task="T1")


@pytest.mark.parametrize(("tied", "leader"), [("cuc", "head-vh"), ("head-vh", "head-vh"), ("chair", "head-vh")])
def test_nobody_directs_another_units_people_superiors_or_oneself(office: Office, tied: str, leader: str) -> None:
    office.given("assign_task", staff="cuc", actor="head-kt")
    office.when("assign_task", **BY_CHAIR, tied_to={"staff": tied, "task": "T1"}).then_refused(
        "task.not_in_charge", leader=leader, staff=tied
    )


def test_who_leads_nobody_directs_nobody(office: Office) -> None:
    office.given("assign_task")
    office.when("assign_task", staff="binh", **OF_AN).then_refused("task.not_in_charge", leader="binh", staff="an")


def test_a_head_directs_from_the_day_of_the_appointment(office: Office) -> None:
    office.given("assign_task").given("name_head", unit="KT", staff="head-vh", valid_on="2026-08-11")
    office.given("assign_task", staff="cuc", actor="head-kt", task="T3")
    tied = {"tied_to": {"staff": "cuc", "task": "T3"}}
    office.when("assign_task", **BY_CHAIR, **tied).then_refused("task.not_in_charge", day="10/08/2026")
    office.on("2026-08-11").when("assign_task", **BY_CHAIR, **tied).then(SheetOpened, TaskAssigned)


@pytest.mark.parametrize("field", [{"members": ["an"]}, {"units": ["VH"]}])
def test_a_deputy_directs_those_in_the_field(office: Office, field: dict[str, Any]) -> None:
    office.given("assign_task")
    office.when("assign_task", staff="deputy-vh", **OF_AN).then_refused("task.not_in_charge", leader="deputy-vh")
    office.given("assign_deputy", actor="adviser", unit="VH", staff="deputy-vh", field="Văn hóa", **field)
    office.when("assign_task", staff="deputy-vh", **OF_AN).then(SheetOpened, TaskAssigned, tied_to_staff="an")


def test_a_deputy_does_not_direct_those_outside_the_field(office: Office) -> None:
    office.given("assign_task")
    office.given("assign_deputy", actor="adviser", unit="VH", staff="deputy-vh", field="Văn hóa", members=["binh"],
                 units=[])  # fmt: skip
    office.when("assign_task", staff="deputy-vh", **OF_AN).then_refused("task.not_in_charge", staff="an")
