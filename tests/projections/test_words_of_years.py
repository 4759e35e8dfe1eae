"""The year's classification in words, and histories of which only a part is known."""

from __future__ import annotations

from functools import cache

import pytest

from kpi_es.domain.event import Event
from kpi_es.domain.topics import empty, evolve
from kpi_projections.history.phrases import Words
from kpi_projections.history.words import in_words
from kpi_projections.known_fold import evolve_known, fold_known, missing_target
from kpi_projections.subjects import people_named
from tests.commands.year_office import CANDIDATES, YearOffice, year_office


@cache
def year() -> tuple[Event, ...]:
    """Return the events of a whole classification: everything that can happen in it happens once."""
    ward = year_office()
    ward.proposed()
    ward.given("state_deciding_fact", staff="s1", act="A-1").given("withdraw_deciding_fact", staff="s1")
    ward.given("set_higher_share", actor="province").given("set_higher_share", actor="province", outstanding=False)
    ward.given("propose_round").given("decide_round").given("notify_round").given("publish_round")
    for unit in ("VH", "KT"):
        ward.given("notify_unit_class", unit=unit)
    ward.given("replace_unit_class", class_code="HT")
    ward.given("file_review_petition").given("answer_review_petition", outcome="corrected")
    ward.on("2027-03-02").given("replace_class_decision", actor="chair", class_code="HTT")
    ward.given("propose_round").given("replace_round_decision")
    return _of_year(ward)


def _of_year(ward: YearOffice) -> tuple[Event, ...]:
    events = [recorded.event for recorded in ward.store.after(0, 100_000)]
    return tuple(event for event in events if event.TOPIC.startswith(("review.", "round.", "unit_review.")))


def told() -> list[tuple[Event, Words]]:
    """Return every event of the year with its words, given the state before it."""
    states = {event.originator_id: empty(event.originator_id) for event in year()}
    found: list[tuple[Event, Words]] = []
    for event in year():
        found.append((event, in_words(event, states[event.originator_id])))
        states[event.originator_id] = evolve(states[event.originator_id], event)
    return found


def words_of(topic: str, staff: str | None = None) -> Words:
    """Return the words of the last event of a kind."""
    found = [
        words for event, words in told() if topic == event.TOPIC and staff in (None, getattr(event, "staff", None))
    ]
    return found[-1]


def test_every_event_of_a_year_is_a_sentence_in_both_languages() -> None:
    for _, words in told():
        for text in (words.vi, words.en):
            assert text[0] == text[0].upper()
            assert text.endswith(".")
            assert "None" not in text
            assert "Fraction" not in text


@pytest.mark.parametrize(
    ("topic", "staff", "vi"),
    [
        (
            "review.ClassDecided", "binh",
            (
                "Quyết định xếp loại năm 2026 của binh: hoàn thành tốt nhiệm vụ (HTT), điểm trung bình 94,00; "
                "trước khi áp dụng tỷ lệ: hoàn thành xuất sắc nhiệm vụ (HTXS) (QĐ 12/QĐ-UBND)."
            ),
        ),
        (
            "review.ReviewPetitionAnswered", "an",
            "Trả lời kiến nghị lần 1 của an về năm 2026: sửa kết quả; “Đúng quy định”.",
        ),
        (
            "round.RoundDecided", None,
            "P1 quyết định xếp loại năm 2026: HTT 12, HTXS 1 (QĐ 12/QĐ-UBND).",
        ),
        (
            "unit_review.UnitClassReplaced", None,
            (
                "Thay quyết định xếp loại năm 2026 của đơn vị VH: hoàn thành tốt nhiệm vụ (HTT) → "
                "hoàn thành nhiệm vụ (HT) (QĐ 12/QĐ-UBND)."
            ),
        ),
    ],
)  # fmt: skip
def test_a_decision_says_what_was_decided(topic: str, staff: str | None, vi: str) -> None:
    assert words_of(topic, staff).vi == vi


def test_a_replaced_class_shows_the_old_one_and_why() -> None:
    # The head's unit was classed lower meanwhile, so that the head follows (Art 20.6).
    assert words_of("review.ClassDecisionReplaced", "head-vh").en == (
        "Decision about head-vh for 2026 replaced under Art 21.3: good (HTT) → completed (HT), mean 88.00 "
        "(QĐ 12/QĐ-UBND)."
    )


def test_a_review_is_about_its_person() -> None:
    about = {staff for event in year() for staff in people_named(event) if event.TOPIC.startswith("review.")}
    assert about == {*CANDIDATES}


def test_an_event_whose_target_is_not_known_moves_nothing() -> None:
    for event in year():
        state = empty(event.originator_id)
        if missing_target(state, event) is not None:
            assert evolve_known(state, event) == state


def test_a_history_with_any_one_event_left_out_still_folds() -> None:
    by_stream: dict[str, list[Event]] = {}
    for event in year():
        by_stream.setdefault(event.originator_id, []).append(event)
    for stream, events in by_stream.items():
        for place in range(len(events)):
            fold_known(stream, [*events[:place], *events[place + 1 :]])


@pytest.mark.parametrize(
    ("topic", "missing"),
    [
        ("review.ReviewOpened", None),
        ("review.ClassSelfAssessed", "review"),
        ("round.RoundOpened", None),
        ("round.RoundDecided", "round"),
        ("unit_review.UnitReviewOpened", None),
        ("unit_review.UnitClassDecided", "review"),
    ],
)
def test_what_is_missing_has_a_name(topic: str, missing: str | None) -> None:
    event = next(each for each in year() if topic == each.TOPIC)
    assert missing_target(empty(event.originator_id), event) == missing


@pytest.mark.parametrize(
    ("topic", "missing"),
    [
        ("review.ClassNotified", "decision"),
        ("review.ClassPublished", "decision"),
        ("review.ClassDecisionReplaced", "decision"),
        ("review.ReviewPetitionAnswered", "petition"),
        ("review.DecidingFactWithdrawn", "fact"),
        ("round.RoundDecided", "proposal"),
        ("round.RoundPublished", "decision"),
        ("round.RoundDecisionReplaced", "decision"),
        ("unit_review.UnitClassReplaced", "decision"),
        ("unit_review.UnitClassNotified", "decision"),
    ],
)
def test_what_is_missing_in_an_opened_stream_has_a_name(topic: str, missing: str) -> None:
    event = next(each for each in year() if topic == each.TOPIC)
    opened = next(each for each in year() if each.originator_id == event.originator_id)
    assert missing_target(evolve(empty(event.originator_id), opened), event) == missing
