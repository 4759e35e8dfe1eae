"""Organisation and posts in words, and folded from a part of their history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.agency_events import AgencyRecordAnnulled, HeadNamed, HeadReleased
from kpi_es.domain.event import Event
from kpi_es.domain.staff_events import ConcurrentPostEnded, LeaveEnded, SecondmentEnded, StaffRecordAnnulled
from kpi_es.domain.topics import Aggregate, empty, evolve
from kpi_projections.history.phrases import Words
from kpi_projections.history.words import in_words
from kpi_projections.known_fold import fold_known, missing_target
from kpi_projections.subjects import people_named
from tests.commands.specification import Office


def after(office: Office, name: str, /, **fields: Any) -> Words:
    """The words of the first event a command leads to, given the state before it."""
    outcome = office.when(name, **fields)
    assert outcome.answer.status == "accepted", outcome.answer.problem
    event = outcome.events[0]
    earlier = office.store.streams([event.originator_id])[event.originator_id][: event.originator_version - 1]
    state = empty(event.originator_id)
    for each in earlier:
        state = evolve(state, each)
    return in_words(event, state)


def busy_office() -> Office:
    """Return wards to which everything happened that this file is about."""
    office = Office()
    office.given("name_personnel_adviser").given("release_personnel_adviser", staff="binh")
    office.given("set_procedure_rules").given("declare_holidays", make_up_days=["2026-08-22"])
    office.given("change_period_kind").given("name_managing_authority").given("assign_deputy")
    office.given("add_unit").given("rename_unit", unit="TTHC", name="Trung tâm").given("move_unit", unit="TTHC")
    office.given("close_unit", unit="TTHC", valid_on="2026-09-01").given("release_deputy")
    office.given("second_staff_member").given("end_secondment", valid_on="2026-08-20")
    office.given("give_concurrent_post", staff="binh", role="head")
    office.given("end_concurrent_post", staff="binh", valid_on="2026-08-20")
    office.given("grant_leave", valid_on="2026-08-25").given("end_leave", valid_on="2026-09-10")
    office.given("record_discipline", act="V1", committed_on="2026-08-01", authority="party")
    office.given("transfer_staff_member", staff="cuc", unit="VH", kind="rotation").given("release_head")
    for staff in ("cuc", "an"):
        record = office.member(staff).records[-1]
        office.given("annul_record", staff=staff, record=str(record.event_id))
    office.given("annul_record", record=str(office.agency().records[-1].event_id))
    return office


def events_of(office: Office, *streams: str) -> list[Event]:
    return [each.event for each in office.store.timeline(streams)]


STREAMS = ("agency:P1", "staff:an", "staff:binh", "staff:cuc")
HISTORY = tuple(events_of(busy_office(), *STREAMS))


@pytest.fixture
def office() -> Office:
    return Office()


def test_rules_of_procedure_are_told_by_what_they_change(office: Office) -> None:
    assert after(office, "set_procedure_rules").vi == (
        "Quy chế theo dõi, đánh giá của P1 từ 10/08/2026: self_assessment_due_day — → 25."
    )


def test_an_adviser_released_is_named_with_the_day(office: Office) -> None:
    assert after(office, "release_personnel_adviser").en == (
        "Adviser is no longer a personnel adviser of P1 from 10/08/2026."
    )


def test_an_annulled_discipline_is_told_with_everything_it_undoes(office: Office) -> None:
    imposed = after(office, "record_discipline", act="V1")
    record = str(office.member("an").records[-1].event_id)
    annulled = after(office, "annul_record", staff="an", record=record)
    for told, undone in ((annulled.vi, imposed.vi), (annulled.en, imposed.en)):
        # Both end with a full stop, the annulment's goes on with its reason.
        assert undone.removesuffix(".") in told


def test_a_secondment_names_both_units_its_days_and_who_evaluates(office: Office) -> None:
    assert after(office, "second_staff_member").en == (
        "Seconded an from 10/08/2026 to 30/09/2026: VH, P1 → KT, P1, Chuyên viên (staff); "
        "evaluated by the receiving unit (QĐ 12/QĐ-UBND)."
    )


def test_an_early_return_shows_the_last_day_before_and_after(office: Office) -> None:
    office.given("grant_leave", valid_on="2026-07-01")
    assert after(office, "end_leave").vi == (
        "An trở lại làm việc từ 10/08/2026; nghỉ thai sản đến hết 31/12/2026 → 09/08/2026."
    )


def test_a_moved_unit_shows_the_unit_above_before_and_after(office: Office) -> None:
    assert after(office, "move_unit").vi == "Chuyển đơn vị VH từ 10/08/2026: thuộc UBND → KT (QĐ 12/QĐ-UBND)."


def test_a_rotation_is_called_one(office: Office) -> None:
    assert after(office, "transfer_staff_member", kind="rotation").vi.startswith("Luân chuyển an từ 10/08/2026")


def test_a_disciplinary_decision_names_authority_act_day_and_place(office: Office) -> None:
    words = after(office, "record_discipline", act="V1", committed_on="2026-08-01", authority="party")
    assert words.vi == (
        "Kỷ luật đảng an: khiển trách do vi phạm khi thực hiện nhiệm vụ, hành vi V1, xảy ra ngày 01/08/2026 "
        "tại VH, P1, có hiệu lực từ 10/08/2026 (QĐ 12/QĐ-UBND)."
    )


def test_an_annulment_says_what_it_annuls(office: Office) -> None:
    office.given("grant_leave")
    record = str(office.member().records[-1].event_id)
    assert after(office, "annul_record", staff="an", record=record).vi == (
        "Hủy bản ghi: An nghỉ thai sản từ 10/08/2026 đến hết 31/12/2026 (QĐ 12/QĐ-UBND)."
    )


def test_a_deputy_and_an_authority_are_whom_their_records_are_about(office: Office) -> None:
    (assigned,) = office.when("assign_deputy").events
    (named,) = office.when("name_managing_authority").events
    assert (people_named(assigned), people_named(named)) == (("deputy-vh",), ("province",))


@given(kept=st.sets(st.sampled_from(range(len(HISTORY)))))
def test_any_part_of_the_history_folds_and_every_event_is_a_sentence(kept: set[int]) -> None:
    states: dict[str, Aggregate] = {}
    for event in (HISTORY[number] for number in sorted(kept)):
        before = states.get(event.originator_id) or empty(event.originator_id)
        words = in_words(event, before)
        for text in (words.vi, words.en):
            assert text[0] == text[0].upper()
            assert text.endswith(".")
            assert "None" not in text
        states[event.originator_id] = before if missing_target(before, event) else evolve(before, event)
        if missing_target(before, event):
            # What is called missing would have moved nothing but the version and the list of records.
            after_all = evolve(before, event)
            assert _answers(after_all) == _answers(before)


def _answers(state: Aggregate) -> dict[str, Any]:
    fields = type(state).__dataclass_fields__
    return {name: getattr(state, name) for name in fields if name not in ("version", "records")}


@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_what_held_by_any_day_can_be_folded(day: date) -> None:
    for stream in STREAMS:
        fold_known(stream, [each for each in HISTORY if each.originator_id == stream and each.valid_on <= day])


def test_a_record_dated_later_is_annulled_on_the_same_day_as_it_begins() -> None:
    # Annulments are dated as their records, so no day sees the one without the other.
    for event in HISTORY:
        if isinstance(event, AgencyRecordAnnulled | StaffRecordAnnulled):
            record = next(each for each in HISTORY if each.event_id == event.annuls)
            assert event.valid_on == record.valid_on
            by_the_day_before = [each for each in HISTORY if each.valid_on <= event.valid_on - timedelta(days=1)]
            assert event not in by_the_day_before
            assert record not in by_the_day_before


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (HeadNamed, "unit"),
        (HeadReleased, "unit"),
        (AgencyRecordAnnulled, "record"),
        (StaffRecordAnnulled, "record"),
        (LeaveEnded, "leave"),
        (SecondmentEnded, "secondment"),
        (ConcurrentPostEnded, "post"),
    ],
)
def test_what_is_missing_is_named(kind: type[Event], missing: str) -> None:
    event = next(each for each in HISTORY if type(each) is kind)
    assert missing_target(empty(event.originator_id), event) == missing
