"""From what happened to what is scored: the facts of a sheet, and its score under the rules frozen on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from kpi_es.domain.period import period_days
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.staff_member import Discipline, StaffMember
from kpi_es.evaluation.facts import LineFacts, SheetFacts
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet import evaluate_sheet
from kpi_es.rulebook import RuleBook, RuleSet

FACT_OF_GROUND: Mapping[str, str] = {"degradation": "degradation", "duty_violation": "duty_discipline"}
"""Art 20.4 b and c: which ground of discipline decides the class; every form is a reprimand or more."""

FACT_OF_DECISION = "duty_discipline"
"""Art 20.4c asks for a disciplinary decision, so this fact is never stated; Art 20.4b asks for a conclusion only."""


def sheet_facts(
    sheet: Sheet,
    member: StaffMember | None,
    *,
    unit_share: Fraction | None = None,
    unit_sources: tuple[str, ...] = (),
) -> SheetFacts:
    """Return what the rules may look at: accepted work, points, leader items, stated facts, discipline in the period.

    Points not yet given and leader items not yet decided stay None: not known is not zero. `member` None means
    that nothing is known of the person besides the sheet. A fact holds when it was stated or when a disciplinary
    decision brings it about; stating that it does not hold takes back no decision. `unit_share` is item d as it
    follows from others (see `unit_result`) and `unit_sources` the events behind it; a d the authority stated prevails.
    """
    disciplines = _deciding_disciplines(member, sheet.period)
    return SheetFacts(
        role=sheet.role,
        # A sheet confirmed without general criteria has no points: none were asked for.
        general=sheet.general or None,
        lines=tuple(line_facts(line) for line in sheet.tasks.values()),
        leader=_leader_shares(sheet, unit_share),
        facts=frozenset(disciplines) | facts_stated(sheet),
        sources=_sources(sheet, disciplines) | ({"leader.d": unit_sources} if unit_sources else {}),
    )


def line_facts(line: TaskLine) -> LineFacts:
    """Return the facts of one task line; `sources` are the ids of its events."""
    return LineFacts(
        line=line.task,
        coefficient=line.coefficient,
        assigned=line.quantity,
        done=line.done,
        quality_failures=line.quality_failures,
        times_late=line.times_late,
        days_late=line.days_late,
        excused=line.excused,
        extra=line.extra,
        measures={name: stated.value for name, stated in line.measures.items()},
        sources=line.sources,
    )


def score_sheet(
    sheet: Sheet,
    member: StaffMember | None,
    rule_book: RuleBook,
    *,
    trace: bool = True,
    unit_share: Fraction | None = None,
    unit_sources: tuple[str, ...] = (),
) -> Result:
    """Return the score of a sheet under the rule set that was frozen when it was opened.

    The score of a leader rests on others' scores too: `OfficeScores` gives `unit_share`, item d, and its sources.
    The rule set is taken from the rule book by its id; ask `same_rules` whether it still is the very same one.
    Raises UnknownRuleSet when the rule book has none by this id, FactRefused for points the rules can not accept.
    """
    facts = sheet_facts(sheet, member, unit_share=unit_share, unit_sources=unit_sources)
    return evaluate_sheet(rule_book[sheet.rule_set], facts, trace=trace)


def same_rules(sheet: Sheet, result: Result) -> bool:
    """Tell whether a result was calculated with exactly the rule set frozen on the sheet, byte for byte."""
    return result.rule_set_hash == sheet.rule_set_hash


def facts_stated(sheet: Sheet) -> frozenset[str]:
    """Return the facts that were stated to hold on a sheet."""
    return frozenset(name for name, stated in sheet.facts.items() if stated.holds)


def facts_within(member: StaffMember | None, period: str) -> frozenset[str]:
    """Return the facts about a person that decide the class of a period (Art 20.4)."""
    return frozenset(_deciding_disciplines(member, period))


def facts_overriding(rule_set: RuleSet, sheets: Iterable[Sheet]) -> frozenset[str]:
    """Return what was stated on any of a longer period's sheets and lowers its class, as discipline within it does.

    Other facts describe the sheet they were stated on, and say nothing of the longer period.
    """
    stated = frozenset(fact for sheet in sheets for fact in facts_stated(sheet))
    return stated & {override.fact for override in rule_set.overrides}


def _deciding_disciplines(member: StaffMember | None, period: str) -> dict[str, list[Discipline]]:
    found: dict[str, list[Discipline]] = {}
    for discipline in member.disciplines_within(*period_days(period)) if member else ():
        if fact := FACT_OF_GROUND.get(discipline.ground):
            found.setdefault(fact, []).append(discipline)
    return found


def _leader_shares(sheet: Sheet, unit_share: Fraction | None) -> Mapping[str, Fraction] | None:
    from_others = {} if unit_share is None else {"d": unit_share}
    return {**from_others, **(sheet.leader or {})} or None


def _sources(sheet: Sheet, disciplines: Mapping[str, list[Discipline]]) -> dict[str, tuple[str, ...]]:
    sources = {fact: tuple(each.event_id for each in decided) for fact, decided in disciplines.items()}
    for fact, stated in sheet.facts.items():
        sources[fact] = (*sources.get(fact, ()), stated.event_id)
    if sheet.general_source:
        sources["general"] = (sheet.general_source,)
    if sheet.leader_source:
        sources["leader"] = (sheet.leader_source,)
    return sources
