"""The classification round: candidates, groups, the cap, ties, the decision and its publication (Art 19 to 21)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kpi_es.domain.annual_review_events import (
    ClassDecided,
    ClassNotified,
    ClassProposed,
    ClassPublished,
    ReviewOpened,
)
from kpi_es.domain.classification_round_events import (
    CandidatesChanged,
    GroupsFormed,
    HigherShareDecided,
    RoundDecided,
    RoundOpened,
    RoundProposed,
    RoundPublished,
    TieResolved,
)
from kpi_es.domain.event import review_stream
from kpi_es.ports import Append
from tests.commands.own_rules import with_own_rules
from tests.commands.specification import Office
from tests.commands.year_office import CANDIDATES, GROUPS, LEADERS, STAFF, YearOffice, year_office
from tests.domain.happenings import Stream

ALL: dict[str, Any] = {"candidates": CANDIDATES}


@pytest.fixture
def ward() -> YearOffice:
    """Return the ward in December, nothing of the year's classification begun."""
    return year_office()


def with_scores(ward: YearOffice, **quarters: int) -> YearOffice:
    """Correct people's third quarter: general points taken off by this much, then confirmed again."""
    for staff, less in quarters.items():
        of_sheet = {"staff": staff, "period": "2026-Q3", "actor": "head-vh" if staff in ("an", "binh") else "head-kt"}
        points = ward.sheet(staff, "2026-Q3").general
        assert points is not None
        lowered = str(points["I.1"] - less)
        ward.given(
            "correct_entry", **of_sheet, task=..., delivery=..., field="points", criterion="I.1", corrected=lowered
        )
        ward.given("confirm_sheet", **of_sheet)
    return ward


def test_a_round_opens_everybodys_review(ward: YearOffice) -> None:
    opened = ward.when("open_round", **ALL)
    opened.then(RoundOpened, *[ReviewOpened] * len(CANDIDATES))
    ward.when("open_round", **ALL).then_refused("round.already_open", year="2026")


def test_a_review_that_is_open_already_is_kept(ward: YearOffice) -> None:
    ward.given("open_review").given("classify_self")
    ward.when("open_round", **ALL).then(RoundOpened, *[ReviewOpened] * (len(CANDIDATES) - 1))
    assert ward.review().self_class == "HTT"


def test_a_round_names_its_people_once_and_all_heads(ward: YearOffice) -> None:
    ward.when("open_round", candidates=[*CANDIDATES, "an"]).then_refused("round.named_twice", staff="an")
    ward.when("open_round", candidates=STAFF).then_refused("round.heads_missing", staff="head-kt, head-vh")
    ward.when("open_round", candidates=[*CANDIDATES, "dung"]).then_refused("staff.not_in_agency", staff="dung")
    ward.when("open_round", **ALL, actor="chair").then_refused("authority.not_personnel_adviser")


def test_the_head_of_the_agency_is_decided_above_and_no_candidate(ward: YearOffice) -> None:
    ward.when("open_round", candidates=[*CANDIDATES, "chair"]).then_refused(
        "round.agency_head_is_no_candidate", staff="chair"
    )


def test_people_join_and_leave_until_the_decision(ward: YearOffice) -> None:
    ward.when("change_candidates").then_refused("round.absent")
    ward.given("open_round", candidates=[each for each in CANDIDATES if each != "binh"])
    ward.when("change_candidates", reason=...).then_refused("reason.required")
    ward.when("change_candidates").then(CandidatesChanged, ReviewOpened)
    ward.when("change_candidates").then_refused("round.no_such_change", there="binh")
    ward.when("change_candidates", added=[], removed=["dung"]).then_refused("round.no_such_change", strange="dung")
    ward.when("change_candidates", added=[]).then_refused("round.no_such_change")
    ward.when("change_candidates", added=[], removed=["cuc"]).then_refused("round.still_evaluated_here", staff="cuc")
    ward.given("transfer_staff_member", staff="cuc", to_agency="P2", unit="UBND2", valid_on="2026-12-09")
    ward.when("change_candidates", added=[], removed=["cuc"]).then(CandidatesChanged)
    ward.when("change_candidates", added=["chair"]).then_refused("round.agency_head_is_no_candidate")


