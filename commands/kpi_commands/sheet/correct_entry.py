"""Correct an entry that was wrong."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import DELIVERY_UNKNOWN, TASK_UNKNOWN
from kpi_commands.sheet.closing import require_judge
from kpi_commands.sheet.criteria import criteria_of, require_criterion
from kpi_commands.sheet.lines import (
    MOST_QUANTITY,
    may_exceed,
    require_not_before_assignment,
    require_open,
    require_quantity,
    require_room,
    require_within_period,
)
from kpi_commands.sheet.parts import corrected_part
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_entries import entry_value
from kpi_es.domain.sheet_events import CorrectedField, DeliveryNumber, EntryCorrected, Evidence
from kpi_es.domain.values import CriterionId, TaskId, format_exact, parse_exact


class CorrectEntry(SheetCommand, frozen=True):
    """Replace one wrong value: nothing is edited, the old value stays in the log; reason due, evidence welcome.

    `field` is `quantity`, `finished_on` or `verdict` of a judged delivery, `assigned_quantity` of a task, or
    `points` of a general criterion; `corrected` is the right value as text. No more may be done than is assigned,
    except where the rule set has `over_fulfilment` allowed.
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["correct_entry"] = "correct_entry"
    field: CorrectedField
    corrected: str = Field(min_length=1, max_length=40)
    task: TaskId | None = None
    delivery: DeliveryNumber | None = None
    criterion: CriterionId | None = None
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _names_one_entry(self) -> CorrectEntry:
        wanted = {"points": (False, False, True), "assigned_quantity": (True, False, False)}
        given = (self.task is not None, self.delivery is not None, self.criterion is not None)
        if given != wanted.get(self.field, (True, True, False)):
            raise ValueError(
                "points needs criterion; assigned_quantity needs task; "
                "quantity, finished_on and verdict need task and delivery; nothing else may be given"
            )
        self._check_spelling()
        return self

    def _check_spelling(self) -> None:
        if self.field == "finished_on":
            _read_day(self.corrected)
        elif self.field == "verdict":
            if self.corrected not in ("met", "exceeded", "not_met"):
                raise ValueError("corrected: a verdict is met, exceeded or not_met")
        else:
            _read_number(self.corrected)


def _read_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"corrected: {text!r} is not a day; write it as 2026-07-31") from None


def _read_number(text: str) -> None:
    try:
        parse_exact(text)
    except ValueError as error:
        raise ValueError(f"corrected: {error}") from None


def decide(sheet: Sheet, command: CorrectEntry, context: Context) -> tuple[Event, ...]:
    """Decide a correction, by the direct manager, to a value the entry could have had from the start."""
    require_open(sheet)
    require_judge(context, sheet)
    require_not_in_future(context, context.valid_on, "valid_on")
    replaced = _replaced_event(sheet, command, context)
    former = entry_value(sheet, command.field, command.task, command.delivery, command.criterion)
    corrected = _in_one_spelling(command)
    if corrected == former:
        raise NOTHING_CHANGES.because(field=command.field, former=former)
    moved = _moved_part(sheet, command, context)
    return (
        EntryCorrected(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            replaces=replaced,
            field=command.field,
            task=command.task,
            delivery=command.delivery,
            criterion=command.criterion,
            former=former,
            corrected=corrected,
            evidence=command.evidence,
        ),
        *moved,
    )


def _moved_part(sheet: Sheet, command: CorrectEntry, context: Context) -> tuple[Event, ...]:
    """Return what a corrected assigned quantity moves on the shared product the line is a part of."""
    if command.field != "assigned_quantity":
        return ()
    line = sheet.tasks[command.task or ""]
    return corrected_part(line, sheet.staff, sheet.period, parse_exact(command.corrected), context)


def _in_one_spelling(command: CorrectEntry) -> str:
    if command.field == "verdict":
        return command.corrected
    if command.field == "finished_on":
        return date.fromisoformat(command.corrected).isoformat()
    return format_exact(parse_exact(command.corrected))


def _replaced_event(sheet: Sheet, command: CorrectEntry, context: Context) -> str:
    if command.criterion is not None:
        return _check_points(sheet, command, context, command.criterion)
    line = sheet.tasks.get(command.task or "")
    if line is None:
        raise TASK_UNKNOWN.because(staff=sheet.staff, period=sheet.period, task=command.task)
    if command.delivery is None:
        require_quantity(parse_exact(command.corrected), MOST_QUANTITY)
        _require_enough(sheet, line, command, context)
        return line.assigned_by_event
    delivery = line.deliveries.get(command.delivery)
    if delivery is None or delivery.status != "accepted":
        raise DELIVERY_UNKNOWN.because(task=line.task, delivery=command.delivery)
    if command.field == "quantity":
        require_room(sheet, line, parse_exact(command.corrected), context, delivery.quantity)
    elif command.field == "finished_on":
        _check_finish(line, command, context)
    return delivery.event_behind(command.field)


def _check_points(sheet: Sheet, command: CorrectEntry, context: Context, criterion: str) -> str:
    if sheet.general is None or criterion not in sheet.general:
        raise CRITERION_UNKNOWN.because(criterion=criterion)
    criteria = criteria_of(sheet.role, context.rule_set(sheet.rule_set))
    require_criterion(criteria[criterion], parse_exact(command.corrected))
    return sheet.general_source or ""


def _require_enough(sheet: Sheet, line: TaskLine, command: CorrectEntry, context: Context) -> None:
    least = line.done + line.pending + line.given_up
    if parse_exact(command.corrected) < least and not may_exceed(sheet, line, context):
        raise LESS_THAN_DONE.because(corrected=command.corrected, task=line.task, least=least)


def _check_finish(line: TaskLine, command: CorrectEntry, context: Context) -> None:
    finished_on = date.fromisoformat(command.corrected)
    require_within_period(command, finished_on, "finished_on")
    require_not_before_assignment(line, finished_on, "finished_on")
    require_not_in_future(context, finished_on, "finished_on")


NOTHING_CHANGES = Refusal(
    "correction.nothing_changes",
    "Điều 4.4 Nghị định 335/2025/NĐ-CP",
    "Giá trị của {field} đã là {former}.",
    "The value of {field} already is {former}.",
)
LESS_THAN_DONE = Refusal(
    "correction.less_than_done",
    "Điều 14.1 Nghị định 335/2025/NĐ-CP",
    "Số lượng giao {corrected} của nhiệm vụ {task} ít hơn phần đã nộp hoặc báo không làm được, {least}.",
    "The assigned quantity {corrected} of task {task} is less than what was handed in or given up, {least}.",
)
CRITERION_UNKNOWN = Refusal(
    "points.criterion_unknown",
    "Mẫu số 01, Phụ lục II Nghị định 335/2025/NĐ-CP",
    "Chưa có điểm của tiêu chí {criterion} để sửa.",
    "There are no points of criterion {criterion} to correct.",
)
