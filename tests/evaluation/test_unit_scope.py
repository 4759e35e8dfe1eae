"""Leaders who change places within a period: none answers for another who answers for them (Art 15.3a, 15.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_es.domain.agency_events import AgencyOpened, HeadNamed
from kpi_es.domain.sheet import Sheet
from kpi_es.evaluation import unit_result
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_es.evaluation.unit_scope import LEADER_ROLES, Scope, Surroundings, scope_of
from kpi_projections.scoreboard.evolve import ScoreboardModel
from tests.projections.folded_log import FoldedLog
from tests.projections.office import RULE_BOOK, Office
from tests.projections.tables_in_memory import project_in_batches

HANDOVER = date(2026, 7, 20)
ROLES = ("staff", "deputy", "head")
PEOPLE = ("HT-010", "HT-011", "HT-012", "HT-013")
UNITS = ("van-phong", "kinh-te", "ubnd")


def unit_with_deputy() -> Office:
    """HT-010 heads the office, HT-018 is the deputy, HT-011 works there; both leaders have a leader's sheet."""
    office = Office().open()
    for staff, role in (("HT-010", "head"), ("HT-018", "deputy"), ("HT-011", "staff")):
        office.hire(staff, role=role)
        office.open_sheet(staff, role=role)
    office.name_head("HT-010", "van-phong")
    return office


def counted(office: Office, leader: str, period: str = "2026-07") -> set[str]:
    unit = OfficeScores(FoldedLog(office.events), RULE_BOOK).unit_result(office.sheet(leader, period))
    assert unit is not None
    return {each.staff for each in unit.counted}


def step_down(office: Office, role: str) -> None:
    office.appoint("HT-010", HANDOVER, role)
    office.name_head(None, "van-phong", on=HANDOVER)


@pytest.mark.parametrize("role", ["staff", "deputy"])
def test_a_head_who_steps_down_in_the_unit_stays_above_the_deputy_for_that_period(role: str) -> None:
    office = unit_with_deputy()
    step_down(office, role)
    assert counted(office, "HT-010") == {"HT-011", "HT-018"}
    assert counted(office, "HT-018") == {"HT-011"}


def test_head_and_deputy_who_change_places_both_led_the_unit_and_answer_for_the_others_alone() -> None:
    office = unit_with_deputy()
    step_down(office, "deputy")
    office.appoint("HT-018", HANDOVER, "head")
    office.name_head("HT-018", "van-phong", on=HANDOVER)
    assert counted(office, "HT-010") == counted(office, "HT-018") == {"HT-011"}


def test_a_vacant_post_in_the_last_days_makes_nobody_answer_for_the_former_head() -> None:
    office = unit_with_deputy()
    office.name_head(None, "van-phong", on=HANDOVER)
    assert counted(office, "HT-010") == {"HT-011", "HT-018"}
    assert counted(office, "HT-018") == {"HT-011"}


def test_the_next_period_knows_the_former_head_as_one_of_the_staff() -> None:
    office = unit_with_deputy()
    step_down(office, "staff")
    office.open_sheet("HT-018", "2026-08", role="deputy")
    office.open_sheet("HT-010", "2026-08")
    assert counted(office, "HT-018", "2026-08") == {"HT-010", "HT-011"}


def test_two_who_led_each_other_in_two_agencies_do_not_answer_for_each_other() -> None:
    """HT-010 leads HT-020 here until the 19th; from the 20th HT-020 leads HT-010 in P2, by a sheet of P2."""
    office = unit_with_deputy()
    office.name_head(None, "van-phong", on=HANDOVER)
    opened: dict[str, Any] = {"name": "P2", "period_kind": "month", "root_unit": "ubnd-2", "personnel_advisers": ()}
    office.record(AgencyOpened, "agency:P2", on=date(2025, 7, 1), agency="P2", **opened)
    for staff, role in (("HT-010", "staff"), ("HT-020", "head")):
        if staff == "HT-020":
            office.hire(staff)
        office.appoint(staff, HANDOVER, role, "ubnd-2", "P2")
    office.record(HeadNamed, "agency:P2", on=HANDOVER, agency="P2", unit="ubnd-2", staff="HT-020")
    office.open_sheet("HT-020", role="head", agency="P2", unit="ubnd-2")
    # Until the 19th HT-020 is in the office of HT-010, on the 31st HT-010 in the unit of HT-020.
    assert counted(office, "HT-010") == {"HT-011", "HT-018"}
    assert counted(office, "HT-020") == set()
    project_in_batches(ScoreboardModel(RULE_BOOK), office.log, [len(office.log)])


