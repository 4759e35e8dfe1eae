"""What must hold for every sheet, whatever is in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.values import Role
from kpi_es.evaluation import LineFacts, SheetFacts, evaluate_sheet
from kpi_es.evaluation.classes import level_of
from kpi_es.rulebook import RuleBook

AMOUNTS = st.fractions(0, 6, max_denominator=12)
LINES = st.builds(
    LineFacts,
    line=st.text("TABC", min_size=1, max_size=3),
    coefficient=st.fractions(Fraction(1, 10), 9, max_denominator=10),
    assigned=AMOUNTS,
    done=AMOUNTS,
    quality_failures=st.integers(0, 6),
    times_late=st.integers(0, 6),
    days_late=st.integers(0, 6),
    excused=st.sets(st.sampled_from(["quality", "timeliness"])).map(frozenset),
    extra=st.booleans(),
)
HANDBOOK = "nd335-2025-handbook"
GENERAL = st.fractions(0, 30, max_denominator=8)
SHARES = st.fixed_dictionaries(dict.fromkeys(["d", "dd", "e"], st.sampled_from([Fraction(1, 2), Fraction(1)])))
ROLES: st.SearchStrategy[Role] = st.sampled_from(["staff", "head", "deputy", "support", "contract"])
SHEETS = st.builds(
    SheetFacts,
    role=ROLES,
    general=GENERAL,
    lines=st.lists(LINES, max_size=6).map(tuple),
    leader=SHARES,
)
FILLED = st.builds(
    SheetFacts,
    role=ROLES,
    general=GENERAL,
    lines=st.lists(LINES.filter(lambda line: line.assigned > 0 and not line.extra), min_size=1, max_size=6).map(tuple),
    leader=SHARES,
)


def total(rule_book: RuleBook, facts: SheetFacts, rules: str = "nd335-2025") -> Fraction:
    return evaluate_sheet(rule_book[rules], facts, trace=False).outputs["total"]


def readings(facts: SheetFacts) -> tuple[str, ...]:
    """Return the rule sets that score the sheet by a, b and c; the handbook judges support staff otherwise."""
    return ("nd335-2025",) if facts.role == "support" else ("nd335-2025", HANDBOOK)


def by_the_decree(facts: SheetFacts, *, by_day: bool) -> Fraction | None:
    """Calculate Art 14 to 17 directly, without the engine; None without assigned work."""
    assigned = sum((line.coefficient * line.assigned for line in facts.lines if not line.extra), Fraction(0))
    if assigned == 0:
        return None
    a = b = c = Fraction(0)
    for line in facts.lines:
        done = line.coefficient * line.done
        failures = 0 if "quality" in line.excused else min(4, line.quality_failures)
        late = 0 if "timeliness" in line.excused else min(4, line.days_late if by_day else line.times_late)
        a, b, c = a + done, b + done * (4 - failures) / 4, c + done * (4 - late) / 4
    work = (a + b + c) / assigned
    assert isinstance(facts.general, Fraction)
    if facts.role in ("head", "deputy"):
        return facts.general + (work + sum((facts.leader or {}).values())) / 6 * 70
    return facts.general + work / 3 * 70


@given(SHEETS)
def test_the_engine_equals_the_decree_calculated_directly(rule_book: RuleBook, facts: SheetFacts) -> None:
    for rules in readings(facts):
        result = evaluate_sheet(rule_book[rules], facts)
        assert result.outputs.get("total") == by_the_decree(facts, by_day=rules == HANDBOOK)
        assert result.status == ("scored" if "total" in result.outputs else "insufficient_data")


@given(GENERAL, st.lists(st.tuples(LINES, *[st.fractions(0, 1, max_denominator=7)] * 3), min_size=1, max_size=5))
def test_support_staff_under_the_handbook_have_the_mean_of_their_three_levels(
    rule_book: RuleBook, general: Fraction, judged: list[tuple[LineFacts, Fraction, Fraction, Fraction]]
) -> None:
    names = ("quality_level", "compliance_level", "effectiveness_level")
    lines = tuple(replace(line, measures=dict(zip(names, levels, strict=True))) for line, *levels in judged)
    result = evaluate_sheet(rule_book[HANDBOOK], SheetFacts("support", general, lines))
    if not any(line.coefficient * line.assigned for line in lines if not line.extra):
        assert result.status == "insufficient_data"
        return
    weights = [line.coefficient * line.assigned for line in lines]
    earned = sum((weight * sum(levels) for weight, (_, *levels) in zip(weights, judged, strict=True)), Fraction(0))
    assert result.outputs["total"] == general + earned / sum(weights) / 3 * 70


@given(SHEETS)
def test_a_trace_changes_nothing(rule_book: RuleBook, facts: SheetFacts) -> None:
    rules = rule_book["nd335-2025"]
    assert replace(evaluate_sheet(rules, facts), trace=()) == evaluate_sheet(rules, facts, trace=False)


@given(SHEETS, st.randoms())
def test_the_order_of_the_lines_does_not_matter(rule_book: RuleBook, facts: SheetFacts, dice: object) -> None:
    lines = list(facts.lines)
    dice.shuffle(lines)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    rules = rule_book["nd335-2025"]
    shuffled = evaluate_sheet(rules, replace(facts, lines=tuple(lines)), trace=False)
    assert shuffled == evaluate_sheet(rules, facts, trace=False)


@given(FILLED, st.fractions(0, 1, max_denominator=5))
def test_splitting_a_line_keeps_the_total(rule_book: RuleBook, facts: SheetFacts, part: Fraction) -> None:
    first, *others = facts.lines
    one = replace(first, assigned=first.assigned * part, done=first.done * part)
    two = replace(first, assigned=first.assigned * (1 - part), done=first.done * (1 - part))
    assert total(rule_book, replace(facts, lines=(one, two, *others))) == total(rule_book, facts)


@given(FILLED)
def test_an_excuse_never_lowers_the_total(rule_book: RuleBook, facts: SheetFacts) -> None:
    first, *others = facts.lines
    excused = replace(first, excused=frozenset({"quality", "timeliness"}))
    assert total(rule_book, replace(facts, lines=(excused, *others))) >= total(rule_book, facts)


@given(FILLED, AMOUNTS)
def test_more_done_never_lowers_the_total(rule_book: RuleBook, facts: SheetFacts, more: Fraction) -> None:
    first, *others = facts.lines
    busier = replace(facts, lines=(replace(first, done=first.done + more), *others))
    assert total(rule_book, busier) >= total(rule_book, facts)


@given(FILLED)
def test_one_more_failure_or_delay_never_raises_the_total(rule_book: RuleBook, facts: SheetFacts) -> None:
    first, *others = facts.lines
    worse = replace(
        first,
        quality_failures=first.quality_failures + 1,
        times_late=first.times_late + 1,
        days_late=first.days_late + 1,
    )
    for rules in readings(facts):
        assert total(rule_book, replace(facts, lines=(worse, *others)), rules) <= total(rule_book, facts, rules)


@given(FILLED, LINES)
def test_extra_work_never_lowers_the_total(rule_book: RuleBook, facts: SheetFacts, taken_over: LineFacts) -> None:
    busier = replace(facts, lines=(*facts.lines, replace(taken_over, extra=True)))
    assert total(rule_book, busier) >= total(rule_book, facts)


@given(st.fractions(-10, 200), st.fractions(-10, 200))
def test_a_higher_score_is_never_in_a_lower_class(rule_book: RuleBook, one: Fraction, other: Fraction) -> None:
    rules = rule_book["nd335-2025"]
    lower, higher = sorted([one, other])
    codes = rules.class_codes
    assert codes.index(level_of(rules, higher).code) <= codes.index(level_of(rules, lower).code)
