"""Calculates people's years for a decision: the states of the log, the rules of the year, the scores of everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from kpi_commands.authority import evaluated_post
from kpi_commands.context import Context
from kpi_commands.refusals import CLASS_LEFT_OPEN, GAPS_NEED_REASON, SHEETS_UNCONFIRMED, UNIT_CLASS_MISSING
from kpi_es.domain.agency import Agency
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.event import agency_stream, review_stream, sheet_stream, staff_stream, unit_review_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate
from kpi_es.domain.unit_review import UnitReview
from kpi_es.domain.values import Role
from kpi_es.domain.year import periods_of_year
from kpi_es.evaluation.annual_facts import AnnualFacts, YearRecord, annual_facts
from kpi_es.evaluation.period import evaluate_year
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_es.rulebook import RuleSet

YEARS_BACK = 5
"""How many years back an act may already have decided a class (Art 11.3b); disciplinary time limits are not longer."""


@dataclass(frozen=True, slots=True)
class CalculatedYear:
    """One person's year as calculated: the post, the facts, the result, and units whose class is still missing."""

    staff: str
    unit: str
    role: Role
    annual: AnnualFacts
    result: Result
    units_without_class: tuple[str, ...]
    class_codes: tuple[str, ...]
    """The classes of the rule set, best first."""


@dataclass(frozen=True, slots=True)
class _States:
    """The states of the log around a decision, as the scores of leaders need them."""

    context: Context
    year: int
    people: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def state(self, stream: str) -> Aggregate:
        return self.context.state_of(stream)

    def people_of(self, agency: str) -> Iterable[str]:
        if agency not in self.people:
            self.people[agency] = self.context.people_of(agency)
            # A leader's score is about to ask for everybody's sheets, one by one.
            self.context.load(year_streams(self.people[agency], self.year))
        return self.people[agency]


def year_streams(people: Iterable[str], year: int) -> Iterator[str]:
    """Give the streams that hold people's years: each person, the annual review, every period's sheet."""
    for staff in people:
        yield staff_stream(staff)
        yield review_stream(staff, year)
        yield from (sheet_stream(staff, period) for period in periods_of_year(year))


class YearCalculator:
    """Calculates the years of an agency's people as of now, each sheet scored once.

    A leader's item d rests on everybody's scores whom the log has under the leader (Art 15.3a), nobody picks them.
    `day` is the day of the classification, on which posts and headships are asked; for a replaced decision that of
    the one it replaces.
    """

    def __init__(self, context: Context, year: int, rule_set: RuleSet, day: date) -> None:
        self._context = context
        self._year = year
        self._day = day
        self._rule_set = rule_set
        self._scores = OfficeScores(_States(context, year), context.rule_book)

    def load(self, people: Iterable[str]) -> None:
        """Read what the years of these people rest on in one go; only a matter of speed."""
        agency = self._context.command.agency
        units = (unit_review_stream(agency, unit, self._year) for unit in self._context.agency().units)
        self._context.load((*units, *year_streams(people, self._year)))

    def of(self, staff: str) -> CalculatedYear:
        """Return a person's year, in the post in which the agency evaluates the person on the day."""
        post = evaluated_post(self._context, staff, self._day)
        member, review = self._context.staff_member(staff), self._review(staff, self._year)
        headed = self._context.agency().units_headed_by(staff, self._day)
        # Who acts as head, or heads a unit in a concurrent post, is limited like its head, whatever the main post is.
        role: Role = "head" if headed else post.role
        classes = self._unit_classes(headed or (post.unit,), role)
        record = YearRecord(
            member=member,
            year=self._year,
            role=role,
            sheets=self._sheets(staff),
            stated=review.stated_facts,
            acts_decided_before=self._acts_decided_before(member),
            unit_class=_worst(self._rule_set, [code for code in classes.values() if code is not None])
            if all(classes.values())
            else None,
        )
        annual = annual_facts(record, self._rule_set, self._scores.result, self._monitored)
        result = evaluate_year(self._rule_set, annual.facts, trace=False)
        without = tuple(unit for unit, code in classes.items() if code is None) if result.status == "unknown" else ()
        return CalculatedYear(staff, post.unit, post.role, annual, result, without, self._rule_set.class_codes)

    def _sheets(self, staff: str) -> dict[str, Sheet]:
        streams = {period: sheet_stream(staff, period) for period in periods_of_year(self._year)}
        return {period: cast(Sheet, self._context.state_of(stream)) for period, stream in streams.items()}

    def _review(self, staff: str, year: int) -> AnnualReview:
        return cast(AnnualReview, self._context.state_of(review_stream(staff, year)))

    def _unit_classes(self, units: tuple[str, ...], role: Role) -> dict[str, str | None]:
        limited = any(role in limit.roles for limit in self._rule_set.unit_limits)
        return {unit: self._unit_class(unit) for unit in units} if limited else {}

    def _unit_class(self, unit: str) -> str | None:
        stream = unit_review_stream(self._context.command.agency, unit, self._year)
        return cast(UnitReview, self._context.state_of(stream)).class_code

    def _acts_decided_before(self, member: StaffMember) -> frozenset[str]:
        if not any(each.act for each in member.disciplines if each.effective_on.year == self._year):
            return frozenset()
        earlier = [self._review(member.staff, self._year - back) for back in range(1, YEARS_BACK + 1)]
        lowest = self._rule_set.class_codes[-1]
        decisions = [review.decision for review in earlier]
        return frozenset(act for each in decisions if each and each.class_code == lowest for act in each.acts)

    def _monitored(self, agency: str, day: date) -> bool:
        return cast(Agency, self._context.state_of(agency_stream(agency))).rule_set_on(day) is not None


def require_complete(context: Context, years: Sequence[CalculatedYear], judged: Collection[str] = ()) -> None:
    """Refuse years with sheets that do not stand, gaps without a reason, missing unit classes or no class at all.

    `judged` are people whose open class the authority has stated.
    """
    unconfirmed = [f"{each.staff}: {', '.join(each.annual.unconfirmed)}" for each in years if each.annual.unconfirmed]
    if unconfirmed:
        raise SHEETS_UNCONFIRMED.because(sheets="; ".join(unconfirmed))
    units = sorted({unit for each in years for unit in each.units_without_class})
    if units:
        raise UNIT_CLASS_MISSING.because(units=", ".join(units))
    gaps = [f"{each.staff}: {', '.join(each.annual.gaps)}" for each in years if each.annual.gaps]
    if gaps and context.command.reason is None:
        raise GAPS_NEED_REASON.because(gaps="; ".join(gaps))
    left_open = [each.staff for each in years if each.result.status == "unknown" and each.staff not in judged]
    if left_open:
        raise CLASS_LEFT_OPEN.because(staff=", ".join(left_open))


def _worst(rule_set: RuleSet, classes: Sequence[str]) -> str | None:
    """Return the lowest of several units' classes: who heads two is not above either (Art 20.6)."""
    codes = rule_set.class_codes
    return max(classes, key=lambda code: codes.index(code) if code in codes else len(codes)) if classes else None
