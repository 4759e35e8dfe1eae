"""How a sheet comes to be: by `open_sheet`, or with the first task assigned on it."""

from __future__ import annotations

from datetime import date

from kpi_commands.authority import evaluated_post, require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_es.domain.period import months_of_quarter, period_days, period_kind, quarter_of
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetOpened


def opening(sheet: Sheet, command: SheetCommand, context: Context) -> SheetOpened:
    """Return the event that opens a sheet for the post in which the person is evaluated on the day of the act.

    For an act outside the period this is the post of the period's first or last day. For somebody seconded it is
    the post of the receiving or the sending unit, as the secondment says.

    Refuses a day to come, a period of the wrong kind, one of which part is on another sheet already, a person on
    leave throughout, and a rule set that does not apply.
    """
    require_not_in_future(context, context.valid_on, "valid_on")
    first, last = period_days(command.period)
    _require_kind(command, context, first)
    _require_no_other_sheet(command, context)
    appointment = evaluated_post(context, command.staff, min(max(context.valid_on, first), last))
    member = context.staff_member(command.staff)
    _require_presence(command, context, first, last)
    rule_set = context.rule_set_on(first)
    if not rule_set.covers(first, member.group):
        raise RULE_SET_DOES_NOT_APPLY.because(rule_set=rule_set.id, group=member.group, staff=member.staff)
    return SheetOpened(
        **context.stamp(sheet),
        staff=command.staff,
        period=command.period,
        agency=command.agency,
        unit=appointment.unit,
        post=appointment.post,
        role=appointment.role,
        group=member.group,
        rule_set=rule_set.id,
        rule_set_hash=rule_set.hash,
    )


def _require_kind(command: SheetCommand, context: Context, first: date) -> None:
    agency = context.agency()
    kind = agency.period_kind_on(first)
    if period_kind(command.period) != kind:
        raise WRONG_PERIOD_KIND.because(agency=agency.code, kind=kind, period=command.period)


def _require_no_other_sheet(command: SheetCommand, context: Context) -> None:
    """Refuse a quarter whose months, or a month whose quarter, the agency keeps a sheet for: work counts once.

    Both kinds meet when the agency changes its kind of period, or takes a change back, after sheets were opened.
    """
    for other in _periods_of_other_kind(command.period):
        sheet = context.sheet(command.staff, other)
        if sheet.version and sheet.agency == command.agency:
            raise ON_OTHER_SHEET.because(staff=command.staff, period=command.period, other=other)


def _periods_of_other_kind(period: str) -> tuple[str, ...]:
    return (quarter_of(period),) if period_kind(period) == "month" else months_of_quarter(period)


def _require_presence(command: SheetCommand, context: Context, first: date, last: date) -> None:
    leave = context.staff_member(command.staff).leave_throughout(first, last)
    if leave is not None:
        raise ON_LEAVE.because(staff=command.staff, kind=leave.kind, period=command.period)


WRONG_PERIOD_KIND = Refusal(
    "period.wrong_kind",
    "Điều 3.4 Nghị định 335/2025/NĐ-CP",
    "{agency} theo dõi, đánh giá theo kỳ {kind}; {period} không phải kỳ đó.",
    "{agency} monitors by {kind}; {period} is not one.",
)
ON_OTHER_SHEET = Refusal(
    "period.on_other_sheet",
    "Điều 3.4 Nghị định 335/2025/NĐ-CP",
    "{staff} đã có phiếu kỳ {other}, trùng thời gian với kỳ {period}; hãy tiếp tục trên phiếu {other}.",
    "{staff} already has a sheet for {other}, which covers time of {period}; go on with the sheet for {other}.",
)
ON_LEAVE = Refusal(
    "staff.on_leave",
    "Điều 11.2 Nghị định 335/2025/NĐ-CP",
    "{staff} nghỉ ({kind}) suốt kỳ {period}.",
    "{staff} is on {kind} leave throughout {period}.",
)
RULE_SET_DOES_NOT_APPLY = Refusal(
    "rule_set.does_not_apply",
    "Điều 2 Nghị định 335/2025/NĐ-CP",
    "Bộ quy tắc {rule_set} không áp dụng cho nhóm {group} của {staff}.",
    "The rule set {rule_set} does not apply to the group {group} of {staff}.",
)
