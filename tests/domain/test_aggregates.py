"""Evolve: what each event does to an agency, a person, a catalogue."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpi_es.domain.agency import (
    Agency,
    AgencyOpened,
    HeadNamed,
    HeadReleased,
    PersonnelAdviserNamed,
    RuleSetAdopted,
    UnitAdded,
)
from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, CatalogueItemWithdrawn, StandardItemSet
from kpi_es.domain.staff_member import (
    DisciplineImposed,
    LeaveGranted,
    StaffMember,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeparated,
    StaffMemberTransferred,
)
from kpi_es.domain.topics import empty
from tests.domain.happenings import Stream

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


@pytest.fixture
def ward() -> Stream:
    """Return a ward with a root, a unit below it and one below that, each with a head since July."""
    stream = Stream("agency:P1", agency="P1")
    stream.add(AgencyOpened, name="Phường", period_kind="month", root_unit="A", personnel_advisers=("adviser",))
    for unit, parent in (("B", "A"), ("C", "B")):
        stream.add(UnitAdded, unit=unit, name=unit, parent=parent)
    for unit, head in (("A", "a"), ("B", "b"), ("C", "c")):
        stream.add(HeadNamed, unit=unit, staff=head)
    return stream


def agency(stream: Stream) -> Agency:
    state = stream.state()
    assert isinstance(state, Agency)
    return state


@pytest.mark.parametrize(
    ("staff", "unit", "manager"),
    [("worker", "C", "c"), ("c", "C", "b"), ("b", "B", "a"), ("a", "A", None), ("b", "C", "c"), ("worker", "X", None)],
)
def test_the_direct_manager_is_the_first_head_on_the_way_up_who_is_somebody_else(
    ward: Stream, staff: str, unit: str, manager: str | None
) -> None:
    assert agency(ward).direct_manager(staff, unit, JULY) == manager


def test_a_vacancy_is_filled_by_the_head_above_until_another_is_named(ward: Stream) -> None:
    ward.add(HeadReleased, AUGUST, unit="C", staff="c")
    ward.add(HeadNamed, date(2026, 8, 15), unit="C", staff="c2")
    managers = [agency(ward).direct_manager("worker", "C", date(2026, month, day)) for month, day in
                ((7, 31), (8, 1), (8, 14), (8, 15))]  # fmt: skip
    assert managers == ["c", "b", "b", "c2"]


def test_units_headed_are_those_of_the_day(ward: Stream) -> None:
    ward.add(HeadNamed, AUGUST, unit="C", staff="b")
    assert agency(ward).units_headed_by("b", JULY) == ("B",)
    assert agency(ward).units_headed_by("b", AUGUST) == ("B", "C")


def test_nobody_heads_a_unit_before_the_first_head(ward: Stream) -> None:
    assert agency(ward).units["B"].head_on(date(2026, 6, 30)) is None


def test_a_rule_set_holds_from_its_day(ward: Stream) -> None:
    ward.add(RuleSetAdopted, JULY, rule_set="one", rule_set_hash="1" * 64)
    ward.add(RuleSetAdopted, AUGUST, rule_set="two", rule_set_hash="2" * 64)
    assert agency(ward).rule_set_on(date(2026, 6, 30)) is None
    assert agency(ward).rule_set_on(JULY) == ("one", "1" * 64)
    assert agency(ward).rule_set_on(AUGUST) == ("two", "2" * 64)


def test_an_adviser_is_one_from_the_day_of_naming(ward: Stream) -> None:
    ward.add(PersonnelAdviserNamed, AUGUST, staff="second")
    assert agency(ward).is_personnel_adviser("adviser", JULY)
    assert not agency(ward).is_personnel_adviser("second", date(2026, 7, 31))
    assert agency(ward).is_personnel_adviser("second", AUGUST)


@pytest.fixture
def person() -> Stream:
    """Return a person registered with a post in unit A since July."""
    stream = Stream("staff:an", staff="an")
    stream.add(StaffMemberRegistered, agency="P1", group="civil_servant")
    stream.add(StaffMemberAppointed, agency="P1", unit="A", post="Chuyên viên", role="staff")
    return stream


def member(stream: Stream) -> StaffMember:
    state = stream.state()
    assert isinstance(state, StaffMember)
    return state


def test_a_post_is_held_until_the_next_one_begins(person: Stream) -> None:
    transfer = {"agency": "P1", "unit": "B", "post": "Chuyên viên", "role": "staff"}
    person.add(StaffMemberTransferred, AUGUST, **transfer, from_agency="P1", from_unit="A", decision="1")
    units = [post and post.unit for post in
             map(member(person).appointment_on, (date(2026, 6, 30), JULY, date(2026, 7, 31), AUGUST))]  # fmt: skip
    assert units == [None, "A", "A", "B"]


def test_nobody_holds_a_post_after_separation(person: Stream) -> None:
    person.add(StaffMemberSeparated, AUGUST, decision="2")
    assert member(person).appointment_on(date(2026, 7, 31)) is not None
    assert member(person).appointment_on(AUGUST) is None


def test_leave_throughout_covers_every_day(person: Stream) -> None:
    person.add(LeaveGranted, JULY, kind="sick", until=date(2026, 7, 31), decision="3")
    assert member(person).leave_throughout(JULY, date(2026, 7, 31)) is not None
    assert member(person).leave_throughout(JULY, AUGUST) is None
    assert member(person).leave_throughout(date(2026, 6, 30), JULY) is None


def test_disciplines_are_found_by_the_day_they_take_effect(person: Stream) -> None:
    person.add(DisciplineImposed, AUGUST, form="reprimand", ground="other", decision="4")
    assert member(person).disciplines_within(JULY, date(2026, 7, 31)) == ()
    assert [each.decision for each in member(person).disciplines_within(AUGUST, AUGUST)] == ["4"]


def test_an_item_is_in_force_from_approval_to_withdrawal() -> None:
    stream = Stream("catalogue:P1", agency="P1", decision="QĐ 1")
    stream.add(StandardItemSet, JULY, title="Công văn", points="5")
    approved = {"item": "x", "title": "Báo cáo", "measure": "bản", "group": 1}
    stream.add(CatalogueItemApproved, JULY, **approved, points="10", coefficient="2")
    stream.add(CatalogueItemApproved, AUGUST, **approved, points="12", coefficient="2.4")
    stream.add(CatalogueItemWithdrawn, date(2026, 9, 1), item="x")
    state = stream.state()
    assert isinstance(state, Catalogue)
    found = [state.item_on("x", date(2026, month, 1)) for month in (6, 7, 8, 9)]
    assert [item and item.coefficient for item in found] == [None, 2, Fraction("2.4"), None]
    assert state.item_on("y", AUGUST) is None
    assert state.standard_on(date(2026, 6, 30)) is None
    assert state.standard_on(JULY) == 5


def test_the_version_is_that_of_the_last_event(ward: Stream, person: Stream) -> None:
    assert agency(ward).version == 6
    assert member(person).version == 2


@pytest.mark.parametrize("stream", ["agency:P1", "catalogue:P1", "staff:an", "sheet:an:2026-07"])
def test_a_stream_without_events_has_the_empty_state_of_its_name(stream: str) -> None:
    assert empty(stream).version == 0
    assert empty(stream).stream == stream


def test_a_stream_of_no_known_kind_has_no_state() -> None:
    with pytest.raises(ValueError, match="no known kind"):
        empty("invoice:1")
