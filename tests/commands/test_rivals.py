"""Nobody decides what the own class is compared with or rests on, whatever post was held for a day (Art 4.2, 10.2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kpi_es.domain.annual_review_events import (
    ClassDecisionReplaced,
    ClassNotified,
    DecidingFactStated,
    DecidingFactWithdrawn,
    ReviewPetitionAnswered,
)
from kpi_es.domain.classification_round_events import RoundDecisionReplaced, TieResolved
from kpi_es.domain.event import Event
from kpi_es.domain.unit_review import UnitAssessed, UnitClassDecided, UnitClassReplaced
from tests.commands.own_rules import with_own_rules
from tests.commands.year_office import CANDIDATES, GROUPS, STAFF, YearOffice, year_office

ACTS: dict[str, tuple[dict[str, Any], type[Event]]] = {
    "decide_unit_class": ({"unit": "VH"}, UnitClassDecided),
    "replace_unit_class": ({"unit": "KT", "class_code": "HT"}, UnitClassReplaced),
    "state_deciding_fact": ({"staff": "an"}, DecidingFactStated),
    "withdraw_deciding_fact": ({"staff": "binh"}, DecidingFactWithdrawn),
}
"""What the head of the agency does about people and units, and what it leads to; `head-kt` heads KT."""


@pytest.fixture
def ward() -> YearOffice:
    return year_office()


def acting_for_a_day(ward: YearOffice, staff: str = "head-kt") -> YearOffice:
    """Let somebody of the ward act as its head today."""
    ward.given("name_head", unit="UBND", staff=staff, valid_on=ward.clock.day.isoformat())
    return ward


def chair_is_back(ward: YearOffice, day: str) -> YearOffice:
    ward.on(day)
    return acting_for_a_day(ward, "chair")


@pytest.mark.parametrize("name", ACTS)
def test_a_candidate_who_acts_as_head_for_a_day_decides_about_no_rival(ward: YearOffice, name: str) -> None:
    ward.opened().given("decide_unit_class", unit="KT").given("state_deciding_fact", staff="binh")
    acting_for_a_day(ward)
    fields, kind = ACTS[name]
    ward.when(name, actor="head-kt", **fields).then_refused(
        "authority.has_a_stake", actor="head-kt", authority="province"
    )
    ward.when(name, actor="province", **fields).then(kind)


def test_a_head_without_a_stake_is_not_stood_in_for(ward: YearOffice) -> None:
    ward.opened().when("decide_unit_class", actor="province").then_refused("authority.not_agency_head", head="chair")
    ward.when("state_deciding_fact", actor="province").then_refused("authority.not_agency_head", head="chair")


def test_the_managing_authority_acts_while_nobody_heads_the_agency(ward: YearOffice) -> None:
    ward.opened().given("release_head", unit="UBND", valid_on="2026-12-10")
    ward.when("state_deciding_fact", actor="chair").then_refused("authority.not_managing_authority")
    ward.when("state_deciding_fact", actor="province").then(DecidingFactStated)
    ward.when("decide_unit_class", actor="province").then(UnitClassDecided)


def test_who_acts_as_head_recognises_no_class_of_the_unit_still_headed(ward: YearOffice) -> None:
    # No round is open yet, so nobody is a candidate; KT's class is going to limit the class of its head.
    acting_for_a_day(ward)
    ward.when("decide_unit_class", unit="KT", actor="head-kt").then_refused("authority.has_a_stake")


def test_a_candidate_assesses_the_own_unit_and_no_rivals_one(ward: YearOffice) -> None:
    acting_for_a_day(ward.opened())
    ward.when("assess_unit", unit="VH", actor="head-kt").then_refused("authority.has_a_stake")
    ward.when("assess_unit", unit="KT", actor="head-kt").then(UnitAssessed)


@pytest.mark.parametrize("name", ["replace_unit_class", "state_deciding_fact", "answer_review_petition"])
def test_who_heads_the_agency_after_the_decision_decides_about_nobody_in_it(ward: YearOffice, name: str) -> None:
    ward.notified().on("2026-12-20").given("file_review_petition")
    acting_for_a_day(ward, "binh")
    fields = {"unit": "VH", "class_code": "HT"} if name == "replace_unit_class" else {"staff": "an"}
    ward.when(name, actor="binh", **fields).then_refused("authority.has_a_stake", actor="binh")
    assert ward.send(name, actor="province", **fields).status == "accepted"


@pytest.mark.parametrize("name", ["state_deciding_fact", "withdraw_deciding_fact", "answer_review_petition"])
def test_nobody_decides_about_oneself(ward: YearOffice, name: str) -> None:
    ward.notified().given("state_deciding_fact", staff="binh")
    ward.on("2026-12-20").given("file_review_petition", staff="binh", actor="binh")
    acting_for_a_day(ward, "binh")
    ward.when(name, staff="binh", actor="binh").then_refused("authority.own_work", actor="binh")


def test_the_petition_of_who_headed_the_agency_is_answered_by_who_decided_it(ward: YearOffice) -> None:
    ward.units_decided().given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("decide_unit_class", unit="UBND", actor="province").given("open_review", staff="chair")
    ward.ready("chair").given("propose_class").given("decide_agency_head_class").given("notify_class", staff="chair")
    ward.on("2026-12-20").given("file_review_petition", staff="chair", actor="chair")
    ward.given("transfer_staff_member", staff="chair", unit="KT", role="staff", valid_on="2026-12-18")
    acting_for_a_day(ward, "s6")
    answer = {"staff": "chair", "number": 1}
    ward.when("answer_review_petition", **answer, actor="s6").then_refused("authority.not_managing_authority")
    ward.when("answer_review_petition", **answer, actor="province").then(ReviewPetitionAnswered)


def came_in(ward: YearOffice, unit: str, day: str) -> YearOffice:
    """Let `dung` be transferred from the other ward into a unit of this one."""
    moved = {"agency": "P2", "actor": "adviser-2", "to_agency": "P1", "unit": unit}
    ward.given("transfer_staff_member", staff="dung", **moved, valid_on=day)
    return ward


def acted_before_the_round(ward: YearOffice) -> YearOffice:
    """Let head-kt act as head for a day before anybody is a candidate, and everything be ready for the proposal."""
    ward.given("open_review").given("open_review", staff="binh").given("state_deciding_fact", staff="binh")
    acting_for_a_day(ward).given("decide_unit_class", actor="head-kt", class_code="KHT", reason="Mất đoàn kết")
    ward.given("state_deciding_fact", actor="head-kt")
    ward.given("withdraw_deciding_fact", staff="binh", actor="head-kt")
    chair_is_back(ward, "2026-12-11").opened().given("decide_unit_class", unit="KT")
    return ward.ready(*CANDIDATES)


def test_what_a_later_candidate_decided_is_decided_anew_before_the_round(ward: YearOffice) -> None:
    acted_before_the_round(ward)
    refused = ward.when("propose_round")
    refused.then_refused(
        "round.rests_on_a_candidate", what="VH: KHT (head-kt); an: degradation (head-kt); binh: − degradation (head-kt)"
    )
    ward.given("replace_unit_class", class_code=...).given("state_deciding_fact").given("withdraw_deciding_fact")
    ward.when("propose_round").then_refused("round.rests_on_a_candidate", what="binh: − degradation (head-kt)")
    ward.given("state_deciding_fact", staff="binh").given("withdraw_deciding_fact", staff="binh")
    ward.given("propose_round").given("decide_round")
    # VH was assessed as good: 28 + 50 = 78 points, its one task done; its head has 88.
    assert [ward.classes()[staff] for staff in ("head-vh", "an", "binh")] == ["HTT", "HTXS", "HTT"]


def test_a_fact_of_a_later_candidate_counts_once_the_head_states_it(ward: YearOffice) -> None:
    acted_before_the_round(ward).given("replace_unit_class").given("state_deciding_fact")
    ward.given("state_deciding_fact", staff="binh").given("propose_round").given("decide_round")
    # A concluded degradation is the lowest class whatever the score (Art 20.4b); one place is left: cuc has 92.
    assert [ward.classes()[staff] for staff in ("an", "binh", "cuc")] == ["KHT", "KHT", "HTXS"]


def test_a_proposal_is_not_decided_on_what_a_candidate_decided(ward: YearOffice) -> None:
    log = [each.event for each in ward.proposed().store.after(0, 100_000)]
    decided = [
        _by("head-kt", each) if isinstance(each, UnitClassDecided) and each.unit == "VH" else each for each in log
    ]
    before = YearOffice(decided)
    before.when("decide_round").then_refused("round.rests_on_a_candidate", what="VH: HTT (head-kt)")


@pytest.mark.parametrize("name", ["replace_round_decision", "replace_class_decision"])
def test_no_decision_is_replaced_on_what_somebody_of_the_round_stated(ward: YearOffice, name: str) -> None:
    ward.notified().given("state_deciding_fact").given("propose_round")
    log = [each.event for each in ward.store.after(0, 100_000)]
    before = YearOffice([_by("head-kt", each) if isinstance(each, DecidingFactStated) else each for each in log])
    fields = {"class_code": "KHT"} if name == "replace_class_decision" else {}
    before.when(name, **fields).then_refused("round.rests_on_a_candidate", what="an: degradation (head-kt)")
    before.given("state_deciding_fact")
    kind = ClassDecisionReplaced if name == "replace_class_decision" else RoundDecisionReplaced
    assert any(isinstance(event, kind) for event in before.when(name, **fields).events)


def test_no_head_of_the_agency_rests_on_a_class_recognised_in_person_before(ward: YearOffice) -> None:
    ward.units_decided().given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("name_managing_authority", authority="dung", valid_on="2026-12-10")
    ward.given("decide_unit_class", unit="UBND", actor="dung").on("2026-12-12")
    ward.given("name_managing_authority", valid_on="2026-12-11")
    ward.given("transfer_staff_member", staff="chair", unit="KT", role="staff", valid_on="2026-12-11")
    came_in(ward, "UBND", "2026-12-12").given("name_head", unit="UBND", staff="dung", valid_on="2026-12-12")
    ward.given("open_review", staff="dung")
    ward.given("classify_self", staff="dung", actor="dung")
    ward.given("record_review_meeting", staff="dung", actor="adviser-b", presided_by="province")
    ward.given("give_party_opinion", staff="dung", actor="adviser-b")
    ward.given("propose_class", staff="dung", reason="Mới về phường")
    head = {"staff": "dung", "reason": "Mới về phường"}
    ward.when("decide_agency_head_class", **head).then_refused("round.rests_on_a_candidate", what="UBND: HTT (dung)")
    ward.given("replace_unit_class", unit="UBND", actor="province").given("decide_agency_head_class", **head)


def test_a_share_given_by_a_later_candidate_is_given_anew(ward: YearOffice) -> None:
    ward.prepared().given("name_managing_authority", authority="dung", valid_on="2026-12-10")
    ward.given("set_higher_share", actor="dung").on("2026-12-11")
    ward.given("name_managing_authority", valid_on="2026-12-11")
    came_in(ward, "VH", "2026-12-11").given("change_candidates", added=["dung"])
    ward.when("propose_round").then_refused("round.rests_on_a_candidate", what="set_higher_share (dung)")
    ward.given("set_higher_share", actor="province", outstanding=False)
    ward.when("propose_round").then_refused("round.groups_differ", missing="dung")


def s6_is_forgotten(ward: YearOffice) -> YearOffice:
    """Let the round be ready for its proposal with s6 forgotten, who then acts as head of the agency for a day."""
    known = [each for each in CANDIDATES if each != "s6"]
    ward.given("open_round", candidates=known).given("form_groups", groups=_groups_without("s6"))
    return acting_for_a_day(ward.units_decided().ready(*known), "s6")


def s6_is_added(ward: YearOffice) -> YearOffice:
    chair_is_back(ward, "2026-12-11").given("change_candidates", added=["s6"]).given("form_groups", groups=GROUPS)
    return ward.ready("s6")


def test_a_class_left_to_judgement_is_stated_anew_when_its_author_joins_the_round(
    ward: YearOffice, tmp_path: Path
) -> None:
    s6_is_forgotten(with_own_rules(ward, tmp_path))
    for staff in ("an", "binh", "cuc"):
        ward.given("state_open_class", staff=staff, class_code="HT", actor="s6")
    s6_is_added(ward).given("state_open_class").given("state_open_class", staff="binh")
    ward.when("propose_round").then_refused("round.rests_on_a_candidate", what="cuc: HT (s6)")
    ward.given("state_open_class", staff="cuc").given("propose_round").given("decide_round")
    assert [ward.classes()[staff] for staff in ("an", "binh", "cuc")] == ["HTT"] * 3


def test_a_class_stated_for_somebody_who_left_the_round_holds_up_nobody(ward: YearOffice, tmp_path: Path) -> None:
    s6_is_forgotten(with_own_rules(ward, tmp_path)).given("state_open_class", staff="cuc", class_code="HT", actor="s6")
    s6_is_added(ward).given("state_open_class").given("state_open_class", staff="binh")
    ward.given("transfer_staff_member", staff="cuc", to_agency="P2", unit="UBND2", valid_on="2026-12-11")
    ward.given("change_candidates", added=[], removed=["cuc"]).given("form_groups", groups=_groups_without("cuc"))
    ward.given("propose_round").given("decide_round")


def test_a_tie_is_open_again_when_who_resolved_it_joins_the_round(ward: YearOffice) -> None:
    two_equal_after_a_correction(ward).given("confirm_sheet", staff="an", period="2026-Q3")
    s6_is_forgotten(ward).given("propose_round")
    tie = {"tie": "group.chuyen-vien", "order": ["binh", "an"]}
    ward.given("resolve_tie", **tie, actor="s6")
    s6_is_added(ward).given("propose_round").when("decide_round").then_refused("round.ties_open")
    ward.given("resolve_tie", **{**tie, "order": ["an", "binh"]}).given("decide_round")
    assert [ward.classes()[staff] for staff in ("an", "binh")] == ["HTXS", "HTT"]


def two_equal_after_a_correction(ward: YearOffice) -> YearOffice:
    """Let the third quarter of `an` be corrected to 88: (96*3 + 88)/4 = 94, as much as `binh` has."""
    for criterion, points in (("I.1", "0"), ("III.1", "0"), ("III.3", "0.5")):
        ward.given(
            "correct_entry", staff="an", period="2026-Q3", task=..., delivery=..., field="points",
            criterion=criterion, corrected=points,
        )  # fmt: skip
    return ward


def test_nobody_of_the_round_puts_oneself_first_as_the_new_head(ward: YearOffice) -> None:
    ward.notified().on("2026-12-20")
    two_equal_after_a_correction(ward).given("confirm_sheet", staff="an", period="2026-Q3")
    acting_for_a_day(ward, "binh").given("propose_round")
    tie = {"tie": "group.chuyen-vien", "order": ["binh", "an"]}
    ward.when("resolve_tie", **tie, actor="binh").then_refused("authority.has_a_stake", actor="binh")
    resolved = ward.when("resolve_tie", **tie, actor="province")
    assert isinstance(resolved.events[0], TieResolved)
    ward.given("replace_round_decision")


def test_an_adviser_in_the_round_records_everybodys_notice_but_the_own(ward: YearOffice) -> None:
    ward.decided()
    by_adviser = {"actor": "adviser"}
    told = ward.when("notify_round", **by_adviser)
    told.then(*[ClassNotified] * (len(CANDIDATES) - 1))
    assert {event.staff for event in told.events if isinstance(event, ClassNotified)} == {*CANDIDATES} - {"adviser"}
    ward.when("notify_round", **by_adviser).then_refused("authority.own_work", actor="adviser")
    ward.when("publish_round").then_refused("round.not_all_notified", staff="adviser")
    ward.when("notify_round", actor="chair").then(ClassNotified, staff="adviser")
    ward.given("publish_round")


def test_an_adviser_publishes_no_class_of_the_own_alone(ward: YearOffice) -> None:
    ward.decided().given("notify_class", staff="adviser", actor="adviser-b")
    ward.when("publish_class", staff="adviser").then_refused("authority.own_work", actor="adviser")
    ward.given("publish_class", staff="adviser", actor="chair")


@pytest.mark.parametrize("staff", ["an", "head-kt", STAFF[-1]])
def test_nobody_evaluated_in_the_agency_is_its_managing_authority(ward: YearOffice, staff: str) -> None:
    ward.when("name_managing_authority", authority=staff).then_refused("authority.evaluated_here", authority=staff)


def authority_who_came_in(ward: YearOffice) -> YearOffice:
    """Let `dung` of the other ward be the managing authority since January and get a post here in December."""
    ward.given("name_managing_authority", authority="dung", valid_on="2026-01-01")
    return came_in(ward, "VH", "2026-12-08")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("supersede_sheet", {"staff": "an"}),
        ("state_deciding_fact", {"staff": "chair"}),
        ("withdraw_deciding_fact", {"staff": "chair"}),
        ("decide_unit_class", {"unit": "UBND"}),
        ("set_higher_share", {}),
        ("decide_agency_head_class", {}),
        ("assign_task", {"staff": "chair", "task": "T7", "period": "2026-Q4", "due_on": "2026-12-14"}),
    ],
)
def test_an_authority_who_came_into_the_agency_decides_nothing_in_it(
    ward: YearOffice, name: str, fields: dict[str, Any]
) -> None:
    ward.opened().given("open_review", staff="chair").given("open_unit_review", unit="UBND")
    authority_who_came_in(ward)
    ward.when(name, actor="dung", **fields).then_refused("authority.evaluated_here", authority="dung", agency="P1")


def test_the_operator_names_another_authority_and_the_work_goes_on(ward: YearOffice) -> None:
    authority_who_came_in(ward).given("name_managing_authority", valid_on="2026-12-10")
    task = {"staff": "chair", "task": "T7", "period": "2026-Q4", "due_on": "2026-12-14"}
    ward.given("assign_task", actor="province", **task).given("supersede_sheet", staff="an")


def _groups_without(staff: str) -> list[dict[str, Any]]:
    return [{**group, "members": [each for each in group["members"] if each != staff]} for group in GROUPS]


def _by(actor: str, event: Event) -> Event:
    return event.model_copy(update={"actor": actor})