def test_everybody_is_in_exactly_one_group(ward: YearOffice) -> None:
    ward.given("open_round", **ALL)
    staff, leaders = GROUPS
    ward.when("form_groups", groups=[staff]).then_refused("round.groups_differ", missing="deputy-vh, head-kt, head-vh")
    twice = {**leaders, "members": [*LEADERS, "an"]}
    ward.when("form_groups", groups=[staff, twice]).then_refused("round.groups_differ", twice="an")
    strange = {**leaders, "members": [*LEADERS, "dung"]}
    ward.when("form_groups", groups=[staff, strange]).then_refused("round.groups_differ", strange="dung")
    one_code = {**leaders, "code": "chuyen-vien"}
    ward.when("form_groups", groups=[staff, one_code]).then_refused("round.groups_differ", codes="chuyen-vien")
    ward.when("form_groups", groups=GROUPS).then(GroupsFormed)


def test_a_late_candidate_has_to_be_put_into_a_group(ward: YearOffice) -> None:
    ward.prepared().given("register_staff_member", staff="new", valid_on="2026-12-01")
    ward.given("change_candidates", added=["new"])
    ward.when("propose_round").then_refused("round.groups_differ", missing="new")


def test_the_proposal_counts_the_year_and_the_cap(ward: YearOffice) -> None:
    proposed = ward.prepared().when("propose_round")
    proposed.then(RoundProposed, ClassProposed, ClassProposed)
    proposal = ward.round().proposal
    assert proposal is not None
    # Staff: 3 excellent, 7 good: floor(0.2*10/1.2) = 1. Leaders: floor(0.2*3/1.2) = 0. Agency: floor(0.2*13/1.2) = 2.
    assert proposal.group_limits == {"chuyen-vien": 1, "lanh-dao": 0}
    assert proposal.allowed == 1
    classes = {staff: (each.mean, each.class_before_cap, each.class_code) for staff, each in proposal.entries.items()}
    assert classes["an"] == (Fraction(96), "HTXS", "HTXS")
    assert classes["binh"] == (Fraction(94), "HTXS", "HTT")
    assert classes["cuc"] == (Fraction(92), "HTXS", "HTT")
    assert classes["adviser"] == (Fraction(85), "HTT", "HTT")
    assert [staff for staff, each in proposal.entries.items() if each.moved_by == "group"] == ["binh", "cuc"]


def test_the_higher_share_is_decided_above(ward: YearOffice) -> None:
    ward.opened().when("set_higher_share").then_refused("authority.not_managing_authority")
    ward.when("set_higher_share", actor="province", reason=...).then_refused("reason.required")
    ward.when("set_higher_share", actor="province").then(HigherShareDecided, outstanding=True)
    ward.units_decided().ready(*CANDIDATES).given("propose_round")
    proposal = ward.round().proposal
    assert proposal is not None
    # floor(0.25*10/1.25) = 2 instead of floor(0.2*10/1.2) = 1
    assert proposal.group_limits["chuyen-vien"] == 2


def test_heads_are_proposed_after_their_own_steps(ward: YearOffice) -> None:
    ward.opened().units_decided().ready(*STAFF).when("propose_round").then_refused("review.steps_missing")


def test_units_are_classed_before_their_heads(ward: YearOffice) -> None:
    ward.opened().ready(*CANDIDATES).when("propose_round").then_refused("review.unit_class_missing", units="KT, VH")


def test_a_head_is_not_above_the_unit(ward: YearOffice) -> None:
    # The head of VH has a mean of 88; the unit is classed completed (Art 20.6).
    ward.opened().units_decided(VH="HT").ready(*CANDIDATES).given("propose_round").given("decide_round")
    assert (ward.classes()["head-vh"], ward.classes()["deputy-vh"], ward.classes()["head-kt"]) == ("HT", "HTT", "HTT")


