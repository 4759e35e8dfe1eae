"""Reads the parts of a rule set that hold formulas, in the order in which names come into reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from kpi_es.rulebook.documents import Cursor, Text
from kpi_es.rulebook.language.formula import Formula, mentioned_names, read_formula
from kpi_es.rulebook.language.scope import NUMBER, NUMBERS, TRUTH, Constant, Kind, LookupTable, Scope, number, word
from kpi_es.rulebook.language.syntax import Number
from kpi_es.rulebook.problems import FormulaError, Gathering, share_above_one
from kpi_es.rulebook.rule_set import Bilingual, Clause, Definition, Parameter, Status, StatusRule, Unit

ROLES = ("staff", "head", "deputy", "support", "contract", "organisation")
DEFINED_UNITS = ("points", "product", "share", "count", "days", "months", "coefficient", "truth")
UNITS = (*DEFINED_UNITS, "decimals", "word", "shares")
MOST_NAMES = 250
STATUSES = ("insufficient_data", "not_applicable", "not_classified", "unknown")


_UNITS_MEANT = {
    **dict.fromkeys(("percent", "percentage", "%", "ratio", "tỷ lệ", "tỉ lệ", "phần trăm"), "share"),
    **dict.fromkeys(("point", "score", "điểm", "diem"), "points"),
    **dict.fromkeys(("number", "times", "people", "integer", "số", "số lượng", "số lần", "lần", "người"), "count"),
    "day": "days",
    "ngày": "days",
    "month": "months",
    "tháng": "months",
    "hệ số": "coefficient",
    "weight": "coefficient",
    **dict.fromkeys(("boolean", "bool", "yes_no", "đúng/sai", "có/không"), "truth"),
    **dict.fromkeys(("text", "string", "choice", "chữ", "từ"), "word"),
    **dict.fromkeys(("products", "sản phẩm"), "product"),
}
"""What people call a unit, and its name here."""


def read_unit(cursor: Cursor, *allowed: str) -> Unit:
    """Return a unit; one that goes by another name is told the name it has here."""
    meant = _UNITS_MEANT.get(cursor.text().lower())
    if meant in allowed:
        raise cursor.refuse(
            f"đơn vị lạ {cursor.text()[:40]!r}; hãy viết {meant}", f"unknown unit {cursor.text()[:40]!r}; write {meant}"
        )
    return cast(Unit, cursor.choice(*allowed))


def read_bilingual(cursor: Cursor) -> Bilingual:
    """Return a text given in both languages."""
    if isinstance(cursor.node, Text) and not cursor.is_null:
        text = cursor.text()[:60]
        raise cursor.refuse(
            f'cần cả hai ngôn ngữ; hãy viết {{vi: "{text}", en: "..."}}',
            f'both languages are needed; write {{vi: "{text}", en: "..."}}',
        )
    both = cursor.entries("vi", "en")
    return Bilingual(both["vi"].text(), both["en"].text())


def read_roles(cursor: Cursor) -> frozenset[str]:
    """Return a list of role codes."""
    return frozenset(item.choice(*ROLES) for item in cursor.items())


def kind_of(parameter: Parameter) -> Kind:
    """Return the kind a parameter has in a formula."""
    kinds = {"truth": TRUTH, "shares": NUMBERS, "word": word(*parameter.choices)}
    return kinds.get(parameter.unit) or number(parameter.unit)


@dataclass(slots=True)
class Clauses:
    """Reads definitions one after the other; each may use the parameters and the names before it.

    `used` collects the parameters, facts, measures and tables mentioned anywhere, so that one nobody reads can be
    refused. `replaced` are the parameters and tables an overlay changed, each with the article of the change.

    The rest only explains: `defined` are the names all sections of the sheet define, to tell a name that comes later,
    `on_sheet` those that a longer period does not have, `values` the places of parameter values, and `file` the file
    that is read, where what goes wrong in an overlay is looked for first.
    """

    parameters: Mapping[str, Parameter]
    tables: dict[str, LookupTable] = field(default_factory=dict[str, LookupTable])
    used: set[str] = field(default_factory=set[str])
    defined: frozenset[str] = frozenset()
    replaced: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Cursor] = field(default_factory=dict[str, Cursor])
    file: str = ""
    on_sheet: frozenset[str] = frozenset()

    def blamed(self, *places: Cursor) -> Cursor:
        """Return which of several places in contradiction to name: the one in the file that is read, else the first."""
        return next((place for place in places if place.file == self.file), places[0])

    def behind(self, cursor: Cursor) -> tuple[Cursor, ...]:
        """Return the place of a fixed value and those of the parameters it is made of."""
        names = sorted(mentioned_names(cursor.text()))
        return (cursor, *(self.values[name] for name in names if name in self.values))

    def scope(self, names: Mapping[str, Kind], items: Mapping[str, Kind] | None = None) -> Scope:
        """Return a scope with these facts and all parameters."""
        values = {p.name: p.value for p in self.parameters.values() if not isinstance(p.value, tuple)}
        kinds = {p.name: kind_of(p) for p in self.parameters.values()}
        constants = cast("Mapping[str, Constant]", values)
        return Scope(dict(names), items, kinds, constants, self.tables, later=self.defined)

    def formula(self, cursor: Cursor, scope: Scope, expected: Kind) -> Formula:
        """Return the formula at a place; an error names file, line and key."""
        try:
            formula = read_formula(cursor.text(), scope, expected)
        except FormulaError as error:
            raise cursor.refuse(f"cột {error.column}: {error.vi}", f"column {error.column}: {error.en}") from None
        _refuse_plain_percent(cursor, formula, expected)
        self.used.update((*formula.names, *formula.item_names))
        self.used.update(_tables_of(formula))
        return formula

    def article(self, cursor: Cursor, formula: Formula) -> str:
        """Return the article of a formula, and that of each value in it which an overlay put in place of another."""
        source = cursor.text()
        names = dict.fromkeys((*formula.names, *_tables_of(formula)))
        replaced = [(name, self.replaced[name]) for name in names if name in self.replaced]
        return "; ".join([source, *(f"{name}: {by}" for name, by in replaced if by not in source)])

    def definitions(self, cursor: Cursor, scope: Scope) -> tuple[tuple[Definition, ...], Scope]:
        """Return the definitions of a section and the scope after it."""
        found: list[Definition] = []
        gathering = Gathering()
        places = dict(cursor.pairs())
        if len(places) > MOST_NAMES:
            raise cursor.refuse(f"có quá {MOST_NAMES} tên trong một mục", f"more than {MOST_NAMES} names in a section")
        self._refuse_cycles(places)
        for position, (name, place) in enumerate(places.items()):
            later = frozenset(list(places)[position:]) | self.defined
            with gathering.part():
                self.refuse_taken(name, place, scope)
                found.append(self._definition(name, place, replace(scope, later=later)))
            scope = replace(scope, names={**scope.names, name: _kind_announced(place)})
        gathering.refuse()
        return tuple(found), scope

    def refuse_taken(self, name: str, place: Cursor, scope: Scope) -> None:
        """Refuse a name that is there already, or that no formula could spell."""
        if name in scope.names or name in scope.parameter_kinds or name in (scope.items or {}):
            raise place.refuse(
                f"tên {name!r} đã được dùng; hãy đặt tên khác", f"name {name!r} is taken; choose another"
            )
        try:
            readable = mentioned_names(name) == frozenset({name})
        except FormulaError:
            readable = False
        if not readable:
            raise place.refuse(
                f"tên {name[:40]!r} phải viết thường, nối bằng một dấu gạch dưới",
                f"name {name[:40]!r} must be lower case, joined by single underscores",
            )

    def _definition(self, name: str, place: Cursor, scope: Scope) -> Definition:
        keys = place.entries("title", "unit", optional=("formula", "source", "by_role"))
        unit = read_unit(keys["unit"], *DEFINED_UNITS)
        expected = TRUTH if unit == "truth" else number(unit)
        title = read_bilingual(keys["title"])
        if "by_role" not in keys:
            whole = place.entries("title", "unit", "formula", "source")
            return Definition(name, title, unit, self._clause(whole, scope, expected), {})
        place.entries("title", "unit", "by_role")
        by_role: dict[str, Clause] = {}
        for role, cursor in keys["by_role"].pairs():
            if role not in ROLES:
                raise cursor.refuse(f"vai trò lạ {role!r}; được dùng: {', '.join(ROLES)}", f"unknown role {role!r}")
            by_role[role] = self._clause(cursor.entries("formula", "source"), scope, expected)
        return Definition(name, title, unit, None, by_role)

    def _clause(self, keys: Mapping[str, Cursor], scope: Scope, expected: Kind) -> Clause:
        formula = self.formula(keys["formula"], scope, expected)
        return Clause(formula, self.article(keys["source"], formula))

    def statuses(self, cursor: Cursor, scope: Scope) -> tuple[StatusRule, ...]:
        """Return the rules of a section that end a calculation without a score."""
        found: list[StatusRule] = []
        for item in cursor.items():
            keys = item.entries("status", "title", "when", "source")
            formula = self.formula(keys["when"], scope, TRUTH)
            clause = Clause(formula, self.article(keys["source"], formula))
            status = cast(Status, keys["status"].choice(*STATUSES))
            found.append(StatusRule(status, read_bilingual(keys["title"]), clause))
        return tuple(found)

    def _refuse_cycles(self, places: Mapping[str, Cursor]) -> None:
        mentions = {name: self._mentions(place) & places.keys() for name, place in places.items()}
        for name in places:
            if path := _way_back(name, mentions):
                way = " → ".join([*path, name])
                raise places[name].refuse(f"các công thức gọi vòng: {way}", f"formulas refer in a circle: {way}")

    def _mentions(self, place: Cursor) -> frozenset[str]:
        formulas = [below for key, below in place.pairs() if key == "formula"]
        roles = [role for key, below in place.pairs() if key == "by_role" for _, role in below.pairs()]
        formulas += [below for role in roles for key, below in role.pairs() if key == "formula"]
        found: frozenset[str] = frozenset()
        for cursor in formulas:
            try:
                found |= mentioned_names(cursor.text())
            except FormulaError as error:
                raise cursor.refuse(f"cột {error.column}: {error.vi}", f"column {error.column}: {error.en}") from None
        return found


def _kind_announced(place: Cursor) -> Kind:
    """Return the kind a definition says it has, so that what uses it can be read even where it is wrong itself."""
    unit = next((below for key, below in place.pairs() if key == "unit"), None)
    named = unit.text() if unit is not None and isinstance(unit.node, Text) and not unit.is_null else ""
    return TRUTH if named == "truth" else number(named) if named in DEFINED_UNITS else NUMBER


def _tables_of(formula: Formula) -> list[str]:
    return re.findall(r"lookup\(\s*([a-z0-9_]+)", formula.text)


def _refuse_plain_percent(cursor: Cursor, formula: Formula, expected: Kind) -> None:
    """Refuse a share that is one plain number above 1, such as 20 where 20 % is meant."""
    tree = formula.tree
    if expected == number("share") and isinstance(tree, Number) and not tree.unit and tree.value > 1:
        raise cursor.refuse(*share_above_one(formula.text))


def _way_back(start: str, mentions: Mapping[str, frozenset[str]]) -> list[str]:
    """Return a shortest path of names that leads from one back to itself, empty when there is none."""
    paths, seen = [[start]], {start}
    while paths:
        path = paths.pop(0)
        for name in sorted(mentions[path[-1]]):
            if name == start:
                return path
            if name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return []
