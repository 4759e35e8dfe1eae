"""State that a condition holds or does not hold."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import is_personnel_adviser, require_not_in_future
from kpi_commands.command import SheetCommand
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_commands.sheet.closing import require_judge
from kpi_commands.sheet.lines import require_open, require_sheet_of_agency
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import Evidence, FactStated
from kpi_es.domain.values import Code
from kpi_es.evaluation.sheet_facts import FACT_OF_DECISION
from kpi_es.rulebook import RuleSet


class StateFact(SheetCommand, frozen=True):
    """Say that a condition the sheet's rule set reads holds, or no longer holds; the reason names what it rests on.

    `fact` is one the rule set declares, such as `unit_corruption` (Art 20.4d) or `degradation`, which an authority may
    conclude without a disciplinary decision (Art 20.4b). A disciplinary decision itself is recorded by
    `record_discipline` and counts without being stated here. The source is `personnel` where an adviser states it.
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["state_fact"] = "state_fact"
    fact: Code
    holds: bool = True
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)


def decide(sheet: Sheet, command: StateFact, context: Context) -> tuple[Event, ...]:
    """Decide to record a condition, by the direct manager or a personnel adviser, never by the person."""
    require_open(sheet)
    require_sheet_of_agency(sheet, command, context.valid_on)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    envelope: dict[str, Any] = context.stamp(sheet)
    if is_personnel_adviser(context):
        envelope["source"] = "personnel"
    else:
        require_judge(context, sheet)
    require_not_in_future(context, context.valid_on, "valid_on")
    _require_statable(context.rule_set(sheet.rule_set), command.fact)
    former = sheet.facts.get(command.fact)
    if former is not None and former.holds == command.holds:
        raise FACT_UNCHANGED.because(fact=command.fact, staff=command.staff, period=command.period)
    return (
        FactStated(
            **envelope,
            staff=command.staff,
            period=command.period,
            fact=command.fact,
            holds=command.holds,
            replaces=None if former is None else former.event_id,
            evidence=command.evidence,
        ),
    )


def _require_statable(rule_set: RuleSet, fact: str) -> None:
    statable = sorted(rule_set.known_facts - {FACT_OF_DECISION})
    if fact == FACT_OF_DECISION:
        raise FACT_OF_A_DECISION.because(fact=fact)
    if not statable:
        raise NO_FACTS.because(rule_set=rule_set.id)
    if fact not in statable:
        raise FACT_UNKNOWN.because(rule_set=rule_set.id, fact=fact, known=", ".join(statable))


_BASIS = "Quy tắc của hệ thống: ghi nhận đúng những gì bộ quy tắc của phiếu đọc"

NO_FACTS = Refusal(
    "fact.none_read",
    _BASIS,
    "Bộ quy tắc {rule_set} của phiếu này không đọc sự việc nào cần nêu.",
    "The rule set {rule_set} of this sheet reads no facts that are stated.",
)
FACT_UNKNOWN = Refusal(
    "fact.unknown",
    _BASIS,
    "Bộ quy tắc {rule_set} không đọc sự việc {fact}; các sự việc được đọc: {known}.",
    "The rule set {rule_set} does not read the fact {fact}; those it reads are: {known}.",
)
FACT_OF_A_DECISION = Refusal(
    "fact.of_a_decision",
    "Điều 20.4c Nghị định 335/2025/NĐ-CP",
    "{fact} chỉ theo quyết định kỷ luật; hãy ghi nhận quyết định bằng record_discipline.",
    "{fact} follows from a disciplinary decision only; record the decision with record_discipline.",
)
FACT_UNCHANGED = Refusal(
    "fact.nothing_changes",
    "Điều 4.4 Nghị định 335/2025/NĐ-CP",
    "Sự việc {fact} của {staff} kỳ {period} đã được nêu đúng như vậy.",
    "The fact {fact} of {staff} for {period} is already stated like this.",
)
