"""Confirm a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from kpi_commands.authority import require_direct_manager, require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import NO_CRITERIA, REASON_REQUIRED
from kpi_commands.sheet.criteria import GeneralPoints, criteria_of, require_all_criteria
from kpi_commands.sheet.leader_items import LeaderShares, confirmed_leader
from kpi_commands.sheet.lines import require_open
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import LeaderItems, SheetConfirmed
from kpi_es.domain.values import LongText
from kpi_es.rulebook import RuleSet


class ConfirmSheet(SheetCommand, frozen=True):
    """Confirm what the person assessed (Art 17.2), with d, đ, e as shares for heads and deputies (Art 15.3, 15.4).

    `general` changes the person's own points and then needs a reason; without it they stand as they are. Where the
    rule set has no general criteria for the role, none are assessed. `leader` has a share for each leader item of the
    rule set, such as `{"d": 1, "dd": "1/2", "e": 1}`.
    """

    type: Literal["confirm_sheet"] = "confirm_sheet"
    general: GeneralPoints | None = None
    leader: LeaderShares | None = None
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
            **_leader(confirmed_leader(sheet, rule_set, command.leader)),
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
    if not criteria_of(sheet, rule_set):
        if command.general is not None:
            raise NO_CRITERIA.because(rule_set=rule_set.id, role=sheet.role)
        return {}
    standing: Mapping[str, Fraction] | None = sheet.general
    if standing is None:
        raise NOT_SELF_ASSESSED.because(staff=sheet.staff, period=sheet.period)
    if command.general is None or command.general == standing:
        return dict(standing)
    if command.reason is None:
        raise REASON_REQUIRED.because()
    require_all_criteria(sheet, rule_set, command.general)
    return dict(command.general)


def _leader(shares: Mapping[str, Fraction] | None) -> dict[str, Any]:
    """Return the event's fields: d, đ and e have a name of their own since the first sheets were confirmed."""
    if shares is not None and shares.keys() == LeaderItems.model_fields.keys():
        return {"leader": LeaderItems(**shares)}
    return {"leader_shares": shares}


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
