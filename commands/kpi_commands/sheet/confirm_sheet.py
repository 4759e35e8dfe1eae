"""Confirm a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from kpi_commands.authority import require_direct_manager, require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import REASON_REQUIRED
from kpi_commands.sheet.criteria import GeneralPoints, require_all_criteria
from kpi_commands.sheet.lines import require_open
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import LeaderItems, SheetConfirmed
from kpi_es.domain.values import LongText
from kpi_es.rulebook import RuleSet


class ConfirmSheet(SheetCommand, frozen=True):
    """Confirm what the person assessed (Art 17.2), with d, đ, e as shares for heads and deputies (Art 15.3, 15.4).

    `general` changes the person's own points and then needs a reason; without it they stand as they are.
    """

    type: Literal["confirm_sheet"] = "confirm_sheet"
    general: GeneralPoints | None = None
    leader: LeaderItems | None = None
    strengths: LongText | None = None
    weaknesses: LongText | None = None
    comment: LongText | None = None


def decide(sheet: Sheet, command: ConfirmSheet, context: Context) -> tuple[Event, ...]:
    """Decide to confirm, by the direct manager, a sheet on which nothing waits for a judgement."""
    require_open(sheet)
    require_direct_manager(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    _require_all_judged(sheet)
    rule_set = context.rule_set(sheet.rule_set)
    return (
        SheetConfirmed(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            general=_general(sheet, command, rule_set),
            leader=_leader(sheet, command, rule_set),
            strengths=command.strengths,
            weaknesses=command.weaknesses,
            comment=command.comment,
        ),
    )


def _require_all_judged(sheet: Sheet) -> None:
    waiting = [line.task for line in sheet.tasks.values() if line.pending]
    if waiting:
        raise RESULTS_PENDING.because(tasks=", ".join(waiting))


def _general(sheet: Sheet, command: ConfirmSheet, rule_set: RuleSet) -> dict[str, Fraction]:
    standing: Mapping[str, Fraction] | None = sheet.general
    if standing is None:
        raise NOT_SELF_ASSESSED.because(staff=sheet.staff, period=sheet.period)
    if command.general is None or command.general == standing:
        return dict(standing)
    if command.reason is None:
        raise REASON_REQUIRED.because()
    require_all_criteria(rule_set, command.general)
    return dict(command.general)


def _leader(sheet: Sheet, command: ConfirmSheet, rule_set: RuleSet) -> LeaderItems | None:
    if sheet.role not in rule_set.leader_items.roles:
        if command.leader is not None:
            raise NOT_A_LEADER.because(staff=sheet.staff, role=sheet.role)
        return None
    items = command.leader or sheet.leader
    if items is None:
        raise LEADER_ITEMS_REQUIRED.because(staff=sheet.staff)
    for name, share in (("d", items.d), ("đ", items.dd), ("e", items.e)):
        if share not in rule_set.leader_items.allowed:
            allowed = ", ".join(str(each) for each in rule_set.leader_items.allowed)
            raise LEADER_SHARE_OUT_OF_RANGE.because(item=name, share=share, allowed=allowed)
    return items


RESULTS_PENDING = Refusal(
    "sheet.results_pending",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "Còn kết quả chưa được đánh giá ở nhiệm vụ {tasks}.",
    "Results of task {tasks} still wait for a judgement.",
)
NOT_SELF_ASSESSED = Refusal(
    "sheet.not_self_assessed",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "{staff} chưa tự chấm điểm tiêu chí chung kỳ {period}.",
    "{staff} has not self-assessed the general criteria for {period}.",
)
NOT_A_LEADER = Refusal(
    "leader.not_a_leader",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "{staff} (vai trò {role}) không có tiêu chí d, đ, e.",
    "{staff} (role {role}) has no items d, đ, e.",
)
LEADER_ITEMS_REQUIRED = Refusal(
    "leader.items_required",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "Phải cho điểm d, đ, e khi xác nhận phiếu của lãnh đạo {staff}.",
    "The items d, đ, e are due when the sheet of the leader {staff} is confirmed.",
)
LEADER_SHARE_OUT_OF_RANGE = Refusal(
    "leader.share_out_of_range",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "Tiêu chí {item}: {share} không phải một trong các mức {allowed}.",
    "Item {item}: {share} is not one of the levels {allowed}.",
)
