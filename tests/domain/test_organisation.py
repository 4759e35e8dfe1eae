"""An agency in time: units that move, are renamed and closed, deputies, the authority above, what is annulled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import (
    AgencyOpened,
    AgencyRecordAnnulled,
    DeputyAssigned,
    DeputyReleased,
    HeadNamed,
    HeadReleased,
    HolidaysDeclared,
    ManagingAuthorityNamed,
    PeriodKindChanged,
    ProcedureRulesSet,
    RuleSetAdopted,
    UnitAdded,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)
from kpi_es.domain.event import Event
from kpi_es.domain.procedure import ProcedureRules
from tests.domain.happenings import Stream

JULY, AUGUST, LAST_OF_JULY = date(2026, 7, 1), date(2026, 8, 1), date(2026, 7, 31)
DECISION = {"decision": "QĐ 1"}


@pytest.fixture
def ward() -> Stream:
    """Return a ward since July: A above B and C, D below B; the heads of A, B, C and D are a, b, c and d."""
    return opened()


def opened() -> Stream:
    stream = Stream("agency:P1", agency="P1")
    stream.add(AgencyOpened, name="Phường", period_kind="month", root_unit="A", personnel_advisers=("adviser",))
    for unit, parent in (("B", "A"), ("C", "A"), ("D", "B")):
        stream.add(UnitAdded, unit=unit, name=f"Phòng {unit}", parent=parent)
    for unit in "ABCD":
        stream.add(HeadNamed, unit=unit, staff=unit.lower())
    return stream


def agency(stream: Stream) -> Agency:
    state = stream.state()
    assert isinstance(state, Agency)
    return state


def annul(stream: Stream, record: Event) -> None:
    stream.add(AgencyRecordAnnulled, record.valid_on, annuls=record.event_id)


def test_a_moved_unit_answers_to_the_new_unit_above_from_that_day(ward: Stream) -> None:
    ward.add(UnitMoved, AUGUST, unit="D", parent="C", **DECISION)
    state = agency(ward)
    assert [state.direct_manager("d", "D", day) for day in (LAST_OF_JULY, AUGUST)] == ["b", "c"]
    assert state.subunits_on("B", LAST_OF_JULY) == ("D",)
    assert state.subunits_on("B", AUGUST) == ()


def test_units_below_are_those_of_the_day_upper_ones_first(ward: Stream) -> None:
    ward.add(UnitMoved, AUGUST, unit="B", parent="C", **DECISION)
    state = agency(ward)
    assert state.units_below("A", LAST_OF_JULY) == ("A", "B", "C", "D")
    assert state.units_below("C", LAST_OF_JULY) == ("C",)
    assert state.units_below("C", AUGUST) == ("C", "B", "D")
    assert state.units_below("A", date(2026, 6, 30)) == ()
    assert state.units_below("X", AUGUST) == ()


def test_a_renamed_unit_bears_each_name_in_its_time(ward: Stream) -> None:
    ward.add(UnitRenamed, AUGUST, unit="B", name="Phòng Kinh tế", **DECISION)
    unit = agency(ward).units["B"]
    assert [unit.name_on(day) for day in (LAST_OF_JULY, AUGUST)] == ["Phòng B", "Phòng Kinh tế"]
    assert unit.name == "Phòng Kinh tế"


def test_a_closed_unit_exists_until_the_day_before_and_has_no_head_afterwards(ward: Stream) -> None:
    ward.add(UnitClosed, AUGUST, unit="D", **DECISION)
    state = agency(ward)
    assert state.unit_on("D", LAST_OF_JULY) is not None
    assert state.unit_on("D", AUGUST) is None
    # Whoever still has a post there is evaluated by the next head above.
    assert [state.direct_manager("worker", "D", day) for day in (LAST_OF_JULY, AUGUST)] == ["d", "b"]


def test_the_head_of_the_agency_answers_to_the_managing_authority_once_it_is_named(ward: Stream) -> None:
    ward.add(ManagingAuthorityNamed, AUGUST, authority="province", title="Chủ tịch UBND tỉnh")
    state = agency(ward)
    assert [state.direct_manager("a", "A", day) for day in (LAST_OF_JULY, AUGUST)] == [None, "province"]
    assert state.managing_authority_on(AUGUST) == "province"
    assert state.direct_manager("b", "B", AUGUST) == "a"
    assert state.direct_manager("worker", "X", AUGUST) is None


def test_nobody_is_an_authority_over_oneself(ward: Stream) -> None:
    ward.add(ManagingAuthorityNamed, JULY, authority="a", title="Chủ tịch")
    assert agency(ward).direct_manager("a", "A", JULY) is None


def test_the_head_of_the_agency_is_the_head_of_its_root_unit(ward: Stream) -> None:
    ward.add(HeadNamed, AUGUST, unit="A", staff="a2")
    assert [agency(ward).agency_head_on(day) for day in (LAST_OF_JULY, AUGUST)] == ["a", "a2"]


def test_a_deputy_is_in_charge_of_a_field_until_another_one_or_none(ward: Stream) -> None:
    ward.add(DeputyAssigned, JULY, unit="A", staff="x", field="Văn xã", units=("B",))
    ward.add(DeputyAssigned, AUGUST, unit="A", staff="x", field="Kinh tế", units=("C",), members=("an",))
    ward.add(DeputyReleased, date(2026, 9, 1), unit="A", staff="x")
    found = [agency(ward).deputy_field_on("x", date(2026, month, 1)) for month in (6, 7, 8, 9)]
    assert [each and each.field for each in found] == [None, "Văn xã", "Kinh tế", None]
    assert found[2] is not None
    assert (found[2].units, found[2].members) == (("C",), ("an",))
    assert agency(ward).deputy_field_on("y", AUGUST) is None


def test_the_kind_of_period_is_that_of_the_day_the_period_begins(ward: Stream) -> None:
    ward.add(PeriodKindChanged, date(2026, 10, 1), period_kind="quarter")
    ward.add(PeriodKindChanged, date(2027, 1, 1), period_kind="month")
    days = (date(2026, 6, 1), JULY, date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    kinds = [agency(ward).period_kind_on(day) for day in days]
    assert kinds == ["month", "month", "month", "quarter", "quarter", "month"]
    assert agency(ward).period_kind == "month"


def test_rules_of_procedure_hold_from_their_day_and_the_usual_ones_before(ward: Stream) -> None:
    ward.add(ProcedureRulesSet, AUGUST, rules={"self_assessment_due_day": 25})
    assert agency(ward).procedure_on(LAST_OF_JULY) == ProcedureRules()
    assert agency(ward).procedure_on(AUGUST).self_assessment_due_day == 25


def test_the_last_declaration_of_a_year_replaces_the_earlier_one(ward: Stream) -> None:
    ward.add(HolidaysDeclared, year=2026, holidays=["2026-09-01", "2026-09-02"], make_up_days=["2026-08-22"])
    ward.add(HolidaysDeclared, year=2027, holidays=["2027-01-01"])
    ward.add(HolidaysDeclared, year=2026, holidays=["2026-09-02"])
    calendar = agency(ward).calendar
    assert calendar.holidays == {date(2026, 9, 2), date(2027, 1, 1)}
    assert calendar.make_up_days == frozenset()


def test_an_annulled_head_never_headed_the_unit(ward: Stream) -> None:
    wrong = ward.add(HeadNamed, AUGUST, unit="B", staff="wrong")
    annul(ward, wrong)
    assert agency(ward).units["B"].head_on(AUGUST) == "b"
    assert agency(ward).units_headed_by("wrong", AUGUST) == ()


def test_an_annulled_release_leaves_the_head_in_place(ward: Stream) -> None:
    annul(ward, ward.add(HeadReleased, AUGUST, unit="B", staff="b"))
    assert agency(ward).direct_manager("worker", "B", AUGUST) == "b"


def test_a_unit_annulled_is_not_there_on_any_day(ward: Stream) -> None:
    annul(ward, ward.add(UnitAdded, AUGUST, unit="E", name="E", parent="A"))
    assert "E" not in agency(ward).units


SOMETHING: list[tuple[type[Event], dict[str, Any]]] = [
    (UnitMoved, {"unit": "D", "parent": "C", **DECISION}),
    (UnitRenamed, {"unit": "D", "name": "Phòng Mới", **DECISION}),
    (UnitClosed, {"unit": "D", **DECISION}),
    (HeadNamed, {"unit": "B", "staff": "e"}),
    (HeadReleased, {"unit": "C", "staff": "c"}),
    (DeputyAssigned, {"unit": "A", "staff": "x", "field": "Văn xã", "units": ["B"]}),
    (DeputyReleased, {"unit": "A", "staff": "x"}),
    (RuleSetAdopted, {"rule_set": "one", "rule_set_hash": "1" * 64}),
    (ManagingAuthorityNamed, {"authority": "province", "title": "Chủ tịch"}),
    (ProcedureRulesSet, {"rules": {"self_assessment_due_day": 25}}),
    (HolidaysDeclared, {"year": 2026, "holidays": ["2026-09-02"]}),
    (PeriodKindChanged, {"period_kind": "quarter"}),
]


@given(
    happened=st.lists(st.tuples(st.sampled_from(SOMETHING), st.dates(JULY, date(2026, 12, 31))), max_size=8),
    data=st.data(),
)
def test_what_is_annulled_leaves_the_agency_as_if_it_had_never_been_recorded(
    happened: list[tuple[tuple[type[Event], dict[str, Any]], date]], data: st.DataObject
) -> None:
    annulled = data.draw(st.sets(st.sampled_from(range(len(happened))))) if happened else set[int]()
    ward, kept = opened(), opened()
    for number, ((kind, fields), day) in enumerate(happened):
        event = ward.add(kind, day, **fields)
        if number not in annulled:
            kept.events.append(event)
    for number in annulled:
        annul(ward, ward.events[len(opened().events) + number])
    found, expected = agency(ward), agency(kept)
    assert found.records == expected.records
    for name in ("units", "rule_sets", "deputies", "period_kinds", "procedures", "managing_authorities", "calendar"):
        assert getattr(found, name) == getattr(expected, name)
    assert found.version == len(ward.events)
