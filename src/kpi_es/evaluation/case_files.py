"""Reads case files: stated facts and what a rule set must give for them (docs/rule-set-language.md).

Every key is checked; an error names the file, the line and the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast, get_args

from kpi_es.domain.values import Role
from kpi_es.evaluation.facts import (
    Absence,
    CapFacts,
    CapGroup,
    CoefficientFacts,
    FactRefused,
    LineFacts,
    SheetFacts,
    Subject,
    YearFacts,
)
from kpi_es.rulebook.documents import LARGEST_DOCUMENT, Cursor, Listing, Text, read_document
from kpi_es.rulebook.problems import BadDocument

Facts = SheetFacts | YearFacts | CapFacts | CoefficientFacts
MOST_VALUES = 1_000_000
KINDS = ("sheet", "year", "cap", "coefficient")


class CaseFileError(BadDocument):
    """A case file that can not be read as such."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected output; `group` is set for one group of `allowed_by_group`."""

    name: str
    text: str
    group: str | None
    place: Cursor


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file, ready to evaluate."""

    file: str
    case: str
    source: str
    rules: Cursor
    kind: str
    given: Facts
    expect: tuple[Expected, ...]


def read_case_file(path: Path) -> list[Case]:
    """Return the cases of a file; raises CaseFileError at the first thing that does not belong there."""
    root = read_document(_text(path), str(path), CaseFileError, MOST_VALUES)
    cases = [_case(item) for item in root.items()]
    seen: set[str] = set()
    for item, case in zip(root.items(), cases, strict=True):
        if case.case in seen:
            raise item.refuse(f"trùng tên: {case.case!r}", f"this name is there twice: {case.case!r}")
        seen.add(case.case)
    return cases


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > 4 * LARGEST_DOCUMENT:
            raise CaseFileError(str(path), 1, "", "tệp quá lớn", "the file is too large")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        vi = "không đọc được tệp (cần văn bản UTF-8)"
        raise CaseFileError(str(path), 1, "", vi, f"the file can not be read as UTF-8 text: {error}") from None


def _case(cursor: Cursor) -> Case:
    keys = cursor.entries("case", "source", "rules", "kind", "given", "expect")
    kind = keys["kind"].choice(*KINDS)
    readers: dict[str, Callable[[Cursor], Facts]] = {
        "sheet": _sheet,
        "year": _year,
        "cap": _cap,
        "coefficient": _coefficient,
    }
    try:
        given = readers[kind](keys["given"])
    except FactRefused as refused:
        raise keys["given"].refuse(f"{refused.name}: {refused.vi}", f"{refused.name}: {refused.en}") from None
    expect = tuple(expected for name, place in keys["expect"].pairs() for expected in _expected(name, place))
    if not expect:
        raise keys["expect"].refuse("phải nêu ít nhất một kết quả", "must name at least one output")
    texts = (keys["case"].text(), keys["source"].text())
    return Case(cursor.file, *texts, keys["rules"], kind, given, expect)


def _expected(name: str, place: Cursor) -> list[Expected]:
    if name == "allowed_by_group":
        return [Expected(name, _decimal(below), group, below) for group, below in place.pairs()]
    return [Expected(name, place.text() if name in ("class", "status") else _decimal(place), None, place)]


def _decimal(place: Cursor) -> str:
    text = place.text()
    if not re.fullmatch(r"-?\d{1,18}(\.\d{1,12})?", text):
        raise place.refuse(f'{text!r}: viết số thập phân, ví dụ "70.00"', f'{text!r}: write a decimal such as "70.00"')
    return text


def _sheet(cursor: Cursor) -> SheetFacts:
    keys = cursor.entries("role", "general", "lines", optional=("leader", "facts"))
    leader = keys.get("leader")
    return SheetFacts(
        role=_role(keys["role"]),
        general=_general(keys["general"]),
        lines=tuple(_line(item) for item in keys["lines"].items()),
        leader=None if leader is None or leader.is_null else {name: place.number() for name, place in leader.pairs()},
        facts=_words(keys.get("facts")),
    )


def _general(cursor: Cursor) -> Fraction | dict[str, Fraction] | None:
    if cursor.is_null:
        return None
    if isinstance(cursor.node, (Text, Listing)):
        return cursor.number()
    return {name: place.number() for name, place in cursor.pairs()}


def _line(cursor: Cursor) -> LineFacts:
    counts = ("quality_failures", "times_late", "days_late")
    keys = cursor.entries("line", "coefficient", "assigned", "done", optional=(*counts, "excused", "extra", "measures"))
    return LineFacts(
        line=keys["line"].text(),
        coefficient=keys["coefficient"].number(),
        assigned=keys["assigned"].number(),
        done=keys["done"].number(),
        quality_failures=_count(keys.get("quality_failures")),
        times_late=_count(keys.get("times_late")),
        days_late=_count(keys.get("days_late")),
        excused=frozenset(item.choice("quality", "timeliness") for item in _items(keys.get("excused"))),
        extra="extra" in keys and keys["extra"].flag(),
        measures=dict(_measure(name, place) for name, place in keys["measures"].pairs()) if "measures" in keys else {},
    )


def _measure(name: str, place: Cursor) -> tuple[str, Fraction | str]:
    text = place.text()
    return name, place.number() if re.match(r"-?\d", text) else text


def _year(cursor: Cursor) -> YearFacts:
    keys = cursor.entries("role", "scores", optional=("absence", "months_worked", "unit_class", "facts"))
    scores = tuple(None if item.is_null else item.number() for item in keys["scores"].items())
    absence = keys["absence"].choice(*get_args(Absence)) if "absence" in keys else "none"
    unit_class = keys.get("unit_class")
    return YearFacts(
        role=_role(keys["role"]),
        scores=scores,
        absence=cast(Absence, absence),
        months_worked=keys["months_worked"].number() if "months_worked" in keys else Fraction(12),
        unit_class=None if unit_class is None or unit_class.is_null else unit_class.text(),
        facts=_words(keys.get("facts")),
    )


def _cap(cursor: Cursor) -> CapFacts:
    keys = cursor.entries("groups", optional=("outstanding",))
    groups = tuple(_group(item) for item in keys["groups"].items())
    return CapFacts(groups, "outstanding" in keys and keys["outstanding"].flag())


def _group(cursor: Cursor) -> CapGroup:
    keys = cursor.entries("group", "scores")
    scores = tuple(None if item.is_null else item.number() for item in keys["scores"].items())
    return CapGroup(keys["group"].text(), scores)


def _coefficient(cursor: Cursor) -> CoefficientFacts:
    keys = cursor.entries("points", "standard")
    return CoefficientFacts(keys["points"].number(), keys["standard"].number())


def _role(cursor: Cursor) -> Subject:
    return cast(Subject, cursor.choice(*get_args(Role), "organisation"))


def _items(cursor: Cursor | None) -> list[Cursor]:
    return [] if cursor is None else cursor.items()


def _words(cursor: Cursor | None) -> frozenset[str]:
    return frozenset(item.text() for item in _items(cursor))


def _count(cursor: Cursor | None) -> int:
    return 0 if cursor is None else cursor.whole()
