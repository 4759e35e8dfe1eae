"""Reads how scores become classes: thresholds, conditions, what overrides them, limits by the unit's class."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import cast

from kpi_es.domain.values import format_exact
from kpi_es.rulebook.clauses import ROLES, Clauses, read_bilingual, read_roles
from kpi_es.rulebook.declarations import NOTHING
from kpi_es.rulebook.documents import Cursor
from kpi_es.rulebook.language.formula import Formula
from kpi_es.rulebook.language.scope import TRUTH, Scope, number
from kpi_es.rulebook.problems import each, hint
from kpi_es.rulebook.rule_set import At, ClassLevel, Clause, Condition, Override, UnitLimit

PLACES: tuple[At, ...] = ("sheet", "quarter", "half_year", "year")
NOT_MET = ("next", "undecided")


def read_class_codes(cursor: Cursor) -> tuple[str, ...]:
    """Return the class codes, best first, before the classes themselves can be read."""
    codes = tuple(dict(item.pairs())["code"].text() for item in cursor.items() if "code" in dict(item.pairs()))
    if len(set(codes)) != len(codes):
        raise cursor.refuse("mã mức xếp loại bị lặp", "a class code is there twice")
    asks = [bool({"starts", "conditions"} & dict(item.pairs()).keys()) for item in cursor.items()]
    if asks and (asks[-1] or not all(asks[:-1])):
        raise cursor.refuse(
            "chỉ mức thấp nhất (cuối cùng) không có starts và conditions",
            "only the last, lowest class has no starts and no conditions",
        )
    return codes


def codes_by_score(cursor: Cursor, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the class codes where a score alone tells a class: every one but the last has a threshold."""
    return codes if all("starts" in dict(item.pairs()) for item in cursor.items()[:-1]) else ()


def read_classes(cursor: Cursor, clauses: Clauses, scopes: Mapping[At, Scope]) -> tuple[ClassLevel, ...]:
    """Return the classes from the highest to the lowest; the last one takes everybody left."""
    codes = read_class_codes(cursor)
    levels = tuple(each(cursor.items(), lambda item: _class_level(item, codes, clauses, scopes)))
    with_start = [
        (dict(item.pairs())["starts"], level)
        for item, level in zip(cursor.items(), levels, strict=True)
        if level.starts is not None
    ]
    for (above_place, above), (place, level) in pairwise(with_start):
        _refuse_threshold_order(clauses, (above_place, above), (place, level))
    return levels


def _refuse_threshold_order(
    clauses: Clauses, higher: tuple[Cursor, ClassLevel], lower: tuple[Cursor, ClassLevel]
) -> None:
    (above_place, above), (place, level) = higher, lower
    most, least = above.starts or Fraction(0), level.starts or Fraction(0)
    if least >= most:
        wrong = clauses.blamed(place, *clauses.behind(place), *clauses.behind(above_place))
        low, high = f"{level.code} ({format_exact(least)})", f"{above.code} ({format_exact(most)})"
        raise wrong.refuse(
            f"mức {low} đứng dưới {high} nên phải bắt đầu từ điểm thấp hơn; các mức xếp từ cao xuống thấp",
            f"the class {low} stands below {high} and must start at fewer points; the classes must go from the highest"
            " to the lowest",
        )


