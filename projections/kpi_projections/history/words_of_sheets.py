"""The events of a sheet in words; each function takes the event and the sheet before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import (
    DeadlineExtended,
    EntryCorrected,
    FactStated,
    GeneralCriteriaSelfAssessed,
    MeasureStated,
    ObjectiveCauseConfirmed,
    ResultAccepted,
    ResultReturned,
    ResultSubmitted,
    SheetConfirmed,
    SheetLocked,
    SheetOpened,
    TaskAssigned,
    TaskEvent,
    TaskGivenUp,
    TaskHandedOver,
)
from kpi_es.domain.values import parse_exact
from kpi_projections.history.leader_words import leader_words
from kpi_projections.history.phrases import (
    FIELDS,
    PARTS,
    ROLES,
    UNITS,
    VERDICTS,
    Words,
    both,
    day,
    number_en,
    number_vi,
    of,
)
from kpi_projections.history.words_of_products import about_assignment


def _opened(event: SheetOpened, sheet: Sheet) -> Words:
    del sheet
    role = of(ROLES, event.role)
    return both(
        f"Mở phiếu kỳ {event.period} cho {event.staff}, {event.post} ({role.vi}) tại {event.unit}, {event.agency}; "
        f"chấm theo bộ quy tắc {event.rule_set}",
        f"Opened the sheet of {event.staff} for {event.period}, {event.post} ({role.en}) in {event.unit}, "
        f"{event.agency}; scored under the rule set {event.rule_set}",
    )


def _assigned(event: TaskAssigned, sheet: Sheet) -> Words:
    del sheet
    vi, en = _KINDS[event.kind]
    if event.from_staff:
        vi, en = (
            f"{vi} từ {event.from_staff} ({event.from_task})",
            f"{en} from {event.from_staff} ({event.from_task})",
        )
    more = about_assignment(event)
    return both(
        f"{vi} {event.task} “{event.title}”: {number_vi(event.quantity)} {event.measure}, "
        f"hệ số {number_vi(event.coefficient)}, hạn {day(event.due_on)}{more.vi}",
        f"{en}: {event.task} “{event.title}”, {number_en(event.quantity)} {event.measure}, "
        f"coefficient {number_en(event.coefficient)}, due {day(event.due_on)}{more.en}",
    )


_KINDS = {
    "planned": ("Giao nhiệm vụ", "Task assigned"),
    "ad_hoc": ("Giao nhiệm vụ phát sinh, đột xuất", "Ad-hoc task assigned"),
    "taken_over": ("Giao nhận tiếp nhiệm vụ", "Task taken over"),
}


def _deadline(event: DeadlineExtended, sheet: Sheet) -> Words:
    former, now = day(event.former_due_on), day(event.due_on)
    return both(
        f"Gia hạn nhiệm vụ {_task(event, sheet)}: hạn {former} → {now}",
        f"Deadline of task {_task(event, sheet)} extended: {former} → {now}",
    )


def _submitted(event: ResultSubmitted, sheet: Sheet) -> Words:
    count = len(event.evidence)
    return both(
        f"Nộp kết quả lần {event.delivery} của nhiệm vụ {_task(event, sheet)}: "
        f"{number_vi(event.quantity)}{_measure(event, sheet)}, hoàn thành ngày {day(event.finished_on)}"
        + (f", {count} minh chứng" if count else ""),
        f"Result {event.delivery} of task {_task(event, sheet)} handed in: "
        f"{number_en(event.quantity)}{_measure(event, sheet)}, finished on {day(event.finished_on)}"
        + (f", {count} pieces of evidence" if count > 1 else ", 1 piece of evidence" if count else ""),
    )


def _accepted(event: ResultAccepted, sheet: Sheet) -> Words:
    handed_in = _handed_in(event, sheet)
    differs = handed_in is not None and handed_in != event.quantity
    verdict = of(VERDICTS, event.verdict)
    vi = (
        f"{number_vi(handed_in or Fraction(0))} → {number_vi(event.quantity)}" if differs else number_vi(event.quantity)
    )
    en = (
        f"{number_en(handed_in or Fraction(0))} → {number_en(event.quantity)}" if differs else number_en(event.quantity)
    )
    return both(
        f"Chấp nhận kết quả lần {event.delivery} của nhiệm vụ {_task(event, sheet)}: số lượng {vi}, "
        f"chất lượng {verdict.vi}",
        f"Result {event.delivery} of task {_task(event, sheet)} accepted: quantity {en}, quality {verdict.en}",
    )


def _returned(event: ResultReturned, sheet: Sheet) -> Words:
    line = sheet.tasks.get(event.task)
    times = (line.quality_failures if line else 0) + 1
    return both(
        f"Trả lại kết quả lần {event.delivery} của nhiệm vụ {_task(event, sheet)} do lỗi lớn về nội dung; "
        f"số lần không đạt {times - 1} → {times}",
        f"Result {event.delivery} of task {_task(event, sheet)} returned for a major content error; "
        f"times not met {times - 1} → {times}",
    )


def _excused(event: ObjectiveCauseConfirmed, sheet: Sheet) -> Words:
    part = of(PARTS, event.part)
    return both(
        f"Xác nhận nguyên nhân khách quan về {part.vi} của nhiệm vụ {_task(event, sheet)}: không trừ điểm phần này",
        f"Objective cause confirmed for the {part.en} of task {_task(event, sheet)}: nothing is deducted there",
    )


def _given_up(event: TaskGivenUp, sheet: Sheet) -> Words:
    return both(
        f"Báo không thực hiện được {number_vi(event.quantity)}{_measure(event, sheet)} của nhiệm vụ "
        f"{_task(event, sheet)}; phần này vẫn tính là được giao",
        f"Gave up {number_en(event.quantity)}{_measure(event, sheet)} of task {_task(event, sheet)}; "
        "it still counts as assigned",
    )


def _handed_over(event: TaskHandedOver, sheet: Sheet) -> Words:
    return both(
        f"Chuyển {number_vi(event.quantity)}{_measure(event, sheet)} của nhiệm vụ {_task(event, sheet)} cho "
        f"{event.to_staff} (nhiệm vụ {event.to_task})",
        f"Handed {number_en(event.quantity)}{_measure(event, sheet)} of task {_task(event, sheet)} over to "
        f"{event.to_staff} (task {event.to_task})",
    )


def _measured(event: MeasureStated, sheet: Sheet) -> Words:
    now = _stated(event.unit, event.value)
    vi, en = now.vi, now.en
    if event.former is not None:
        former = _stated(event.unit, event.former)
        vi, en = f"{former.vi} → {vi}", f"{former.en} → {en}"
    return both(
        f"Ghi {event.measure} của nhiệm vụ {_task(event, sheet)}: {vi}",
        f"Measure {event.measure} of task {_task(event, sheet)} stated: {en}",
    )


def _stated(unit: str, value: str) -> Words:
    """Return a measure's value with its unit; a word, and what no number can be read from, stands for itself."""
    if unit == "word":
        return Words(value, value)
    number, name = _entry(unit, value), of(UNITS, unit)
    return Words(f"{number.vi} {name.vi}".rstrip(), f"{number.en} {name.en}".rstrip())


