"""Changes every value of a rule set, one at a time, and asks whether a case notices.

``python -m tests.rule_sets.mutants [ID...]`` prints the survivors: values that may be changed and no case fails.
A value is a parameter, a limit or value of a table, a number a class starts at, a measure's default, a criterion's
rule. What the law fixes only by a sum (maxima of criteria) can not be changed alone; the reader refuses that.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from kpi_es.domain.values import format_exact, parse_exact
from kpi_es.evaluation.case_files import Case, read_case_file
from kpi_es.evaluation.cases import check_case
from kpi_es.rulebook import RuleBook, RuleSet, RuleSetError, load_rule_book
from kpi_es.rulebook.reading import read_rule_set
from tests.rule_sets.readings import Reading, readings_of

CASE_FOLDER = Path(__file__).parents[1] / "cases"
_NULLS = ("", "~", "null")
_LITTLE = {"share": Fraction(1, 20), "coefficient": Fraction(1, 10)}
"""How far a number is moved, up and down: by one, a share by five of a hundred, a weight by a tenth."""
_NARROWER = {"at_least": (+1,), "at_most": (-1,)}
"""Limits of what may be stated are only narrowed: a case states what is allowed, it can not expect a refusal."""
_RELATED = {"nd335-2025-handbook": "nd335-2025"}
"""Rule sets that say the same as another one in all but a few values, and so are held by its cases too."""

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """A rule set's document with one value changed; `place` names the value, `value` is what it was changed to."""

    place: str
    value: str
    document: Any
    path: Path_


@dataclass(frozen=True)
class Survivor:
    """A change that no case noticed."""

    rules: str
    place: str
    value: str


def all_cases() -> list[Case]:
    """Return every case of the project."""
    return [case for path in sorted(CASE_FOLDER.glob("*.yaml")) for case in read_case_file(path)]


def cases_of(rule_set: RuleSet, cases: list[Case]) -> list[Case]:
    """Return the cases that hold for a rule set: its own, and those of what it is based on that are true here too."""
    related = (rule_set.id, rule_set.based_on or _RELATED.get(rule_set.id))
    return [case for case in cases if case.rules.text() in related and check_case(case, rule_set).ok]


def survivors(rule_set: RuleSet, cases: list[Case]) -> Iterator[Survivor]:
    """Yield the changes no case noticed; a place where every change is refused by the reader counts as one."""
    holding, others = cases_of(rule_set, cases), list(readings_of(rule_set))
    read: dict[str, bool] = {}
    for mutant in mutants(rule_set.document):
        try:
            changed = read_rule_set(as_text(mutant.document), "changed.yaml")
        except RuleSetError:
            read.setdefault(mutant.place, False)
            continue
        read[mutant.place] = True
        if not _noticed(changed, holding) and not any(_noticed_there(each, rule_set, mutant) for each in others):
            yield Survivor(rule_set.id, mutant.place, mutant.value)
    yield from (Survivor(rule_set.id, place, "refused") for place, any_read in read.items() if not any_read)


def _noticed_there(reading: Reading, rule_set: RuleSet, mutant: Mutant) -> bool:
    """Tell whether a case of another reading fails, unless it is this very value that the reading sets."""
    if _at(reading.rule_set.document, mutant.path) != _at(rule_set.document, mutant.path):
        return False
    document = copy.deepcopy(reading.rule_set.document)
    _at(document, mutant.path[:-1])[mutant.path[-1]] = _at(mutant.document, mutant.path)
    return _noticed(read_rule_set(as_text(document), "changed.yaml"), reading.cases)


def _noticed(changed: RuleSet, cases: list[Case]) -> bool:
    """Tell whether a case fails; the one that did moves to the front, as it often notices the next change too."""
    for place, case in enumerate(cases):
        if not check_case(case, changed).ok:
            cases.insert(0, cases.pop(place))
            return True
    return False


def mutants(document: Any) -> Iterator[Mutant]:
    """Yield the document once for every other value that every place could have."""
    for path, unit in _places(document):
        here = _at(document, path)
        for value in _other_values(here, unit, _at(document, path[:-1]), _NARROWER.get(str(path[-1]), (-1, +1))):
            changed = copy.deepcopy(document)
            _at(changed, path[:-1])[path[-1]] = value
            yield Mutant(_named(document, path), _shown(value), changed, path)


def _places(document: Any) -> Iterator[tuple[Path_, str]]:
    """Yield where values stand, and their units."""
    for name, parameter in document.get("parameters", {}).items():
        yield ("parameters", name, "value"), parameter["unit"]
    for name, table in document.get("tables", {}).items():
        units = {"from": table["input"], "up_to": table["input"], "value": table["unit"]}
        for place, row in enumerate(table["rows"]):
            numbers = [key for key in units if _is_number(row.get(key))]
            yield from ((("tables", name, "rows", place, key), units[key]) for key in numbers)
    for name, measure in document.get("measures", {}).items():
        for key in sorted(measure.keys() & {"at_least", "at_most", "when_missing"}):
            yield ("measures", name, key), measure.get("unit", "word")
    for place, level in enumerate(document["classes"]):
        if _is_number(level.get("starts")):
            yield ("classes", place, "starts"), "points"


def _is_number(text: Any) -> bool:
    if not isinstance(text, str):
        return False
    try:
        parse_exact(text.removesuffix("%").strip())
    except ValueError:
        return False
    return True


def _other_values(here: Any, unit: str, around: Any, ways: tuple[int, ...]) -> list[Any]:
    """Return what else could stand there: a number on either side, every other word, a list without an item."""
    if here == "abolished":
        return ["1"] if unit not in ("word", "truth", "shares") else []
    if unit == "truth":
        return ["false" if here == "true" else "true"]
    if unit == "word":
        return [word for word in around["choices"] if word != here]
    if unit == "shares":
        return [[item for item in here if item != left_out] for left_out in here if len(here) > 1]
    percent = here.endswith("%")
    number = parse_exact(here.removesuffix("%").strip()) / (100 if percent else 1)
    moved = [number + way * _LITTLE.get(unit, Fraction(1)) for way in ways]
    return [format_exact(each) for each in moved]


def _at(document: Any, path: Path_) -> Any:
    for key in path:
        document = document[key]
    return document


def _named(document: Any, path: Path_) -> str:
    parts: list[str] = []
    for depth, key in enumerate(path):
        code = _at(document, path[: depth + 1])
        parts.append(str(code["code"]) if isinstance(code, dict) and "code" in code else str(key))
    return ".".join(parts)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def as_text(document: Any) -> str:
    """Return a document as YAML on one line; texts are quoted, so that nothing is read as something else."""
    if isinstance(document, str):
        return "null" if document in _NULLS else json.dumps(document, ensure_ascii=False)
    if isinstance(document, list):
        return "[" + ", ".join(map(as_text, document)) + "]"
    return "{" + ", ".join(f"{json.dumps(key)}: {as_text(each)}" for key, each in document.items()) + "}"


def main(ids: list[str], show: Callable[[str], object] = print) -> int:
    """Print the survivors of the rule sets named, or of all; return how many there are."""
    book: RuleBook = load_rule_book()
    cases = all_cases()
    found = [each for name in ids or book for each in survivors(book[name], cases)]
    for each in found:
        show(f"{each.rules}: {each.place} -> {each.value}")
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
