"""The post and the units that limit a class are those of the day it is decided, not of a day picked (Art 20.6)."""

from __future__ import annotations

import pytest

from tests.commands.year_office import CANDIDATES, YearOffice, year_office


@pytest.fixture
def ward() -> YearOffice:
    return year_office()


@pytest.mark.parametrize("day", ["2026-12-09", "2026-10-31", "2026-12-11"])
@pytest.mark.parametrize(
    ("name", "staff"),
    [
        ("propose_round", None),
        ("decide_round", None),
        ("propose_class", "chair"),
        ("decide_agency_head_class", "chair"),
    ],
)
def test_classes_are_proposed_and_decided_on_the_day_of_recording(
    ward: YearOffice, name: str, staff: str | None, day: str
) -> None:
    ward.proposed().given("open_review", staff="chair")
    fields = {} if staff is None else {"staff": staff}
    ward.when(name, valid_on=day, **fields).then_refused("review.not_dated_today", today="10/12/2026")


def entry_with_kt_not_completed(ward: YearOffice) -> tuple[str | None, str | None]:
    """Return class before the cap and unit class of `an`, who has 96, when the unit KT did not complete its tasks."""
    ward.opened().units_decided(KT="KHT")
    for each in CANDIDATES:
        ward.given("classify_self", staff=each, actor=each)
        ward.given("record_review_meeting", staff=each, actor="adviser-b", presided_by="chair")
        if ward.review(each).role in ("head", "deputy") or ward.agency().units_headed_by(each, ward.clock.day):
            ward.given("give_party_opinion", staff=each, actor="adviser-b")
    ward.given("propose_round", reason="Phòng đổi người đứng đầu trong quý IV")
    proposal = ward.round().proposal
    assert proposal is not None
    return proposal.entries["an"].class_before_cap, proposal.entries["an"].unit_class


def test_who_acts_as_head_of_a_unit_is_not_above_it(ward: YearOffice) -> None:
    ward.given("transfer_staff_member", staff="head-kt", unit="UBND", post="Chuyên viên", valid_on="2026-12-08")
    ward.given("name_head", unit="KT", staff="an", valid_on="2026-12-08")
    assert entry_with_kt_not_completed(ward) == ("KHT", "KHT")


def test_who_heads_a_unit_in_a_concurrent_post_is_not_above_it(ward: YearOffice) -> None:
    ward.given("transfer_staff_member", staff="head-kt", unit="UBND", post="Chuyên viên", valid_on="2026-12-08")
    post = {"unit": "KT", "post": "Trưởng phòng", "role": "head"}
    ward.given("give_concurrent_post", staff="an", **post, valid_on="2026-12-08")
    assert entry_with_kt_not_completed(ward) == ("KHT", "KHT")


def test_who_heads_no_unit_is_not_limited_by_one(ward: YearOffice) -> None:
    assert entry_with_kt_not_completed(ward) == ("HTXS", None)
