"""Sheets, years and agencies that stand where interpreters go wrong: ties, thresholds, zeros, thirds, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kpi_es.evaluation import CapFacts, CapGroup, FactRefused, LineFacts, SheetFacts, YearFacts, evaluate_sheet
from kpi_es.rulebook.rule_set import Measure, RuleSet

Case = TypeVar("Case")

_WHOLE_TURNS = 5040
"""Landing on a threshold may ask for any general points; only those with parts that others share are kept."""


def collect(strategy: st.SearchStrategy[Case], count: int, seed: int) -> list[Case]:
    """Return generated cases, to be run together: a run of the engine costs more than a thousand cases."""
    found: list[Case] = []
    while len(found) < count:
        found += _generated(strategy, count, seed + len(found))
    return found[:count]


def _generated(strategy: st.SearchStrategy[Case], count: int, seed: int) -> list[Case]:
    found: list[Case] = []
    health = list(HealthCheck)

    @hypothesis.seed(seed)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=health)
    @given(strategy)
    def take(case: Case) -> None:
        found.append(case)

    take()
    return found


def fractions(fine: bool) -> st.SearchStrategy[Fraction]:
    """Return amounts: zero, whole numbers, halves and tenths; `fine` has thirds, twelfths and odd ones as well."""
    coarse = [st.sampled_from([Fraction(0), Fraction(1), Fraction(1), Fraction(2), Fraction(1, 2)]),
              st.integers(0, 20).map(Fraction)]  # fmt: skip
    if not fine:
        return st.one_of(*coarse)
    return st.one_of(
        *coarse,
        st.integers(0, 36).map(lambda n: Fraction(n, 12)),
        st.integers(0, 60).map(lambda n: Fraction(n, 10)),
        st.sampled_from([Fraction(1, 3), Fraction(2, 3), Fraction(2, 37), Fraction(1, 7), Fraction(10**9)]),
    )


def measured(measure: Measure) -> st.SearchStrategy[Fraction | str | None]:
    """Return what a line may state of a measure: words, its limits and steps between them, or nothing."""
    if measure.choices:
        return st.one_of(st.sampled_from(measure.choices), st.sampled_from(measure.choices), st.none())
    low = measure.at_least if measure.at_least is not None else Fraction(-10)
    high = measure.at_most if measure.at_most is not None else low + 20
    steps = [low + (high - low) * Fraction(step, 20) for step in range(21)]
    whole = [Fraction(number) for number in range(int(low), min(int(high), int(low) + 20) + 1)]
    return st.one_of(st.sampled_from(steps), st.sampled_from(whole), st.sampled_from([*steps, None]))


@st.composite
def lines(draw: st.DrawFn, rule_set: RuleSet, fine: bool) -> LineFacts:
    """Return one task line, often done in full."""
    amount = fractions(fine)
    assigned = draw(amount)
    count = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5])
    measures = {measure.name: draw(measured(measure)) for measure in rule_set.sheet.measures}
    coefficients = [Fraction(1), Fraction(1), Fraction(27, 10), Fraction(1, 2), Fraction(3)]
    if fine:
        coefficients += [Fraction(1, 3), Fraction(81, 100), Fraction(5, 12), Fraction(2, 37)]
    return LineFacts(
        line="T",
        coefficient=draw(st.sampled_from(coefficients)),
        assigned=assigned,
        done=draw(st.one_of(st.just(assigned), st.just(assigned), amount)),
        quality_failures=draw(count),
        times_late=draw(count),
        days_late=draw(count),
        excused=draw(st.sampled_from([frozenset(), frozenset(), {"quality"}, {"timeliness"}]).map(frozenset)),
        extra=draw(st.sampled_from([False, False, False, True])),
        measures={name: value for name, value in measures.items() if value is not None},
    )


@st.composite
def sheets(draw: st.DrawFn, rule_set: RuleSet, fine: bool) -> SheetFacts:
    """Return one sheet of any role, now and then of a role the rule set does not know."""
    role: Any = draw(st.sampled_from([*sorted(rule_set.roles) * 6, "staff", "contract"]))
    table = rule_set.general_for(role)
    most = table.maximum if table else Fraction(30)
    steps = [most * Fraction(step, 20) for step in range(21)]
    allowed = rule_set.leader_items.allowed or (Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(1))
    shares = {item.name: draw(st.sampled_from([*allowed, *allowed, None])) for item in rule_set.leader_items.items}
    facts = sorted(rule_set.known_facts)
    return SheetFacts(
        role=role,
        general=draw(st.sampled_from([most, *steps, most - Fraction(1, 4), None, most + 1])),
        lines=tuple(draw(st.lists(lines(rule_set, fine), max_size=4))),
        leader={name: share for name, share in shares.items() if share is not None},
        facts=draw(stated(facts)),
    )


def stated(facts: list[str]) -> st.SearchStrategy[frozenset[str]]:
    """Return no fact more often than one."""
    one = st.sampled_from(facts).map(lambda fact: frozenset({fact})) if facts else st.just(frozenset[str]())
    return st.one_of(st.just(frozenset[str]()), st.just(frozenset[str]()), one)


def around(rule_set: RuleSet, sheet: SheetFacts) -> Iterator[SheetFacts]:
    """Yield a sheet and its neighbours: exactly on each threshold and beside it, all done, nothing, doubled."""
    yield sheet
    yield replace(sheet, facts=frozenset())
    yield replace(sheet, lines=tuple(replace(line, done=line.assigned) for line in sheet.lines))
    yield replace(sheet, lines=tuple(replace(line, extra=True) for line in sheet.lines))
    yield replace(sheet, lines=sheet.lines + sheet.lines)
    yield replace(sheet, lines=())
    yield from landing(rule_set, sheet)
    plain = tuple(replace(line, quality_failures=0, times_late=0, days_late=0) for line in sheet.lines)
    yield from landing(rule_set, replace(sheet, lines=plain))


def landing(rule_set: RuleSet, sheet: SheetFacts) -> Iterator[SheetFacts]:
    """Yield the sheet with the general points that bring it onto a threshold, and a hair below and above."""
    try:
        outputs = evaluate_sheet(rule_set, sheet, trace=False).outputs
    except FactRefused:
        return
    table, general = rule_set.general_for(sheet.role), sheet.general
    if "total" not in outputs or table is None or not isinstance(general, Fraction):
        return
    for level in rule_set.classes:
        exactly = general + (level.starts or 0) - outputs["total"]
        if 0 <= exactly <= table.maximum and _WHOLE_TURNS % exactly.denominator == 0:
            for points in (exactly, exactly - Fraction(1, _WHOLE_TURNS), exactly + Fraction(1, _WHOLE_TURNS)):
                yield replace(sheet, general=points)


@st.composite
def years(draw: st.DrawFn, rule_set: RuleSet, entries: tuple[int, ...]) -> YearFacts:
    """Return one year, or shorter period, often with a mean exactly on a threshold."""
    count = draw(st.sampled_from([*entries, *entries, *entries, 5]))
    starts = [level.starts for level in rule_set.classes if level.starts is not None] or [Fraction(50)]
    given = scores(starts)
    listed = draw(st.lists(given, min_size=count, max_size=count))
    if draw(st.booleans()):
        swings = [Fraction(0), Fraction(1), Fraction(1, 3), Fraction(70, 37)]
        start, swing = draw(st.sampled_from(starts)), draw(st.sampled_from(swings))
        listed = [start + (swing if place % 2 else -swing) for place in range(count)]
    facts = sorted(rule_set.known_facts)
    role: Any = draw(st.sampled_from([*sorted(rule_set.roles), "staff"]))
    return YearFacts(
        role=role,
        scores=tuple(listed),
        absence=draw(st.sampled_from(["none", "none", "maternity", "sick", "unpaid"])),
        months_worked=draw(st.sampled_from([Fraction(12), Fraction(12), Fraction(6), Fraction(11, 2), Fraction(0)])),
        unit_class=draw(st.sampled_from([None, *rule_set.class_codes])),
        facts=draw(stated(facts)),
    )


def scores(starts: Iterable[Fraction]) -> st.SearchStrategy[Fraction | None]:
    """Return scores on the thresholds, a hair beside them, anywhere, and none."""
    hairs = [Fraction(0), Fraction(0), Fraction(1, 10**6), Fraction(-1, 10**6), Fraction(-1, 3)]
    return st.one_of(
        st.none(),
        st.builds(lambda start, hair: start + hair, st.sampled_from(list(starts)), st.sampled_from(hairs)),
        st.integers(0, 240).map(lambda n: Fraction(n, 2)),
        st.integers(0, 9999).map(lambda n: Fraction(n, 111)),
    )


@st.composite
def agencies(draw: st.DrawFn, rule_set: RuleSet) -> CapFacts:
    """Return one agency of a few groups, some of them empty."""
    starts = [level.starts for level in rule_set.classes if level.starts is not None] or [Fraction(50)]
    given = st.lists(scores(starts), max_size=12)
    groups = draw(st.lists(given, max_size=3))
    listed = tuple(CapGroup(f"G{place}", tuple(listed)) for place, listed in enumerate(groups))
    return CapFacts(listed, draw(st.booleans()))


def spread(rule_set: RuleSet, count: int, seed: int, *, fine: bool) -> dict[int, SheetFacts]:
    """Return this many sheets by key: generated ones and their neighbours."""
    found: list[SheetFacts] = []
    while len(found) < count:
        for sheet in collect(sheets(rule_set, fine), count // 10 + 1, seed + len(found)):
            found.extend(around(rule_set, sheet))
    return dict(enumerate(found[:count]))
