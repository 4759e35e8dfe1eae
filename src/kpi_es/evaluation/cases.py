"""Checks rule sets against case files: what people who know the law expect against what the engine gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never, get_args

from kpi_es.domain.values import format_exact
from kpi_es.evaluation.cap import GROUP_PREFIX, evaluate_cap
from kpi_es.evaluation.case_files import Case, CaseFileError, Expected, Facts, listed, read_case_file, refuse_no_decimal
from kpi_es.evaluation.coefficient import evaluate_coefficient
from kpi_es.evaluation.facts import CapFacts, CoefficientFacts, FactRefused, PeriodFacts, SheetFacts, YearFacts
from kpi_es.evaluation.period import evaluate_period_mean, evaluate_year
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.rounding import round_half_up
from kpi_es.evaluation.sheet import evaluate_sheet
from kpi_es.rulebook.book import RuleBook
from kpi_es.rulebook.documents import Cursor
from kpi_es.rulebook.language.bounds import UNBOUNDED
from kpi_es.rulebook.problems import UnknownRuleSet, each, hint, nearest
from kpi_es.rulebook.reach import bounds_of_total, out_of_reach
from kpi_es.rulebook.rule_set import RuleSet, Status

__all__ = ["CaseFileError", "CaseOutcome", "Difference", "check_case", "check_cases"]

NOT_GIVEN = "none"
"""Shown where the evaluation has no such output, for instance because it is not known."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An expected output that came out differently; `got` is rounded to the decimals of `expected`."""

    name: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What checking one case gave."""

    file: str
    case: str
    rules: str
    ok: bool
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the case-file format describes it."""
        differences = [{"name": d.name, "expected": d.expected, "got": d.got} for d in self.differences]
        return {
            "file": self.file,
            "case": self.case,
            "rules": self.rules,
            "ok": self.ok,
            "differences": differences,
        }


def check_cases(paths: Iterable[Path], rule_book: RuleBook) -> list[CaseOutcome]:
    """Return one outcome a case, in the order of the files.

    Raises CaseFileError for a malformed file, and for a fact or an output its rule set does not know.
    """
    cases = [case for found in each(paths, read_case_file) for case in found]
    planned = each(cases, lambda case: (case, _rule_set(case, rule_book)))
    return each(planned, lambda pair: _checked(*pair))


def _checked(case: Case, rule_set: RuleSet) -> CaseOutcome:
    _refuse_unknown_outputs(case, rule_set)
    _refuse_undeclared(case, rule_set)
    _refuse_impossible_scores(case, rule_set)
    try:
        return _outcome(case, rule_set)
    except FactRefused as refused:
        raise case.refuse(refused) from None


def evaluate(rule_set: RuleSet, facts: Facts, *, trace: bool = True) -> Result:
    """Return the result for facts of any kind."""
    match facts:
        case SheetFacts():
            return evaluate_sheet(rule_set, facts, trace=trace)
        case PeriodFacts(period, role, scores, stated):
            return evaluate_period_mean(rule_set, period, role, scores, stated, trace=trace)
        case YearFacts():
            return evaluate_year(rule_set, facts, trace=trace)
        case CapFacts():
            return evaluate_cap(rule_set, facts, trace=trace)
        case CoefficientFacts():
            return evaluate_coefficient(rule_set, facts, trace=trace)
    assert_never(facts)


def _rule_set(case: Case, rule_book: RuleBook) -> RuleSet:
    try:
        return rule_book[case.rules.text()]
    except UnknownRuleSet as error:
        raise case.rules.refuse(
            f"{error.vi}; bộ quy tắc của riêng bạn thì thêm --rules TỆP",
            f"{error.en}; for a rule set of your own add --rules FILE",
        ) from None


def _refuse_unknown_outputs(case: Case, rule_set: RuleSet) -> None:
    words = {"class": rule_set.class_codes, "status": get_args(Status)}
    known = (*rule_set.units, *words, "allowed_by_group")
    for expected in case.expect:
        if expected.name not in known:
            vi, en = hint(expected.name, known)
            raise expected.place.refuse(
                f"bộ quy tắc không có kết quả {expected.name!r}; {vi}",
                f"the rule set has no output {expected.name!r}; {en}",
            )
        if expected.name in words:
            expected.place.choice(*words[expected.name])
        else:
            refuse_no_decimal(expected)


