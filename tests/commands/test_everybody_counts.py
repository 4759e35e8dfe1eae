"""Item d of a leader rests on everybody whom the log has under the leader; nobody picks them (Art 15.3a)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.domain.annual_review_events import ClassProposed
from tests.commands.year_office import CANDIDATES, GROUPS, STAFF, YearOffice, year_office


@pytest.fixture
def ward() -> YearOffice:
    return year_office()


def s6_fails_the_third_quarter(ward: YearOffice) -> None:
    """Let s6 have no general points and 5 of 20 pieces: 70 * 5/20 = 17.5, below completed."""
    sheet = {"staff": "s6", "period": "2026-Q3", "actor": "head-kt"}
    given = ward.sheet("s6", "2026-Q3").general
    assert given is not None
    for criterion, points in given.items():
        if points:
            fields = {"field": "points", "criterion": criterion, "corrected": "0", "task": ..., "delivery": ...}
            ward.given("correct_entry", **sheet, **fields)
    ward.given("correct_entry", **sheet, field="quantity", corrected="5").given("confirm_sheet", **sheet)


def agency_head_ready(ward: YearOffice) -> YearOffice:
    ward.units_decided().given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("decide_unit_class", unit="UBND", actor="province").given("open_review", staff="chair")
    return ward.ready("chair")


def test_who_left_the_agency_counts_for_the_head_although_no_candidate(ward: YearOffice) -> None:
    s6_fails_the_third_quarter(ward)
    ward.given("transfer_staff_member", staff="s6", to_agency="P2", unit="UBND2", valid_on="2026-12-09")
    kept = [each for each in CANDIDATES if each != "s6"]
    staff = {**GROUPS[0], "members": [each for each in STAFF if each != "s6"]}
    ward.given("open_round", candidates=kept).given("form_groups", groups=[staff, GROUPS[1]])
    ward.units_decided().ready(*kept).given("propose_round")
    proposal = ward.round().proposal
    assert proposal is not None
    scores = {each.period: each.score for each in proposal.entries["head-kt"].scores}
    # Item d is a tenth of the score: in the third quarter somebody is below completed, so d falls short.
    assert scores["2026-Q2"] == 86
    assert scores["2026-Q3"] is not None
    assert scores["2026-Q3"] < 86


def test_the_head_of_the_agency_answers_for_everybody_below_unasked(ward: YearOffice) -> None:
    s6_fails_the_third_quarter(ward)
    proposed = agency_head_ready(ward).when("propose_class").then(ClassProposed)
    assert isinstance(proposed, ClassProposed)
    assert proposed.mean is not None
    assert proposed.mean < 93


@pytest.mark.parametrize("name", ["propose_class", "decide_agency_head_class"])
def test_nobody_is_picked_by_the_sender(ward: YearOffice, name: str) -> None:
    with pytest.raises(ValueError, match="scored_with"):
        ward.command(name, scored_with=["an"])


def test_people_registered_in_the_same_group_count_as_those_registered_before(ward: YearOffice) -> None:
    log = [each.event for each in agency_head_ready(ward).store.after(0, 100_000)]
    together, singly = YearOffice(log), YearOffice(log)
    sent = [
        ward.command("register_staff_member", staff="late", unit="VH", valid_on="2026-10-01"),
        ward.command("propose_class"),
    ]
    answers = together.processor.process(sent)
    assert _told(answers) == _told(_one_by_one(singly, sent)) == [None, "review.gaps_need_reason"]


def _one_by_one(office: YearOffice, sent: Sequence[Command]) -> list[Answer]:
    return [answer for command in sent for answer in office.processor.process([command])]


def _told(answers: Sequence[Answer]) -> list[str | None]:
    return [answer.problem.code if answer.problem else None for answer in answers]
