"""A round's entries: everybody's year under the cap, and in what one entry differs from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from kpi_commands.annual_result import CalculatedYear
from kpi_commands.context import Context
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import PeriodScore, RoundEntry
from kpi_es.domain.values import format_exact
from kpi_es.evaluation.round_cap import Settled, Standing, settle

Value: TypeAlias = Fraction | str | Sequence[str] | None
"""A value of an entry: a number, a code, several codes, or nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """In what one entry differs from another: `name` is a period (its score) or a field of `RoundEntry`."""

    name: str
    before: Value
    after: Value


def settled_round(state: ClassificationRound, context: Context, years: Sequence[CalculatedYear]) -> Settled:
    """Return the classes after the cap, given the years of all candidates."""
    rules = context.agency().procedure_on(classification_day(state, context))
    return settle(
        context.rule_set(state.rule_set),
        [_standing(state, year) for year in years],
        outstanding=state.outstanding,
        orders=state.orders,
        ties_move_down=rules.cap_tie == "all_down",
    )


def classification_day(state: ClassificationRound, context: Context) -> date:
    """Return the day on which posts are asked: that of the first decision, before it the day of the act."""
    return state.decisions[0].decided_on if state.decisions else context.valid_on


def differences(former: Mapping[str, RoundEntry], new: Mapping[str, RoundEntry]) -> dict[str, str]:
    """Return, by person, in what an entry differs from another one, old value → new value."""
    found: dict[str, str] = {}
    for staff in sorted(former.keys() | new.keys()):
        before, after = former.get(staff), new.get(staff)
        if before is None or after is None:
            found[staff] = "— → +" if before is None else "+ → —"
        elif moved := tuple(differences_of(before, after)):
            found[staff] = "; ".join(f"{each.name} {shown(each.before)} → {shown(each.after)}" for each in moved)
    return found


def differences_of(before: RoundEntry, after: RoundEntry) -> Iterator[Difference]:
    """Give each difference between two entries of one person, the scores of the periods first."""
    scores = {each.period: each.score for each in before.scores}
    later = {each.period: each.score for each in after.scores}
    for period in sorted(scores.keys() | later.keys()):
        if scores.get(period) != later.get(period):
            yield Difference(period, scores.get(period), later.get(period))
    names = ("mean", "unit", "role", "group", "absence", "months_worked", "facts", "unit_class", "status")
    for name in (*names, "class_before_cap", "class_code"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(name, old, new)


def shown(value: Value) -> str:
    """Return a value of an entry as text, numbers exact."""
    if value is None:
        return "—"
    if isinstance(value, Fraction):
        return format_exact(value)
    return value if isinstance(value, str) else ", ".join(value) or "—"


def _standing(state: ClassificationRound, year: CalculatedYear) -> Standing:
    group = state.group_of(year.staff) or ""
    return Standing(year.staff, group, year.result.outputs.get("mean"), _class_before_cap(state, year))


def _stated_class(state: ClassificationRound, staff: str) -> str | None:
    standing = state.decision.entries.get(staff) if state.decision else None
    return standing.stated_class if standing else None


def _class_before_cap(state: ClassificationRound, year: CalculatedYear) -> str | None:
    """Return the class by score, facts and unit, not above the one a replacing decision stated (Art 21.3)."""
    stated, calculated = _stated_class(state, year.staff), year.result.class_code
    if year.result.status == "unknown":
        # What a replacing decision stated takes the place of what was stated before the decision.
        return stated or state.judged.get(year.staff)
    return max(stated, calculated, key=year.class_codes.index) if stated and calculated else calculated


def entry_of(state: ClassificationRound, year: CalculatedYear, settled: Settled) -> RoundEntry:
    """Return one candidate's entry: the year as calculated and the class that the cap leaves."""
    facts = year.annual.facts
    tie = next((each.code for each in settled.ties if year.staff in each.staff), None)
    return RoundEntry(
        staff=year.staff,
        unit=year.unit,
        role=year.role,
        group=state.group_of(year.staff) or "",
        scores=tuple(PeriodScore(period=each.period, score=each.score) for each in year.annual.sheets),
        gaps=year.annual.gaps,
        absence=facts.absence,
        months_worked=facts.months_worked,
        facts=tuple(sorted(facts.facts)),
        acts=year.annual.acts,
        unit_class=facts.unit_class,
        status="scored" if year.result.status == "unknown" else year.result.status,
        mean=year.result.outputs.get("mean"),
        class_before_cap=_class_before_cap(state, year),
        class_code=settled.classes[year.staff],
        moved_by=settled.moved.get(year.staff),
        tie=tie,
        stated_class=_stated_class(state, year.staff),
    )
