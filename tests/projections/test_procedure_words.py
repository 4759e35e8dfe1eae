"""The procedure of a period in the history: its words, and a history of which parts are missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.domain.event import Event, sheet_stream
from kpi_es.domain.petition import PetitionTerm
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import (
    LeaderItems,
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    PetitionAnswered,
    PetitionFiled,
    SheetConfirmed,
    SheetNotified,
    SheetPublished,
    SheetReopened,
)
from kpi_projections.history.words_of_procedure import PROCEDURE_WORDS
from kpi_projections.known_fold import fold_known, missing_target
from tests.projections.office import Office, two_people
from tests.projections.test_words import last_words

WHO = ("HT-013", "2026-07")
HASH = "ab" * 32


def confirmed() -> Office:
    """HT-013's sheet, confirmed on 28 July and told."""
    office = two_people()
    office.confirm("HT-013", on=date(2026, 7, 28))
    office.on_sheet(SheetNotified, *WHO, about_version=office.sheet(*WHO).version, record_hash=HASH)
    return office


def reopen(office: Office, **fields: Any) -> Event:
    return office.on_sheet(SheetReopened, *WHO, **{"replaces": confirmation_of(office), **fields})


def confirmation_of(office: Office) -> str:
    (event,) = (each for each in office.events if isinstance(each, SheetConfirmed))
    return str(event.event_id)


def petition(office: Office) -> Event:
    days = {"filed_on": date(2026, 8, 3), "due_on": date(2026, 8, 12)}
    about = {"about_version": 5, "record_hash": HASH}
    return office.on_sheet(PetitionFiled, *WHO, number=1, subject="Xem lại tiêu chí II.1", **about, **days)


def test_a_comment_is_quoted_with_the_number_of_minutes() -> None:
    office = confirmed()
    office.on_sheet(PeriodCommentRecorded, *WHO, comment="Hoàn thành tốt", minutes=({"sha256": HASH, "name": "bb"},))
    assert last_words(office).vi == "Nhận xét kỳ 2026-07: “Hoàn thành tốt” (1 biên bản)."


def test_an_extension_names_the_step_and_both_days() -> None:
    office = confirmed()
    days = {"due_on": date(2026, 8, 3), "former_due_on": date(2026, 7, 28)}
    office.on_sheet(PeriodDeadlineExtended, *WHO, deadline="confirmation", **days)
    assert last_words(office).en == "Deadline of the confirmation for 2026-07 extended: 28/07/2026 → 03/08/2026."


def test_a_notice_names_the_person_told() -> None:
    assert last_words(confirmed()).vi == "Thông báo kết quả kỳ 2026-07 cho HT-013."


@pytest.mark.parametrize(
    ("last_day", "words"), [(None, "."), (date(2026, 8, 4), "; kiến nghị đến hết ngày 04/08/2026.")]
)
def test_a_notice_says_until_when_a_petition_may_be_filed(last_day: date | None, words: str) -> None:
    office = confirmed()
    about = {"about_version": office.sheet(*WHO).version, "record_hash": HASH}
    office.on_sheet(SheetNotified, *WHO, **about, petition_term=PetitionTerm(last_day=last_day))
    assert last_words(office).vi == f"Thông báo kết quả kỳ 2026-07 cho HT-013{words}"


@pytest.mark.parametrize(("late", "words"), [(False, "."), (True, "; quá hạn 05/08/2026.")])
def test_a_publication_says_what_is_public_and_whether_it_was_late(late: bool, words: str) -> None:
    office = confirmed()
    office.on_sheet(SheetPublished, *WHO, about_version=5, content="class_only", due_on=date(2026, 8, 5), late=late)
    assert last_words(office).vi == f"Công khai kết quả kỳ 2026-07: chỉ mức xếp loại{words}"


