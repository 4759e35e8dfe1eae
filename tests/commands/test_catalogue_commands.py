"""The catalogue: a standard item, items with coefficients, all dated."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, CatalogueItemWithdrawn, StandardItemSet
from kpi_es.domain.sheet_events import SheetOpened, TaskAssigned
from tests.commands.specification import Office, catalogue_of

IN_CATALOGUE = ("set_standard_item", "approve_catalogue_item", "withdraw_catalogue_item")


def test_the_standard_item_is_set_from_a_day_on(office: Office) -> None:
    office.when("set_standard_item", points="4", valid_on="2026-10-01").then(StandardItemSet, points=4)
    catalogue = catalogue_of(office)
    assert isinstance(catalogue, Catalogue)
    assert catalogue.standard_on(date(2026, 9, 30)) == 5
    assert catalogue.standard_on(date(2026, 10, 1)) == 4


@pytest.mark.parametrize("name", ["set_standard_item", "approve_catalogue_item"])
@pytest.mark.parametrize("points", ["0", "-1", "10000.5"])
def test_points_are_above_nothing_and_at_most_ten_thousand(office: Office, name: str, points: str) -> None:
    office.when(name, points=points).then_refused("quantity.out_of_range", quantity=points, limit="10000")


def test_a_coefficient_is_the_points_over_those_of_the_standard_item(office: Office) -> None:
    # 38 points over 5 points = 7.6
    office.when("approve_catalogue_item", item="ke-hoach", points="38").then(
        CatalogueItemApproved, coefficient=Fraction("7.6")
    )


def test_a_coefficient_given_must_be_that_number(office: Office) -> None:
    office.when("approve_catalogue_item", item="moi", coefficient="2").then(CatalogueItemApproved)
    office.when("approve_catalogue_item", item="moi", coefficient="2.1").then_refused(
        "catalogue.coefficient_wrong", given="2.1", expected="2", points="10"
    )


def test_the_handbook_rounds_a_coefficient_to_one_decimal(office: Office) -> None:
    office.given("adopt_rule_set", rule_set="nd335-2025-handbook", valid_on="2026-07-01")
    # 8.2 points over 5 = 1.64, to one decimal 1.6
    office.when("approve_catalogue_item", points="8.2").then(CatalogueItemApproved, coefficient=Fraction("1.6"))


@pytest.mark.parametrize("rule_set", ["bac-ninh-2025", "thanh-hoa-03-2026"])
def test_under_rules_without_coefficients_the_plain_ratio_stands(office: Office, rule_set: str) -> None:
    office.on("2026-10-05").given("adopt_rule_set", rule_set=rule_set, valid_on="2026-10-01")
    # 8 points over the standard item's 5
    office.when("approve_catalogue_item", item="de-an", points="8").then(
        CatalogueItemApproved, coefficient=Fraction(8, 5)
    )


def test_without_a_standard_item_there_is_no_coefficient(office: Office) -> None:
    office.when("approve_catalogue_item", valid_on="2025-12-31").then_refused("catalogue.no_standard_item")


def test_without_an_adopted_rule_set_there_is_no_coefficient(office: Office) -> None:
    office.given("set_standard_item", valid_on="2025-12-01")
    office.when("approve_catalogue_item", valid_on="2025-12-31").then_refused("rule_set.not_adopted", agency="P1")


def test_a_coefficient_that_could_not_be_read_back_is_not_written(office: Office) -> None:
    # 12345/(10^18 - 11) over 1/(10^18 - 33) needs more than 18 digits above and below the stroke.
    office.given("set_standard_item", points=f"1/{10**18 - 33}")
    office.when("approve_catalogue_item", points=f"12345/{10**18 - 11}").then_refused("quantity.too_fine")


def test_a_revised_item_leaves_assigned_tasks_as_they_are(office: Office) -> None:
    office.when("assign_task").then(SheetOpened, TaskAssigned, coefficient=Fraction(2))
    office.given("approve_catalogue_item", points="15")
    assert office.sheet().tasks["T1"].coefficient == 2
    # 15 points over 5 = 3
    office.when("assign_task", task="T2").then(TaskAssigned, coefficient=Fraction(3))


def test_an_item_is_withdrawn_from_a_day_on(office: Office) -> None:
    office.when("withdraw_catalogue_item", valid_on="2026-08-11").then(CatalogueItemWithdrawn, item="bao-cao")
    office.given("assign_task")
    office.on("2026-08-11").when("assign_task", task="T2").then_refused("catalogue.item_not_in_force")


def test_only_an_item_in_force_is_withdrawn(office: Office) -> None:
    office.when("withdraw_catalogue_item", item="khac").then_refused("catalogue.item_not_in_force", item="khac")
    office.given("withdraw_catalogue_item")
    office.when("withdraw_catalogue_item").then_refused("catalogue.item_not_in_force")


@pytest.mark.parametrize("name", IN_CATALOGUE)
def test_only_an_adviser_records_decisions_about_the_catalogue(office: Office, name: str) -> None:
    office.when(name, actor="chair").then_refused("authority.not_personnel_adviser")
    office.when(name, agency="P9").then_refused("agency.unknown")


def test_the_same_item_is_not_approved_again_word_for_word(office: Office) -> None:
    office.given("approve_catalogue_item", item="ke-hoach", points="38")
    office.when("approve_catalogue_item", item="ke-hoach", points="38").then_refused("catalogue.item_unchanged")
    office.when("approve_catalogue_item", item="ke-hoach", points="40").then(CatalogueItemApproved)
