"""Item d of heads and deputies: the result of the unit or field, from the scores of those in charge (Art 15.3a, 15.4).

Scored in this order: staff, then heads, then their superiors; each leader's own score rests on the ones below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, cast

from kpi_es.domain.agency import Agency
from kpi_es.domain.event import agency_stream, sheet_stream, staff_stream
from kpi_es.domain.period import period_days
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.evaluation.classes import level_of
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet_facts import score_sheet
from kpi_es.evaluation.unit_scope import Scope, Surroundings, scope_of
from kpi_es.rulebook import RuleBook, RuleSet

Standing = Literal["completed", "below", "unscored"]
"""At the level of `completed` or better, below it, or without a score so far."""

ScoreOf: TypeAlias = Callable[[Sheet, StaffMember, Fraction | None], Result]
"""Scores one sheet, given the share of item d that follows from others, None when it is not known or not due."""


@dataclass(frozen=True, slots=True)
class Subordinate:
    """One of those a leader answers for: where the score stands, and the ids of the events behind it.

    `total` is None without a score. For somebody below the level `sources` are all events of the sheet's lines and
    points; for the others the one that gave the general points.
    """

    staff: str
    unit: str
    standing: Standing
    total: Fraction | None
    class_code: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Item d of one leader for one period: its share (None: not known yet) and the people it follows from.

    `day` is the day whose appointments say who counts, None when nothing is recorded that the leader leads.
    """

    share: Fraction | None
    day: date | None
    counted: tuple[Subordinate, ...]

    @property
    def decisive(self) -> tuple[Subordinate, ...]:
        """Those who decide the share: whoever is below the level, or keeps it from being known, else everybody."""
        below = self._of("below")
        return below or self._of("unscored") or self.counted

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the events behind the share."""
        return tuple(dict.fromkeys(source for each in self.decisive for source in each.sources))

    def _of(self, standing: Standing) -> tuple[Subordinate, ...]:
        return tuple(each for each in self.counted if each.standing == standing)


class OfficeScores:
    """Scores anybody's sheet with the scores of those below it, as of one moment; each sheet once."""

    def __init__(self, surroundings: Surroundings, rule_book: RuleBook, score: ScoreOf | None = None) -> None:
        self._surroundings = surroundings
        self._rule_book = rule_book
        self._score = score or self._score_without_trace
        self._results: dict[str, Result] = {}
        self._units: dict[str, UnitResult | None] = {}

    def result(self, sheet: Sheet) -> Result:
        """Return the score of a sheet, without a trace. Raises like `score_sheet`."""
        known = self._results.get(sheet.stream)
        if known is None:
            unit = self.unit_result(sheet)
            share = None if unit is None else unit.share
            known = self._results[sheet.stream] = self._score(sheet, self._member(sheet.staff), share)
        return known

    def explained(self, sheet: Sheet) -> Result:
        """Return the score of a sheet with its trace; the step of item d names the events of others behind it."""
        member, unit = self._member(sheet.staff), self.unit_result(sheet)
        share, sources = (None, ()) if unit is None else (unit.share, unit.sources)
        return score_sheet(sheet, member, self._rule_book, unit_share=share, unit_sources=sources)

    def unit_result(self, sheet: Sheet) -> UnitResult | None:
        """Return item d as it follows from others, None where the sheet has no such item or the authority stated it."""
        if sheet.stream not in self._units:
            # Whom a leader answers for is a strict order; were it ever none, a score asked for while it is being
            # found would be unknown, instead of being asked for without end.
            self._units[sheet.stream] = UnitResult(None, None, ())
            agency = cast(Agency, self._surroundings.state(agency_stream(sheet.agency)))
            follows = rests_on_others(sheet, agency, self._rule_book[sheet.rule_set])
            self._units[sheet.stream] = self._calculate(sheet) if follows else None
        return self._units[sheet.stream]

    def _calculate(self, sheet: Sheet) -> UnitResult:
        scope = scope_of(sheet, self._surroundings)
        if scope is None:
            return UnitResult(None, None, ())
        rule_set = self._rule_book[sheet.rule_set]
        people = sorted(self._surroundings.people_of(sheet.agency))
        found = (self._subordinate(self._member(staff), sheet.period, scope, rule_set) for staff in people)
        counted = tuple(each for each in found if each is not None)
        return UnitResult(_share(rule_set, counted), scope.day, counted)

    def _subordinate(self, member: StaffMember, period: str, scope: Scope, rules: RuleSet) -> Subordinate | None:
        post = scope.post_of(member)
        if post is None or not _is_covered(member, rules, period):
            return None
        sheet = cast(Sheet, self._surroundings.state(sheet_stream(member.staff, period)))
        if sheet.version == 0:
            return Subordinate(member.staff, post.unit, "unscored", None, None, ())
        if sheet.agency != scope.agency.code:
            # The score is earned under the other agency, whose order of above and below says nothing here.
            return None
        result = self.result(sheet)
        if result.status == "not_applicable" or (result.status == "insufficient_data" and sheet.status != "open"):
            return None
        standing = self._standing(sheet, result)
        sources = _all_sources(sheet) if standing == "below" else _points_source(sheet)
        return Subordinate(member.staff, post.unit, standing, result.outputs.get("total"), result.class_code, sources)

    def _standing(self, sheet: Sheet, result: Result) -> Standing:
        """Judge by the score, as Art 15.3a does: discipline lowers a class, not the score."""
        rule_set, total = self._rule_book[sheet.rule_set], result.outputs.get("total")
        lowest = rule_set.classes[-1].code if rule_set.classes else None
        if rule_set.classes and rule_set.classes[0].starts is not None:
            reached = None if total is None else level_of(rule_set, total).code
        else:
            reached = result.class_code
        if reached is None:
            return "unscored"
        return "below" if reached == lowest else "completed"

    def _member(self, staff: str) -> StaffMember:
        return cast(StaffMember, self._surroundings.state(staff_stream(staff)))

    def _score_without_trace(self, sheet: Sheet, member: StaffMember, share: Fraction | None) -> Result:
        return score_sheet(sheet, member, self._rule_book, trace=False, unit_share=share)


