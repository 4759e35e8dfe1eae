"""Disagree with the result of a period."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future, require_the_person_concerned
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.petition_time import last_day_for_petition
from kpi_commands.sheet.closing import require_sheet
from kpi_es.domain.event import Event
from kpi_es.domain.period_procedure import Notice
from kpi_es.domain.petition import answer_due, next_number
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import PetitionFiled
from kpi_es.domain.values import LongText, Source


class FilePetition(SheetCommand, frozen=True):
    """Petition against the result one was told (Art 22), any number of times, also after leaving the post.

    It points at the record as it was confirmed, by stream version and hash. The answer is due in working days.
    """

    SOURCE: ClassVar[Source] = "self_declared"
    type: Literal["file_petition"] = "file_petition"
    subject: LongText


def decide(sheet: Sheet, command: FilePetition, context: Context) -> tuple[Event, ...]:
    """Decide to receive a petition from the person, after notice and in the time the agency allows.

    Received today, whatever day it is dated: nobody can make the answer late before it was asked for.
    """
    require_sheet(sheet, command, context)
    require_the_person_concerned(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    notice = _notice_in_time(sheet, context)
    agency = context.agency()
    return (
        PetitionFiled(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            number=next_number(sheet.procedure.petitions),
            subject=command.subject,
            about_version=notice.about_version,
            record_hash=notice.record_hash,
            filed_on=context.today,
            due_on=answer_due(agency.calendar, context.today, agency.procedure_on(context.today)),
        ),
    )


def _notice_in_time(sheet: Sheet, context: Context) -> Notice:
    notice, standing = sheet.procedure.notice, sheet.procedure.standing
    if notice is None or standing is None or notice.about_version != standing.version:
        raise PETITION_BEFORE_NOTICE.because(staff=sheet.staff, period=sheet.period)
    last_day = last_day_for_petition(notice.petition_term, notice.recorded_on, context)
    if last_day is not None and context.today > last_day:
        raise PETITION_TOO_LATE.because(notified_on=notice.recorded_on, last_day=last_day, today=context.today)
    return notice


PETITION_BEFORE_NOTICE = Refusal(
    "petition.before_notice",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "{staff} chưa được thông báo kết quả đang có hiệu lực của kỳ {period}: kiến nghị được nhận sau khi có thông báo.",
    "{staff} was not told a result that stands for {period}: a petition is received after notice.",
)
PETITION_TOO_LATE = Refusal(
    "petition.too_late",
    "Điều 22 Nghị định 335/2025/NĐ-CP; quy chế của cơ quan",
    "Đã thông báo ngày {notified_on}, hạn nộp kiến nghị là {last_day}; hôm nay là {today}.",
    "Notice was given on {notified_on}, the last day for a petition was {last_day}; today is {today}.",
)
