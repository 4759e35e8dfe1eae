"""Replace a confirmation by a decision of the managing agency's head."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_managing_authority, require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round, round_of
from kpi_commands.refusals import OWN_WORK
from kpi_commands.sheet.closing import require_sheet
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetReopened
from kpi_es.domain.values import ShortText


class SupersedeSheet(SheetCommand, frozen=True):
    """Open a confirmed or locked sheet again because it was wrong or untruthful (Art 21.3); the old one is kept.

    It is then corrected, confirmed and locked anew. With `anew` the evaluation begins again from the
    self-assessment on (Art 4); the results of work stand until they are corrected.
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["supersede_sheet"] = "supersede_sheet"
    decision: ShortText
    anew: bool = False


def decide(sheet: Sheet, command: SupersedeSheet, context: Context) -> tuple[Event, ...]:
    """Decide to replace the confirmation that stands, by the managing authority alone."""
    require_sheet(sheet, command, context)
    require_managing_authority(context)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_not_in_round(round_of(context, int(command.period[:4])), context)
    require_not_in_future(context, context.valid_on, "valid_on")
    confirmation = sheet.procedure.standing
    if confirmation is None:
        raise NOTHING_TO_SUPERSEDE.because(staff=command.staff, period=command.period)
    return (
        SheetReopened(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            replaces=confirmation.event_id,
            decision=command.decision,
            anew=command.anew,
        ),
    )


NOTHING_TO_SUPERSEDE = Refusal(
    "sheet.nothing_to_supersede",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Phiếu kỳ {period} của {staff} không có xác nhận nào đang có hiệu lực để thay thế.",
    "The sheet of {staff} for {period} has no confirmation in force to replace.",
)
