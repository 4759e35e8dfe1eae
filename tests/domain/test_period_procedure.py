"""Evolve: what each event of the procedure does to a sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpi_es.domain.confirmed_record import confirmed_hash, confirmed_record
from kpi_es.domain.petition import record_hash
from kpi_es.domain.sheet_events import (
    FactStated,
    GeneralCriteriaSelfAssessed,
    MeasureStated,
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    PetitionAnswered,
    PetitionFiled,
    SheetConfirmed,
    SheetLocked,
    SheetNotified,
    SheetPublished,
    SheetReopened,
)
from tests.domain.test_sheet import POINTS, SheetStream

HASH = "ab" * 32


class ClosedSheet(SheetStream):
    """A sheet confirmed at version 4 and locked at version 5."""

    def __init__(self) -> None:
        super().__init__()
        self.add(GeneralCriteriaSelfAssessed, points=POINTS)
        self.confirmation = self.add(SheetConfirmed, date(2026, 7, 28), general=POINTS)
        self.add(SheetLocked)

    def reopen(self, **fields: object) -> SheetReopened:
        return self.add(SheetReopened, replaces=str(self.confirmation.event_id), **fields)

    def petition(self, number: int) -> None:
        filed_on, due_on = date(2026, 8, 10), date(2026, 8, 19)
        self.add(
            PetitionFiled, number=number, subject="x", about_version=4, record_hash=HASH,
            filed_on=filed_on, due_on=due_on,
        )  # fmt: skip


@pytest.fixture
def closed() -> ClosedSheet:
    """Return a fresh closed sheet."""
    return ClosedSheet()


def test_a_confirmation_is_remembered_with_who_and_when(closed: ClosedSheet) -> None:
    standing = closed.sheet.procedure.standing
    assert standing is not None
    assert (standing.version, standing.actor, standing.confirmed_on) == (4, "actor", date(2026, 7, 28))


def test_a_reopened_sheet_is_open_and_keeps_the_replaced_confirmation(closed: ClosedSheet) -> None:
    reopened = closed.reopen()
    sheet = closed.sheet
    assert (sheet.status, sheet.locked, sheet.procedure.reopened) == ("open", False, True)
    assert sheet.procedure.standing is None
    assert [each.replaced_by for each in sheet.procedure.confirmations] == [str(reopened.event_id)]


def test_only_one_confirmation_stands_however_often_it_was_replaced(closed: ClosedSheet) -> None:
    first = closed.reopen()
    closed.confirmation = closed.add(SheetConfirmed, general=POINTS)
    second = closed.reopen()
    third = closed.add(SheetConfirmed, general=POINTS)
    replaced = [each.replaced_by for each in closed.sheet.procedure.confirmations]
    assert replaced == [str(first.event_id), str(second.event_id), None]
    assert closed.sheet.procedure.standing is not None
    assert closed.sheet.procedure.standing.event_id == str(third.event_id)


def test_a_reopened_sheet_can_be_confirmed_and_locked_again(closed: ClosedSheet) -> None:
    closed.reopen()
    closed.add(SheetConfirmed, general=POINTS)
    assert closed.sheet.status == "confirmed"
    closed.add(SheetLocked)
    assert (closed.sheet.status, closed.sheet.procedure.reopened) == ("locked", False)


@pytest.mark.parametrize(("anew", "general"), [(False, POINTS.keys()), (True, None)])
def test_only_an_evaluation_anew_takes_the_points_away(closed: ClosedSheet, anew: bool, general: object) -> None:
    closed.add(PeriodCommentRecorded, comment="Tốt")
    closed.reopen(anew=anew)
    sheet = closed.sheet
    assert (sheet.general if sheet.general is None else sheet.general.keys()) == general
    assert bool(sheet.procedure.comments) is not anew
    assert list(sheet.tasks) == ["T1"]


def test_notice_publication_comment_and_petition_leave_a_confirmation_standing(closed: ClosedSheet) -> None:
    closed.add(PeriodCommentRecorded, comment="Tốt")
    closed.add(PeriodDeadlineExtended, deadline="comment", due_on=date(2026, 8, 5), former_due_on=date(2026, 7, 26))
    closed.add(SheetNotified, about_version=4, record_hash=HASH)
    closed.add(SheetPublished, about_version=4, content="class_only")
    closed.petition(1)
    closed.add(PetitionAnswered, number=1, outcome="kept", answer="x")
    sheet = closed.sheet
    assert (sheet.status, sheet.version, sheet.changed_version) == ("locked", 11, 3)
    assert sheet.procedure.published_version == 4
    assert sheet.procedure.extended == {"comment": date(2026, 8, 5)}


def test_a_notice_counts_from_the_office_day_it_was_recorded(closed: ClosedSheet) -> None:
    # 18:30 in Greenwich is half past one of the next morning in Hanoi.
    late_evening = datetime(2026, 8, 10, 18, 30, tzinfo=UTC)
    closed.add(SheetNotified, date(2026, 8, 1), about_version=4, record_hash=HASH, recorded_at=late_evening)
    notice = closed.sheet.procedure.notice
    assert notice is not None
    assert notice.recorded_on == date(2026, 8, 11)


def test_each_petition_has_its_own_answer(closed: ClosedSheet) -> None:
    closed.petition(1)
    closed.petition(2)
    answer = closed.add(PetitionAnswered, date(2026, 8, 20), number=2, outcome="corrected", answer="x", late=True)
    first, second = closed.sheet.procedure.petitions.values()
    assert (first.status, first.answered_event) == ("open", None)
    assert (second.status, second.answered_event) == ("corrected", str(answer.event_id))
    assert second.answered_on == date(2026, 8, 20)
    assert [second.late_on(date(2026, 8, day)) for day in (18, 19, 20)] == [False, False, True]


def test_the_record_holds_every_value_the_score_rests_on(closed: ClosedSheet) -> None:
    closed.submit(1, "2.5")
    closed.accept(1, "2.5", "exceeded")
    closed.add(MeasureStated, task="T1", measure="stars", unit="count", value="4")
    closed.add(FactStated, fact="degradation", holds=True)
    closed.add(FactStated, fact="unit_corruption", holds=False)
    record = confirmed_record(closed.sheet)
    assert record["facts"] == ["degradation"]
    assert record["general"] == {"I.1": "5", "I.2": "4.5"}
    assert record["tasks"] == {
        "T1": {
            "kind": "planned", "item": "x", "coefficient": "2", "quantity": "10", "due_on": "2026-07-20",
            "given_up": "0", "excused": [], "measures": {"stars": "4"},
            "deliveries": [
                {"number": 1, "quantity": "2.5", "finished_on": "2026-07-10", "status": "accepted",
                 "verdict": "exceeded"},
            ],
        },
    }  # fmt: skip
    assert confirmed_hash(closed.sheet) == record_hash(record)


def test_what_moves_no_score_leaves_the_record_as_it_is(closed: ClosedSheet) -> None:
    before = confirmed_hash(closed.sheet)
    closed.add(SheetNotified, about_version=4, record_hash=before)
    closed.petition(1)
    assert confirmed_hash(closed.sheet) == before
    closed.submit(1, "1")
    assert confirmed_hash(closed.sheet) != before