def _refuse_undeclared(case: Case, rule_set: RuleSet) -> None:
    """Refuse facts, criteria and measures that the rule set does not declare, each at its place."""
    facts = listed(case.place.below("facts"))
    asked = [_Asked(place, place.text(), rule_set.known_facts, "sự việc", "fact") for place in facts]
    table, general = rule_set.general_for(getattr(case.given, "role", "")), case.place.below("general")
    criteria = [criterion.id for criterion in table.criteria] if table is not None else ()
    if table is not None and general is not None and general.names:
        asked += [_Asked(place, name, criteria, "tiêu chí", "criterion") for name, place in general.pairs()]
    measures = [measure.name for measure in rule_set.sheet.measures]
    for line in listed(case.place.below("lines")):
        given = line.below("measures")
        named = given.pairs() if given is not None else ()
        asked += [_Asked(place, name, measures, "số đo", "measure") for name, place in named]
    each(asked, _refuse_unknown_name)


def _refuse_impossible_scores(case: Case, rule_set: RuleSet) -> None:
    """Refuse scores of months, quarters or people that the rule set can not give."""
    given = [case.place, *listed(case.place.below("groups"))]
    scores = [score for place in given for score in listed(place.below("scores")) if not score.is_null]
    within = bounds_of_total(rule_set) if scores else UNBOUNDED
    low, high = ("…" if limit is None else format_exact(limit) for limit in (within.least, within.most))

    def refuse(place: Cursor) -> None:
        if out_of_reach(place.number(), within):
            raise place.refuse(
                f"{place.text()} điểm nằm ngoài {low} đến {high}, là điểm bộ quy tắc này có thể cho",
                f"{place.text()} points are outside {low} to {high}, which is what this rule set can give",
            )

    each(scores, refuse)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name in a case, the names the rule set has for it, and what such a name is called."""

    place: Cursor
    name: str
    known: Collection[str]
    vi: str
    en: str


def _refuse_unknown_name(asked: _Asked) -> None:
    if asked.name in asked.known:
        return
    close = nearest(asked.name, asked.known)
    meant = (f"có phải ý là {close[0]}? ", f"did you mean {close[0]}? ") if close else ("", "")
    names = ", ".join(sorted(asked.known)[:12]) or "-"
    raise asked.place.refuse(
        f"bộ quy tắc không có {asked.vi} {asked.name[:40]!r}; {meant[0]}Có: {names}",
        f"the rule set has no {asked.en} {asked.name[:40]!r}; {meant[1]}It has: {names}",
    )


def check_case(case: Case, rule_set: RuleSet) -> CaseOutcome:
    """Return what checking one case against a rule set gives, whichever rule set the case names.

    A fact that rule set can not accept is a difference: the case was written for another one.
    """
    try:
        return _outcome(case, rule_set)
    except FactRefused as refused:
        difference = Difference(f"given.{refused.name}", "accepted", f"{refused.vi} / {refused.en}")
        return CaseOutcome(case.file, case.case, rule_set.id, ok=False, differences=(difference,))


def _outcome(case: Case, rule_set: RuleSet) -> CaseOutcome:
    result = evaluate(rule_set, case.given, trace=False)
    found = [(expected, _got(expected, result, rule_set)) for expected in case.expect]
    wrong = [Difference(_label(e), e.text, got) for e, got in found if got != e.text]
    differences = (*_unused_facts(case, rule_set), *wrong)
    return CaseOutcome(case.file, case.case, rule_set.id, not differences, differences)


def _unused_facts(case: Case, rule_set: RuleSet) -> list[Difference]:
    given = case.given.facts if isinstance(case.given, (SheetFacts, PeriodFacts, YearFacts)) else frozenset[str]()
    known = ", ".join(sorted(rule_set.known_facts))
    return [Difference("given.facts", f"one of: {known}", fact) for fact in sorted(given - rule_set.known_facts)]


def _label(expected: Expected) -> str:
    return expected.name if expected.group is None else f"{expected.name}.{expected.group}"


def _got(expected: Expected, result: Result, rule_set: RuleSet) -> str:
    if expected.name == "class":
        return result.class_code or NOT_GIVEN
    if expected.name == "status":
        return result.status
    name = expected.name if expected.group is None else GROUP_PREFIX + expected.group
    value = result.outputs.get(name)
    if value is None:
        return NOT_GIVEN if result.status == "scored" else result.status
    shown = value * 100 if rule_set.units.get(name) == "share" else value
    return round_half_up(shown, len(expected.text.partition(".")[2]))
