"""Adopt a rule set for the periods that begin on or after a day."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import RuleSetAdopted
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import RuleSetId, Source


class AdoptRuleSet(Command, frozen=True):
    """Score sheets of periods from `valid_on` under a rule set; its hash is recorded with the decision."""

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["adopt_rule_set"] = "adopt_rule_set"
    rule_set: RuleSetId


def decide(agency: Agency, command: AdoptRuleSet, context: Context) -> tuple[Event, ...]:
    """Decide to adopt a rule set that exists and is in force on that day."""
    require_personnel_adviser(context)
    rule_set = context.rule_set(command.rule_set)
    day, last = context.valid_on, rule_set.valid_until
    if day < rule_set.valid_from or (last is not None and day > last):
        raise NOT_IN_FORCE.because(rule_set=command.rule_set, day=day)
    return (
        RuleSetAdopted(
            **context.stamp(agency),
            agency=command.agency,
            rule_set=rule_set.id,
            rule_set_hash=rule_set.hash,
        ),
    )


NOT_IN_FORCE = Refusal(
    "rule_set.not_in_force",
    "Điều 27.1 Nghị định 335/2025/NĐ-CP",
    "Bộ quy tắc {rule_set} không có hiệu lực vào ngày {day}.",
    "The rule set {rule_set} is not in force on {day}.",
)
