"""Assign an arising, ad-hoc task."""

from __future__ import annotations

from typing import Literal

from kpi_commands.context import Context
from kpi_commands.sheet.assignment import Assignment, assign
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet


class AssignAdHocTask(Assignment, frozen=True):
    """Assign work outside the plan: it stands outside the initial assigned total and adds points (Art 18.1d)."""

    type: Literal["assign_ad_hoc_task"] = "assign_ad_hoc_task"


def decide(sheet: Sheet, command: AssignAdHocTask, context: Context) -> tuple[Event, ...]:
    """Decide to assign an ad-hoc task."""
    return assign(sheet, command, context, "ad_hoc")
