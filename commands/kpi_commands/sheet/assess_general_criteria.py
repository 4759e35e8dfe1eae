"""Score the general criteria of Form 01 oneself."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.sheet.closing import require_assessing_person, require_in_time
from kpi_commands.sheet.criteria import GeneralPoints, require_all_criteria
from kpi_commands.sheet.lines import require_open
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import GeneralCriteriaSelfAssessed
from kpi_es.domain.values import Source


class AssessGeneralCriteria(SheetCommand, frozen=True):
    """Score all general criteria, in points, each from 0 to its maximum (Form 01; Art 18.2)."""

    SOURCE: ClassVar[Source] = "self_declared"
    type: Literal["assess_general_criteria"] = "assess_general_criteria"
    points: GeneralPoints


def decide(sheet: Sheet, command: AssessGeneralCriteria, context: Context) -> tuple[Event, ...]:
    """Decide to take in the person's own scores; scoring again before the lock replaces them."""
    require_open(sheet)
    require_assessing_person(context, sheet)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_in_time(sheet, context, "self_assessment")
    require_all_criteria(sheet.role, context.rule_set(sheet.rule_set), command.points)
    return (
        GeneralCriteriaSelfAssessed(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            points=command.points,
        ),
    )
