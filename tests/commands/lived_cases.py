"""Cases of the rule sets, lived: what a case states as facts is brought about by commands on a live sheet.

The agency adopts the case's rule set, the catalogue has items of the case's coefficients, and a new member of staff
works in the unit VH in the case's role; what comes out must be scored as the case itself is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import format_exact
from kpi_es.evaluation.case_files import Case, read_case_file
from kpi_es.evaluation.facts import LineFacts, SheetFacts
from kpi_es.rulebook import RuleSet
from kpi_es.rulebook.documents import Text
from kpi_es.rulebook.rule_set import Criterion
from tests.commands.specification import Office, rule_book

FOLDER = Path(__file__).parents[1] / "cases"
WORKER = "worker"


@dataclass(frozen=True)
class LivedCase:
    """A case that can be lived: its name, its facts, its rule set, and the points of each general criterion."""

    name: str
    facts: SheetFacts
    rule_set: RuleSet
    points: Mapping[str, Fraction] | None

    @property
    def period(self) -> str:
        """A quarter in which the rule set is in force."""
        return "2026-Q2" if self.rule_set.valid_until else "2026-Q4"

    @property
    def first(self) -> date:
        return date(2026, 4, 1) if self.rule_set.valid_until else date(2026, 10, 1)

    @property
    def leads(self) -> bool:
        return self.facts.role in self.rule_set.leader_items.roles

    @property
    def manager(self) -> str:
        """Who judges the worker: a head is judged by the head above."""
        return "chair" if self.facts.role == "head" else "head-vh"


@cache
def lived_cases() -> Sequence[LivedCase]:
    """Return every sheet case of every rule set about people that commands can bring about."""
    return tuple(found for file in sorted(FOLDER.glob("*.yaml")) for found in _of_file(file))


def _of_file(file: Path) -> Iterator[LivedCase]:
    for case in read_case_file(file):
        if isinstance(case.rules.node, Text) and isinstance(case.given, SheetFacts):
            rule_set = rule_book()[case.rules.text()]
            found = _lived(case, case.given, rule_set)
            if found is not None:
                yield found


def _lived(case: Case, facts: SheetFacts, rule_set: RuleSet) -> LivedCase | None:
    points = _points(facts, rule_set)
    table = rule_set.general_for(facts.role)
    assessed = table is None or facts.general is None or points is not None
    if rule_set.subject != "person" or facts.role == "organisation" or not assessed:
        return None
    if not all(_is_lived(line, rule_set) for line in facts.lines):
        return None
    items = {item.name for item in rule_set.leader_items.items} if facts.role in rule_set.leader_items.roles else set()
    if facts.leader and (facts.leader.keys() != items or (table is not None and points is None)):
        return None
    return LivedCase(f"{rule_set.id}: {case.case}", facts, rule_set, points)


def _is_lived(line: LineFacts, rule_set: RuleSet) -> bool:
    """Tell whether a real line can have come to these facts: late days on late occasions, as much as may be done."""
    fits = line.done <= line.assigned or rule_set.allows_over_fulfilment
    on_occasions = line.days_late >= line.times_late and (line.times_late > 0) == (line.days_late > 0)
    return line.assigned > 0 and fits and on_occasions and (line.done > 0 or not line.times_late)


def _points(facts: SheetFacts, rule_set: RuleSet) -> Mapping[str, Fraction] | None:
    table, given = rule_set.general_for(facts.role), facts.general
    if table is None or given is None:
        return None
    if isinstance(given, Mapping):
        return given if given.keys() == {criterion.id for criterion in table.criteria} else None
    shared = _shared(table.criteria, given)
    return None if shared is None else {each.id: part for each, part in zip(table.criteria, shared, strict=True)}


def _shared(criteria: Sequence[Criterion], rest: Fraction) -> list[Fraction] | None:
    """Share points among the criteria, each at a level it can have."""
    if not criteria:
        return [] if rest == 0 else None
    first, others = criteria[0], criteria[1:]
    levels = [first.maximum, Fraction(0)] if first.binary else [min(first.maximum, rest), Fraction(0)]
    for level in levels:
        if first.step is not None and (level / first.step).denominator != 1:
            continue
        if level <= rest <= level + sum((each.maximum for each in others), Fraction(0)):
            below = _shared(others, rest - level)
            if below is not None:
                return [level, *below]
    return None


def live(case: LivedCase) -> Office:
    """Bring a case about and confirm the sheet where the case has all that a confirmation needs."""
    office = Office().on(case.first + timedelta(60))
    _prepare(office, case)
    on_sheet = {"staff": WORKER, "period": case.period, "valid_on": str(case.first + timedelta(50))}
    office.given("open_sheet", actor=case.manager, **on_sheet)
    for number, line in enumerate(case.facts.lines):
        _work(office, case, number, line)
    for fact in sorted(case.facts.facts & case.rule_set.known_facts):
        if fact == "duty_discipline":
            office.given("record_discipline", staff=WORKER, valid_on=on_sheet["valid_on"])
        else:
            office.given("state_fact", actor=case.manager, fact=fact, **on_sheet)
    if case.points is not None:
        shown = {name: format_exact(value) for name, value in case.points.items()}
        office.given("assess_general_criteria", **{**on_sheet, "actor": WORKER}, points=shown)
    if (case.points is not None or not case.rule_set.general_for(case.facts.role)) and (
        not case.leads or case.facts.leader
    ):
        leader = {name: format_exact(share) for name, share in (case.facts.leader or {}).items()} or None
        office.given("confirm_sheet", **on_sheet, actor=case.manager, leader=leader)
        assert sheet_of(office, case).status == "confirmed"
    return office


def sheet_of(office: Office, case: LivedCase) -> Sheet:
    return office.sheet(WORKER, case.period)


def member_of(office: Office) -> StaffMember:
    return office.member(WORKER)


def _prepare(office: Office, case: LivedCase) -> None:
    group = next(each.group for each in case.rule_set.applies_to if case.rule_set.covers(case.first, each.group))
    post = {"unit": "VH", "role": case.facts.role, "group": group, "valid_on": "2026-01-05"}
    office.given("register_staff_member", staff=WORKER, **post)
    office.given("adopt_rule_set", rule_set=case.rule_set.id, valid_on=str(case.first))
    # A case states every leader item itself, also the one that follows from others' scores.
    office.given("set_procedure_rules", rules={"leader_d": "stated"}, valid_on=str(case.first), reason="Quy chế")
    for number, line in enumerate(case.facts.lines):
        # Half the items were approved under the decree, half under the rule set of the case; the standard item has 5.
        day = "2026-01-05" if number % 2 else str(case.first)
        points = format_exact(line.coefficient * 5)
        office.given("approve_catalogue_item", item=f"item-{number}", points=points, valid_on=day)


def _work(office: Office, case: LivedCase, number: int, line: LineFacts) -> None:
    due_on = case.first + timedelta(5)
    told: dict[str, Any] = {"staff": WORKER, "period": case.period, "task": f"T{number + 1}"}
    by_manager = {**told, "actor": case.manager}
    fields = {"item": f"item-{number}", "quantity": format_exact(line.assigned), "due_on": str(due_on)}
    assign = "assign_ad_hoc_task" if line.extra else "assign_task"
    office.given(assign, **by_manager, **fields, valid_on=str(case.first))
    for delivery in range(1, line.quality_failures + 1):
        whole = format_exact(line.assigned)
        office.given("submit_result", **{**told, "actor": WORKER}, quantity=whole, finished_on=str(due_on))
        office.given("return_result", **by_manager, delivery=delivery)
    for delivery, (quantity, finished_on) in enumerate(_parts(line, due_on), line.quality_failures + 1):
        result = {"quantity": format_exact(quantity), "finished_on": str(finished_on)}
        office.given("submit_result", **{**told, "actor": WORKER}, **result)
        office.given("accept_result", **by_manager, delivery=delivery)
    for part in sorted(line.excused):
        office.given("confirm_objective_cause", **by_manager, part=part)
    for measure, value in line.measures.items():
        text = value if isinstance(value, str) else format_exact(value)
        office.given("state_measure", **by_manager, measure=measure, value=text)


def _parts(line: LineFacts, due_on: date) -> list[tuple[Fraction, date]]:
    """Return the accepted deliveries: one in time, or as many late ones as there were occasions."""
    if not line.done:
        return []
    if not line.times_late:
        return [(line.done, due_on)]
    days = [1] * (line.times_late - 1) + [line.days_late - line.times_late + 1]
    return [(line.done / line.times_late, due_on + timedelta(each)) for each in days]
