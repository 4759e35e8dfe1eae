"""Changes one sign, operator or number of a formula at a time, and asks whether a case notices.

``python -m tests.rule_sets.formula_mutants [ID...]`` prints the survivors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from kpi_es.evaluation.case_files import Case
from kpi_es.evaluation.cases import check_case
from kpi_es.rulebook import RuleBook, RuleSet, load_rule_book
from kpi_es.rulebook.language.compiler import Runner, compile_formula
from kpi_es.rulebook.language.formula import Formula
from kpi_es.rulebook.language.parser import parse
from kpi_es.rulebook.language.tokens import Token, tokenize
from kpi_es.rulebook.problems import FormulaError
from kpi_es.rulebook.rule_set import Clause, Definition, StatusRule
from tests.rule_sets.mutants import Survivor, all_cases, cases_of
from tests.rule_sets.readings import Reading, readings_of

_OTHER = {
    "+": "-", "-": "+", "*": "/", "/": "*",
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "min": "max", "max": "min", "floor": "ceil", "ceil": "floor",
    "and": "or", "or": "and", "not": "", "where": "where not", "true": "false", "false": "true",
}  # fmt: skip
"""What each sign or word of a formula is changed to."""


def survivors(rule_set: RuleSet, cases: list[Case], base: RuleSet | None = None) -> Iterator[Survivor]:
    """Yield the changes no case of the rule set, or of another reading of it, noticed.

    A formula that `base` has word for word is left to the cases of `base`. The formulas of `rule_set` are changed and
    put back, so nobody else may use it meanwhile.
    """
    tried = [Reading(rule_set, cases_of(rule_set, cases)), *readings_of(rule_set)]
    places = [dict(formulas(each.rule_set)) for each in tried]
    inherited = {} if base is None else dict(formulas(base))
    for place, formula in places[0].items():
        if place in inherited and inherited[place].text == formula.text:
            continue
        for change, text in changed_texts(formula.text):
            seen = [_noticed(each, formulas_there[place], text)
                    for each, formulas_there in zip(tried, places, strict=True)]  # fmt: skip
            if not any(seen) and None not in seen:
                yield Survivor(rule_set.id, place, change)


def formulas(rule_set: RuleSet) -> Iterator[tuple[str, Formula]]:
    """Yield every formula of a rule set with the place it stands at."""
    sheet = rule_set.sheet
    for section in ("lines", "sums", "ratios", "results", "points"):
        yield from _defined(section, getattr(sheet, section))
    yield from _statuses("statuses", sheet.statuses)
    for level in rule_set.classes:
        for number, condition in enumerate(level.conditions, 1):
            yield from _at(f"classes.{level.code}.{number}", condition.when)
    for number, override in enumerate(rule_set.overrides, 1):
        yield from _at(f"overrides.{number}", override.when)
    for name, period in rule_set.periods.items():
        yield from _defined(f"periods.{name}.sums", period.sums)
        yield from _statuses(f"periods.{name}.statuses", period.statuses)
        yield from _defined(f"periods.{name}.scores", period.scores)
        yield from ((f"periods.{name}.classes.{each.code}", each.when.formula) for each in period.classes if each.when)
    if rule_set.cap is not None:
        yield from _defined("cap.limits", rule_set.cap.limits)
        yield from _defined("cap.allowed", rule_set.cap.allowed)
    yield from _defined("coefficient", rule_set.coefficient)


def _defined(section: str, definitions: Iterable[Definition]) -> Iterator[tuple[str, Formula]]:
    for each in definitions:
        if each.everyone is not None:
            yield f"{section}.{each.name}", each.everyone.formula
        yield from ((f"{section}.{each.name}.{role}", clause.formula) for role, clause in each.by_role.items())


def _statuses(section: str, rules: Iterable[StatusRule]) -> Iterator[tuple[str, Formula]]:
    return ((f"{section}.{number}", rule.when.formula) for number, rule in enumerate(rules, 1))


def _at(place: str, when: Any) -> Iterator[tuple[str, Formula]]:
    clauses: dict[str, Clause] = dict(when)
    return ((f"{place}.{at}", clause.formula) for at, clause in clauses.items())


def changed_texts(text: str) -> Iterator[tuple[str, str]]:
    """Yield each change in words, and the formula with it: a sign or word turned, a number one more and one less."""
    for token in tokenize(text):
        for other in _others(token):
            start = token.column - 1
            changed = f"{text[:start]}{other}{text[start + len(token.text) :]}"
            yield f"column {token.column}: {token.text} -> {other}".rstrip(), changed


def _others(token: Token) -> list[str]:
    if token.kind == "number":
        number, percent = Decimal(token.text.rstrip("%")), token.text[len(token.text.rstrip("%")) :]
        return [f"{changed}{percent}" for changed in (number - 1, number + 1) if changed >= 0]
    return [_OTHER[token.text]] if token.kind != "word" and token.text in _OTHER else []


def _compiled(text: str, rule_set: RuleSet) -> Runner | None:
    """Return what calculates a formula, None where it can not be read."""
    values: Any = {p.name: p.value for p in rule_set.parameters.values() if not isinstance(p.value, tuple)}
    try:
        tree = parse(text, {name: titled.table for name, titled in rule_set.tables.items()})
    except FormulaError:
        return None
    return compile_formula(tree, values)


@contextmanager
def _running(formula: Formula, run: Runner) -> Iterator[None]:
    """Let a formula calculate something else for a while; reading the whole rule set anew would cost 20 ms a change."""
    before = formula.run
    object.__setattr__(formula, "run", run)
    try:
        yield
    finally:
        object.__setattr__(formula, "run", before)


def _noticed(reading: Reading, formula: Formula, text: str) -> bool | None:
    """Tell whether a case fails when a formula says `text` instead; None where that is no formula (`/ x`, `+ x`).

    The case that failed moves to the front, as it often notices the next change too.
    """
    run = _compiled(text, reading.rule_set)
    if run is None:
        return None
    with _running(formula, run):
        for place, case in enumerate(reading.cases):
            if _fails(case, reading.rule_set):
                reading.cases.insert(0, reading.cases.pop(place))
                return True
    return False


def _fails(case: Case, rule_set: RuleSet) -> bool:
    try:
        return not check_case(case, rule_set).ok
    except ZeroDivisionError:
        return True


def base_of(rule_set: RuleSet, book: RuleBook) -> RuleSet | None:
    """Return the rule set another one is based on."""
    return None if rule_set.based_on is None else book[rule_set.based_on]


def main(ids: list[str], show: Callable[[str], object] = print) -> int:
    """Print the survivors of the rule sets named, or of all; return how many there are."""
    book, cases = load_rule_book(), all_cases()
    found = [each for name in ids or book for each in survivors(book[name], cases, base_of(book[name], book))]
    for each in found:
        show(f"{each.rules}: {each.place}: {each.value}")
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
