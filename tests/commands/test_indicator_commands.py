"""Indicators of the agency, its units, posts and people: set, revised and retired by the head above."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from kpi_es.domain.event import indicators_stream
from kpi_es.domain.indicator_plan import IndicatorPlan, IndicatorRetired, IndicatorRevised, IndicatorSet
from tests.commands.specification import Office

OF_PERSON = {"owner": "person", "unit": ..., "staff": "an", "indicator": "CN-1"}
OF_POST = {"owner": "post", "post": "Chuyên viên", "indicator": "VT-1"}
OF_AGENCY = {"owner": "agency", "unit": ..., "actor": "chair", "indicator": "CQ-1"}
IN_PLAN = ("set_indicator", "revise_indicator", "retire_indicator")


def plan(office: Office) -> IndicatorPlan:
    state = office.state(indicators_stream("P1", 2026))
    assert isinstance(state, IndicatorPlan)
    return state


@pytest.mark.parametrize(
    ("fields", "unit"),
    [({}, "VH"), (OF_PERSON, "VH"), (OF_POST, "VH"), (OF_AGENCY, "UBND"), ({"actor": "chair"}, "VH")],
)
def test_the_head_of_the_owners_unit_or_of_one_above_sets_an_indicator(
    office: Office, fields: dict[str, Any], unit: str
) -> None:
    office.when("set_indicator", **fields).then(IndicatorSet, unit=unit, target=Fraction(40), weight=Fraction(1))


@pytest.mark.parametrize(
    ("fields", "actor"),
    [({}, "head-kt"), ({}, "deputy-vh"), ({}, "adviser"), (OF_AGENCY, "head-vh"), (OF_PERSON, "head-kt")],
)
def test_nobody_else_sets_one(office: Office, fields: dict[str, Any], actor: str) -> None:
    office.when("set_indicator", **{**fields, "actor": actor}).then_refused("authority.not_head_over_unit", actor=actor)


def test_nobody_sets_an_indicator_of_their_own(office: Office) -> None:
    own = {**OF_PERSON, "staff": "head-vh"}
    office.when("set_indicator", **own).then_refused("authority.own_work")
    office.when("set_indicator", **own, actor="chair").then(IndicatorSet, unit="VH")


def test_the_managing_authority_sets_those_of_the_head_of_the_agency(office: Office) -> None:
    named = {"authority": "province", "title": "Chủ tịch UBND tỉnh"}
    office.given("name_managing_authority", **named)
    office.when("set_indicator", **{**OF_PERSON, "staff": "chair", "actor": "province"}).then(IndicatorSet, unit="UBND")


@pytest.mark.parametrize(
    "fields",
    [
        {"staff": "an"},
        {"unit": ...},
        {"owner": "agency"},
        {"owner": "post"},
        {"owner": "person"},
        {"owner": "person", "staff": "an"},
    ],
)
def test_an_indicator_names_exactly_its_owner(office: Office, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="names"):
        office.command("set_indicator", **fields)


def test_a_code_is_used_once_a_year_also_after_it_was_retired(office: Office) -> None:
    office.given("set_indicator")
    office.when("set_indicator").then_refused("indicator.exists", indicator="DV-1")
    office.given("retire_indicator")
    office.when("set_indicator").then_refused("indicator.exists")
    office.when("set_indicator", year=2027).then(IndicatorSet, year=2027)


@pytest.mark.parametrize(
    ("field", "value", "limit"),
    [("target", "0", "1000000000"), ("target", "-3", "1000000000"), ("weight", "0", "1"), ("weight", "1.01", "1")],
)
def test_a_target_is_above_nothing_and_a_weight_is_a_share(office: Office, field: str, value: str, limit: str) -> None:
    office.when("set_indicator", **{field: value}).then_refused("quantity.out_of_range", quantity=value, limit=limit)


def test_what_feeds_an_indicator_stands_in_the_catalogue(office: Office) -> None:
    office.when("set_indicator", items=["bao-cao", "khac"]).then_refused("catalogue.item_not_in_force", item="khac")
    office.given("set_indicator")
    office.when("revise_indicator", items=["khac"]).then_refused("catalogue.item_not_in_force", item="khac")


def test_the_unit_exists_and_the_person_is_evaluated_here(office: Office) -> None:
    office.when("set_indicator", unit="XX").then_refused("agency.unit_unknown", unit="XX")
    office.when("set_indicator", **{**OF_PERSON, "staff": "dung"}).then_refused("staff.not_in_agency", staff="dung")
    office.when("set_indicator", **{**OF_PERSON, "staff": "nobody"}).then_refused("staff.unknown")
    office.when("set_indicator", agency="P9").then_refused("agency.unknown")


def test_an_indicator_stands_below_one_of_the_same_unit_or_of_one_above(office: Office) -> None:
    office.given("set_indicator", **OF_AGENCY)
    office.when("set_indicator", parent="CQ-1").then(IndicatorSet, parent="CQ-1")
    office.when("set_indicator", **OF_PERSON, parent="DV-1").then(IndicatorSet, parent="DV-1")
    office.when("set_indicator", indicator="DV-2", unit="KT", actor="head-kt", parent="DV-1").then_refused(
        "indicator.parent_not_above", parent="DV-1"
    )
    office.when("set_indicator", indicator="DV-3", parent="DV-9").then_refused("indicator.unknown", indicator="DV-9")


def test_no_indicator_stands_below_itself_or_below_one_of_its_own(office: Office) -> None:
    office.given("set_indicator").given("set_indicator", indicator="DV-2", parent="DV-1")
    office.when("revise_indicator", parent="DV-1").then_refused("indicator.parent_not_above")
    office.when("revise_indicator", parent="DV-2").then_refused("indicator.parent_not_above", parent="DV-2")


def test_a_revision_keeps_the_former_target_beside_the_new_one_and_leaves_the_rest(office: Office) -> None:
    office.given("set_indicator", weight="0.4")
    office.when("revise_indicator").then(
        IndicatorRevised, former_target=Fraction(40), target=Fraction(50), weight=Fraction(2, 5), items=("bao-cao",)
    )
    assert plan(office).indicators["DV-1"].target == 50
    office.when("revise_indicator").then_refused("indicator.unchanged")


@pytest.mark.parametrize("name", ["revise_indicator", "retire_indicator"])
def test_a_change_states_its_reason_and_is_the_heads(office: Office, name: str) -> None:
    office.given("set_indicator")
    office.when(name, reason=...).then_refused("reason.required")
    office.when(name, actor="an").then_refused("authority.not_head_over_unit")
    office.when(name, indicator="DV-9").then_refused("indicator.unknown")


def test_one_with_indicators_below_is_retired_last(office: Office) -> None:
    office.given("set_indicator").given("set_indicator", indicator="DV-2", parent="DV-1")
    office.when("retire_indicator").then_refused("indicator.has_indicators_below", below="DV-2")
    office.given("retire_indicator", indicator="DV-2")
    office.when("retire_indicator").then(IndicatorRetired)
    assert plan(office).standing("DV-1") is None


@pytest.mark.parametrize(("day", "refused"), [("2026-12-30", False), ("2026-12-31", False), ("2027-01-01", True)])
def test_the_marks_of_a_year_are_not_moved_after_its_last_day(office: Office, day: str, refused: bool) -> None:
    office.given("set_indicator", indicator="DV-0")
    outcome = office.on(day).when("set_indicator")
    if refused:
        outcome.then_refused("indicator.year_over", year="2026")
        office.when("revise_indicator", indicator="DV-0").then_refused("indicator.year_over")
        office.when("retire_indicator", indicator="DV-0").then_refused("indicator.year_over")
    else:
        outcome.then(IndicatorSet)
