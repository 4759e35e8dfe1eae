"""Reads what a rule set declares before any formula: parameters, lookup tables, facts, measures, roles."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, cast

from kpi_es.rulebook.clauses import DEFINED_UNITS, MOST_NAMES, ROLES, UNITS, Clauses, read_bilingual
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
from kpi_es.rulebook.rule_set import Bilingual, Fact, Measure, Parameter, RoleTitle, TitledTable, Unit

MOST_ROWS = 40
NOTHING = Environment({})
_NUMBER_UNITS = tuple(unit for unit in DEFINED_UNITS if unit != "truth")


def read_parameters(cursor: Cursor) -> dict[str, Parameter]:
    """Return the parameters by name."""
    places = dict(cursor.pairs())
    if len(places) > MOST_NAMES:
        raise cursor.refuse(f"có quá {MOST_NAMES} tham số", f"more than {MOST_NAMES} parameters")
    for name, place in places.items():
        Clauses({}).refuse_taken(name, place, Clauses({}).scope({}))
    return {name: _parameter(name, place) for name, place in places.items()}


def _parameter(name: str, cursor: Cursor) -> Parameter:
    keys = cursor.entries("title", "unit", "value", "source", optional=("choices", "silent", "why"))
    unit = cast(Unit, keys["unit"].choice(*UNITS))
    choices: dict[str, Bilingual] = {}
    if unit == "word":
        keys = cursor.entries("title", "unit", "choices", "value", "source", optional=("silent", "why"))
        choices = {word: read_bilingual(place) for word, place in keys["choices"].pairs()}
    elif "choices" in keys:
        raise keys["choices"].refuse(
            "chỉ tham số kiểu word mới có choices", "only a parameter of unit word has choices"
        )
    silent = "silent" in keys and keys["silent"].flag()
    if silent != ("why" in keys):
        raise cursor.refuse(
            "silent: true phải đi cùng why (lý do chọn giá trị này)",
            "silent: true and why (the reason) go together",
        )
    why = read_bilingual(keys["why"]) if silent else None
    value = _value(keys["value"], unit, choices)
    return Parameter(name, read_bilingual(keys["title"]), unit, value, keys["source"].text(), choices, silent, why)


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
    found: dict[str, TitledTable] = {}
    for name, place in cursor.pairs():
        clauses.refuse_taken(name, place, clauses.scope({}))
        found[name] = _table(name, place, clauses)
        clauses.tables[name] = found[name].table
    return found


def _table(name: str, cursor: Cursor, clauses: Clauses) -> TitledTable:
    keys = cursor.entries("title", "input", "unit", "source", "rows")
    given, unit = keys["input"].choice(*_NUMBER_UNITS, "word"), keys["unit"].choice(*_NUMBER_UNITS)
    places = keys["rows"].items()
    if not 2 <= len(places) <= MOST_ROWS:
        raise keys["rows"].refuse(f"bảng cần 2 đến {MOST_ROWS} dòng", f"a table has 2 to {MOST_ROWS} rows")
    by = _fits_by(places[0], given)
    rows = [_row(place, by, given, unit, clauses) for place in places[:-1]]
    last = places[-1].entries("value", optional=("source",))
    rows.append(LookupRow(None, _constant(last["value"], number(unit), clauses)))
    _refuse_disorder(keys["rows"], by, rows)
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
    if by == "is":
        return LookupRow(keys[by].text(), value)
    return LookupRow(_constant(keys[by], number(given), clauses), value)


def _constant(cursor: Cursor, kind: Kind, clauses: Clauses) -> Fraction:
    formula = clauses.formula(cursor, clauses.scope({}), kind)
    return Fraction(formula.run(NOTHING))


def _refuse_disorder(cursor: Cursor, by: str, rows: list[LookupRow]) -> None:
    bounds = [row.bound for row in rows[:-1]]
    if len(set(bounds)) != len(bounds):
        raise cursor.refuse("hai dòng cùng một mức", "two rows have the same limit")
    numbers = [bound for bound in bounds if isinstance(bound, Fraction)]
    if numbers != sorted(numbers, reverse=by == "from"):
        raise cursor.refuse(
            "các dòng from phải từ cao xuống thấp, up_to từ thấp lên cao",
            "rows with from go from high to low, rows with up_to from low to high",
        )


def read_facts(cursor: Cursor) -> tuple[Fact, ...]:
    """Return the facts formulas may read; each holds or does not."""
    found: list[Fact] = []
    for name, place in cursor.pairs():
        Clauses({}).refuse_taken(name, place, Clauses({}).scope({}))
        keys = place.entries("title", "source")
        found.append(Fact(name, read_bilingual(keys["title"]), keys["source"].text()))
    return tuple(found)


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


def read_measures(cursor: Cursor) -> tuple[Measure, ...]:
    """Return the measures: facts of a task line that only this rule set reads."""
    return tuple(_measure(name, place) for name, place in cursor.pairs())


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
    unit = cast(Unit, keys["unit"].choice(*_NUMBER_UNITS))
    least, most, given = (
        keys[key].number() if key in keys else None for key in ("at_least", "at_most", "when_missing")
    )
    value: Value | None = None if given is None else slim(given)
    return Measure(name, title, source, unit, (), value, least, most)


def measure_kind(measure: Measure) -> Kind:
    """Return the kind a measure has in a formula."""
    return word(*measure.choices) if measure.choices else number(measure.unit)


def fact_kinds(names: frozenset[str]) -> dict[str, Kind]:
    """Return the kinds of facts in a formula."""
    return dict.fromkeys(sorted(names), TRUTH)
