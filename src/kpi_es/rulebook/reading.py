"""Reads one rule set document: every key, every reference and every number is checked before it is used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from typing import cast

from kpi_es.rulebook.clauses import ROLES, UNITS, Clauses, kind_of, read_bilingual, read_roles
from kpi_es.rulebook.documents import Cursor, plain, read_document
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import NUMBER, NUMBERS, TRUTH, Environment, Kind, Value, word
from kpi_es.rulebook.problems import RuleSetError, hint
from kpi_es.rulebook.rule_set import (
    Application,
    Bilingual,
    CapRules,
    Citation,
    ClassLevel,
    Criterion,
    CriterionGroup,
    Definition,
    GeneralTable,
    LeaderItem,
    LeaderItems,
    Measure,
    Override,
    Parameter,
    PeriodRules,
    RuleSet,
    SheetRules,
    Unit,
    UnitLimit,
)

STAFF_GROUPS = ("civil_servant", "cadre", "public_employee", "contract_worker")
LINE_FACTS: dict[str, Kind] = {
    **dict.fromkeys(("coefficient", "assigned", "done", "quality_failures", "times_late", "days_late"), NUMBER),
    **dict.fromkeys(("extra", "excused_quality", "excused_timeliness"), TRUTH),
}
_ROLE = {"role": word(*ROLES)}
_NOTHING = Environment({})
_SECTIONS = (
    *("id", "title", "citations", "applies_to", "valid_from", "valid_until", "checked_on", "parameters"),
    *("general_criteria", "lines", "sums", "statuses", "ratios", "leader_items", "results", "points"),
    *("classes", "overrides", "unit_limits", "periods", "cap", "coefficient", "display"),
)


def read_rule_set(text: str, file: str) -> RuleSet:
    """Return the rule set a YAML text describes; raises RuleSetError at the first thing wrong with it."""
    root = read_document(text, file, RuleSetError)
    keys = root.entries(*_SECTIONS, optional=("notes", "measures"))
    clauses = Clauses(dict(_parameter(name, cursor) for name, cursor in keys["parameters"].pairs()))
    general = _general(keys["general_criteria"])
    leader_items = _leader_items(keys["leader_items"], clauses)
    sheet = _sheet(keys, clauses, leader_items)
    classes = _classes(keys["classes"], clauses)
    rule_set = RuleSet(
        id=keys["id"].text(),
        title=read_bilingual(keys["title"]),
        notes=tuple(read_bilingual(item) for item in keys["notes"].items()) if "notes" in keys else (),
        citations=tuple(_citation(item) for item in keys["citations"].items()),
        applies_to=tuple(_application(item) for item in keys["applies_to"].items()),
        valid_from=keys["valid_from"].day(),
        valid_until=None if keys["valid_until"].is_null else keys["valid_until"].day(),
        checked_on=keys["checked_on"].day(),
        parameters=clauses.parameters,
        general=general,
        sheet=sheet,
        leader_items=leader_items,
        classes=classes,
        overrides=tuple(_override(item, classes) for item in keys["overrides"].items()),
        unit_limits=tuple(_unit_limit(item) for item in keys["unit_limits"].items()),
        periods={name: _period(name, cursor, clauses) for name, cursor in keys["periods"].pairs()},
        cap=_cap(keys["cap"], clauses),
        coefficient=_coefficient(keys["coefficient"], clauses),
        display_decimals=_display(keys["display"], clauses),
        hash=content_hash(root),
        file=file,
    )
    _refuse_unused(keys["parameters"], clauses)
    return rule_set


def content_hash(root: Cursor) -> str:
    """Return the SHA-256 of the content: comments, layout and key order do not count, every value does."""
    canonical = json.dumps(plain(root.node), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _citation(cursor: Cursor) -> Citation:
    keys = cursor.entries("document", "title", optional=("issued", "in_force"))
    issued, in_force = (keys[name].day() if name in keys else None for name in ("issued", "in_force"))
    return Citation(keys["document"].text(), read_bilingual(keys["title"]), issued, in_force)


def _application(cursor: Cursor) -> Application:
    keys = cursor.entries("group", "source", optional=("condition",))
    condition = read_bilingual(keys["condition"]) if "condition" in keys else None
    return Application(keys["group"].choice(*STAFF_GROUPS), keys["source"].text(), condition)


def _parameter(name: str, cursor: Cursor) -> tuple[str, Parameter]:
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
    return name, Parameter(
        name, read_bilingual(keys["title"]), unit, value, keys["source"].text(), choices, silent, why
    )


def _value(cursor: Cursor, unit: Unit, choices: dict[str, Bilingual]) -> Value | tuple[Fraction, ...]:
    if unit == "word":
        return cursor.choice(*choices)
    if unit == "truth":
        return cursor.flag()
    if unit == "shares":
        return tuple(item.number() for item in cursor.items())
    if unit in ("decimals", "count", "months"):
        return cursor.whole()
    return slim(cursor.number())


def _general(cursor: Cursor) -> GeneralTable:
    keys = cursor.entries("source", "maximum", "groups")
    groups = tuple(_criterion_group(item) for item in keys["groups"].items())
    table = GeneralTable(keys["source"].text(), keys["maximum"].number(), groups)
    ids = [criterion.id for criterion in table.criteria]
    if len(set(ids)) != len(ids):
        raise keys["groups"].refuse("có mã tiêu chí bị lặp", "a criterion id is there twice")
    _expect_sum(keys["maximum"], table.maximum, [group.maximum for group in groups])
    return table


def _criterion_group(cursor: Cursor) -> CriterionGroup:
    keys = cursor.entries("id", "title", "maximum", "criteria")
    criteria = tuple(_criterion(item) for item in keys["criteria"].items())
    _expect_sum(keys["maximum"], keys["maximum"].number(), [criterion.maximum for criterion in criteria])
    return CriterionGroup(keys["id"].text(), read_bilingual(keys["title"]), keys["maximum"].number(), criteria)


def _criterion(cursor: Cursor) -> Criterion:
    keys = cursor.entries("id", "title", "maximum")
    return Criterion(keys["id"].text(), read_bilingual(keys["title"]), keys["maximum"].number())


def _expect_sum(cursor: Cursor, maximum: Fraction, parts: list[Fraction]) -> None:
    total = sum(parts, Fraction(0))
    if total != maximum:
        raise cursor.refuse(
            f"tổng điểm tối đa bên dưới là {total}, không phải {maximum}",
            f"the maxima below add up to {total}, not {maximum}",
        )


def _leader_items(cursor: Cursor, clauses: Clauses) -> LeaderItems:
    keys = cursor.entries("roles", "allowed", "items")
    name = keys["allowed"].text()
    parameter = clauses.parameters.get(name)
    if parameter is None or kind_of(parameter) != NUMBERS or not isinstance(parameter.value, tuple):
        vi, en = hint(name, [p.name for p in clauses.parameters.values() if p.unit == "shares"])
        raise keys["allowed"].refuse(f"cần tên tham số kiểu shares; {vi}", f"name a parameter of unit shares; {en}")
    clauses.used.add(name)
    items = tuple(_leader_item(item, place) for item, place in keys["items"].pairs())
    return LeaderItems(read_roles(keys["roles"]), parameter.value, items)


def _leader_item(name: str, cursor: Cursor) -> LeaderItem:
    keys = cursor.entries("title", "source", "full", "half")
    full, half = read_bilingual(keys["full"]), read_bilingual(keys["half"])
    return LeaderItem(name, read_bilingual(keys["title"]), keys["source"].text(), full, half)


def _measure(name: str, cursor: Cursor) -> Measure:
    keys = cursor.entries("title", optional=("choices", "when_missing"))
    choices = tuple(item.text() for item in keys["choices"].items()) if "choices" in keys else ()
    missing: Value | None = None
    if "when_missing" in keys:
        place = keys["when_missing"]
        missing = place.choice(*choices) if choices else slim(place.number())
    return Measure(name, read_bilingual(keys["title"]), choices, missing)


def _sheet(keys: dict[str, Cursor], clauses: Clauses, leader_items: LeaderItems) -> SheetRules:
    measures = tuple(_measure(name, place) for name, place in keys["measures"].pairs()) if "measures" in keys else ()
    facts = LINE_FACTS | {m.name: word(*m.choices) if m.choices else NUMBER for m in measures}
    lines, line_scope = clauses.definitions(keys["lines"], clauses.scope(facts))
    scope = clauses.scope(_ROLE | {"general": NUMBER}, dict(line_scope.names))
    sums, scope = clauses.definitions(keys["sums"], scope)
    statuses = clauses.statuses(keys["statuses"], scope)
    ratios, scope = clauses.definitions(keys["ratios"], scope)
    shares = dict.fromkeys((item.name for item in leader_items.items), NUMBER)
    scope = clauses.scope(dict(scope.names) | shares, scope.items)
    results, scope = clauses.definitions(keys["results"], scope)
    points, scope = clauses.definitions(keys["points"], scope)
    _expect_name(keys["points"], "total", points)
    by_role = [definition.by_role for definition in (*sums, *ratios, *results, *points) if definition.by_role]
    roles = frozenset(ROLES).intersection(*by_role)
    return SheetRules(measures, lines, sums, statuses, ratios, results, points, roles)


def _expect_name(cursor: Cursor, name: str, definitions: tuple[Definition, ...]) -> None:
    if name not in (definition.name for definition in definitions):
        raise cursor.refuse(f"thiếu kết quả {name!r}, hãy thêm vào", f"the result {name!r} is missing; add it")


def _classes(cursor: Cursor, clauses: Clauses) -> tuple[ClassLevel, ...]:
    levels = [_class_level(item, clauses) for item in cursor.items()]
    if not levels or levels[-1].starts is not None or any(level.starts is None for level in levels[:-1]):
        raise cursor.refuse(
            "chỉ mức thấp nhất (cuối cùng) không có starts", "only the last, lowest class has no starts"
        )
    starts = [level.starts for level in levels if level.starts is not None]
    if starts != sorted(set(starts), reverse=True):
        raise cursor.refuse("các mức phải xếp từ cao xuống thấp", "the classes must go from the highest to the lowest")
    return tuple(levels)


def _class_level(cursor: Cursor, clauses: Clauses) -> ClassLevel:
    keys = cursor.entries("code", "title", "source", optional=("starts",))
    starts: Fraction | None = None
    text = ""
    if "starts" in keys:
        formula = clauses.formula(keys["starts"], clauses.scope({}), NUMBER)
        starts, text = Fraction(formula.run(_NOTHING)), formula.text
    return ClassLevel(keys["code"].text(), read_bilingual(keys["title"]), keys["source"].text(), starts, text)


def _override(cursor: Cursor, classes: tuple[ClassLevel, ...]) -> Override:
    keys = cursor.entries("fact", "title", "class", "source", optional=("roles",))
    roles = read_roles(keys["roles"]) if "roles" in keys else frozenset(ROLES)
    code = keys["class"].choice(*(level.code for level in classes))
    return Override(keys["fact"].text(), read_bilingual(keys["title"]), code, roles, keys["source"].text())


def _unit_limit(cursor: Cursor) -> UnitLimit:
    keys = cursor.entries("title", "roles", "source")
    return UnitLimit(read_bilingual(keys["title"]), read_roles(keys["roles"]), keys["source"].text())


def _period(name: str, cursor: Cursor, clauses: Clauses) -> PeriodRules:
    keys = cursor.entries("title", "entries", "sums", "statuses", "scores")
    facts = _ROLE | {"periods": NUMBER, "months_worked": NUMBER}
    facts["absence"] = word("none", "maternity", "sick", "unpaid")
    sums, scope = clauses.definitions(keys["sums"], clauses.scope(facts, {"score": NUMBER, "scored": TRUTH}))
    statuses = clauses.statuses(keys["statuses"], scope)
    scores, _ = clauses.definitions(keys["scores"], scope)
    _expect_name(keys["scores"], "mean", scores)
    entries = tuple(item.whole() for item in keys["entries"].items())
    return PeriodRules(name, read_bilingual(keys["title"]), entries, sums, statuses, scores)


def _cap(cursor: Cursor, clauses: Clauses) -> CapRules:
    keys = cursor.entries("title", "period", "limits", "allowed")
    facts = {"top": NUMBER, "next": NUMBER, "rated": NUMBER, "outstanding": TRUTH}
    limits, _ = clauses.definitions(keys["limits"], clauses.scope(facts))
    _expect_name(keys["limits"], "limit", limits)
    sums = {"agency_limit": NUMBER, "sum_of_group_limits": NUMBER}
    allowed, _ = clauses.definitions(keys["allowed"], clauses.scope(sums))
    _expect_name(keys["allowed"], "allowed", allowed)
    return CapRules(keys["period"].text(), read_bilingual(keys["title"]), limits, allowed)


def _coefficient(cursor: Cursor, clauses: Clauses) -> tuple[Definition, ...]:
    scope = clauses.scope({"points": NUMBER, "standard": NUMBER})
    definitions, _ = clauses.definitions(cursor, replace(scope, positive=frozenset({"standard"})))
    _expect_name(cursor, "coefficient", definitions)
    return definitions


def _display(cursor: Cursor, clauses: Clauses) -> int:
    place = cursor.entries("decimals")["decimals"]
    decimals = clauses.formula(place, clauses.scope({}), NUMBER).run(_NOTHING)
    if decimals not in range(13):
        raise place.refuse("phải là số nguyên từ 0 đến 12", "must be a whole number from 0 to 12")
    return int(decimals)


def _refuse_unused(cursor: Cursor, clauses: Clauses) -> None:
    for name, place in cursor.pairs():
        if name not in clauses.used:
            raise place.refuse(
                f"không công thức nào dùng tham số {name}; hãy dùng hoặc bỏ đi",
                f"no formula uses the parameter {name}; use it or remove it",
            )