def test_every_sheet_of_the_year_is_confirmed_first(ward: YearOffice) -> None:
    ward.prepared().given(
        "correct_entry", staff="an", period="2026-Q2", task=..., delivery=..., field="points", criterion="I.1",
        corrected="3",
    )  # fmt: skip
    ward.when("propose_round").then_refused("review.sheets_unconfirmed", sheets="an: 2026-Q2")


def test_a_period_worked_without_a_score_needs_a_reason(ward: YearOffice) -> None:
    ward.prepared().given("register_staff_member", staff="new", valid_on="2026-10-01", unit="UBND")
    ward.given("change_candidates", added=["new"])
    ward.given("form_groups", groups=[{**GROUPS[0], "members": [*STAFF, "new"]}, GROUPS[1]])
    ward.when("propose_round").then_refused("review.gaps_need_reason", gaps="new: 2026-10, 2026-11, 2026-12")
    ward.when("propose_round", reason="Mới tuyển dụng, chưa giao việc").then(
        RoundProposed, ClassProposed, ClassProposed
    )
    proposal = ward.round().proposal
    assert proposal is not None
    # Three months of work: not classified (Art 11.1).
    assert (proposal.entries["new"].status, proposal.entries["new"].class_code) == ("not_classified", None)


def test_a_reprimand_in_the_year_is_not_completed_and_frees_no_place(ward: YearOffice) -> None:
    ward.prepared().given("record_discipline", staff="an", valid_on="2026-11-02").given("propose_round")
    proposal = ward.round().proposal
    assert proposal is not None
    an = proposal.entries["an"]
    assert (an.mean, an.class_code, an.facts) == (Fraction(96), "KHT", ("duty_discipline",))
    # Now 2 excellent and 7 good count: floor(0.2*9/1.2) = 1, which is binh's.
    assert proposal.entries["binh"].class_code == "HTXS"


def test_the_decision_writes_everybodys_class_in_one_commit(ward: YearOffice) -> None:
    decided = ward.proposed().when("decide_round")
    decided.then(RoundDecided, *[ClassDecided] * len(CANDIDATES))
    top = [staff for staff, class_code in ward.classes().items() if class_code == "HTXS"]
    assert top == ["an"]
    ward.when("decide_round").then_refused("round.decided")
    ward.when("form_groups", groups=GROUPS).then_refused("round.decided")


def test_only_the_head_of_the_agency_decides(ward: YearOffice) -> None:
    ward.proposed().when("decide_round", actor="head-vh").then_refused("authority.not_agency_head", head="chair")


def test_nothing_is_decided_that_was_not_proposed(ward: YearOffice) -> None:
    ward.when("decide_round").then_refused("round.absent")
    ward.prepared().when("decide_round").then_refused("round.not_proposed")


def test_every_meeting_is_held_before_the_decision(ward: YearOffice) -> None:
    ward.opened().units_decided().ready(*LEADERS).given("propose_round")
    ward.when("decide_round").then_refused("review.steps_missing")


def test_an_agency_may_do_without_meetings(ward: YearOffice) -> None:
    rules = {"meeting_required_for_year": False, "party_opinion_required": False}
    ward.given("set_procedure_rules", rules=rules, valid_on="2026-12-01")
    ward.opened().units_decided()
    for staff in CANDIDATES:
        ward.given("classify_self", staff=staff, actor=staff)
    ward.given("propose_round").when("decide_round").then(RoundDecided, *[ClassDecided] * len(CANDIDATES))


@pytest.mark.parametrize(("day", "late"), [("2026-12-14", False), ("2026-12-15", True), ("2026-12-16", True)])
def test_a_decision_from_the_fifteenth_of_december_is_late(ward: YearOffice, day: str, late: bool) -> None:
    # Art 19.2: before 15 December. Late is recorded, not refused.
    ward.proposed().on(day)
    decided = ward.when("decide_round").then(RoundDecided, *[ClassDecided] * len(CANDIDATES))
    assert isinstance(decided, ClassDecided)
    assert decided.late is late