def _fact(event: FactStated, sheet: Sheet) -> Words:
    del sheet
    vi, en = ("có", "holds") if event.holds else ("không có", "does not hold")
    again = event.replaces is not None
    return both(
        f"Nêu sự việc {event.fact} kỳ {event.period}: {vi}{' (thay điều đã nêu)' if again else ''}",
        f"Fact {event.fact} for {event.period} stated: it {en}{' (in place of what was stated)' if again else ''}",
    )


def _corrected(event: EntryCorrected, sheet: Sheet) -> Words:
    field = of(FIELDS, event.field)
    former, now = _entry(event.field, event.former), _entry(event.field, event.corrected)
    if event.criterion is not None:
        where = Words(f"tiêu chí {event.criterion}", f"criterion {event.criterion}")
    else:
        name = _line_name(sheet.tasks.get(event.task or ""), event.task or "")
        where = Words(f"nhiệm vụ {name}", f"task {name}")
        if event.delivery is not None:
            where = Words(f"{where.vi}, kết quả lần {event.delivery}", f"{where.en}, result {event.delivery}")
    return both(
        f"Sửa {field.vi} ({where.vi}): {former.vi} → {now.vi}",
        f"Corrected the {field.en} ({where.en}): {former.en} → {now.en}",
    )


def _self_assessed(event: GeneralCriteriaSelfAssessed, sheet: Sheet) -> Words:
    former = sum(sheet.self_assessed.values(), Fraction(0)) if sheet.self_assessed is not None else None
    return _points("Tự chấm tiêu chí chung", "General criteria self-assessed", former, event.points)


