"""Accept a submission with a quality verdict."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_direct_manager, require_not_in_future
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.sheet.lines import open_line, require_not_before_result, require_quantity, undecided
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import DeliveryNumber, ResultAccepted
from kpi_es.domain.values import Exact, QualityVerdict


class AcceptResult(TaskCommand, frozen=True):
    """Accept a submission, all of it or less, with a verdict (Art 14.2b).

    `not_met` accepts the quantity and counts one time of a major content error; `exceeded` counts as met.
    """

    type: Literal["accept_result"] = "accept_result"
    delivery: DeliveryNumber
    quantity: Exact | None = None
    verdict: QualityVerdict = "met"


def decide(sheet: Sheet, command: AcceptResult, context: Context) -> tuple[Event, ...]:
    """Decide to accept, by the direct manager, never by the person."""
    line = open_line(sheet, command)
    require_direct_manager(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    delivery = undecided(line, command.delivery)
    require_not_before_result(line, delivery.finished_on, context.valid_on)
    quantity = delivery.quantity if command.quantity is None else command.quantity
    require_quantity(quantity, delivery.quantity)
    return (
        ResultAccepted(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            delivery=command.delivery,
            quantity=quantity,
            verdict=command.verdict,
        ),
    )