@pytest.mark.parametrize(("day", "late"), [("2027-01-14", False), ("2027-01-15", True), ("2027-01-16", True)])
def test_a_special_agency_has_until_the_fifteenth_of_january(ward: YearOffice, day: str, late: bool) -> None:
    ward.given("set_procedure_rules", rules={"special_agency": True}, valid_on="2026-12-01")
    ward.proposed().on(day)
    decided = ward.when("decide_round").then(RoundDecided, *[ClassDecided] * len(CANDIDATES))
    assert isinstance(decided, ClassDecided)
    assert decided.late is late


def test_a_decision_rests_on_what_was_proposed(ward: YearOffice) -> None:
    # binh's third quarter falls from 94 to 92, the mean from 94 to (94*3 + 92)/4 = 93.5.
    with_scores(ward.proposed(), binh=2).when("decide_round").then_refused(
        "round.ground_changed", what="binh: 2026-Q3 94 → 92; mean 94 → 93.5"
    )
    ward.given("propose_round").when("decide_round").then(RoundDecided, *[ClassDecided] * len(CANDIDATES))


def test_a_changed_group_or_share_needs_a_new_proposal(ward: YearOffice) -> None:
    ward.proposed().given("set_higher_share", actor="province")
    ward.when("decide_round").then_refused("round.ground_changed", what="candidates, groups, share")


def equal_means(ward: YearOffice) -> YearOffice:
    """Let cuc be equal to binh: binh loses 2 in each of four quarters, 94 - 2 = 92, and an is far below."""
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        for staff, less in (("an", 4), ("binh", 2)):
            of_sheet = {"staff": staff, "period": period}
            lowered = str(Fraction(5) - less)
            ward.given(
                "correct_entry", **of_sheet, task=..., delivery=..., field="points", criterion="I.1", corrected=lowered
            )
            ward.given("confirm_sheet", **of_sheet)
    return ward.prepared()


def test_a_tie_at_the_cut_is_reported_and_nobody_is_put_first_unseen(ward: YearOffice) -> None:
    # an 96 - 4 = 92, binh 94 - 2 = 92, cuc 92: three equals for one place.
    ward = equal_means(ward)
    proposed = ward.when("propose_round").events[0]
    assert isinstance(proposed, RoundProposed)
    (tie,) = proposed.ties
    assert (tie.code, tie.staff, tie.places) == ("group.chuyen-vien", ("an", "binh", "cuc"), 1)
    assert {each.staff for each in proposed.entries if each.tie} == {"an", "binh", "cuc"}
    ward.when("decide_round").then_refused("round.ties_open", ties="group.chuyen-vien: an, binh, cuc (1)")


def test_the_authority_puts_equals_in_order_with_a_reason(ward: YearOffice) -> None:
    ward = equal_means(ward)
    ward.given("propose_round")
    of_tie = {"tie": "group.chuyen-vien", "order": ["cuc", "an", "binh"]}
    ward.when("resolve_tie", **of_tie, reason=...).then_refused("reason.required")
    ward.when("resolve_tie", **of_tie, actor="adviser").then_refused("authority.not_agency_head")
    ward.when("resolve_tie", tie="agency").then_refused("round.tie_unknown", known="group.chuyen-vien")
    ward.when("resolve_tie", tie="group.chuyen-vien").then_refused("round.order_differs", people="an, binh, cuc")
    ward.when("resolve_tie", **of_tie).then(TieResolved, RoundProposed, ties=())
    ward.given("decide_round")
    assert [ward.classes()[staff] for staff in ("cuc", "an", "binh")] == ["HTXS", "HTT", "HTT"]


def test_an_agency_may_move_all_equals_down(ward: YearOffice) -> None:
    ward.given("set_procedure_rules", rules={"cap_tie": "all_down"}, valid_on="2026-12-01")
    equal_means(ward).given("propose_round").given("decide_round")
    assert [ward.classes()[staff] for staff in ("cuc", "an", "binh")] == ["HTT", "HTT", "HTT"]


