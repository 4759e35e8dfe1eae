"""Nobody decides about oneself, whatever posts came in between (Art 4.2, 10, 20.6)."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_es.domain.annual_review_events import ReviewOpened
from kpi_es.domain.classification_round_events import CandidatesChanged
from tests.commands.year_office import GROUPS, YearOffice, year_office


@pytest.fixture
def ward() -> YearOffice:
    return year_office()


def head_kt_becomes_agency_head(ward: YearOffice, day: str = "2026-12-10") -> None:
    """Let the chair and the head of KT change places."""
    ward.given("transfer_staff_member", staff="chair", unit="KT", post="Chuyên viên", role="staff", valid_on=day)
    ward.given("transfer_staff_member", staff="head-kt", unit="UBND", post="Chủ tịch", role="head", valid_on=day)


def binh_leaves_and_becomes_managing_authority(ward: YearOffice) -> None:
    """Let binh, who is in the round, be transferred to the other ward and named the authority above this one."""
    ward.given("transfer_staff_member", staff="binh", to_agency="P2", unit="UBND2", valid_on="2026-12-10")
    ward.given("name_managing_authority", authority="binh", valid_on="2026-12-10")


@pytest.mark.parametrize("name", ["propose_round", "decide_round", "resolve_tie", "state_open_class"])
def test_a_round_with_the_new_head_of_the_agency_in_it_is_refused(ward: YearOffice, name: str) -> None:
    ward.proposed()
    head_kt_becomes_agency_head(ward)
    actor = {} if name == "propose_round" else {"actor": "head-kt"}
    refused = ward.on("2026-12-11").when(name, **actor)
    refused.then_refused("round.agency_head_is_no_candidate", staff="head-kt")


def test_a_round_goes_on_once_the_new_head_of_the_agency_is_no_candidate(ward: YearOffice) -> None:
    ward.prepared()
    head_kt_becomes_agency_head(ward)
    ward.on("2026-12-11").when("change_candidates", added=["chair"], removed=["head-kt"]).then(
        CandidatesChanged, ReviewOpened
    )
    staff, leaders = GROUPS
    groups = [
        {**staff, "members": [*staff["members"], "chair"]},
        {**leaders, "members": ["head-vh", "deputy-vh"]},
    ]
    ward.given("form_groups", groups=groups).given("classify_self", staff="chair", actor="chair")
    ward.given("record_review_meeting", staff="chair", actor="adviser-b", presided_by="head-kt")
    # The chair decided these as head of the agency, and is compared with their heads now.
    refused = ward.when("propose_round")
    refused.then_refused("round.rests_on_a_candidate", what="VH: HTT (chair); KT: HTT (chair)")
    ward.given("replace_unit_class", unit="VH", actor="head-kt").given("replace_unit_class", unit="KT", actor="head-kt")
    ward.given("propose_round").given("decide_round", actor="head-kt")
    assert "head-kt" not in ward.round().decisions[0].entries


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("replace_class_decision", {"staff": "an"}),
        ("replace_class_decision", {"staff": "binh"}),
        ("replace_round_decision", {}),
        ("supersede_sheet", {"staff": "an"}),
        ("supersede_sheet", {"staff": "binh"}),
        ("decide_agency_head_class", {}),
        ("state_deciding_fact", {"staff": "chair"}),
        ("withdraw_deciding_fact", {"staff": "chair"}),
    ],
)
def test_the_managing_authority_decides_nothing_where_it_is_a_candidate(
    ward: YearOffice, name: str, fields: dict[str, Any]
) -> None:
    ward.decided().given("open_review", staff="chair")
    binh_leaves_and_becomes_managing_authority(ward)
    ward.when(name, actor="binh", **fields).then_refused("authority.own_work", actor="binh")


def test_the_managing_authority_in_the_round_stands_in_for_no_head_of_the_agency(ward: YearOffice) -> None:
    ward.opened().given("release_head", unit="UBND", valid_on="2026-12-10")
    binh_leaves_and_becomes_managing_authority(ward)
    ward.when("decide_unit_class", actor="binh").then_refused("authority.own_work", actor="binh")
    ward.when("state_deciding_fact", actor="binh").then_refused("authority.own_work", actor="binh")


def test_the_managing_authority_in_the_round_raises_no_share_and_recognises_no_agency(ward: YearOffice) -> None:
    ward.prepared().given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    binh_leaves_and_becomes_managing_authority(ward)
    ward.when("set_higher_share", actor="binh").then_refused("authority.own_work", actor="binh")
    ward.when("decide_unit_class", unit="UBND", actor="binh").then_refused("authority.own_work", actor="binh")


def test_the_managing_authority_who_became_head_of_the_agency_decides_neither_its_class_nor_the_own(
    ward: YearOffice,
) -> None:
    ward.given("name_managing_authority", authority="dung", valid_on="2026-12-01")
    moved = {"agency": "P2", "actor": "adviser-2", "to_agency": "P1", "unit": "UBND"}
    ward.given("transfer_staff_member", staff="dung", **moved, valid_on="2026-12-10")
    ward.given("name_head", unit="UBND", staff="dung", valid_on="2026-12-10")
    ward.given("open_review", staff="dung").given("open_unit_review", unit="UBND")
    ward.given("assess_unit", unit="UBND", actor="dung")
    own = {"actor": "dung"}
    ward.when("decide_unit_class", unit="UBND", **own).then_refused("authority.evaluated_here", authority="dung")
    ward.when("decide_agency_head_class", staff="dung", **own).then_refused(
        "authority.evaluated_here", authority="dung"
    )
    ward.when("supersede_sheet", staff="an", period="2026-Q3", **own).then_refused(
        "authority.evaluated_here", authority="dung"
    )


def test_who_heads_the_agency_by_now_replaces_no_class_of_the_unit_headed_before(ward: YearOffice) -> None:
    ward.decided()
    head_kt_becomes_agency_head(ward, "2026-12-15")
    refused = ward.on("2026-12-20").when("replace_unit_class", unit="KT", actor="head-kt", class_code="HT")
    refused.then_refused("authority.has_a_stake", actor="head-kt", authority="province")
