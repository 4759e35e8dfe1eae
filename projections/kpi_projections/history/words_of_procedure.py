"""The events of a sheet's procedure in words: comment, notice, publication, petition, superseding decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import (
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    PetitionAnswered,
    PetitionFiled,
    SheetNotified,
    SheetPublished,
    SheetReopened,
)
from kpi_projections.history.phrases import (
    OUTCOMES,
    PERIOD_DEADLINES,
    PUBLISHED,
    Words,
    both,
    day,
    of,
    term_words,
)


def _commented(event: PeriodCommentRecorded, sheet: Sheet) -> Words:
    del sheet
    count = len(event.minutes)
    return both(
        f"Nhận xét kỳ {event.period}: “{event.comment}”" + (f" ({count} biên bản)" if count else ""),
        f"Comment on {event.period}: “{event.comment}”" + (f" ({count} minutes attached)" if count else ""),
    )


def _extended(event: PeriodDeadlineExtended, sheet: Sheet) -> Words:
    del sheet
    step = of(PERIOD_DEADLINES, event.deadline)
    days = f"{day(event.former_due_on)} → {day(event.due_on)}"
    return both(
        f"Gia hạn {step.vi} phiếu kỳ {event.period}: {days}",
        f"Deadline of the {step.en} for {event.period} extended: {days}",
    )


def _notified(event: SheetNotified, sheet: Sheet) -> Words:
    del sheet
    until = term_words(event.petition_term)
    return both(
        f"Thông báo kết quả kỳ {event.period} cho {event.staff}{until.vi}",
        f"{event.staff} was told the result of {event.period}{until.en}",
    )


def _published(event: SheetPublished, sheet: Sheet) -> Words:
    del sheet
    what = of(PUBLISHED, event.content)
    late = Words("", "")
    if event.late and event.due_on is not None:
        late = Words(f"; quá hạn {day(event.due_on)}", f"; late, due on {day(event.due_on)}")
    return both(
        f"Công khai kết quả kỳ {event.period}: {what.vi}{late.vi}",
        f"Published the result of {event.period}: {what.en}{late.en}",
    )


def _reopened(event: SheetReopened, sheet: Sheet) -> Words:
    replaced = next((each for each in sheet.procedure.confirmations if each.event_id == event.replaces), None)
    of_day = Words(f" ngày {day(replaced.confirmed_on)}", f" of {day(replaced.confirmed_on)}") if replaced else None
    of_day = of_day or Words("", "")
    cause = Words("", "")
    if event.petition is not None:
        cause = Words(f" theo kiến nghị số {event.petition}", f" upon petition {event.petition}")
    decision = f" ({event.decision})" if event.decision else ""
    then = Words("đánh giá lại từ đầu", "the evaluation is done again") if event.anew else None
    then = then or Words("sửa và xác nhận lại", "it is mended and confirmed again")
    return both(
        f"Thay thế xác nhận{of_day.vi} của phiếu kỳ {event.period}{cause.vi}{decision}: mở lại phiếu, {then.vi}",
        f"The confirmation{of_day.en} of the sheet for {event.period} is replaced{cause.en}{decision}: "
        f"the sheet is open again, {then.en}",
    )


def _petition(event: PetitionFiled, sheet: Sheet) -> Words:
    del sheet
    due = day(event.due_on)
    return both(
        f"Kiến nghị số {event.number} về kết quả kỳ {event.period}: “{event.subject}”; trả lời chậm nhất ngày {due}",
        f"Petition {event.number} about the result of {event.period}: “{event.subject}”; the answer is due by {due}",
    )


def _answered(event: PetitionAnswered, sheet: Sheet) -> Words:
    outcome = of(OUTCOMES, event.outcome)
    petition = sheet.procedure.petitions.get(event.number)
    late = Words("", "")
    if event.late:
        due = day(petition.due_on) if petition else "—"
        late = Words(f"; trễ hạn {due}", f"; late, due by {due}")
    return both(
        f"Trả lời kiến nghị số {event.number} kỳ {event.period}: {outcome.vi}, “{event.answer}”{late.vi}",
        f"Petition {event.number} about {event.period} answered: {outcome.en}, “{event.answer}”{late.en}",
    )


PROCEDURE_WORDS: Mapping[type[Event], Any] = {
    PeriodCommentRecorded: _commented,
    PeriodDeadlineExtended: _extended,
    SheetNotified: _notified,
    SheetPublished: _published,
    SheetReopened: _reopened,
    PetitionFiled: _petition,
    PetitionAnswered: _answered,
}
