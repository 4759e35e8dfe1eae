"""Return a submission for a major content error."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_direct_manager, require_not_in_future
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.sheet.lines import open_line, require_not_before_result, undecided
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import DeliveryNumber, ResultReturned


class ReturnResult(TaskCommand, frozen=True):
    """Judge a submission not met: one time under Art 14.2b; the reason says which major error."""

    REASON_DUE: ClassVar[bool] = True
    type: Literal["return_result"] = "return_result"
    delivery: DeliveryNumber


def decide(sheet: Sheet, command: ReturnResult, context: Context) -> tuple[Event, ...]:
    """Decide to return, by the direct manager; the quantity is open again."""
    line = open_line(sheet, command)
    require_direct_manager(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    delivery = undecided(line, command.delivery)
    require_not_before_result(line, delivery.finished_on, context.valid_on)
    return (
        ResultReturned(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            delivery=command.delivery,
        ),
    )
