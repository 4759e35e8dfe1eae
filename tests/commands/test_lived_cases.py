"""A live sheet feeds every rule set: what commands bring about is scored exactly as the case with the same facts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpi_es.domain.event import sheet_stream
from kpi_es.domain.sheet_events import FactStated, MeasureStated
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet import evaluate_sheet
from kpi_es.evaluation.sheet_facts import score_sheet
from tests.commands.lived_cases import WORKER, LivedCase, live, lived_cases, member_of, sheet_of
from tests.commands.specification import Office, rule_book

CASES = lived_cases()
OF_PEOPLE = sorted(name for name, rule_set in rule_book().items() if rule_set.subject == "person")
EXCEEDS = sorted(name for name in OF_PEOPLE if rule_book()[name].allows_over_fulfilment)
READS_MEASURES = sorted(name for name in OF_PEOPLE if rule_book()[name].sheet.measures)


def named(name: str) -> LivedCase:
    (found,) = (case for case in CASES if case.name == name)
    return found


def score_of(office: Office, case: LivedCase) -> Result:
    return score_sheet(sheet_of(office, case), member_of(office), rule_book())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_live_sheet_scores_as_the_case_with_the_same_facts(case: LivedCase) -> None:
    lived, stated = score_of(live(case), case), evaluate_sheet(case.rule_set, case.facts)
    assert (lived.status, lived.class_code) == (stated.status, stated.class_code)
    assert lived.outputs == stated.outputs


def test_every_rule_set_about_people_is_lived() -> None:
    assert sorted({case.rule_set.id for case in CASES}) == OF_PEOPLE


def test_every_rule_set_that_reads_measures_is_lived_with_some() -> None:
    stated = {case.rule_set.id for case in CASES for line in case.facts.lines if line.measures}
    assert sorted(stated) == READS_MEASURES


def test_every_rule_set_that_takes_more_than_was_assigned_is_lived_with_some() -> None:
    exceeding = {case.rule_set.id for case in CASES for line in case.facts.lines if line.done > line.assigned}
    assert sorted(exceeding) == EXCEEDS


@pytest.mark.parametrize("rule_set", EXCEEDS)
def test_a_live_sheet_reaches_the_top_class_that_asks_for_exceeding(rule_set: str) -> None:
    tops = [
        score_of(live(case), case).class_code
        for case in CASES
        if case.rule_set.id == rule_set and any(line.done > line.assigned for line in case.facts.lines)
    ]
    assert rule_book()[rule_set].class_codes[0] in tops


# (115 + 100)/2 * 1 * 3 = 322.5; (90 + 60)/2 * 0.3 * 1 = 22.5; (100 + 80)/2 * 1 * 1 = 90; together 435
def test_a_sheet_under_the_rules_of_bac_ninh_has_its_published_points_and_needs_no_general_criteria() -> None:
    case = named("bac-ninh-2025: the total is the sum over all tasks and has no ceiling")
    office = live(case)
    result = score_of(office, case)
    assert result.outputs["total"] == 435
    assert sheet_of(office, case).general == {}
    assert sheet_of(office, case).status == "confirmed"


# 10*1*(0.3*0.8 + 0.7*1) = 9.4 of 10; 12*1.2*(0.3*1 + 0.7*0.8) = 14.4*0.86 = 12.384 of 14.4; 21.784/24.4*70 = 62.495...
def test_a_sheet_under_the_rules_of_ho_chi_minh_city_reads_choices_and_counts() -> None:
    case = named("hcmc-06-2026: an ad-hoc task with four coordinating units weighs more")
    result = score_of(live(case), case)
    assert result.outputs["result"] == Fraction(21784, 24400) * 70
    assert result.outputs["general"] == 30


# head: 27 of the 17 criteria of leaders; staff: 28 of their own 16
@pytest.mark.parametrize(
    ("name", "criteria", "points"),
    [
        ("leaders have seventeen binary criteria", 17, 27),
        ("staff have sixteen, three of them in the second group", 16, 28),
    ],
)
def test_each_role_is_scored_by_its_own_table_of_general_criteria(name: str, criteria: int, points: int) -> None:
    case = named(f"hcmc-06-2026: {name}")
    office = live(case)
    general = sheet_of(office, case).general
    assert general is not None
    assert (len(general), sum(general.values())) == (criteria, points)


def test_the_explanation_of_a_line_goes_down_to_the_event_that_stated_its_measure() -> None:
    case = named("hcmc-06-2026: an ad-hoc task with four coordinating units weighs more")
    office = live(case)
    events = office.store.streams([sheet_stream(WORKER, case.period)])[sheet_stream(WORKER, case.period)]
    stated = {str(event.event_id) for event in events if isinstance(event, MeasureStated) and event.task == "T2"}
    steps = [step for step in score_of(office, case).trace if (step.name, step.line) == ("executed_share", "T2")]
    assert len(stated) == len(case.facts.lines[1].measures) == 3
    assert stated < set(steps[0].sources)


@pytest.mark.parametrize(
    ("name", "fact", "step"),
    [
        ("customs-8-2026: maternity leave is E, not classified", "maternity_leave", "status"),
        ("nd335-2025: corruption in the unit decides the head's class", "unit_corruption", "class"),
    ],
)
def test_the_explanation_goes_down_to_the_event_that_stated_a_fact(name: str, fact: str, step: str) -> None:
    case = named(name)
    office = live(case)
    events = office.store.streams([sheet_stream(WORKER, case.period)])[sheet_stream(WORKER, case.period)]
    stated = [str(event.event_id) for event in events if isinstance(event, FactStated) and event.fact == fact]
    assert [each.sources for each in score_of(office, case).trace if each.name == step][-1] == tuple(stated)