def test_everybody_is_told_then_it_is_public(ward: YearOffice) -> None:
    ward.proposed().when("notify_round").then_refused("round.undecided")
    ward.given("decide_round").when("publish_round").then_refused("round.not_all_notified", staff=", ".join(CANDIDATES))
    ward.when("notify_round", valid_on="2026-12-09").then_refused("round.notice_before_decision")
    ward.given("notify_class", staff="an")
    ward.when("notify_round").then(*[ClassNotified] * (len(CANDIDATES) - 1))
    ward.when("notify_round").then_refused("round.all_notified")
    ward.when("publish_round", actor="head-vh").then_refused("authority.not_agency_head")
    ward.when("publish_round", form="meeting").then(RoundPublished, *[ClassPublished] * len(CANDIDATES))
    ward.when("publish_round").then_refused("round.already_published")


def test_a_candidate_who_went_to_another_agency_is_removed_first(ward: YearOffice) -> None:
    ward.prepared().given("transfer_staff_member", staff="s6", to_agency="P2", unit="UBND2", valid_on="2026-12-08")
    ward.when("propose_round").then_refused("staff.not_in_agency", staff="s6")
    ward.given("change_candidates", added=[], removed=["s6"])
    members = [staff for staff in STAFF if staff != "s6"]
    ward.given("form_groups", groups=[{**GROUPS[0], "members": members}, GROUPS[1]])
    ward.when("propose_round").then(RoundProposed, ClassProposed, ClassProposed)


def test_a_class_that_the_rules_leave_open_is_stated_with_a_reason(ward: YearOffice, tmp_path: Path) -> None:
    with_own_rules(ward, tmp_path).prepared().when("propose_round").then_refused(
        "review.class_left_open", staff="an, binh, cuc"
    )
    ward.when("state_open_class", reason=...).then_refused("reason.required")
    ward.when("state_open_class", staff="dung").then_refused("round.no_candidate", staff="dung")
    ward.when("state_open_class", staff="s1").then_refused("round.class_not_open", given="HTT")
    for staff, class_code in (("an", "HTXS"), ("binh", "HTT"), ("cuc", "HT")):
        ward.given("state_open_class", staff=staff, class_code=class_code)
    ward.given("propose_round").given("decide_round")
    assert [ward.classes()[staff] for staff in ("an", "binh", "cuc")] == ["HTXS", "HTT", "HT"]
    ward.when("state_open_class").then_refused("round.decided")


def test_a_stated_class_is_not_above_the_score(ward: YearOffice, tmp_path: Path) -> None:
    # The head of the agency can not lift s1 (mean 80) into a class the score does not reach.
    with_own_rules(ward, tmp_path).prepared()
    ward.when("state_open_class", staff="s1", class_code="HTXS").then_refused("round.class_not_open", given="HTT")


def test_without_a_managing_authority_the_head_of_the_agency_decides_the_share(office: Office) -> None:
    office.given("open_round").when("set_higher_share").then(HigherShareDecided, outstanding=True)


def test_an_act_that_decided_an_earlier_year_is_not_counted_again(ward: YearOffice) -> None:
    # Art 11.3b: in 2025 binh was not completed for the act A-1; the reprimand for it follows in 2026.
    stream = Stream(review_stream("binh", 2025), staff="binh", year=2025, agency="P1")
    stream.add(
        ClassDecided, status="scored", class_code="KHT", class_before_cap="KHT", mean=95, decision="QĐ 5", acts=["A-1"]
    )
    ward.store.append(Append(stream.events, [], ward.store.position(), frozenset()))
    ward.prepared().given("record_discipline", staff="binh", act="A-1", valid_on="2026-11-02")
    ward.given("record_discipline", staff="cuc", act="A-2", valid_on="2026-11-02", decision="QĐ 6").given(
        "propose_round"
    )
    proposal = ward.round().proposal
    assert proposal is not None
    found = {
        staff: (proposal.entries[staff].class_before_cap, proposal.entries[staff].acts) for staff in ("binh", "cuc")
    }
    assert found == {"binh": ("HTXS", ()), "cuc": ("KHT", ("A-2",))}
