"""Who manages X on day D: one answer, whatever else the person is or does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import AgencyOpened, HeadNamed, HeadReleased, ManagingAuthorityNamed, UnitAdded
from kpi_es.domain.event import Event
from kpi_es.domain.posts import direct_manager_of, evaluating_post
from kpi_es.domain.staff_events import (
    ConcurrentPostEnded,
    ConcurrentPostGiven,
    DisciplineImposed,
    LeaveEnded,
    LeaveGranted,
    SecondmentEnded,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeconded,
    StaffMemberSeparated,
    StaffMemberTransferred,
    StaffRecordAnnulled,
)
from kpi_es.domain.staff_member import StaffMember
from tests.domain.happenings import Stream

JANUARY, JULY, AUGUST, SEPTEMBER = (date(2026, month, 1) for month in (1, 7, 8, 9))
LAST_OF_JULY, LAST_OF_AUGUST = date(2026, 7, 31), date(2026, 8, 31)
DECISION = {"decision": "QĐ 1"}
POST = {"post": "Chuyên viên", "role": "staff"}
IN_A = {"agency": "P1", "unit": "A", **POST}
IN_B = {"agency": "P1", "unit": "B", **POST}
FROM_A = {"from_agency": "P1", "from_unit": "A"}


@pytest.fixture
def person() -> Stream:
    """Return a person with a post in unit A of P1 since July."""
    stream = Stream("staff:an", staff="an")
    stream.add(StaffMemberRegistered, agency="P1", group="civil_servant")
    stream.add(StaffMemberAppointed, **IN_A)
    return stream


@pytest.fixture
def ward() -> Stream:
    """Return P1 since January: R above A and B, headed by r, a and b."""
    stream = Stream("agency:P1", agency="P1")
    stream.add(
        AgencyOpened, JANUARY, name="Phường", period_kind="month", root_unit="R", personnel_advisers=("adviser",)
    )
    for unit in "AB":
        stream.add(UnitAdded, JANUARY, unit=unit, name=unit, parent="R")
    for unit in "RAB":
        stream.add(HeadNamed, JANUARY, unit=unit, staff=unit.lower())
    return stream


def member(stream: Stream) -> StaffMember:
    state = stream.state()
    assert isinstance(state, StaffMember)
    return state


def agency(stream: Stream) -> Agency:
    state = stream.state()
    assert isinstance(state, Agency)
    return state


def managers(person: Stream, ward: Stream, *days: date) -> list[str | None]:
    return [direct_manager_of(member(person), agency(ward), day) for day in days]


def second(person: Stream, since: date, until: date, **fields: Any) -> Event:
    return person.add(StaffMemberSeconded, since, **{**IN_B, **FROM_A, **DECISION, "until": until, **fields})


def test_the_head_of_the_unit_manages_its_people_from_their_first_day(person: Stream, ward: Stream) -> None:
    assert managers(person, ward, date(2026, 6, 30), JULY) == [None, "a"]


def test_after_a_transfer_the_new_head_manages_from_that_day(person: Stream, ward: Stream) -> None:
    person.add(StaffMemberTransferred, AUGUST, **IN_B, **FROM_A, **DECISION)
    assert managers(person, ward, LAST_OF_JULY, AUGUST) == ["a", "b"]


def test_a_transfer_recorded_late_holds_from_its_day_until_the_next_post(person: Stream, ward: Stream) -> None:
    person.add(StaffMemberAppointed, SEPTEMBER, **IN_A)
    person.add(StaffMemberTransferred, AUGUST, **IN_B, **FROM_A, **DECISION)
    assert managers(person, ward, LAST_OF_JULY, AUGUST, LAST_OF_AUGUST, SEPTEMBER) == ["a", "b", "b", "a"]


def test_while_the_unit_has_no_head_the_next_one_above_manages(person: Stream, ward: Stream) -> None:
    ward.add(HeadReleased, AUGUST, unit="A", staff="a")
    ward.add(HeadNamed, SEPTEMBER, unit="A", staff="a2")
    assert managers(person, ward, LAST_OF_JULY, AUGUST, SEPTEMBER) == ["a", "r", "a2"]


def test_a_seconded_person_is_managed_where_the_work_is_and_back_home_afterwards(person: Stream, ward: Stream) -> None:
    second(person, AUGUST, LAST_OF_AUGUST)
    assert managers(person, ward, LAST_OF_JULY, AUGUST, LAST_OF_AUGUST, SEPTEMBER) == ["a", "b", "b", "a"]
    home = member(person).appointment_on(AUGUST)
    assert home is not None
    assert home.unit == "A"


def test_a_secondment_evaluated_by_the_sending_unit_moves_no_manager(person: Stream, ward: Stream) -> None:
    second(person, AUGUST, LAST_OF_AUGUST, evaluator="sending")
    assert managers(person, ward, LAST_OF_JULY, AUGUST, LAST_OF_AUGUST, SEPTEMBER) == ["a", "a", "a", "a"]


def test_seconded_to_another_agency_a_person_is_managed_there_and_not_here(person: Stream, ward: Stream) -> None:
    second(person, AUGUST, LAST_OF_AUGUST, agency="P2", unit="R2")
    assert managers(person, ward, LAST_OF_JULY, AUGUST, SEPTEMBER) == ["a", None, "a"]
    other = Stream("agency:P2", agency="P2")
    other.add(AgencyOpened, JANUARY, name="Xã", period_kind="month", root_unit="R2", personnel_advisers=("x",))
    other.add(HeadNamed, JANUARY, unit="R2", staff="r2")
    assert managers(person, other, LAST_OF_JULY, AUGUST, SEPTEMBER) == [None, "r2", None]


def test_a_secondment_ended_early_ends_the_day_before_the_return(person: Stream, ward: Stream) -> None:
    seconded = second(person, AUGUST, LAST_OF_AUGUST)
    person.add(SecondmentEnded, date(2026, 8, 20), secondment=seconded.event_id, **DECISION)
    assert managers(person, ward, date(2026, 8, 19), date(2026, 8, 20)) == ["b", "a"]


def test_who_leaves_during_a_secondment_is_managed_by_nobody(person: Stream, ward: Stream) -> None:
    second(person, AUGUST, LAST_OF_AUGUST)
    person.add(StaffMemberSeparated, date(2026, 8, 10), **DECISION)
    assert managers(person, ward, date(2026, 8, 9), date(2026, 8, 10)) == ["b", None]


def test_with_two_posts_the_main_one_is_evaluated(person: Stream, ward: Stream) -> None:
    person.add(ConcurrentPostGiven, AUGUST, **IN_B, **DECISION)
    assert managers(person, ward, AUGUST) == ["a"]
    assert [each.appointment.unit for each in member(person).concurrent_posts_on(AUGUST)] == ["B"]
    assert member(person).concurrent_posts_on(LAST_OF_JULY) == ()


def test_a_concurrent_post_is_held_until_the_day_before_its_end(person: Stream) -> None:
    person.add(ConcurrentPostGiven, AUGUST, **IN_B, **DECISION)
    person.add(ConcurrentPostEnded, SEPTEMBER, agency="P1", unit="B", **DECISION)
    assert len(member(person).concurrent_posts_on(LAST_OF_AUGUST)) == 1
    assert member(person).concurrent_posts_on(SEPTEMBER) == ()


def test_the_head_of_the_agency_is_managed_by_the_authority_above(person: Stream, ward: Stream) -> None:
    person.add(StaffMemberTransferred, AUGUST, **{**IN_A, "unit": "R"}, **FROM_A, **DECISION)
    ward.add(HeadNamed, AUGUST, unit="R", staff="an")
    assert managers(person, ward, AUGUST) == [None]
    ward.add(ManagingAuthorityNamed, AUGUST, authority="province", title="Chủ tịch UBND tỉnh")
    assert managers(person, ward, LAST_OF_JULY, AUGUST) == ["a", "province"]


def test_who_left_and_came_back_has_no_post_in_between(person: Stream, ward: Stream) -> None:
    person.add(StaffMemberSeparated, AUGUST, **DECISION)
    assert member(person).separated_on == AUGUST
    person.add(StaffMemberRegistered, SEPTEMBER, agency="P1", group="cadre")
    person.add(StaffMemberAppointed, SEPTEMBER, **IN_B)
    assert managers(person, ward, LAST_OF_JULY, AUGUST, LAST_OF_AUGUST, SEPTEMBER) == ["a", None, None, "b"]
    assert member(person).separated_on is None
    assert member(person).group == "cadre"
    days = [(each.first, each.last) for each in member(person).postings]
    assert days == [(JULY, LAST_OF_JULY), (SEPTEMBER, None)]


def test_a_separation_takes_away_posts_that_were_to_begin_later(person: Stream) -> None:
    person.add(StaffMemberAppointed, SEPTEMBER, **IN_B)
    person.add(StaffMemberSeparated, AUGUST, **DECISION)
    assert member(person).appointment_on(SEPTEMBER) is None


def test_a_separation_dated_back_leaves_a_later_return_as_it_is(person: Stream) -> None:
    person.add(StaffMemberSeparated, AUGUST, **DECISION)
    person.add(StaffMemberRegistered, SEPTEMBER, agency="P1", group="civil_servant")
    person.add(StaffMemberAppointed, SEPTEMBER, **IN_B)
    person.add(StaffMemberSeparated, date(2026, 7, 15), **DECISION)
    posts = [member(person).appointment_on(day) for day in (date(2026, 7, 14), date(2026, 7, 15), SEPTEMBER)]
    assert [post and post.unit for post in posts] == ["A", None, "B"]


def test_an_annulled_transfer_never_happened(person: Stream, ward: Stream) -> None:
    wrong = person.add(StaffMemberTransferred, AUGUST, **IN_B, **FROM_A, **DECISION)
    person.add(StaffRecordAnnulled, AUGUST, annuls=wrong.event_id)
    assert managers(person, ward, AUGUST, SEPTEMBER) == ["a", "a"]
    assert wrong not in member(person).records


@pytest.mark.parametrize("days", [(JULY, AUGUST), (JULY, LAST_OF_JULY), (AUGUST, LAST_OF_AUGUST)])
def test_an_annulled_leave_is_no_absence(person: Stream, days: tuple[date, date]) -> None:
    wrong = person.add(LeaveGranted, JULY, kind="sick", until=LAST_OF_AUGUST, **DECISION)
    assert member(person).leave_throughout(*days) is not None
    person.add(StaffRecordAnnulled, JULY, annuls=wrong.event_id)
    assert member(person).leave_throughout(*days) is None


def test_an_annulled_separation_leaves_the_person_in_the_post(person: Stream) -> None:
    wrong = person.add(StaffMemberSeparated, AUGUST, **DECISION)
    person.add(StaffRecordAnnulled, AUGUST, annuls=wrong.event_id)
    assert member(person).appointment_on(AUGUST) is not None
    assert member(person).version == 4


def test_leaves_that_adjoin_count_as_one_absence(person: Stream) -> None:
    person.add(LeaveGranted, JULY, kind="sick", until=date(2026, 7, 15), **DECISION)
    person.add(LeaveGranted, date(2026, 7, 16), kind="maternity", until=LAST_OF_JULY, **DECISION)
    absence = member(person).leave_throughout(JULY, LAST_OF_JULY)
    assert absence is not None
    assert (absence.kind, absence.first, absence.last) == ("sick", JULY, LAST_OF_JULY)


def test_a_day_at_work_between_two_leaves_breaks_the_absence(person: Stream) -> None:
    person.add(LeaveGranted, date(2026, 7, 17), kind="unpaid", until=LAST_OF_JULY, **DECISION)
    person.add(LeaveGranted, JULY, kind="sick", until=date(2026, 7, 15), **DECISION)
    assert member(person).leave_throughout(JULY, LAST_OF_JULY) is None
    assert len(member(person).absences) == 2


def test_a_leave_ended_early_lasts_until_the_day_before_the_return(person: Stream) -> None:
    leave = person.add(LeaveGranted, JULY, kind="maternity", until=LAST_OF_AUGUST, **DECISION)
    person.add(LeaveEnded, AUGUST, leave=leave.event_id)
    assert member(person).leave_on(LAST_OF_JULY) is not None
    assert member(person).leave_on(AUGUST) is None


def test_a_disciplinary_decision_keeps_the_act_its_day_and_its_place(person: Stream) -> None:
    act = {"act": "V1", "committed_on": JULY, "committed_agency": "P1", "committed_in": "A", "authority": "party"}
    person.add(DisciplineImposed, AUGUST, form="reprimand", ground="other", **DECISION, **act)
    (found,) = member(person).disciplines
    assert {name: getattr(found, name) for name in act} == act


def test_a_person_without_a_post_is_evaluated_nowhere() -> None:
    assert evaluating_post(StaffMember("nobody"), JULY) is None
