"""One person's year out of the log: what the annual class rests on, and where each part of it comes from.

The one function for commands, projections and explanations, so that all of them see the same year.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeAlias

from kpi_es.domain.annual_review import StatedFact
from kpi_es.domain.period import months_of_quarter, period_days, quarter_of
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import Discipline, StaffMember
from kpi_es.domain.values import LeaveKind, Role
from kpi_es.domain.year import months_of_year, quarters_of_year, year_days
from kpi_es.evaluation.facts import Absence, YearFacts
from kpi_es.evaluation.parameter_values import number_of
from kpi_es.evaluation.period import evaluate_period_mean
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet_facts import FACT_OF_GROUND
from kpi_es.rulebook import RuleSet

ScoreSheet: TypeAlias = Callable[[Sheet], Result]
"""Returns the score of a sheet, a leader's with item d as it follows from others."""

Monitored: TypeAlias = Callable[[str, date], bool]
"""Tells whether an agency had rules to score by on a day; before that a missing sheet is no gap."""

_KINDS: tuple[LeaveKind, ...] = ("maternity", "sick", "unpaid")


@dataclass(frozen=True, slots=True)
class YearSheet:
    """One sheet of the year: its exact score (None without one), the agency it was kept in and its stream version.

    `stands` is False while it is not confirmed, or changed since it was.
    """

    period: str
    score: Fraction | None
    stands: bool
    agency: str
    stream: str
    version: int


@dataclass(frozen=True, slots=True)
class CountedDiscipline:
    """A disciplinary decision that counts in the year, and the unit to whose result it belongs (Art 11.3c, d)."""

    event_id: str
    fact: str
    act: str | None
    agency: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A decision of the year that does not count: its act counted in an earlier year, or decided a class before."""

    event_id: str
    act: str
    why: Literal["counted_in_earlier_year", "decided_an_earlier_class", "counted_already"]


@dataclass(frozen=True, slots=True)
class AnnualFacts:
    """The facts of one year and what they rest on.

    `unconfirmed` are periods whose sheet does not stand; `gaps` periods worked through without a score. `acts` are
    the acts that count against the person this year.
    """

    facts: YearFacts
    sheets: tuple[YearSheet, ...]
    unconfirmed: tuple[str, ...]
    gaps: tuple[str, ...]
    disciplines: tuple[CountedDiscipline, ...]
    passed_over: tuple[PassedOver, ...]
    acts: tuple[str, ...]
    sources: Mapping[str, tuple[str, ...]]
    """Ids of the events behind each fact that decides the class."""


@dataclass(frozen=True, slots=True)
class YearRecord:
    """What is recorded of one person's year: the sheets by period, conclusions, and acts used in earlier years.

    `acts_decided_before` are acts that already decided a class of an earlier year (Art 11.3b).
    """

    member: StaffMember
    year: int
    role: Role
    sheets: Mapping[str, Sheet]
    stated: Mapping[str, StatedFact]
    acts_decided_before: frozenset[str] = frozenset()
    unit_class: str | None = None


def annual_facts(record: YearRecord, rule_set: RuleSet, score: ScoreSheet, monitored: Monitored) -> AnnualFacts:
    """Return the facts of a person's year.

    Results of every agency the person worked in count (Art 19.1). Twelve months, four quarters where there are only
    quarters; a quarter among months counts for each of its three. Months of work are counted to the year's end, by
    the posts and leaves known; part of a month by its days.
    """
    kept = [record.sheets[period] for period in _periods(record) if record.sheets[period].version]
    sheets = tuple(_year_sheet(sheet, score) for sheet in kept)
    disciplines, passed_over = _disciplines(record)
    sources = _sources(record, disciplines)
    facts = YearFacts(
        role=record.role,
        scores=_scores(record.year, sheets, rule_set, record.role),
        absence=_absence(record.member, record.year, rule_set),
        months_worked=months_of(record.member, record.year),
        unit_class=record.unit_class,
        facts=frozenset(sources),
    )
    acts = [*(each.act for each in disciplines), *(each.act for each in record.stated.values())]
    return AnnualFacts(
        facts=facts,
        sheets=sheets,
        unconfirmed=tuple(each.period for each in sheets if not each.stands),
        gaps=_gaps(record, sheets, score, monitored),
        disciplines=disciplines,
        passed_over=passed_over,
        acts=tuple(dict.fromkeys(act for act in acts if act is not None)),
        sources=sources,
    )


def months_of(member: StaffMember, year: int, *, on_leave: bool = False) -> Fraction:
    """Return the months a person held a post in a year without being on leave; with `on_leave` leave counts too.

    A part of a month counts by its calendar days.
    """
    total = Fraction(0)
    for month in months_of_year(year):
        first, last = period_days(month)
        held = sum(
            _in_service(member, day) and (on_leave or member.leave_on(day) is None) for day in _days(first, last)
        )
        total += Fraction(held, calendar.monthrange(first.year, first.month)[1])
    return total


def _in_service(member: StaffMember, day: date) -> bool:
    return member.appointment_on(day) is not None


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _periods(record: YearRecord) -> list[str]:
    wanted = (*months_of_year(record.year), *quarters_of_year(record.year))
    return [period for period in wanted if period in record.sheets]


def _year_sheet(sheet: Sheet, score: ScoreSheet) -> YearSheet:
    stands = sheet.status in ("confirmed", "locked")
    total = score(sheet).outputs.get("total") if stands else None
    return YearSheet(sheet.period, total, stands, sheet.agency, sheet.stream, sheet.version)


def _scores(year: int, sheets: Sequence[YearSheet], rule_set: RuleSet, role: Role) -> tuple[Fraction | None, ...]:
    found = {each.period: each.score for each in sheets}
    entries = rule_set.periods["year"].entries if "year" in rule_set.periods else (12,)
    quarters, months = quarters_of_year(year), months_of_year(year)
    if 4 in entries and (12 not in entries or not found.keys() & set(months)):
        return tuple(_quarter(quarter, found, rule_set, role) for quarter in quarters)
    return tuple(found[month] if month in found else found.get(quarter_of(month)) for month in months)


def _quarter(quarter: str, found: Mapping[str, Fraction | None], rule_set: RuleSet, role: Role) -> Fraction | None:
    """Return a quarter's score, by its own sheet or as the rule set combines its months (Art 17.3)."""
    if quarter in found or not any(month in found for month in months_of_quarter(quarter)):
        return found.get(quarter)
    months = [found.get(month) for month in months_of_quarter(quarter)]
    if "quarter" in rule_set.periods:
        return evaluate_period_mean(rule_set, "quarter", role, months, trace=False).outputs.get("mean")
    scored = [score for score in months if score is not None]
    return sum(scored, Fraction(0)) / len(scored) if scored else None


