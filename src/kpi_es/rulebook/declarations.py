"""Reads what a rule set declares before any formula: parameters, lookup tables, facts, measures, roles."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from kpi_es.domain.values import format_exact
from kpi_es.rulebook.clauses import DEFINED_UNITS, MOST_NAMES, ROLES, UNITS, Clauses, read_bilingual, read_unit
from kpi_es.rulebook.documents import Cursor
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import (
    ABOLISHED,
    TRUTH,
    Constant,
    Environment,
    Kind,
    LookupRow,
    LookupTable,
    Value,
    number,
    word,
)
from kpi_es.rulebook.problems import each
from kpi_es.rulebook.rule_set import Bilingual, Fact, Measure, OverFulfilment, Parameter, RoleTitle, TitledTable, Unit

MOST_ROWS = 40
NOTHING = Environment({})
_NUMBER_UNITS = tuple(unit for unit in DEFINED_UNITS if unit != "truth")


def read_parameters(cursor: Cursor) -> dict[str, Parameter]:
    """Return the parameters by name."""
    places = dict(cursor.pairs())
    if len(places) > MOST_NAMES:
        raise cursor.refuse(f"có quá {MOST_NAMES} tham số", f"more than {MOST_NAMES} parameters")
    found = each(places.items(), lambda entry: _parameter(*entry))
    return {parameter.name: parameter for parameter in found}


def _parameter(name: str, cursor: Cursor) -> Parameter:
    Clauses({}).refuse_taken(name, cursor, Clauses({}).scope({}))
    keys = cursor.entries("title", "unit", "value", "source", optional=("choices", "silent", "why"))
    unit = read_unit(keys["unit"], *UNITS)
    choices: dict[str, Bilingual] = {}
    if unit == "word":
        keys = cursor.entries("title", "unit", "choices", "value", "source", optional=("silent", "why"))
        choices = {word: read_bilingual(place) for word, place in keys["choices"].pairs()}
    elif "choices" in keys:
        raise keys["choices"].refuse(
            "chỉ tham số kiểu word mới có choices", "only a parameter of unit word has choices"
        )
    why = _why(cursor, keys)
    value = _value(keys["value"], unit, choices)
    title, source = read_bilingual(keys["title"]), keys["source"].text()
    return Parameter(name, title, unit, value, source, choices, why is not None, why)


def _why(cursor: Cursor, keys: Mapping[str, Cursor]) -> Bilingual | None:
    """Return why this was chosen where the law is silent, None where the law says it."""
    silent = "silent" in keys and keys["silent"].flag()
    if silent != ("why" in keys):
        raise cursor.refuse(
            "silent: true phải đi cùng why (lý do chọn giá trị này)",
            "silent: true and why (the reason) go together",
        )
    return read_bilingual(keys["why"]) if silent else None


def _value(cursor: Cursor, unit: Unit, choices: Mapping[str, Bilingual]) -> Constant | tuple[Fraction, ...]:
    if cursor.is_text("abolished") and "abolished" not in choices:
        return ABOLISHED
    if unit == "word":
        return cursor.choice(*choices)
    if unit == "truth":
        return cursor.flag()
    if unit == "shares":
        return tuple(item.share() for item in cursor.items())
    if unit in ("decimals", "count", "days", "months"):
        return cursor.whole()
    return slim(cursor.share() if unit == "share" else cursor.number())


def read_tables(cursor: Cursor, clauses: Clauses) -> dict[str, TitledTable]:
    """Return the lookup tables and put them in reach of the formulas."""
    found = each(cursor.pairs(), lambda entry: _table(*entry, clauses))
    clauses.tables |= {titled.table.name: titled.table for titled in found}
    return {titled.table.name: titled for titled in found}


def _table(name: str, cursor: Cursor, clauses: Clauses) -> TitledTable:
    clauses.refuse_taken(name, cursor, clauses.scope({}))
    keys = cursor.entries("title", "input", "unit", "source", "rows")
    given, unit = read_unit(keys["input"], *_NUMBER_UNITS, "word"), read_unit(keys["unit"], *_NUMBER_UNITS)
    places = keys["rows"].items()
    if not 2 <= len(places) <= MOST_ROWS:
        raise keys["rows"].refuse(f"bảng cần 2 đến {MOST_ROWS} dòng", f"a table has 2 to {MOST_ROWS} rows")
    by = _fits_by(places[0], given)
    _refuse_bound_in_last(places[-1], by)
    rows = each(places[:-1], lambda place: _row(place, by, given, unit, clauses))
    last = places[-1].entries("value", optional=("source",))
    rows.append(LookupRow(None, _constant(last["value"], number(unit), clauses), _article(last)))
    _refuse_disorder(places, by, rows, clauses)
    table = LookupTable(name, by, given, unit, tuple(rows))
    return TitledTable(table, read_bilingual(keys["title"]), keys["source"].text())


def _fits_by(first: Cursor, given: str) -> Literal["from", "up_to", "is"]:
    allowed: tuple[Literal["from", "up_to", "is"], ...] = ("is",) if given == "word" else ("from", "up_to")
    present = dict(first.pairs())
    for by in allowed:
        if by in present:
            return by
    names = " / ".join(allowed)
    raise first.refuse(f"dòng đầu cần khóa {names}", f"the first row needs the key {names}")


def _row(cursor: Cursor, by: Literal["from", "up_to", "is"], given: str, unit: str, clauses: Clauses) -> LookupRow:
    keys = cursor.entries(by, "value", optional=("source",))
    value = _constant(keys["value"], number(unit), clauses)
    bound = keys[by].text() if by == "is" else _constant(keys[by], number(given), clauses)
    return LookupRow(bound, value, _article(keys))


def _article(keys: Mapping[str, Cursor]) -> str:
    return keys["source"].text() if "source" in keys else ""


def _refuse_bound_in_last(cursor: Cursor, by: str) -> None:
    if by in dict(cursor.pairs()):
        raise cursor.refuse(
            f"dòng cuối lấy mọi trường hợp còn lại nên không có {by}; hãy thêm một dòng cuối - {{value: ...}}",
            f"the last row takes the rest and has no {by}; add a last row - {{value: ...}}",
        )


def _constant(cursor: Cursor, kind: Kind, clauses: Clauses) -> Fraction:
    formula = clauses.formula(cursor, clauses.scope({}), kind)
    return Fraction(formula.run(NOTHING))


def _refuse_disorder(places: list[Cursor], by: str, rows: list[LookupRow], clauses: Clauses) -> None:
    """Refuse a row that stands twice, or out of order; told where it stands, with both limits."""
    limits = [dict(place.pairs())[by] for place in places[:-1]]
    for place, (above, row) in enumerate(pairwise(rows[:-1]), 1):
        wrong = clauses.blamed(limits[place], limits[place - 1])
        if row.bound in [each.bound for each in rows[:place]]:
            raise wrong.refuse(
                f"hai dòng cùng một mức {_limit(row)}; hãy bỏ một dòng",
                f"two rows have the same limit {_limit(row)}; remove one",
            )
        if not (isinstance(row.bound, Fraction) and isinstance(above.bound, Fraction)):
            continue
        if (row.bound > above.bound) if by == "from" else (row.bound < above.bound):
            raise wrong.refuse(
                f"dòng {by} {_limit(row)} đứng sau {_limit(above)}; các dòng from phải từ cao xuống thấp, up_to từ"
                " thấp lên cao",
                f"the row {by} {_limit(row)} stands below {_limit(above)}; rows with from go from high to low, rows"
                " with up_to from low to high",
            )


def _limit(row: LookupRow) -> str:
    return format_exact(row.bound) if isinstance(row.bound, Fraction) else str(row.bound)


def read_facts(cursor: Cursor) -> tuple[Fact, ...]:
    """Return the facts formulas may read; each holds or does not."""
    return tuple(each(cursor.pairs(), lambda entry: _fact(*entry)))


def _fact(name: str, place: Cursor) -> Fact:
    Clauses({}).refuse_taken(name, place, Clauses({}).scope({}))
    keys = place.entries("title", "source")
    return Fact(name, read_bilingual(keys["title"]), keys["source"].text())


def read_roles_declared(cursor: Cursor) -> tuple[RoleTitle, ...]:
    """Return the roles with what they are called here."""
    found: list[RoleTitle] = []
    for role, place in cursor.pairs():
        if role not in ROLES:
            raise place.refuse(
                f"vai trò lạ {role[:40]!r}; được dùng: {', '.join(ROLES)}",
                f"unknown role {role[:40]!r}; allowed: {', '.join(ROLES)}",
            )
        keys = place.entries("title", "source")
        found.append(RoleTitle(role, read_bilingual(keys["title"]), keys["source"].text()))
    return tuple(found)


def read_over_fulfilment(cursor: Cursor) -> OverFulfilment:
    """Return whether a line may be done beyond its assigned quantity, and who says so."""
    keys = cursor.entries("allowed", "source", optional=("silent", "why"))
    return OverFulfilment(keys["allowed"].flag(), keys["source"].text(), _why(cursor, keys))


def read_measures(cursor: Cursor) -> tuple[Measure, ...]:
    """Return the measures: facts of a task line that only this rule set reads."""
    return tuple(each(cursor.pairs(), lambda entry: _measure(*entry)))


def _measure(name: str, cursor: Cursor) -> Measure:
    keys = cursor.entries("title", "source", optional=("unit", "choices", "when_missing", "at_least", "at_most"))
    Clauses({}).refuse_taken(name, cursor, Clauses({}).scope({}))
    title, source = read_bilingual(keys["title"]), keys["source"].text()
    if "choices" in keys:
        keys = cursor.entries("title", "source", "choices", optional=("when_missing",))
        choices = tuple(item.text() for item in keys["choices"].items())
        missing = keys["when_missing"].choice(*choices) if "when_missing" in keys else None
        return Measure(name, title, source, "word", choices, missing, None, None)
    keys = cursor.entries("title", "source", "unit", optional=("when_missing", "at_least", "at_most"))
    unit = read_unit(keys["unit"], *_NUMBER_UNITS)
    least, most, given = (
        (keys[key].share() if unit == "share" else keys[key].number()) if key in keys else None
        for key in ("at_least", "at_most", "when_missing")
    )
    value: Value | None = None if given is None else slim(given)
    return Measure(name, title, source, unit, (), value, least, most)


def measure_kind(measure: Measure) -> Kind:
    """Return the kind a measure has in a formula."""
    return word(*measure.choices) if measure.choices else number(measure.unit)


def fact_kinds(names: frozenset[str]) -> dict[str, Kind]:
    """Return the kinds of facts in a formula."""
    return dict.fromkeys(sorted(names), TRUTH)
