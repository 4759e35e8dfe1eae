"""Confirm a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, model_validator

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import NO_CRITERIA, REASON_REQUIRED
from kpi_commands.sheet.closing import period_rules, require_in_time, require_judge
from kpi_commands.sheet.criteria import GeneralPoints, criteria_of, require_all_criteria
from kpi_commands.sheet.leader_items import LeaderShares, confirmed_leader
from kpi_commands.sheet.lines import require_open
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import JudgedItem, LeaderItems, SheetConfirmed
from kpi_es.domain.values import LongText
from kpi_es.rulebook import RuleSet


class ConfirmSheet(SheetCommand, frozen=True):
    """Confirm what the person assessed (Art 17.2), with đ and e as shares for heads and deputies (Art 15.3, 15.4).

    d follows from the scores of the people in charge and is not stated, unless the agency chose so (`leader_d`).
    `leader` has a share for each other leader item of the rule set, such as `{"dd": "1/2", "e": 1}`; `judged` names
    the items whose case lies between the two that Art 15.3 describes: it needs a reason.
    `general` changes the person's own points and then needs a reason; without it they stand as they are. Where the
    rule set has no general criteria for the role, none are assessed.
    """

    type: Literal["confirm_sheet"] = "confirm_sheet"
    general: GeneralPoints | None = None
    leader: LeaderShares | None = None
    judged: tuple[JudgedItem, ...] = Field(default=(), max_length=2)
    strengths: LongText | None = None
    weaknesses: LongText | None = None
    comment: LongText | None = None

    @model_validator(mode="after")
    def _judges_what_it_gives(self) -> ConfirmSheet:
        if self.judged and self.leader is None:
            raise ValueError("judged needs leader: give the shares that were judged")
        if len(set(self.judged)) != len(self.judged):
            raise ValueError("judged names an item twice")
        return self


def decide(sheet: Sheet, command: ConfirmSheet, context: Context) -> tuple[Event, ...]:
    """Decide to confirm, by the direct manager, a sheet on which nothing waits for a judgement."""
    require_open(sheet)
    require_judge(context, sheet)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_in_time(sheet, context, "confirmation")
    _require_comment(sheet, context)
    _require_all_judged(sheet)
    rule_set = context.rule_set(sheet.rule_set)
    stated = period_rules(context, sheet.period).leader_d == "stated"
    leader = confirmed_leader(sheet, rule_set, command.leader, stated=stated)
    return (
        SheetConfirmed(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            general=_general(sheet, command, rule_set),
            **_leader(leader),
            judged=_judged(sheet, command, leader),
            strengths=command.strengths,
            weaknesses=command.weaknesses,
            comment=command.comment,
        ),
    )


def _require_comment(sheet: Sheet, context: Context) -> None:
    if period_rules(context, sheet.period).period_comments_required and not sheet.procedure.comments:
        raise COMMENT_MISSING.because(staff=sheet.staff, period=sheet.period)


def _require_all_judged(sheet: Sheet) -> None:
    waiting = [line.task for line in sheet.tasks.values() if line.pending]
    if waiting:
        raise RESULTS_PENDING.because(tasks=", ".join(waiting))


def _general(sheet: Sheet, command: ConfirmSheet, rule_set: RuleSet) -> dict[str, Fraction]:
    if not criteria_of(sheet.role, rule_set):
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
    require_all_criteria(sheet.role, rule_set, command.general)
    return dict(command.general)


def _leader(shares: Mapping[str, Fraction] | None) -> dict[str, Any]:
    """Return the event's fields: d, đ and e have a name of their own since the first sheets were confirmed."""
    if shares is not None and {"dd", "e"} <= shares.keys() <= LeaderItems.model_fields.keys():
        return {"leader": LeaderItems(**shares)}
    return {"leader_shares": shares}


def _judged(sheet: Sheet, command: ConfirmSheet, leader: Mapping[str, Fraction] | None) -> tuple[JudgedItem, ...]:
    if command.leader is not None:
        if command.judged and command.reason is None:
            raise REASON_REQUIRED.because()
        return tuple(sorted(command.judged))
    standing = sheet.procedure.standing
    # The same shares confirmed once more: how they came about stays with them.
    return standing.judged if standing is not None and standing.leader == leader else ()


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
COMMENT_MISSING = Refusal(
    "sheet.comment_missing",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP; quy chế của cơ quan",
    "Phiếu kỳ {period} của {staff} chưa có nhận xét; cơ quan yêu cầu nhận xét (record_period_comment) trước khi "
    "xác nhận.",
    "The sheet of {staff} for {period} has no comment yet; the agency requires one (record_period_comment) before "
    "the confirmation.",
)
