"""Assign a planned task."""

from __future__ import annotations

from typing import Literal

from kpi_commands.context import Context
from kpi_commands.sheet.assignment import Assignment, assign
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet


class AssignTask(Assignment, frozen=True):
    """Assign work of the plan: it counts in the initial assigned total (Art 14.2a, 18.1)."""

    type: Literal["assign_task"] = "assign_task"


def decide(sheet: Sheet, command: AssignTask, context: Context) -> tuple[Event, ...]:
    """Decide to assign a planned task."""
    return assign(sheet, command, context, "planned")
