"""The events of staff members in words; each function takes the event and the state before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kpi_es.domain.event import Event
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
from kpi_projections.history.phrases import (
    DISCIPLINE_AUTHORITIES,
    DISCIPLINES,
    EVALUATORS,
    GROUNDS,
    GROUPS,
    LEAVES,
    ROLES,
    TRANSFERS,
    Words,
    both,
    day,
    listed,
    of,
)


def _registered(event: StaffMemberRegistered, member: StaffMember) -> Words:
    del member
    group = of(GROUPS, event.group)
    return both(
        f"Đăng ký {event.staff}, {group.vi}, tại {event.agency}",
        f"Registered {event.staff}, {group.en}, in {event.agency}",
    )


def _appointed(event: StaffMemberAppointed, member: StaffMember) -> Words:
    held = member.appointment_on(event.valid_on)
    role = of(ROLES, event.role)
    post_vi = f"{event.post} ({role.vi}) tại {event.unit}, {event.agency}"
    post_en = f"{event.post} ({role.en}) in {event.unit}, {event.agency}"
    if held is not None:
        post_vi, post_en = (
            f"{held.post} tại {held.unit} → {post_vi}",
            f"{held.post} in {held.unit} → {post_en}",
        )
    return both(
        f"Bố trí {event.staff} từ {day(event.valid_on)}: {post_vi}",
        f"{event.staff} from {day(event.valid_on)}: {post_en}",
    )


def _transferred(event: StaffMemberTransferred, member: StaffMember) -> Words:
    del member
    role = of(ROLES, event.role)
    kind = of(TRANSFERS, event.kind)
    return both(
        f"{kind.vi} {event.staff} từ {day(event.valid_on)}: {event.from_unit}, {event.from_agency} → {event.unit}, "
        f"{event.agency}, {event.post} ({role.vi}); {event.decision}",
        f"{kind.en} {event.staff} from {day(event.valid_on)}: {event.from_unit}, {event.from_agency} → "
        f"{event.unit}, {event.agency}, {event.post} ({role.en}); {event.decision}",
    )


def _leave(event: LeaveGranted, member: StaffMember) -> Words:
    del member
    kind = of(LEAVES, event.kind)
    return both(
        f"{event.staff} nghỉ {kind.vi} từ {day(event.valid_on)} đến hết {day(event.until)} ({event.decision})",
        f"{event.staff} is on {kind.en} leave from {day(event.valid_on)} to {day(event.until)} ({event.decision})",
    )


def _discipline(event: DisciplineImposed, member: StaffMember) -> Words:
    del member
    form, ground, since = of(DISCIPLINES, event.form), of(GROUNDS, event.ground), day(event.valid_on)
    authority = of(DISCIPLINE_AUTHORITIES, event.authority)
    where = listed(tuple(each for each in (event.committed_in, event.committed_agency) if each), "")
    act_vi = f", hành vi {event.act}" if event.act else ""
    act_en = f", act {event.act}" if event.act else ""
    if event.committed_on:
        act_vi += f", xảy ra ngày {day(event.committed_on)}" + (f" tại {where}" if where else "")
        act_en += f", committed on {day(event.committed_on)}" + (f" in {where}" if where else "")
    return both(
        f"{authority.vi} {event.staff}: {form.vi} do {ground.vi}{act_vi}, có hiệu lực từ {since} ({event.decision})",
        f"{authority.en} of {event.staff}: {form.en} for {ground.en}{act_en}, in effect from {since} "
        f"({event.decision})",
    )


def _separated(event: StaffMemberSeparated, member: StaffMember) -> Words:
    last = day(event.valid_on - timedelta(days=1))
    held = member.appointment_on(event.valid_on)
    return both(
        f"{event.staff} thôi việc từ {day(event.valid_on)}, ngày làm việc cuối {last}"
        + (f", khi đang là {held.post} tại {held.unit}" if held else "")
        + f" ({event.decision})",
        f"{event.staff} left from {day(event.valid_on)}, last day {last}"
        + (f", having been {held.post} in {held.unit}" if held else "")
        + f" ({event.decision})",
    )


def _seconded(event: StaffMemberSeconded, member: StaffMember) -> Words:
    del member
    role, evaluator = of(ROLES, event.role), of(EVALUATORS, event.evaluator)
    days_vi = f"từ {day(event.valid_on)} đến hết {day(event.until)}"
    days_en = f"from {day(event.valid_on)} to {day(event.until)}"
    return both(
        f"Biệt phái {event.staff} {days_vi}: {event.from_unit}, {event.from_agency} → {event.unit}, {event.agency}, "
        f"{event.post} ({role.vi}); {evaluator.vi} đánh giá ({event.decision})",
        f"Seconded {event.staff} {days_en}: {event.from_unit}, {event.from_agency} → {event.unit}, {event.agency}, "
        f"{event.post} ({role.en}); evaluated by {evaluator.en} ({event.decision})",
    )


def _secondment_ended(event: SecondmentEnded, member: StaffMember) -> Words:
    seconded = next((each for each in member.secondments if each.event_id == str(event.secondment)), None)
    where = f" {seconded.appointment.unit}, {seconded.appointment.agency}" if seconded else ""
    last = day(seconded.last) if seconded else "—"
    until = day(event.valid_on - timedelta(days=1))
    return both(
        f"{event.staff} thôi biệt phái{where}, ngày cuối {last} → {until} ({event.decision})",
        f"{event.staff} ends the secondment{where}, last day {last} → {until} ({event.decision})",
    )


def _concurrent_given(event: ConcurrentPostGiven, member: StaffMember) -> Words:
    del member
    role = of(ROLES, event.role)
    return both(
        f"{event.staff} kiêm nhiệm từ {day(event.valid_on)}: {event.post} ({role.vi}) tại {event.unit}, {event.agency} "
        f"({event.decision})",
        f"{event.staff} also holds from {day(event.valid_on)}: {event.post} ({role.en}) in {event.unit}, "
        f"{event.agency} ({event.decision})",
    )


def _concurrent_ended(event: ConcurrentPostEnded, member: StaffMember) -> Words:
    del member
    return both(
        f"{event.staff} thôi kiêm nhiệm tại {event.unit}, {event.agency} từ {day(event.valid_on)} ({event.decision})",
        f"{event.staff} no longer holds the concurrent post in {event.unit}, {event.agency} from "
        f"{day(event.valid_on)} ({event.decision})",
    )


def _leave_ended(event: LeaveEnded, member: StaffMember) -> Words:
    leave = next((each for each in member.leaves if each.event_id == str(event.leave)), None)
    kind = of(LEAVES, leave.kind) if leave else Words("", "")
    last, until = day(leave.last) if leave else "—", day(event.valid_on - timedelta(days=1))
    return both(
        f"{event.staff} trở lại làm việc từ {day(event.valid_on)}; nghỉ {kind.vi} đến hết {last} → {until}",
        f"{event.staff} is back at work from {day(event.valid_on)}; {kind.en} leave to {last} → {until}",
    )


def _annulled(event: StaffRecordAnnulled, member: StaffMember) -> Words:
    record = next((each for each in member.records if each.event_id == event.annuls), None)
    words = Words(str(event.annuls), str(event.annuls))
    if record is not None:
        words = STAFF_WORDS[type(record)](record, member)
    return both(f"Hủy bản ghi: {words.vi}", f"Annulled the record: {words.en}")


STAFF_WORDS: Mapping[type[Event], Any] = {
    StaffMemberRegistered: _registered,
    StaffMemberAppointed: _appointed,
    StaffMemberTransferred: _transferred,
    StaffMemberSeconded: _seconded,
    SecondmentEnded: _secondment_ended,
    ConcurrentPostGiven: _concurrent_given,
    ConcurrentPostEnded: _concurrent_ended,
    LeaveGranted: _leave,
    LeaveEnded: _leave_ended,
    DisciplineImposed: _discipline,
    StaffMemberSeparated: _separated,
    StaffRecordAnnulled: _annulled,
}