def test_the_scoreboard_is_projected_after_every_change_of_head() -> None:
    office = unit_with_deputy()
    step_down(office, "staff")
    rows = project_in_batches(ScoreboardModel(RULE_BOOK), office.log, [len(office.log)])
    assert rows == project_in_batches(ScoreboardModel(RULE_BOOK), office.log, [1] * len(office.log))


def test_a_leader_without_a_leaders_post_in_the_period_has_an_unknown_d() -> None:
    office = Office().open()
    office.hire("HT-018")
    office.open_sheet("HT-018", role="deputy")
    unit = OfficeScores(FoldedLog(office.events), RULE_BOOK).unit_result(office.sheet("HT-018", "2026-07"))
    assert unit is not None
    assert (unit.share, unit.day) == (None, None)


def test_even_an_order_that_is_none_leaves_d_unknown_and_asks_nobody_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def above_everybody(sheet: Sheet, surroundings: Surroundings) -> Scope | None:
        scope = scope_of(sheet, surroundings)
        return scope and replace(scope, rank=(-1, 0))

    monkeypatch.setattr(unit_result, "scope_of", above_everybody)
    office = unit_with_deputy()
    scores = OfficeScores(FoldedLog(office.events), RULE_BOOK)
    assert scores.result(office.sheet("HT-010", "2026-07")).outputs.get("d") is None


Change = tuple[str, int, str, str]
"""Who from which day of July on holds which role in which unit."""

CHANGES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(1, 31), st.sampled_from(ROLES), st.sampled_from(UNITS)),
    min_size=4,
    max_size=14,
)


def changing(changes: list[Change]) -> Office:
    """Write posts at random: heads named and not released, fields of deputies, units under each other."""
    office = Office().open()
    for staff in PEOPLE:
        office.hire(staff)
    for number, (staff, day, role, unit) in enumerate(changes):
        on = date(2026, 6, 30) + timedelta(days=day)
        office.appoint(staff, on, role, unit)
        if role == "head":
            office.name_head(staff, unit, on=on)
        elif role == "deputy" and number % 2:
            office.assign_deputy(staff, units=("van-phong", "kinh-te"), members=PEOPLE, on=on)
        elif unit == "kinh-te":
            office.move_unit("kinh-te", "van-phong" if number % 2 else "ubnd", on=on)
    return office


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES, roles=st.lists(st.sampled_from(sorted(LEADER_ROLES)), min_size=4, max_size=4))
def test_however_posts_change_hands_in_a_period_nobody_answers_for_whom_they_rest_on(
    changes: list[Change], roles: list[str]
) -> None:
    office = changing(changes)
    for staff, role in zip(PEOPLE, roles, strict=True):
        office.open_sheet(staff, role=role)
    log = FoldedLog(office.events)
    scopes = {staff: scope_of(office.sheet(staff, "2026-07"), log) for staff in PEOPLE}
    below = {
        staff: {each for each in PEOPLE if scope is not None and scope.post_of(office.member(each)) is not None}
        for staff, scope in scopes.items()
    }
    for middle, upper, lower in product(PEOPLE, repeat=3):  # Warshall: below, also by way of others
        if middle in below[upper] and lower in below[middle]:
            below[upper].add(lower)
    assert not [staff for staff in PEOPLE if staff in below[staff]]
    scores = OfficeScores(log, RULE_BOOK)
    for staff in PEOPLE:
        scores.result(office.sheet(staff, "2026-07"))
    project_in_batches(ScoreboardModel(RULE_BOOK), office.log, [len(office.log)])