def test_a_superseding_decision_names_the_confirmation_it_replaces() -> None:
    office = confirmed()
    reopen(office, decision="QĐ 88/QĐ-UBND")
    words = last_words(office)
    assert words.vi == (
        "Thay thế xác nhận ngày 28/07/2026 của phiếu kỳ 2026-07 (QĐ 88/QĐ-UBND): mở lại phiếu, sửa và xác nhận lại."
    )
    assert words.en == (
        "The confirmation of 28/07/2026 of the sheet for 2026-07 is replaced (QĐ 88/QĐ-UBND): "
        "the sheet is open again, it is mended and confirmed again."
    )


def test_an_annulment_names_the_petition_it_follows() -> None:
    office = confirmed()
    petition(office)
    reopen(office, petition=1, anew=True)
    assert last_words(office).vi == (
        "Thay thế xác nhận ngày 28/07/2026 của phiếu kỳ 2026-07 theo kiến nghị số 1: mở lại phiếu, đánh giá lại từ đầu."
    )


def test_a_petition_says_what_it_is_about_and_until_when_it_is_answered() -> None:
    office = confirmed()
    petition(office)
    assert last_words(office).vi == (
        "Kiến nghị số 1 về kết quả kỳ 2026-07: “Xem lại tiêu chí II.1”; trả lời chậm nhất ngày 12/08/2026."
    )


@pytest.mark.parametrize(("late", "words"), [(False, "."), (True, "; late, due by 12/08/2026.")])
def test_an_answer_says_the_outcome_and_whether_it_was_late(late: bool, words: str) -> None:
    office = confirmed()
    petition(office)
    office.on_sheet(PetitionAnswered, *WHO, number=1, outcome="kept", answer="Đúng minh chứng", late=late)
    assert last_words(office).en == (f"Petition 1 about 2026-07 answered: the result is kept, “Đúng minh chứng”{words}")


def test_a_leader_without_a_stated_d_shows_none_and_what_was_judged() -> None:
    office = two_people()
    items = LeaderItems(dd=Fraction(1, 2), e=Fraction(1))
    office.confirm("HT-013", leader=items, judged=("dd",))
    assert last_words(office).vi.endswith(
        "; đ 50 %, e 100 % (trường hợp giữa hai mức, do cấp có thẩm quyền xem xét: đ)."
    )


def test_a_stated_d_is_shown() -> None:
    office = two_people()
    office.confirm("HT-013", leader=LeaderItems(d=Fraction(1), dd=Fraction(1, 2), e=Fraction(1)))
    assert last_words(office).en.endswith("; d 100 %, đ 50 %, e 100 %.")


def test_an_answer_to_a_petition_that_is_not_there_moves_nothing() -> None:
    office = confirmed()
    answer = office.on_sheet(PetitionAnswered, *WHO, number=1, outcome="annulled", answer="x")
    assert missing_target(office_sheet_before(office), answer) == "petition"
    assert known(office).procedure.petitions == {}


def test_a_decision_about_a_confirmation_that_is_not_there_moves_nothing() -> None:
    office = confirmed()
    office.lock("HT-013")
    decision = reopen(office, replaces="an event nobody knows yet")
    assert missing_target(office_sheet_before(office), decision) == "confirmation"
    assert known(office).locked


def test_every_event_of_the_procedure_is_told_without_what_it_acts_on() -> None:
    office = confirmed()
    petition(office)
    office.on_sheet(PetitionAnswered, *WHO, number=1, outcome="kept", answer="x", late=True)
    reopen(office)
    nothing = Sheet(*WHO)
    told = [PROCEDURE_WORDS[type(each)](each, nothing) for each in office.events if type(each) in PROCEDURE_WORDS]
    assert len(told) == 4
    assert all(words.vi.endswith(".") and "None" not in words.vi + words.en for words in told)


def known(office: Office) -> Sheet:
    stream = sheet_stream(*WHO)
    state = fold_known(stream, [each for each in office.events if each.originator_id == stream])
    assert isinstance(state, Sheet)
    return state


def office_sheet_before(office: Office) -> Sheet:
    """The sheet just before its last event."""
    stream = sheet_stream(*WHO)
    *before, _ = [each for each in office.events if each.originator_id == stream]
    state = fold_known(stream, before)
    assert isinstance(state, Sheet)
    return state
