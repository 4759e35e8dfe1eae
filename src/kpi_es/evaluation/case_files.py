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
    PeriodFacts,
    SheetFacts,
    Subject,
    YearFacts,
)
from kpi_es.rulebook.documents import LARGEST_DOCUMENT, Cursor, Listing, Table, Text, read_document, read_text_of
from kpi_es.rulebook.problems import BadDocument, each

Facts = SheetFacts | PeriodFacts | YearFacts | CapFacts | CoefficientFacts
MOST_VALUES = 1_000_000
MONTHS_OF_A_YEAR = 12
KINDS = ("sheet", "period", "year", "cap", "coefficient")


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
    place: Cursor
    """Where `given` stands."""

    def refuse(self, refused: FactRefused) -> BadDocument:
        """Return the error for a fact the rule set can not accept, at its place in the file."""
        return _refused(self.place, refused)


def read_case_file(path: Path) -> list[Case]:
    """Return the cases of a file; raises CaseFileError with what is wrong in any of them."""
    text = read_text_of(path, 4 * LARGEST_DOCUMENT, CaseFileError)
    root = read_document(text, str(path), CaseFileError, MOST_VALUES)
    if isinstance(root.node, Table) and root.node.entries.keys() & {"parameters", "based_on", "citations"}:
        raise root.refuse(
            f"đây là tệp bộ quy tắc, không phải tệp ví dụ; hãy chạy: kpi rules show {path}, hoặc"
            f" kpi rules check VÍ_DỤ --rules {path}",
            f"this is a rule set, no case file; run: kpi rules show {path}, or kpi rules check CASES --rules {path}",
        )
    cases = each(root.items(), _case)
    seen: set[str] = set()
    for item, case in zip(root.items(), cases, strict=True):
        if case.case in seen:
            raise item.refuse(f"trùng tên: {case.case!r}", f"this name is there twice: {case.case!r}")
        seen.add(case.case)
    return cases


def _case(cursor: Cursor) -> Case:
    keys = cursor.entries("case", "source", "rules", "kind", "given", "expect")
    kind = keys["kind"].choice(*KINDS)
    readers: dict[str, Callable[[Cursor], Facts]] = {
        "sheet": _sheet,
        "period": _period,
        "year": _year,
        "cap": _cap,
        "coefficient": _coefficient,
    }
    try:
        given = readers[kind](keys["given"])
    except FactRefused as refused:
        raise _refused(keys["given"], refused) from None
    expect = tuple(expected for name, place in keys["expect"].pairs() for expected in _expected(name, place))
    if not expect:
        raise keys["expect"].refuse("phải nêu ít nhất một kết quả", "must name at least one output")
    texts = (keys["case"].text(), keys["source"].text())
    return Case(cursor.file, *texts, keys["rules"], kind, given, expect, keys["given"])


def _refused(given: Cursor, refused: FactRefused) -> BadDocument:
    return _place_of(given, refused.name).refuse(f"{refused.name}: {refused.vi}", f"{refused.name}: {refused.en}")


def _place_of(given: Cursor, name: str) -> Cursor:
    """Return where a fact stands, by the name a refusal gives it: a key, a criterion, `leader.d`, `LINE.key`."""
    label, _, key = name.rpartition(".")
    ways = [[name], ["general", name], name.split(".", 1)]
    for line in listed(given.below("lines")):
        if (named := line.below("line")) is not None and named.is_text(label):
            return _along(line, [key]) or _along(line, ["measures", key]) or line
    return next((place for way in ways if (place := _along(given, way)) is not None), given)


def _along(place: Cursor, way: list[str]) -> Cursor | None:
    found: Cursor | None = place
    for name in way:
        found = None if found is None else found.below(name)
    return found


def listed(cursor: Cursor | None) -> list[Cursor]:
    """Return the items of a list, none where something else stands there."""
    return cursor.items() if cursor is not None and isinstance(cursor.node, Listing) else []


def _expected(name: str, place: Cursor) -> list[Expected]:
    if name == "allowed_by_group":
        return [Expected(name, below.text(), group, below) for group, below in place.pairs()]
    return [Expected(name, place.text(), None, place)]


def refuse_no_decimal(expected: Expected) -> None:
    """Refuse an expected number that is not written as a decimal."""
    text = expected.text
    if not re.fullmatch(r"-?\d{1,18}(\.\d{1,12})?", text):
        comma = text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else "70.00"
        raise expected.place.refuse(
            f'{text[:40]!r}: viết số thập phân với dấu chấm, ví dụ "{comma}"',
            f'{text[:40]!r}: write a decimal such as "{comma}"',
        )


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


def _period(cursor: Cursor) -> PeriodFacts:
    keys = cursor.entries("period", "role", "scores", optional=("facts",))
    period = keys["period"].choice("quarter", "half_year")
    return PeriodFacts(period, _role(keys["role"]), _scores(keys["scores"]), _words(keys.get("facts")))


def _year(cursor: Cursor) -> YearFacts | PeriodFacts:
    period = cursor.below("period")
    if period is not None and period.choice("quarter", "half_year", "year") != "year":
        return _period(cursor)
    keys = cursor.entries("role", "scores", optional=("period", "absence", "months_worked", "unit_class", "facts"))
    absence = keys["absence"].choice(*get_args(Absence)) if "absence" in keys else "none"
    unit_class = keys.get("unit_class")
    return YearFacts(
        role=_role(keys["role"]),
        scores=_scores(keys["scores"]),
        absence=cast(Absence, absence),
        months_worked=_months(keys["months_worked"]) if "months_worked" in keys else Fraction(12),
        unit_class=None if unit_class is None or unit_class.is_null else unit_class.text(),
        facts=_words(keys.get("facts")),
    )


def _cap(cursor: Cursor) -> CapFacts:
    keys = cursor.entries("groups", optional=("outstanding",))
    groups = tuple(_group(item) for item in keys["groups"].items())
    return CapFacts(groups, "outstanding" in keys and keys["outstanding"].flag())


def _group(cursor: Cursor) -> CapGroup:
    keys = cursor.entries("group", "scores")
    return CapGroup(keys["group"].text(), _scores(keys["scores"]))


def _months(cursor: Cursor) -> Fraction:
    months = cursor.number()
    if not 0 <= months <= MONTHS_OF_A_YEAR:
        raise cursor.refuse(f"{months} tháng: một năm có 0 đến 12 tháng", f"{months} months: a year has 0 to 12")
    return months


def _scores(cursor: Cursor) -> tuple[Fraction | None, ...]:
    return tuple(None if item.is_null else item.number() for item in cursor.items())


def _coefficient(cursor: Cursor) -> CoefficientFacts:
    keys = cursor.entries("points", "standard")
    return CoefficientFacts(keys["points"].number(), keys["standard"].number())


def _role(cursor: Cursor) -> Subject:
    return cast(Subject, cursor.choice(*get_args(Role), "organisation"))


def _items(cursor: Cursor | None) -> list[Cursor]:
    return [] if cursor is None else cursor.items()


def _words(cursor: Cursor | None) -> frozenset[str]:
    if cursor is not None and not isinstance(cursor.node, Listing):
        raise cursor.refuse(
            "facts là danh sách các sự việc xảy ra, ví dụ facts: [duty_discipline]; không có thì ghi []",
            "facts is a list of what happened, such as facts: [duty_discipline]; [] where nothing did",
        )
    return frozenset(item.text() for item in _items(cursor))


def _count(cursor: Cursor | None) -> int:
    return 0 if cursor is None else cursor.whole()
