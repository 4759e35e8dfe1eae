"""What only some rule sets read: measures of a task line, and facts of a person or a unit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kpi_es.domain.sheet_events import FactStated, GeneralCriteriaSelfAssessed, MeasureStated, SheetConfirmed
from kpi_es.domain.values import format_exact
from kpi_es.evaluation.sheet_facts import facts_overriding, score_sheet, sheet_facts
from kpi_es.rulebook.rule_set import Criterion, Measure
from tests.commands.specification import FULL_MARKS, PERIOD, Office, rule_book

DECLARED = [
    (rule_set.id, measure)
    for rule_set in rule_book().values()
    if rule_set.subject == "person" and rule_set.valid_until is None
    for measure in rule_set.sheet.measures
]
LATE_IN_THE_YEAR = {"period": "2026-Q4", "valid_on": "2026-10-12"}


@pytest.fixture
def one_stop() -> Office:
    """Return the office under the rules of Bac Ninh, with the task T1 of `an` assigned."""
    return under(Office(), "bac-ninh-2025").given("assign_task", valid_on="2026-08-03")


@pytest.fixture
def opened(office: Office) -> Office:
    """Return the office with an open sheet of `an` under the decree."""
    return office.given("open_sheet")


def under(office: Office, rule_set: str) -> Office:
    return office.given("adopt_rule_set", rule_set=rule_set, valid_on="2026-07-01")


def criteria_of(rule_set: str, role: str) -> tuple[Criterion, ...]:
    table = rule_book()[rule_set].general_for(role)
    assert table is not None
    return table.criteria


def limits_of(measure: Measure) -> tuple[str, str]:
    """Return the lowest and the highest number a measure can have, some numbers where it has no limit."""
    least = Fraction(1) if measure.at_least is None else measure.at_least
    return format_exact(least), format_exact(measure.at_most or Fraction(7))


# Measures


def test_the_direct_manager_states_a_measure_in_the_unit_of_the_rule_set(one_stop: Office) -> None:
    stated = one_stop.when("state_measure", value="04.0").then(
        MeasureStated, measure="stars", unit="count", value="4", replaces=None, former=None
    )
    line = one_stop.sheet().tasks["T1"]
    assert line.measures["stars"].value == 4
    assert line.sources[-1] == str(stated.event_id)
    assert sheet_facts(one_stop.sheet(), None).lines[0].measures == {"stars": 4}


def test_a_choice_is_stated_as_the_word_it_is(one_stop: Office) -> None:
    one_stop.when("state_measure", measure="role", value="support").then(MeasureStated, unit="word", value="support")
    assert one_stop.sheet().tasks["T1"].measures["role"].value == "support"


def test_a_measure_moves_the_score(one_stop: Office) -> None:
    one_stop.given("submit_result", quantity="20").given("accept_result")
    # On time 100, not rated 80: (100 + 80)/2 * 1 * 1 = 90; urgent counts three times: 270
    assert score_sheet(one_stop.sheet(), None, rule_book()).outputs["total"] == 90
    one_stop.given("state_measure", measure="priority", value="urgent")
    assert score_sheet(one_stop.sheet(), None, rule_book()).outputs["total"] == 270


def test_a_measure_stated_again_names_what_it_replaces_and_why(one_stop: Office) -> None:
    first = one_stop.when("state_measure").then(MeasureStated)
    one_stop.when("state_measure", value="5").then_refused("reason.required")
    one_stop.when("state_measure", value="5", reason="Khách hàng đánh giá lại").then(
        MeasureStated, value="5", former="4", replaces=str(first.event_id)
    )
    assert one_stop.sheet().tasks["T1"].measures["stars"].value == 5


def test_the_same_value_again_changes_nothing_however_it_is_spelt(one_stop: Office) -> None:
    one_stop.given("state_measure").when("state_measure", value="4.0", reason="Xem lại").then_refused(
        "measure.nothing_changes", measure="stars", value="4", task="T1"
    )


def test_a_measure_the_rule_set_does_not_read_is_refused_with_those_it_reads(one_stop: Office) -> None:
    one_stop.when("state_measure", measure="axis").then_refused(
        "measure.unknown", rule_set="bac-ninh-2025", measure="axis", known="days_early, stars, role, priority"
    )


def test_a_rule_set_that_reads_no_measures_says_so(office: Office) -> None:
    office.given("assign_task").when("state_measure").then_refused("measure.none_read", rule_set="nd335-2025")


def test_the_measures_are_those_of_the_rule_set_frozen_on_the_sheet(one_stop: Office) -> None:
    one_stop.given("adopt_rule_set", rule_set="nd335-2025", valid_on="2026-07-01").given("state_measure")


@pytest.mark.parametrize("value", ["main", "LEAD", "lead ", "1"])
def test_a_choice_is_one_of_the_choices(one_stop: Office, value: str) -> None:
    one_stop.when("state_measure", measure="role", value=value).then_refused(
        "measure.not_a_choice", value=value, choices="lead, support"
    )


@pytest.mark.parametrize("value", ["four", "4,5", "1e3", "NaN", "1/0", "0.1234567890123"])
def test_a_number_is_an_exact_number(one_stop: Office, value: str) -> None:
    one_stop.when("state_measure", value=value).then_refused("measure.not_a_number", value=value, unit="count")


@pytest.mark.parametrize(("measure", "value"), [("stars", "4.5"), ("days_early", "-1/2")])
def test_pieces_and_days_are_whole(one_stop: Office, measure: str, value: str) -> None:
    one_stop.when("state_measure", measure=measure, value=value).then_refused("measure.not_whole", measure=measure)


@pytest.mark.parametrize("value", ["-1", "6"])
def test_a_number_stays_within_the_limits_of_the_rule_set(one_stop: Office, value: str) -> None:
    one_stop.when("state_measure", value=value).then_refused("measure.out_of_range", value=value, least="0", most="5")
    one_stop.given("state_measure", value="0").given("state_measure", task="T1", measure="days_early", value="-40")


def test_a_limit_that_is_not_there_is_shown_as_open(office: Office) -> None:
    office.given("adopt_rule_set", rule_set="hanoi-3814-2018", valid_on="2026-07-01").given("assign_task")
    office.when("state_measure", measure="awarded", value="-1").then_refused("measure.out_of_range", most="…")


@pytest.mark.parametrize(("rule_set", "measure"), DECLARED, ids=lambda each: getattr(each, "name", each))
def test_every_measure_of_every_rule_set_can_be_stated_and_is_scored(rule_set: str, measure: Measure) -> None:
    office = Office().on("2026-11-10")
    group = next(each.group for each in rule_book()[rule_set].applies_to)
    office.given("register_staff_member", staff="lan", unit="VH", group=group, role="deputy", valid_on="2026-01-05")
    office.given("adopt_rule_set", rule_set=rule_set, valid_on="2026-10-01")
    office.given("assign_task", staff="lan", due_on="2026-11-20", **LATE_IN_THE_YEAR)
    for value in measure.choices or limits_of(measure):
        office.given(
            "state_measure", staff="lan", period="2026-Q4", measure=measure.name, value=value, reason="Rà soát"
        )
        sheet = office.sheet("lan", "2026-Q4")
        assert sheet.tasks["T1"].measures[measure.name].text == value
        assert score_sheet(sheet, None, rule_book()).rule_set_id == rule_set


@pytest.mark.parametrize("actor", ["binh", "head-kt", "adviser", "operator:root"])
def test_nobody_but_the_direct_manager_states_a_measure(one_stop: Office, actor: str) -> None:
    one_stop.when("state_measure", actor=actor).then_refused("authority.not_direct_manager", manager="head-vh")


def test_a_measure_is_stated_from_the_day_of_assignment_to_today(one_stop: Office) -> None:
    one_stop.when("state_measure", valid_on="2026-08-11").then_refused("date.in_future")
    one_stop.when("state_measure", valid_on="2026-08-02").then_refused("result.before_assignment")
    one_stop.given("state_measure", valid_on="2026-08-03")


def test_a_measure_after_the_confirmation_opens_the_sheet_again(one_stop: Office) -> None:
    one_stop.given("confirm_sheet")
    assert one_stop.sheet().status == "confirmed"
    one_stop.given("state_measure").when("lock_sheet").then_refused("sheet.not_confirmed")


# Facts


@pytest.mark.parametrize(("actor", "source"), [("head-vh", "manager"), ("adviser", "personnel")])
def test_manager_or_adviser_states_a_fact(opened: Office, actor: str, source: str) -> None:
    stated = opened.when("state_fact", fact="degradation", actor=actor).then(
        FactStated, fact="degradation", holds=True, replaces=None, source=source
    )
    facts = sheet_facts(opened.sheet(), None)
    assert facts.facts == {"degradation"}
    assert facts.sources["degradation"] == (str(stated.event_id),)


def test_a_concluded_degradation_decides_the_class_whatever_the_score(opened: Office) -> None:
    opened.given("assign_task").given("submit_result", quantity="20").given("accept_result")
    opened.given("assess_general_criteria").given("state_fact", fact="degradation")
    result = score_sheet(opened.sheet(), opened.member(), rule_book())
    # 30 + 70 = 100 points, and Art 20.4b
    assert result.outputs["total"] == 100
    assert result.class_code == "KHT"


def test_a_fact_is_taken_back_by_an_event_that_names_the_first(opened: Office) -> None:
    first = opened.when("state_fact").then(FactStated)
    opened.when("state_fact", holds=False).then(FactStated, holds=False, replaces=str(first.event_id))
    facts = sheet_facts(opened.sheet(), None)
    assert facts.facts == frozenset()
    opened.given("state_fact")


def test_taking_back_a_fact_takes_back_no_disciplinary_decision(opened: Office) -> None:
    opened.given("record_discipline", ground="degradation").given("state_fact", fact="degradation", holds=False)
    facts = sheet_facts(opened.sheet(), opened.member())
    assert facts.facts == {"degradation"}
    assert len(facts.sources["degradation"]) == 2


@pytest.mark.parametrize("holds", [True, False])
def test_the_same_fact_again_changes_nothing(opened: Office, holds: bool) -> None:
    opened.given("state_fact", holds=holds).when("state_fact", holds=holds).then_refused(
        "fact.nothing_changes", fact="unit_corruption", staff="an", period=PERIOD
    )


def test_a_fact_the_rule_set_does_not_read_is_refused_with_those_it_reads(opened: Office) -> None:
    opened.when("state_fact", fact="maternity_leave").then_refused(
        "fact.unknown", rule_set="nd335-2025", fact="maternity_leave", known="degradation, unit_corruption"
    )


def test_a_rule_set_that_reads_no_facts_says_so(one_stop: Office) -> None:
    one_stop.when("state_fact").then_refused("fact.none_read", rule_set="bac-ninh-2025")


def test_what_follows_from_a_disciplinary_decision_is_not_stated_beside_it(opened: Office) -> None:
    opened.when("state_fact", fact="duty_discipline").then_refused("fact.of_a_decision", fact="duty_discipline")


@pytest.mark.parametrize("actor", ["binh", "head-kt", "chair", "operator:root"])
def test_nobody_but_manager_or_adviser_states_a_fact(opened: Office, actor: str) -> None:
    opened.when("state_fact", actor=actor).then_refused("authority.not_direct_manager", manager="head-vh")


def test_an_adviser_states_nothing_of_oneself(office: Office) -> None:
    office.given("open_sheet", staff="adviser", actor="chair")
    office.when("state_fact", staff="adviser", actor="adviser").then_refused("authority.own_work", actor="adviser")


def test_a_longer_period_takes_over_only_what_lowers_its_class(office: Office) -> None:
    under(office, "customs-8-2026").given("open_sheet").given("open_sheet", staff="binh")
    office.given("state_fact", fact="one_month_or_less").given("state_fact", staff="binh", fact="degradation")
    sheets = [office.sheet("an"), office.sheet("binh")]
    assert facts_overriding(rule_book()["customs-8-2026"], sheets) == {"degradation"}


def test_an_adviser_of_another_agency_states_nothing(opened: Office) -> None:
    opened.when("state_fact", agency="P2", actor="adviser-2").then_refused("staff.not_in_agency", agency="P2")


def test_a_fact_is_not_of_the_future(opened: Office) -> None:
    opened.when("state_fact", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_fact_after_the_confirmation_opens_the_sheet_again(opened: Office) -> None:
    opened.given("assess_general_criteria").given("confirm_sheet").given("state_fact")
    opened.when("lock_sheet").then_refused("sheet.not_confirmed")


# General criteria and leader items by role


def test_where_the_role_has_no_general_criteria_none_are_asked_and_none_taken(one_stop: Office) -> None:
    one_stop.when("assess_general_criteria").then_refused("points.no_criteria", rule_set="bac-ninh-2025", role="staff")
    one_stop.when("confirm_sheet", general=FULL_MARKS, reason="x").then_refused("points.no_criteria")
    one_stop.when("confirm_sheet").then(SheetConfirmed, general={}, leader=None)
    assert one_stop.sheet().status == "confirmed"


def test_each_role_is_scored_by_its_own_table(office: Office) -> None:
    under(office, "hcmc-06-2026")
    of_staff = {each.id: format_exact(each.maximum) for each in criteria_of("hcmc-06-2026", "staff")}
    of_leaders = {each.id: format_exact(each.maximum) for each in criteria_of("hcmc-06-2026", "deputy")}
    deputy: dict[str, Any] = {"staff": "deputy-vh", "actor": "deputy-vh"}
    office.given("open_sheet").given("open_sheet", staff="deputy-vh")
    office.when("assess_general_criteria", points=of_leaders).then_refused("points.criteria_differ")
    office.when("assess_general_criteria", points=of_staff).then(GeneralCriteriaSelfAssessed)
    office.when("assess_general_criteria", **deputy, points=of_staff).then_refused("points.criteria_differ")
    office.when("assess_general_criteria", **deputy, points=of_leaders).then(GeneralCriteriaSelfAssessed)


def test_a_binary_criterion_is_given_in_full_or_not_at_all(office: Office) -> None:
    under(office, "hcmc-06-2026").given("open_sheet")
    points = {each.id: format_exact(each.maximum) for each in criteria_of("hcmc-06-2026", "staff")}
    office.when("assess_general_criteria", points={**points, "1.1": "1"}).then_refused(
        "points.between_levels", criterion="1.1", points="1", levels="0, 2"
    )
    office.given("assess_general_criteria", points={**points, "1.1": "0"})
    correction = {"task": ..., "delivery": ..., "field": "points", "criterion": "1.1"}
    office.when("correct_entry", **correction, corrected="1").then_refused("points.between_levels")
    office.given("correct_entry", **correction, corrected="2")


def test_a_criterion_with_steps_is_given_in_steps(office: Office) -> None:
    under(office, "customs-8-2026").given("open_sheet")
    office.when("assess_general_criteria", points={**FULL_MARKS, "I.1": "4.7"}).then_refused(
        "points.between_levels", criterion="I.1", levels="0, 0.5, 1, …"
    )
    office.given("assess_general_criteria", points={**FULL_MARKS, "I.1": "4.5"})


def test_a_leader_gets_the_items_of_the_rule_set_at_any_share_where_no_levels_are_named(office: Office) -> None:
    office.on("2026-11-10").given("register_staff_member", staff="lan", unit="VH", group="cadre", role="deputy")
    office.given("adopt_rule_set", rule_set="party-366-2025", valid_on="2026-10-01")
    (criterion,) = criteria_of("party-366-2025", "deputy")
    of_lan: dict[str, Any] = {"staff": "lan", "period": "2026-Q4"}
    office.given("open_sheet", **of_lan)
    office.given("assess_general_criteria", **of_lan, actor="lan", points={criterion.id: "30"})
    office.when("confirm_sheet", **of_lan).then_refused("leader.items_required", items="d")
    office.when("confirm_sheet", **of_lan, leader={"d": 1, "dd": 1, "e": 1}).then_refused(
        "leader.items_differ", expected="d", given="d, đ, e"
    )
    office.when("confirm_sheet", **of_lan, leader={"d": "1.01"}).then_refused(
        "leader.share_out_of_range", item="d", allowed="0 … 1"
    )
    office.when("confirm_sheet", **of_lan, leader={"d": "0.73"}).then(SheetConfirmed, leader=None)
    assert sheet_facts(office.sheet("lan", "2026-Q4"), None).leader == {"d": Fraction("0.73")}
