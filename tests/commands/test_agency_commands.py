"""Agencies: opened by the operator, kept by their personnel advisers."""

from __future__ import annotations

from datetime import date

from kpi_es.domain.agency import AgencyOpened, HeadNamed, PersonnelAdviserNamed, RuleSetAdopted, UnitAdded
from tests.commands.specification import Office


def test_an_operator_opens_an_agency_with_its_root_unit_and_advisers(office: Office) -> None:
    office.when("open_agency").then(AgencyOpened, root_unit="UBND9", personnel_advisers=("adviser-9",))
    assert office.agency("P9").period_kind == "month"


def test_an_agency_is_opened_once(office: Office) -> None:
    office.when("open_agency", agency="P1").then_refused("agency.already_open", agency="P1")


def test_nobody_but_an_operator_opens_an_agency(office: Office) -> None:
    office.when("open_agency", actor="chair").then_refused("authority.not_operator", actor="chair")


def test_an_operator_names_one_more_personnel_adviser(office: Office) -> None:
    office.when("name_personnel_adviser").then(PersonnelAdviserNamed, staff="binh")
    office.when("add_unit", actor="binh").then(UnitAdded)


def test_an_adviser_does_not_name_advisers(office: Office) -> None:
    office.when("name_personnel_adviser", actor="adviser").then_refused("authority.not_operator")


def test_an_adviser_of_tomorrow_is_not_one_today(office: Office) -> None:
    office.given("name_personnel_adviser", valid_on="2026-08-11")
    office.when("add_unit", actor="binh").then_refused("authority.not_personnel_adviser", day="10/08/2026")
    office.on("2026-08-11").when("add_unit", actor="binh").then(UnitAdded)


def test_nobody_is_named_adviser_of_an_agency_that_is_not_open(office: Office) -> None:
    office.when("name_personnel_adviser", agency="P9").then_refused("agency.unknown", agency="P9")


def test_an_adviser_who_left_the_service_keeps_no_power(office: Office) -> None:
    office.given("name_personnel_adviser").given("separate_staff_member", staff="binh")
    office.when("add_unit", actor="binh").then_refused("authority.not_personnel_adviser")


def test_an_adviser_adds_a_unit_below_another(office: Office) -> None:
    office.when("add_unit").then(UnitAdded, parent="UBND")
    assert office.agency().units["TTHC"].parent == "UBND"


def test_a_unit_code_is_used_once(office: Office) -> None:
    office.when("add_unit", unit="VH").then_refused("agency.unit_exists", unit="VH")


def test_a_unit_needs_a_parent_that_exists_on_that_day(office: Office) -> None:
    office.when("add_unit", parent="XX").then_refused("agency.unit_unknown", unit="XX")
    office.when("add_unit", valid_on="2025-12-31").then_refused("agency.unit_unknown", day="31/12/2025")


def test_an_adviser_of_one_agency_does_nothing_in_another(office: Office) -> None:
    office.when("add_unit", actor="adviser-2").then_refused("authority.not_personnel_adviser", agency="P1")


def test_nothing_is_added_to_an_agency_that_is_not_open(office: Office) -> None:
    office.when("add_unit", agency="P9").then_refused("agency.unknown")


def test_a_head_is_named_from_a_day_on(office: Office) -> None:
    office.when("name_head", valid_on="2026-08-15").then(HeadNamed, staff="binh")
    unit = office.agency().units["VH"]
    assert unit.head_on(date(2026, 8, 14)) == "head-vh"
    assert unit.head_on(date(2026, 8, 15)) == "binh"


def test_a_head_needs_a_unit_and_a_post(office: Office) -> None:
    office.when("name_head", unit="XX").then_refused("agency.unit_unknown")
    office.when("name_head", staff="nobody").then_refused("staff.unknown", staff="nobody")
    office.when("name_head", staff="dung").then_refused("staff.not_in_agency", staff="dung")


def test_only_an_adviser_names_a_head(office: Office) -> None:
    office.when("name_head", actor="head-vh").then_refused("authority.not_personnel_adviser")


def test_a_rule_set_is_adopted_with_its_hash(office: Office) -> None:
    adopted = office.when("adopt_rule_set", rule_set="nd335-2025-handbook").then(RuleSetAdopted)
    assert isinstance(adopted, RuleSetAdopted)
    assert len(adopted.rule_set_hash) == 64


def test_a_rule_set_must_be_known_and_in_force(office: Office) -> None:
    office.when("adopt_rule_set", rule_set="nd99-2099").then_refused("rule_set.unknown", rule_set="nd99-2099")
    # Decree 335/2025 is in force from 1 January 2026.
    office.when("adopt_rule_set", valid_on="2025-12-31").then_refused("rule_set.not_in_force")


def test_only_an_adviser_adopts_a_rule_set(office: Office) -> None:
    office.when("adopt_rule_set", actor="an").then_refused("authority.not_personnel_adviser", actor="an")