def rests_on_others(sheet: Sheet, agency: Agency, rule_set: RuleSet) -> bool:
    """Tell whether item d of a sheet follows from others' scores; not where the authority stated it, or is to."""
    if sheet.leader is not None and "d" in sheet.leader:
        return False
    rules = agency.procedure_on(period_days(sheet.period)[0])
    return rules.leader_d == "from_subordinates" and d_follows_from_others(rule_set, sheet.role)


def d_follows_from_others(rule_set: RuleSet, role: str) -> bool:
    """Tell whether a rule set has, for this role, an item d that says which scores of others earn it in full.

    Where it has not (such as a d judged freely), only the authority can state it.
    """
    items = rule_set.leader_items
    return role in items.roles and any(item.name == "d" and item.full is not None for item in items.items)


def _share(rule_set: RuleSet, counted: tuple[Subordinate, ...]) -> Fraction | None:
    """Return the least share when anybody is below, the whole one when everybody is at the level (Art 15.3a)."""
    standings = {each.standing for each in counted}
    allowed = rule_set.leader_items.allowed or (Fraction(1, 2), Fraction(1))
    if "below" in standings:
        return min(allowed)
    return None if "unscored" in standings else max(allowed)


def _is_covered(member: StaffMember, rule_set: RuleSet, period: str) -> bool:
    """Tell whether somebody has a score to look at: of a group the rules reach, a contract worker not among them."""
    first, last = period_days(period)
    held = [since for since, _ in member.appointments if since <= last]
    if member.group == "contract_worker" or not rule_set.covers(first, member.group):
        return False
    return member.leave_throughout(max(first, min(held, default=first)), last) is None


def _all_sources(sheet: Sheet) -> tuple[str, ...]:
    return (*_points_source(sheet), *(source for line in sheet.tasks.values() for source in line.sources))


def _points_source(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.general_source,) if sheet.general_source else ()
