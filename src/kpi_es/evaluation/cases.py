"""Checks rule sets against case files: what people who know the law expect against what the engine gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never, get_args

from kpi_es.evaluation.cap import GROUP_PREFIX, evaluate_cap
from kpi_es.evaluation.case_files import Case, CaseFileError, Expected, Facts, read_case_file
from kpi_es.evaluation.coefficient import evaluate_coefficient
from kpi_es.evaluation.facts import CapFacts, CoefficientFacts, FactRefused, SheetFacts, YearFacts
from kpi_es.evaluation.period import evaluate_year
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.rounding import round_half_up
from kpi_es.evaluation.sheet import evaluate_sheet
from kpi_es.rulebook.book import RuleBook
from kpi_es.rulebook.problems import UnknownRuleSet, hint
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
    """Return one outcome a case, in the order of the files; raises CaseFileError for a malformed file."""
    cases = [case for path in paths for case in read_case_file(path)]
    planned = [(case, _rule_set(case, rule_book)) for case in cases]
    for case, rule_set in planned:
        _refuse_unknown_outputs(case, rule_set)
    return [check_case(case, rule_set) for case, rule_set in planned]


def evaluate(rule_set: RuleSet, facts: Facts, *, trace: bool = True) -> Result:
    """Return the result for facts of any kind."""
    match facts:
        case SheetFacts():
            return evaluate_sheet(rule_set, facts, trace=trace)
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
        raise case.rules.refuse(error.vi, error.en) from None


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


def check_case(case: Case, rule_set: RuleSet) -> CaseOutcome:
    """Return what checking one case against a rule set gives, whichever rule set the case names."""
    differences = _unused_facts(case, rule_set)
    try:
        result = evaluate(rule_set, case.given, trace=False)
    except FactRefused as refused:
        differences.append(Difference(f"given.{refused.name}", refused.en, refused.vi))
    else:
        found = [(expected, _got(expected, result, rule_set)) for expected in case.expect]
        differences += [Difference(_label(e), e.text, got) for e, got in found if got != e.text]
    return CaseOutcome(case.file, case.case, rule_set.id, not differences, tuple(differences))


def _unused_facts(case: Case, rule_set: RuleSet) -> list[Difference]:
    given = case.given.facts if isinstance(case.given, (SheetFacts, YearFacts)) else frozenset[str]()
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
