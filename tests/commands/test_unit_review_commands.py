"""A unit's own class (Art 5 to 9): assessed by its head, recognised by the authority, lower units first."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_es.domain.unit_review import (
    UnitAssessed,
    UnitClassDecided,
    UnitClassNotified,
    UnitClassReplaced,
    UnitReviewOpened,
)
from tests.commands.specification import Office

TASKS: list[dict[str, Any]] = [
    {"code": "NV-1", "title": "Lễ hội", "done": "1", "exceeded": True},
    {"code": "NV-2", "title": "Chi trả trợ cấp", "done": "1"},
    {"code": "NV-3", "title": "Vệ sinh môi trường", "done": "1"},
]
EXCELLENT: dict[str, Any] = {
    "general": {"6": "30"}, "items": {"a": "20", "b": "45"}, "tasks": TASKS, "proposed_class": "HTXS",
}  # fmt: skip
"""30 + 65 = 95 points, every task done, 1 of 3 beyond what was asked: 33.3 %."""


@pytest.fixture
def ward(office: Office) -> Office:
    """Return the ward in December, with a managing authority and the review of one unit open."""
    office.given("name_managing_authority", valid_on="2026-01-01").on("2026-12-10")
    return office.given("open_unit_review")


def open_units(ward: Office, *units: str) -> Office:
    """Add units below the root and open their reviews, assessed by the chair as good."""
    for unit in units:
        if unit not in ward.agency().units:
            ward.given("add_unit", unit=unit, name=f"Đơn vị {unit}", parent="UBND")
        if unit != "VH":
            ward.given("open_unit_review", unit=unit)
        ward.given("assess_unit", unit=unit, actor="chair")
    return ward


def test_a_unit_review_freezes_its_rules(ward: Office) -> None:
    ward.when("open_unit_review", unit="KT").then(UnitReviewOpened, unit="KT", rule_set="nd335-2025-organisation")
    ward.when("open_unit_review").then_refused("unit_review.already_open", unit="VH")
    ward.when("open_unit_review", unit="XX").then_refused("agency.unit_unknown", unit="XX")
    ward.when("open_unit_review", unit="UBND", rule_set="nd335-2025").then_refused("unit_review.not_for_organisations")
    ward.when("open_unit_review", year=2027).then_refused("review.year_in_future")
    ward.when("open_unit_review", unit="UBND", year=2025).then_refused("agency.unit_unknown", day="31/12/2025")


def test_the_head_assesses_the_unit(ward: Office) -> None:
    ward.when("assess_unit", **EXCELLENT).then(UnitAssessed, proposed_class="HTXS")
    ward.when("assess_unit", actor="head-kt").then_refused("authority.not_agency_head")
    ward.when("assess_unit", actor="chair").then(UnitAssessed, proposed_class="HTT")
    ward.when("assess_unit", unit="KT").then_refused("unit_review.absent", unit="KT")


def test_an_assessment_says_only_what_the_rules_know(ward: Office) -> None:
    ward.when("assess_unit", general={"6": "31"}).then_refused("points.out_of_range", limit="30")
    ward.when("assess_unit", general={}).then_refused("points.criteria_differ")
    ward.when("assess_unit", items={"a": "71"}).then_refused("unit_review.item_points", limit="70")
    ward.when("assess_unit", items={"a": "-1"}).then_refused("unit_review.item_points")
    ward.when("assess_unit", proposed_class="A").then_refused("review.class_unknown")
    ward.when("assess_unit", facts=["subunit_not_completed"]).then_refused("unit_review.fact_unknown")
    ward.when("assess_unit", tasks=[TASKS[0], TASKS[0]]).then_refused("unit_review.tasks", tasks="NV-1")
    ward.when("assess_unit", tasks=[{**TASKS[0], "done": "-1"}]).then_refused("unit_review.tasks")
    ward.when("assess_unit", valid_on="2026-12-11").then_refused("date.in_future")


def test_the_chair_recognises_the_class_the_rules_give(ward: Office) -> None:
    ward.when("decide_unit_class").then_refused("unit_review.not_assessed", unit="VH")
    # 28 + 50 = 78 points and the one task done: good.
    ward.given("assess_unit").when("decide_unit_class", actor="head-vh").then_refused("authority.not_agency_head")
    ward.when("decide_unit_class").then(UnitClassDecided, class_code="HTT", computed_class="HTT", total=78, late=False)
    ward.when("decide_unit_class").then_refused("unit_review.decided", unit="VH")
    ward.when("assess_unit").then_refused("authority.not_agency_head")


@pytest.mark.parametrize(("day", "late"), [("2026-12-14", False), ("2026-12-15", True), ("2026-12-16", True)])
def test_a_unit_is_classed_before_the_fifteenth_of_december(ward: Office, day: str, late: bool) -> None:
    ward.given("assess_unit").on(day).when("decide_unit_class").then(UnitClassDecided, late=late)


def test_a_lower_class_needs_a_reason_and_a_higher_one_is_refused(ward: Office) -> None:
    ward.given("assess_unit")
    ward.when("decide_unit_class", class_code="HTXS").then_refused("unit_review.above_calculated", calculated="HTT")
    ward.when("decide_unit_class", class_code="HT").then_refused("reason.required")
    ward.when("decide_unit_class", class_code="HT", reason="Còn đơn thư kéo dài").then(
        UnitClassDecided, class_code="HT"
    )


def test_where_the_decree_gives_no_class_the_authority_states_one(ward: Office) -> None:
    # 78 points with a task late: neither good (Art 8.2) nor any case of Art 8.4.
    ward.given("assess_unit", tasks=[{**TASKS[1], "times_late": 1}])
    ward.when("decide_unit_class").then_refused("unit_review.class_due", unit="VH")
    ward.when("decide_unit_class", class_code="HTXS", reason="x").then_refused("unit_review.above_calculated")
    ward.when("decide_unit_class", class_code="HT", reason="Chậm một việc nhỏ").then(
        UnitClassDecided, class_code="HT", computed_class=None
    )


def test_lower_units_are_classed_before_the_upper_one(ward: Office) -> None:
    ward.given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.when("decide_unit_class", unit="UBND", actor="province").then_refused(
        "unit_review.lower_units_first", units="VH, KT"
    )


def test_the_ward_itself_is_classed_from_above(ward: Office) -> None:
    open_units(ward, "VH", "KT", "UBND").given("decide_unit_class").given("decide_unit_class", unit="KT")
    ward.when("decide_unit_class", unit="UBND").then_refused("authority.not_managing_authority")
    ward.when("decide_unit_class", unit="UBND", actor="province").then(UnitClassDecided, class_code="HTT")


def test_a_unit_below_that_is_not_completed_keeps_the_upper_one_from_excellent(ward: Office) -> None:
    # Art 8.1b; the ward's 95 points then count for the class good.
    open_units(ward, "VH", "KT").given("open_unit_review", unit="UBND")
    ward.given("assess_unit", unit="UBND", actor="chair", **EXCELLENT)
    ward.given("decide_unit_class").given("decide_unit_class", unit="KT", class_code="KHT", reason="Mất đoàn kết")
    ward.when("decide_unit_class", unit="UBND", actor="province").then(UnitClassDecided, computed_class="HTT")


def test_the_cap_holds_among_the_units(ward: Office) -> None:
    open_units(ward, "KT", "VH").given("assess_unit", **EXCELLENT)
    # 1 excellent and 1 good: floor(0.2*2/1.2) = 0 places.
    ward.when("decide_unit_class").then_refused("unit_review.cap_exceeded", allowed="0", holders="0")
    open_units(ward, "U3", "U4", "U5", "U6")
    # 1 excellent and 5 good: floor(0.2*6/1.2) = 1 place.
    ward.when("decide_unit_class").then(UnitClassDecided, class_code="HTXS")
    ward.given("assess_unit", unit="KT", actor="chair", **EXCELLENT)
    ward.when("decide_unit_class", unit="KT").then_refused("unit_review.cap_exceeded", allowed="1", holders="1")
    ward.when("decide_unit_class", unit="KT", class_code="HTT", reason="Hết tỷ lệ").then(
        UnitClassDecided, class_code="HTT", computed_class="HTXS"
    )


def test_a_higher_share_gives_more_places(ward: Office) -> None:
    open_units(ward, "KT", "U3", "U4", "U5").given("assess_unit", **EXCELLENT)
    # 1 excellent and 4 good: floor(0.2*5/1.2) = 0, floor(0.25*5/1.25) = 1.
    ward.when("decide_unit_class").then_refused("unit_review.cap_exceeded")
    heads = {ward.agency().units[unit].head_on(ward.clock.day) for unit in ward.agency().units} - {None, "chair"}
    ward.given("open_round", candidates=["an", *heads]).given("set_higher_share", actor="province")
    ward.when("decide_unit_class", share_decision="QĐ 99/QĐ-UBND").then(UnitClassDecided, class_code="HTXS")


def test_a_unit_is_told_its_class(ward: Office) -> None:
    ward.given("assess_unit").when("notify_unit_class").then_refused("unit_review.undecided")
    ward.given("decide_unit_class").when("notify_unit_class").then(UnitClassNotified, unit="VH")
    ward.when("notify_unit_class", actor="head-kt").then_refused("authority.not_agency_head")


def test_a_new_decision_about_a_unit_keeps_the_old_one(ward: Office) -> None:
    ward.given("assess_unit").when("replace_unit_class").then_refused("unit_review.undecided")
    ward.given("decide_unit_class").given("assess_unit", actor="chair", items={"b": "30"})
    ward.when("replace_unit_class", reason=...).then_refused("reason.required")
    ward.when("replace_unit_class", valid_on="2026-12-09").then_refused("unit_review.before_former_decision")
    # 28 + 30 = 58 points.
    ward.when("replace_unit_class").then(UnitClassReplaced, former_class="HTT", class_code="HT", total=58)
