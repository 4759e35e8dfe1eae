"""Item d of heads and deputies from the scores of those in charge (Art 15.3a, 15.4)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.domain.sheet_events import LeaderItems
from kpi_es.evaluation.unit_result import OfficeScores, UnitResult
from tests.projections.folded_log import FoldedLog
from tests.projections.office import MANAGER, RULE_BOOK, Office

HALF, WHOLE = Fraction(1, 2), Fraction(1)


def office_with_head(**people: int) -> Office:
    """HT-010 heads the office; each person of it has the score given, 0 for a sheet nobody assessed yet."""
    office = Office().open()
    office.hire("HT-010", role="head")
    office.name_head("HT-010", "van-phong")
    for name, points in people.items():
        staff = name.replace("_", "-")
        office.hire(staff)
        score(office, staff, points)
    office.open_sheet("HT-010", role="head")
    return office


def score(office: Office, staff: str, points: int, **fields: Any) -> None:
    """Give somebody 50 points or fewer: two of seven equal tasks done is 2/7 × 70 = 20, and up to 30 general."""
    office.open_sheet(staff, **fields)
    for number in range(7):
        if number < 2:
            office.finish(staff, f"T{number}")
        else:
            office.assign(staff, f"T{number}")
    if points:
        office.assess(staff, taken_off=50 - points)


def unit_of(office: Office, leader: str = "HT-010") -> UnitResult:
    found = OfficeScores(FoldedLog(office.events), RULE_BOOK).unit_result(office.sheet(leader, "2026-07"))
    assert found is not None
    return found


def counted(office: Office, leader: str = "HT-010") -> set[str]:
    return {each.staff for each in unit_of(office, leader).counted}


@pytest.mark.parametrize(
    ("scores", "share", "because"),
    [
        # 50 points is the level of completed (Art 20.3), 49 is below it.
        ({"HT_011": 50, "HT_012": 50}, WHOLE, ["HT-011", "HT-012"]),
        ({"HT_011": 50, "HT_012": 49}, HALF, ["HT-012"]),
        ({"HT_011": 50, "HT_012": 0}, None, ["HT-012"]),
        # One below decides, whatever the others will have.
        ({"HT_011": 49, "HT_012": 0}, HALF, ["HT-011"]),
        ({}, WHOLE, []),
    ],
)
def test_d_is_whole_with_everybody_at_fifty_half_with_one_below_unknown_while_one_has_no_score(
    scores: dict[str, int], share: Fraction | None, because: list[str]
) -> None:
    unit = unit_of(office_with_head(**scores))
    assert unit.share == share
    assert [each.staff for each in unit.decisive] == because


def test_the_events_behind_d_are_those_of_whoever_is_below() -> None:
    office = office_with_head(HT_011=50, HT_012=49)
    office.finish("HT-010", "T1")
    own = {str(each.event_id) for each in office.events if each.originator_id == "sheet:HT-012:2026-07"}
    opening = {str(each.event_id) for each in office.events if each.TOPIC == "sheet.SheetOpened"}
    assert set(unit_of(office).sources) == own - opening
    step = next(
        each
        for each in OfficeScores(FoldedLog(office.events), RULE_BOOK).explained(office.sheet("HT-010", "2026-07")).trace
        if each.name == "d"
    )
    assert (step.value, set(step.sources)) == (HALF, own - opening)


def test_discipline_lowers_a_class_and_not_the_score_so_d_stays_whole() -> None:
    office = office_with_head(HT_011=50)
    office.discipline("HT-011", date(2026, 7, 15))
    unit = unit_of(office)
    assert unit.counted[0].class_code == "KHT"
    assert unit.share == WHOLE


@pytest.mark.parametrize("group", ["contract_worker", "cadre", "public_employee"])
def test_only_civil_servants_count(group: str) -> None:
    office = office_with_head(HT_011=50)
    office.hire("HT-012", group=group)
    score(office, "HT-012", 49, group=group)
    assert counted(office) == {"HT-011"}


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [((6, 1), (8, 31), False), ((7, 1), (7, 31), False), ((7, 2), (7, 31), True), ((7, 1), (7, 30), True)],
)
def test_who_was_on_leave_for_the_whole_period_does_not_count(
    first: tuple[int, int], last: tuple[int, int], counts: bool
) -> None:
    office = office_with_head(HT_011=50)
    office.hire("HT-012")
    office.leave("HT-012", date(2026, *first), date(2026, *last))
    assert counted(office) == {"HT-011", *(["HT-012"] if counts else [])}


def test_who_was_transferred_away_before_the_last_day_counts_for_the_new_head() -> None:
    office = office_with_head(HT_011=49)
    office.transfer("HT-011", date(2026, 7, 31), "kinh-te")
    assert counted(office) == set()
    office.transfer("HT-011", date(2026, 8, 1), "van-phong", "kinh-te")
    assert counted(office) == set()


def test_who_is_seconded_counts_where_the_secondment_evaluates() -> None:
    office = office_with_head(HT_011=49)
    office.second("HT-011", date(2026, 7, 10), date(2026, 9, 30), "kinh-te")
    assert counted(office) == set()


def test_a_head_who_left_in_mid_period_answers_for_those_of_the_last_day_of_leading() -> None:
    office = office_with_head(HT_011=49)
    office.hire("HT-012", "kinh-te")
    office.hire("HT-020", role="head")
    office.name_head("HT-020", "van-phong", on=date(2026, 7, 20))
    office.transfer("HT-011", date(2026, 7, 25), "kinh-te")
    unit = unit_of(office)
    assert (unit.day, unit.share) == (date(2026, 7, 19), HALF)


def test_a_head_for_whom_no_unit_is_recorded_has_an_unknown_d() -> None:
    office = office_with_head(HT_011=50)
    office.name_head(None, "van-phong", on=date(2026, 6, 30))
    unit = unit_of(office)
    assert (unit.share, unit.day, unit.counted) == (None, None, ())


def two_levels() -> Office:
    """HT-001 heads the ward, HT-010 the office with HT-011, HT-030 the economic unit with HT-031."""
    office = office_with_head(HT_011=50)
    office.hire("HT-030", "kinh-te", role="head")
    office.name_head("HT-030", "kinh-te")
    office.hire("HT-031", "kinh-te")
    score(office, "HT-031", 50, unit="kinh-te")
    office.open_sheet("HT-030", role="head", unit="kinh-te")
    office.open_sheet(MANAGER, role="head", unit="ubnd")
    return office


def finish_head(office: Office, staff: str, taken_off: int) -> None:
    """One of five tasks done: a = b = c = 1/5; the rest from d, đ, e and the general criteria."""
    for number in range(5):
        office.finish(staff, f"L{number}") if number < 1 else office.assign(staff, f"L{number}")
    office.assess(staff, taken_off=taken_off)
    office.confirm(staff, taken_off=taken_off, leader=LeaderItems(dd=HALF, e=HALF))


def test_the_superior_follows_from_the_head_whose_own_d_follows_from_the_staff() -> None:
    office = two_levels()
    for head in ("HT-010", "HT-030"):
        finish_head(office, head, taken_off=4)
    # d = 1: R = (3/5 + 1 + 1/2 + 1/2)/6 = 13/30, 26 + 13/30 × 70 = 169/3 ≈ 56.3: at the level.
    assert unit_of(office, MANAGER).share == WHOLE
    # 29 to 25 general points: HT-031 falls to 46 points, d of HT-030 to 1/2: still 26 + 21/60 × 70 = 50.5.
    office.assess("HT-031", taken_off=4)
    assert unit_of(office, "HT-030").share == HALF
    assert [each.staff for each in unit_of(office, MANAGER).decisive] == ["HT-031"]
    # One point less and the head is below because of the d: 49.5; with d = 1 it would be 55.3.
    office.assess("HT-030", taken_off=5)
    assert [each.staff for each in unit_of(office, MANAGER).decisive] == ["HT-030", "HT-031"]


def test_directly_managed_people_alone_count_where_the_agency_chose_so() -> None:
    office = two_levels()
    assert counted(office, MANAGER) == {"HT-010", "HT-011", "HT-030", "HT-031"}
    office.rule_procedure(leader_d_scope="direct")
    assert counted(office, MANAGER) == {"HT-010", "HT-030"}
    assert counted(office) == {"HT-011"}


def test_a_unit_moved_below_another_counts_for_its_head_from_that_day() -> None:
    office = two_levels()
    office.move_unit("kinh-te", "van-phong", date(2026, 8, 1))
    assert counted(office) == {"HT-011"}
    office.move_unit("kinh-te", "van-phong", date(2026, 7, 31))
    assert counted(office) == {"HT-011", "HT-030", "HT-031"}


def with_deputies(office: Office) -> Office:
    for deputy in ("HT-018", "HT-019"):
        office.hire(deputy, role="deputy")
        office.open_sheet(deputy, role="deputy")
    return office


def test_a_deputy_answers_for_the_field_alone_by_people_and_by_units() -> None:
    office = with_deputies(two_levels())
    office.hire("HT-012")
    office.assign_deputy("HT-018", members=("HT-012",))
    assert counted(office, "HT-018") == {"HT-012"}
    office.assign_deputy("HT-018", members=("HT-012",), units=("kinh-te",), on=date(2026, 7, 31))
    # The head of the unit in the field stands beside the deputy, not below.
    assert counted(office, "HT-018") == {"HT-012", "HT-031"}


def test_a_deputy_without_a_recorded_field_answers_for_the_unit_but_not_for_its_head_and_other_deputies() -> None:
    office = with_deputies(two_levels())
    assert counted(office, "HT-018") == {"HT-011"}
    assert counted(office) == {"HT-011", "HT-018", "HT-019"}


def test_two_heads_who_sit_in_each_others_units_do_not_answer_for_each_other() -> None:
    office = two_levels()
    office.transfer("HT-010", date(2026, 7, 2), "kinh-te")
    office.transfer("HT-030", date(2026, 7, 2), "van-phong", "kinh-te")
    office.name_head("HT-010", "van-phong", on=date(2026, 7, 2))
    office.name_head("HT-030", "kinh-te", on=date(2026, 7, 2))
    assert counted(office) == {"HT-011"}
    assert counted(office, "HT-030") == {"HT-031"}
    assert counted(office, MANAGER) == {"HT-010", "HT-011", "HT-030", "HT-031"}


def test_a_d_the_authority_stated_stands_and_rests_on_nobody() -> None:
    office = office_with_head(HT_011=49)
    office.finish("HT-010", "T1")
    office.assess("HT-010")
    office.confirm("HT-010", leader=LeaderItems(d=WHOLE, dd=WHOLE, e=WHOLE))
    scores = OfficeScores(FoldedLog(office.events), RULE_BOOK)
    assert scores.unit_result(office.sheet("HT-010", "2026-07")) is None
    assert scores.explained(office.sheet("HT-010", "2026-07")).outputs["d"] == WHOLE


def test_where_the_agency_lets_the_authority_state_d_nothing_follows_from_others() -> None:
    office = office_with_head(HT_011=49)
    office.rule_procedure(leader_d="stated")
    scores = OfficeScores(FoldedLog(office.events), RULE_BOOK)
    assert scores.unit_result(office.sheet("HT-010", "2026-07")) is None


def test_under_rules_that_do_not_say_which_scores_earn_d_only_the_authority_can_state_it() -> None:
    office = Office().open()
    office.hire("HT-010", role="head")
    rules = RULE_BOOK["party-366-2025"]
    office.open_sheet("HT-010", role="head", rule_set=rules.id, rule_set_hash=rules.hash)
    scores = OfficeScores(FoldedLog(office.events), RULE_BOOK)
    assert scores.unit_result(office.sheet("HT-010", "2026-07")) is None
