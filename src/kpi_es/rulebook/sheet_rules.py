"""Reads how one sheet is scored: lines, sums, ratios, leader items, results, points."""

from __future__ import annotations

from kpi_es.rulebook.clauses import ROLES, Clauses, kind_of, read_bilingual, read_roles
from kpi_es.rulebook.declarations import fact_kinds, measure_kind
from kpi_es.rulebook.documents import Cursor
from kpi_es.rulebook.language.scope import NUMBERS, TRUTH, Kind, Scope, number, word
from kpi_es.rulebook.problems import hint
from kpi_es.rulebook.rule_set import Definition, LeaderItem, LeaderItems, Measure, RoleTitle, SheetRules, StatusRule

LINE_FACTS: dict[str, Kind] = {
    "coefficient": number("coefficient"),
    **dict.fromkeys(("assigned", "done", "quality_failures", "times_late"), number("count")),
    "days_late": number("days"),
    **dict.fromkeys(("extra", "excused_quality", "excused_timeliness"), TRUTH),
}
ROLE_KIND = {"role": word(*ROLES)}


def read_leader_items(cursor: Cursor, clauses: Clauses) -> LeaderItems:
    """Return the items only leaders have; `allowed` names a parameter of unit shares, or says `any`."""
    keys = cursor.entries("roles", "allowed", "items")
    items = tuple(_leader_item(item, place) for item, place in keys["items"].pairs())
    name = keys["allowed"].text()
    if name == "any":
        return LeaderItems(read_roles(keys["roles"]), (), items)
    parameter = clauses.parameters.get(name)
    if parameter is None or kind_of(parameter) != NUMBERS or not isinstance(parameter.value, tuple):
        vi, en = hint(name, [p.name for p in clauses.parameters.values() if p.unit == "shares"])
        raise keys["allowed"].refuse(f"cần tên tham số kiểu shares; {vi}", f"name a parameter of unit shares; {en}")
    clauses.used.add(name)
    return LeaderItems(read_roles(keys["roles"]), parameter.value, items)


def _leader_item(name: str, cursor: Cursor) -> LeaderItem:
    keys = cursor.entries("title", "source", optional=("full", "half"))
    full, half = (read_bilingual(keys[key]) if key in keys else None for key in ("full", "half"))
    return LeaderItem(name, read_bilingual(keys["title"]), keys["source"].text(), full, half)


def read_sheet(  # a sheet is made of as many parts
    keys: dict[str, Cursor],
    clauses: Clauses,
    measures: tuple[Measure, ...],
    leader_items: LeaderItems,
    facts: frozenset[str],
    role_titles: tuple[RoleTitle, ...],
) -> tuple[SheetRules, Scope]:
    """Return the rules of a sheet, and the scope in which conditions on it are read."""
    sections = [keys[name] for name in ("sums", "ratios", "results", "points") if name in keys]
    clauses.defined = frozenset(name for section in sections for name, _ in section.pairs())
    line_facts = LINE_FACTS | {measure.name: measure_kind(measure) for measure in measures}
    lines, line_scope = clauses.definitions(keys["lines"], clauses.scope(line_facts))
    known = ROLE_KIND | fact_kinds(facts)
    if "general_criteria" in keys:
        known |= {"general": number("points")}
    scope = clauses.scope(known, dict(line_scope.names))
    sums, scope = _definitions("sums", keys, clauses, scope)
    statuses = read_statuses(keys, clauses, scope)
    ratios, scope = _definitions("ratios", keys, clauses, scope)
    shares = dict.fromkeys((item.name for item in leader_items.items), number("share"))
    scope = clauses.scope(dict(scope.names) | shares, scope.items)
    results, scope = _definitions("results", keys, clauses, scope)
    points, scope = _definitions("points", keys, clauses, scope)
    by_role = [definition.by_role for definition in (*sums, *ratios, *results, *points) if definition.by_role]
    declared = frozenset(each.role for each in role_titles) or frozenset(ROLES)
    roles = declared.intersection(*by_role) if not role_titles else declared
    return SheetRules(measures, lines, sums, statuses, ratios, results, points, roles), scope


def _definitions(
    section: str, keys: dict[str, Cursor], clauses: Clauses, scope: Scope
) -> tuple[tuple[Definition, ...], Scope]:
    return clauses.definitions(keys[section], scope) if section in keys else ((), scope)


def read_statuses(keys: dict[str, Cursor], clauses: Clauses, scope: Scope) -> tuple[StatusRule, ...]:
    """Return the rules that end a calculation without a score; none where the section is left out."""
    return clauses.statuses(keys["statuses"], scope) if "statuses" in keys else ()


def expect_name(cursor: Cursor, name: str, definitions: tuple[Definition, ...]) -> None:
    """Refuse a section that does not define a name which has to be there."""
    if name not in (definition.name for definition in definitions):
        raise cursor.refuse(f"thiếu kết quả {name!r}, hãy thêm vào", f"the result {name!r} is missing; add it")