def _absence(member: StaffMember, year: int, rule_set: RuleSet) -> Absence:
    """Return the kind of leave that Art 11.2 excuses.

    Leave excuses too few months only where it is what keeps the person below them: a recruit of autumn with three
    days of sick leave has too few months for another reason (Art 11.1).
    """
    # Days are counted only for kinds of leave there are: hardly anybody has one, and every year is looked through.
    kinds: list[LeaveKind] = [kind for kind in _KINDS if any(leave.kind == kind for leave in member.leaves)]
    if not kinds:
        return "none"
    needed = number_of(rule_set, "months_needed") or Fraction(0)
    worked = months_of(member, year)
    for kind in kinds:
        on_leave = _months_on_leave(member, year, kind)
        if on_leave and (worked >= needed or worked + on_leave >= needed):
            return kind
    return "none"


def _months_on_leave(member: StaffMember, year: int, kind: LeaveKind) -> Fraction:
    first, last = year_days(year)
    total = Fraction(0)
    for day in _days(first, last):
        leave = member.leave_on(day) if _in_service(member, day) else None
        if leave is not None and leave.kind == kind:
            total += Fraction(1, calendar.monthrange(day.year, day.month)[1])
    return total


def _disciplines(record: YearRecord) -> tuple[tuple[CountedDiscipline, ...], tuple[PassedOver, ...]]:
    """Return the decisions that count in the year, each act once and in one year only (Art 11.3 a and b)."""
    counted: list[CountedDiscipline] = []
    passed: list[PassedOver] = []
    first, last = year_days(record.year)
    deciding = sorted(
        (each for each in record.member.disciplines if each.ground in FACT_OF_GROUND and each.effective_on <= last),
        key=lambda each: each.effective_on,
    )
    acts: dict[str, int] = {}
    for each in deciding:
        earlier = acts.setdefault(each.act, each.effective_on.year) if each.act is not None else record.year
        if each.effective_on < first:
            continue
        if each.act is not None and each.act in record.acts_decided_before:
            passed.append(PassedOver(each.event_id, each.act, "decided_an_earlier_class"))
        elif each.act is not None and earlier < record.year:
            passed.append(PassedOver(each.event_id, each.act, "counted_in_earlier_year"))
        elif each.act is not None and any(other.act == each.act for other in counted):
            passed.append(PassedOver(each.event_id, each.act, "counted_already"))
        else:
            counted.append(_counted(record.member, each))
    return tuple(counted), tuple(passed)


def _counted(member: StaffMember, discipline: Discipline) -> CountedDiscipline:
    """Name the unit to whose result a decision belongs: where the act was committed, else where it was decided."""
    post = member.appointment_on(discipline.committed_on or discipline.effective_on)
    agency = discipline.committed_agency or (post.agency if post else None)
    unit = discipline.committed_in or (post.unit if post else None)
    return CountedDiscipline(discipline.event_id, FACT_OF_GROUND[discipline.ground], discipline.act, agency, unit)


def _sources(record: YearRecord, disciplines: Sequence[CountedDiscipline]) -> dict[str, tuple[str, ...]]:
    sources: dict[str, tuple[str, ...]] = {}
    behind = [(each.fact, each.event_id) for each in disciplines]
    behind += [(each.fact, each.event_id) for each in record.stated.values()]
    for fact, event_id in behind:
        sources[fact] = (*sources.get(fact, ()), event_id)
    return sources


def _gaps(record: YearRecord, sheets: Sequence[YearSheet], score: ScoreSheet, monitored: Monitored) -> tuple[str, ...]:
    """Return the periods worked through that have no score: without a sheet, or with a score that is not known."""
    covered = {each.period for each in sheets}
    found = [
        each.period
        for each in sheets
        if each.stands and score(record.sheets[each.period]).status == "unknown" and each.score is None
    ]
    for month in months_of_year(record.year):
        if month not in covered and quarter_of(month) not in covered and _worked_through(record, month, monitored):
            found.append(month)
    return tuple(sorted(found))


def _worked_through(record: YearRecord, month: str, monitored: Monitored) -> bool:
    first, last = period_days(month)
    begins, ends = record.member.appointment_on(first), record.member.appointment_on(last)
    if begins is None or ends is None or not monitored(begins.agency, first):
        return False
    return record.member.leave_throughout(first, last) is None