def _class_level(cursor: Cursor, codes: tuple[str, ...], clauses: Clauses, scopes: Mapping[At, Scope]) -> ClassLevel:
    keys = cursor.entries("code", "title", "source", optional=("starts", "conditions", "when_not_met"))
    if ("conditions" in keys) != ("when_not_met" in keys):
        raise cursor.refuse(
            f"conditions phải đi cùng when_not_met: {', '.join(NOT_MET)}, một mã mức hoặc một tham số",
            f"conditions and when_not_met go together: {', '.join(NOT_MET)}, a class code or a parameter",
        )
    starts: Fraction | None = None
    formula: Formula | None = None
    text = ""
    if "starts" in keys:
        formula = clauses.formula(keys["starts"], clauses.scope({}), number("points"))
        starts, text = Fraction(formula.run(NOTHING)), formula.text
        if starts < 0:
            raise clauses.blamed(keys["starts"], *clauses.behind(keys["starts"])).refuse(
                f"mức {keys['code'].text()} bắt đầu từ {starts} điểm; điểm không được âm",
                f"the class {keys['code'].text()} starts at {starts} points; points are not negative",
            )
    asked = keys["conditions"].items() if "conditions" in keys else []
    conditions = tuple(_condition(item, clauses, scopes) for item in asked)
    code = keys["code"].text()
    not_met = _when_not_met(keys["when_not_met"], codes, code, clauses) if "when_not_met" in keys else "next"
    source = clauses.article(keys["source"], formula) if formula else keys["source"].text()
    return ClassLevel(code, read_bilingual(keys["title"]), source, starts, text, conditions, not_met)


def _when_not_met(cursor: Cursor, codes: tuple[str, ...], code: str, clauses: Clauses) -> str:
    allowed = (*NOT_MET, *codes[codes.index(code) + 1 :])
    found = cursor.text()
    parameter = clauses.parameters.get(found)
    if parameter is not None and isinstance(parameter.value, str):
        clauses.used.add(found)
        found = parameter.value
        if wrong := sorted(set(parameter.choices) - set(allowed)):
            raise cursor.refuse(
                f"tham số {parameter.name} có lựa chọn {wrong[0]!r}; chỉ được: {', '.join(allowed)}",
                f"the parameter {parameter.name} has the choice {wrong[0]!r}; allowed: {', '.join(allowed)}",
            )
    if found not in allowed:
        vi, en = hint(found, allowed)
        raise cursor.refuse(f"từ lạ {found[:40]!r}; {vi}", f"unexpected word {found[:40]!r}; {en}")
    return found


def _condition(cursor: Cursor, clauses: Clauses, scopes: Mapping[At, Scope]) -> Condition:
    keys = cursor.entries("title", "at", "when", "source", optional=("roles",))
    roles = read_roles(keys["roles"]) if "roles" in keys else frozenset(ROLES)
    return Condition(read_bilingual(keys["title"]), _when(keys, clauses, scopes), roles)


def _when(keys: Mapping[str, Cursor], clauses: Clauses, scopes: Mapping[At, Scope]) -> dict[At, Clause]:
    found: dict[At, Clause] = {}
    for item in keys["at"].items():
        place = cast(At, item.choice(*PLACES))
        if place not in scopes:
            raise item.refuse(
                f"bộ quy tắc này không có {place}; hãy bỏ đi hoặc thêm vào periods",
                f"this rule set has no {place}; remove it or add it to periods",
            )
        formula = clauses.formula(keys["when"], scopes[place], TRUTH)
        found[place] = Clause(formula, clauses.article(keys["source"], formula))
    if not found:
        raise keys["at"].refuse(f"cần ít nhất một trong: {', '.join(PLACES)}", "must name at least one place")
    return found


def read_override(cursor: Cursor, codes: tuple[str, ...], clauses: Clauses, scopes: Mapping[At, Scope]) -> Override:
    """Return one override: a stated fact, or a formula with the places where it is asked."""
    by_fact = "fact" in dict(cursor.pairs())
    required = ("fact",) if by_fact else ("when", "at")
    keys = cursor.entries(*required, "title", "class", "source", optional=("roles",))
    roles = read_roles(keys["roles"]) if "roles" in keys else frozenset(ROLES)
    code = keys["class"].choice(*codes)
    fact = keys["fact"].text() if by_fact else ""
    when = {} if by_fact else _when(keys, clauses, scopes)
    return Override(fact, when, read_bilingual(keys["title"]), code, roles, keys["source"].text())


def read_unit_limit(cursor: Cursor) -> UnitLimit:
    """Return a limit that the unit's class sets to the class of some roles."""
    keys = cursor.entries("title", "roles", "source")
    return UnitLimit(read_bilingual(keys["title"]), read_roles(keys["roles"]), keys["source"].text())
