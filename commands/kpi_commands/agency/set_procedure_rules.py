"""Set the agency's own rules of procedure from a day on."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import ProcedureRulesSet
from kpi_es.domain.event import Event
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.values import Source


class SetProcedureRules(Command, frozen=True):
    """Set deadlines and choices the decree leaves open, all together, from `valid_on`; a field left out is usual."""

    SOURCE: ClassVar[Source] = "personnel"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["set_procedure_rules"] = "set_procedure_rules"
    rules: ProcedureRules


def decide(agency: Agency, command: SetProcedureRules, context: Context) -> tuple[Event, ...]:
    """Decide to set the rules; acts already recorded stand as they were decided."""
    require_personnel_adviser(context)
    return (ProcedureRulesSet(**context.stamp(agency), agency=command.agency, rules=command.rules),)
