"""Hand in a result."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future, require_the_person
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.sheet.lines import (
    open_line,
    require_act_on_line,
    require_not_before_assignment,
    require_not_before_result,
    require_room,
    require_within_period,
)
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import MOST_DELIVERIES, Evidence, ResultSubmitted
from kpi_es.domain.values import Exact, LongText, Source


class SubmitResult(TaskCommand, frozen=True):
    """Hand in a quantity finished on a day, with evidence by SHA-256 and name (Art 18.2).

    It is at most what is still open on the line; more is taken only where the rule set has `over_fulfilment` allowed,
    and nothing was given up. Elsewhere additional work is assigned ad hoc (Art 18.1d).
    """

    SOURCE: ClassVar[Source] = "self_declared"
    type: Literal["submit_result"] = "submit_result"
    quantity: Exact
    finished_on: date
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)
    note: LongText | None = None


def decide(sheet: Sheet, command: SubmitResult, context: Context) -> tuple[Event, ...]:
    """Decide to take in a result from the person, as far as the line has room for it."""
    line = open_line(sheet, command)
    require_the_person(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_act_on_line(context, line)
    require_not_before_assignment(line, command.finished_on, "finished_on")
    require_within_period(command, command.finished_on, "finished_on")
    require_not_in_future(context, command.finished_on, "finished_on")
    require_not_before_result(line, command.finished_on, context.valid_on)
    require_room(sheet, line, command.quantity, context)
    if len(line.deliveries) >= MOST_DELIVERIES:
        raise TOO_MANY_DELIVERIES.because(task=line.task, limit=MOST_DELIVERIES)
    return (
        ResultSubmitted(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            delivery=len(line.deliveries) + 1,
            quantity=command.quantity,
            finished_on=command.finished_on,
            evidence=command.evidence,
            note=command.note,
        ),
    )


TOO_MANY_DELIVERIES = Refusal(
    "delivery.too_many",
    "Quy tắc của hệ thống",
    "Nhiệm vụ {task} đã có {limit} lần nộp, không nhận thêm.",
    "The task {task} already has {limit} submissions; no more are taken.",
)
