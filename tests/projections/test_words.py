"""The history in words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, settings

from kpi_es.domain.event import Event, staff_stream
from kpi_es.domain.staff_member import StaffMemberTransferred
from kpi_es.domain.topics import EVENT_TYPES, empty, evolve
from kpi_projections.history.phrases import Words
from kpi_projections.history.words import DESCRIBED, in_words
from tests.projections.lives import lives
from tests.projections.office import Office, two_people


def last_words(office: Office) -> Words:
    """The words of the last event, given the state before it."""
    *earlier, last = office.events
    state = empty(last.originator_id)
    for event in earlier:
        if event.originator_id == last.originator_id:
            state = evolve(state, event)
    return in_words(last, state)


def test_every_event_type_ever_published_has_words() -> None:
    assert set(DESCRIBED) == set(EVENT_TYPES.values())


def test_an_assignment_names_quantity_coefficient_and_deadline_with_a_decimal_comma() -> None:
    office = two_people()
    office.assign("HT-013", "T9", quantity=Fraction(5, 2), coefficient=Fraction(27, 10), due=31)
    words = last_words(office)
    assert words.vi == "Giao nhiệm vụ T9 “Việc T9”: 2,5 hồ sơ, hệ số 2,7, hạn 31/07/2026."
    assert words.en == "Task assigned: T9 “Việc T9”, 2.5 hồ sơ, coefficient 2.7, due 31/07/2026."


def test_an_extended_deadline_shows_the_former_day_and_the_new_one() -> None:
    office = two_people()
    office.extend("HT-012", "T3", former=20, due=27)
    assert last_words(office).vi == "Gia hạn nhiệm vụ T3 “Việc T3”: hạn 20/07/2026 → 27/07/2026."


def test_accepting_less_than_was_handed_in_shows_both_quantities() -> None:
    office = two_people()
    office.assign("HT-013", "T5", quantity=4)
    office.submit("HT-013", "T5", quantity=4)
    office.accept("HT-013", "T5", quantity=3)
    assert last_words(office).vi == (
        "Chấp nhận kết quả lần 1 của nhiệm vụ T5 “Việc T5”: số lượng 4 → 3, chất lượng đạt yêu cầu."
    )


def test_a_second_return_counts_from_one_to_two() -> None:
    office = two_people()
    for number in (1, 2):
        office.submit("HT-012", "T3", number)
        office.give_back("HT-012", "T3", number)
    assert last_words(office).en == (
        "Result 2 of task T3 “Việc T3” returned for a major content error; times not met 1 → 2."
    )


def test_a_corrected_day_is_written_as_offices_write_it() -> None:
    office = two_people()
    days = {"former": "2026-07-25", "corrected": "2026-07-18"}
    office.correct("HT-012", task="T2", delivery=1, field="finished_on", **days)
    words = last_words(office)
    assert words.vi == "Sửa ngày hoàn thành (nhiệm vụ T2 “Việc T2”, kết quả lần 1): 25/07/2026 → 18/07/2026."


def test_a_measure_shows_its_unit_and_what_it_replaces() -> None:
    office = two_people()
    office.measure("HT-012", "T1", "-2", measure="days_early", unit="days", former="2/3")
    words = last_words(office)
    assert words.vi == "Ghi days_early của nhiệm vụ T1 “Việc T1”: 2/3 ngày → -2 ngày."
    assert words.en == "Measure days_early of task T1 “Việc T1” stated: 2/3 days → -2 days."


def test_a_choice_stands_for_itself() -> None:
    office = two_people()
    office.measure("HT-012", "T1", "lead", measure="role", unit="word")
    assert last_words(office).en == "Measure role of task T1 “Việc T1” stated: lead."


def test_a_fact_says_whether_it_holds_and_that_it_was_stated_before() -> None:
    office = two_people()
    office.fact("HT-012", "degradation")
    assert last_words(office).vi == "Nêu sự việc degradation kỳ 2026-07: có."
    office.fact("HT-012", "degradation", holds=False, replaces="the event before")
    assert last_words(office).en == (
        "Fact degradation for 2026-07 stated: it does not hold (in place of what was stated)."
    )


def test_a_confirmation_without_general_criteria_speaks_of_no_points() -> None:
    office = two_people()
    office.confirm("HT-013", general={}, leader_shares={"d": Fraction(7, 10)})
    assert last_words(office).vi == "Xác nhận phiếu kỳ 2026-07; d 70 %."


def test_a_confirmation_that_changes_points_shows_the_sum_before_and_after() -> None:
    # 30 points self-assessed, 2 taken off by the authority.
    office = two_people()
    office.confirm("HT-013", taken_off=2)
    assert last_words(office).en == "Confirmed the sheet for 2026-07; general criteria: 30 → 28 points."


def test_a_transfer_names_where_from_and_where_to() -> None:
    office = two_people()
    office.transfer("HT-012", date(2026, 8, 16), "kinh-te")
    assert isinstance(office.events[-1], StaffMemberTransferred)
    assert last_words(office).vi == (
        "Điều động HT-012 từ 16/08/2026: van-phong, hac-thanh → kinh-te, hac-thanh, Công chức (nhân viên); QĐ 7."
    )


def test_an_event_is_described_even_when_what_it_acts_on_is_not_there() -> None:
    office = two_people()
    for event in office.events:
        words = in_words(event, empty(event.originator_id))
        assert words.vi.endswith(".")


@settings(max_examples=40, deadline=None)
@given(lives())
def test_every_event_of_any_history_is_a_sentence_in_both_languages(office: Office) -> None:
    for words in _all_words(office.events):
        for text in (words.vi, words.en):
            assert text[0] == text[0].upper()
            assert text.endswith(".")
            assert "None" not in text
            assert "Fraction" not in text


def _all_words(events: list[Event]) -> list[Words]:
    states = {staff_stream("nobody"): empty(staff_stream("nobody"))}
    words: list[Words] = []
    for event in events:
        before = states.get(event.originator_id) or empty(event.originator_id)
        words.append(in_words(event, before))
        states[event.originator_id] = evolve(before, event)
    return words