def _confirmed(event: SheetConfirmed, sheet: Sheet) -> Words:
    vi, en = f"Xác nhận phiếu kỳ {event.period}", f"Confirmed the sheet for {event.period}"
    words = Words(f"{vi}.", f"{en}.")
    # Where the rule set has no general criteria for the role there are no points to speak of.
    if event.general:
        former = sum(sheet.general.values(), Fraction(0)) if sheet.general is not None else None
        words = _points(f"{vi}; tiêu chí chung", f"{en}; general criteria", former, event.general)
    if event.shares is None:
        return words
    leader = leader_words(event.shares, event.judged)
    return both(f"{words.vi[:-1]}; {leader.vi}", f"{words.en[:-1]}; {leader.en}")


def _locked(event: SheetLocked, sheet: Sheet) -> Words:
    del sheet
    return both(
        f"Khóa phiếu kỳ {event.period}: không thay đổi được nữa",
        f"Locked the sheet for {event.period}: nothing changes any more",
    )


def _points(vi: str, en: str, former: Fraction | None, points: Mapping[str, Fraction]) -> Words:
    total = sum(points.values(), Fraction(0))
    if former is None or former == total:
        return both(f"{vi} {number_vi(total)} điểm", f"{en}: {number_en(total)} points")
    return both(
        f"{vi} {number_vi(former)} → {number_vi(total)} điểm",
        f"{en}: {number_en(former)} → {number_en(total)} points",
    )


def _entry(field: str, value: str) -> Words:
    try:
        if field == "finished_on":
            return Words(*(day(date.fromisoformat(value)),) * 2)
        if field == "verdict":
            return of(VERDICTS, value)
        return Words(number_vi(parse_exact(value)), number_en(parse_exact(value)))
    except ValueError:
        return Words(value, value)


def _task(event: TaskEvent, sheet: Sheet) -> str:
    return _line_name(sheet.tasks.get(event.task), event.task)


def _line_name(line: TaskLine | None, task: str) -> str:
    return f"{task} “{line.title}”" if line else task


def _measure(event: TaskEvent, sheet: Sheet) -> str:
    line = sheet.tasks.get(event.task)
    return f" {line.measure}" if line else ""


def _handed_in(event: ResultAccepted, sheet: Sheet) -> Fraction | None:
    line = sheet.tasks.get(event.task)
    delivery = line.deliveries.get(event.delivery) if line else None
    return delivery.quantity if delivery else None


SHEET_WORDS: Mapping[type[Event], Any] = {
    SheetOpened: _opened,
    TaskAssigned: _assigned,
    DeadlineExtended: _deadline,
    ResultSubmitted: _submitted,
    ResultAccepted: _accepted,
    ResultReturned: _returned,
    ObjectiveCauseConfirmed: _excused,
    TaskGivenUp: _given_up,
    TaskHandedOver: _handed_over,
    MeasureStated: _measured,
    FactStated: _fact,
    EntryCorrected: _corrected,
    GeneralCriteriaSelfAssessed: _self_assessed,
    SheetConfirmed: _confirmed,
    SheetLocked: _locked,
}
