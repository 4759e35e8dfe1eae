"""Reads one rule set document: every key, every reference and every number is checked before it is used."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Literal, cast

from kpi_es.domain.values import format_exact
from kpi_es.rulebook.classification import (
    codes_by_score,
    read_class_codes,
    read_classes,
    read_override,
    read_unit_limit,
)
from kpi_es.rulebook.clauses import Clauses, read_bilingual
from kpi_es.rulebook.declarations import (
    read_facts,
    read_measures,
    read_over_fulfilment,
    read_parameters,
    read_roles_declared,
    read_tables,
)
from kpi_es.rulebook.documents import Cursor, Listing, plain, read_document
from kpi_es.rulebook.general import read_general
from kpi_es.rulebook.language.scope import Scope
from kpi_es.rulebook.longer_rules import read_cap, read_coefficient, read_display, read_periods
from kpi_es.rulebook.overlays import Source, flatten, replaced_articles
from kpi_es.rulebook.problems import BadDocument, RuleSetError, each, nearest, told_of_overlay
from kpi_es.rulebook.reach import bounds_of_total
from kpi_es.rulebook.rule_set import (
    Application,
    At,
    Change,
    Citation,
    ClassLevel,
    LeaderItems,
    Override,
    RuleSet,
)
from kpi_es.rulebook.sheet_rules import expect_name, read_leader_items, read_sheet

STAFF_GROUPS = ("civil_servant", "cadre", "public_employee", "contract_worker", "organisation")
LONGEST_ID = 60
REQUIRED = (
    *("id", "title", "citations", "applies_to", "valid_from", "valid_until", "checked_on"),
    *("parameters", "lines", "classes"),
)
OPTIONAL = (
    *("notes", "subject", "roles", "tables", "facts", "general_criteria", "measures", "over_fulfilment"),
    *("sums", "statuses", "ratios", "leader_items", "results", "points", "overrides", "unit_limits", "periods", "cap"),
    *("coefficient", "display"),
)


def read_rule_set(text: str, file: str, sources: Mapping[str, Source] | None = None) -> RuleSet:
    """Return the rule set a YAML text describes; raises RuleSetError with what is wrong, independent things together.

    `sources` are the rule sets an overlay may be based on, by id: their texts and file names.
    """
    own = read_document(text, file, RuleSetError)
    if isinstance(own.node, Listing):
        raise own.refuse(
            "đây là một danh sách, không phải bộ quy tắc; tệp ví dụ thì chạy kpi rules check",
            "this is a list, no rule set (must be a mapping); try a case file with kpi rules check",
        )
    root, based_on, changes = flatten(own, sources or {})
    try:
        return _rule_set(root, based_on, changes, file)
    except BadDocument as wrong:
        raise (wrong if wrong.file == file or based_on is None else told_of_overlay(wrong, file)) from None


def _rule_set(root: Cursor, based_on: str | None, changes: tuple[Change, ...], file: str) -> RuleSet:
    keys = root.entries(*REQUIRED, optional=OPTIONAL)
    _refuse_together(keys)
    found = {name: place.below("value") for name, place in keys["parameters"].pairs()}
    values = {name: place for name, place in found.items() if place is not None}
    replaced = replaced_articles(root)
    clauses = Clauses(read_parameters(keys["parameters"]), replaced=replaced, values=values, file=file)
    tables = read_tables(keys["tables"], clauses) if "tables" in keys else {}
    facts = read_facts(keys["facts"]) if "facts" in keys else ()
    measures = read_measures(keys["measures"]) if "measures" in keys else ()
    known_facts = frozenset(fact.name for fact in facts) | _overriding_facts(keys)
    no_items = LeaderItems(frozenset(), (), ())
    leader_items = read_leader_items(keys["leader_items"], clauses) if "leader_items" in keys else no_items
    role_titles = read_roles_declared(keys["roles"]) if "roles" in keys else ()
    codes = read_class_codes(keys["classes"])
    by_score = codes_by_score(keys["classes"], codes)
    sheet, sheet_scope = read_sheet(keys, clauses, measures, leader_items, known_facts, role_titles)
    clauses.on_sheet = frozenset({*sheet_scope.names, *(sheet_scope.items or {})})
    periods, scopes = (
        read_periods(keys["periods"], clauses, codes, by_score, known_facts) if "periods" in keys else ({}, {})
    )
    places: dict[At, Scope] = {"sheet": sheet_scope, **scopes}
    classes = read_classes(keys["classes"], clauses, places)
    if any(level.starts is not None for level in classes) or not classes:
        expect_name(keys.get("points", root), "total", sheet.points)
    rule_set = RuleSet(
        id=_id(keys["id"]),
        title=read_bilingual(keys["title"]),
        notes=tuple(read_bilingual(item) for item in keys["notes"].items()) if "notes" in keys else (),
        citations=_citations(keys["citations"]),
        subject=_subject(keys),
        applies_to=tuple(_application(item) for item in keys["applies_to"].items()),
        valid_from=keys["valid_from"].day(),
        valid_until=None if keys["valid_until"].is_null else keys["valid_until"].day(),
        checked_on=keys["checked_on"].day(),
        based_on=based_on,
        changes=changes,
        role_titles=role_titles,
        parameters=clauses.parameters,
        tables=tables,
        facts=facts,
        general_tables=read_general(keys["general_criteria"]) if "general_criteria" in keys else (),
        over_fulfilment=read_over_fulfilment(keys["over_fulfilment"]) if "over_fulfilment" in keys else None,
        sheet=sheet,
        leader_items=leader_items,
        classes=classes,
        overrides=_overrides(keys, classes, clauses, places),
        unit_limits=tuple(read_unit_limit(x) for x in keys["unit_limits"].items()) if "unit_limits" in keys else (),
        periods=periods,
        cap=read_cap(keys["cap"], clauses, by_score) if "cap" in keys else None,
        coefficient=read_coefficient(keys["coefficient"], clauses) if "coefficient" in keys else (),
        display_decimals=read_display(keys, clauses),
        hash=content_hash(root),
        file=file,
        document=plain(root.node),
    )
    _refuse_unused(keys, clauses, rule_set)
    _refuse_out_of_reach(keys["classes"], clauses, rule_set)
    return rule_set


def _refuse_together(keys: Mapping[str, Cursor]) -> None:
    """Read the parts that need no other part, so that what is wrong with any of them is told in one run."""
    readers: dict[str, Callable[[Cursor], object]] = {
        "id": _id,
        "title": read_bilingual,
        "citations": _citations,
        "applies_to": lambda cursor: each(cursor.items(), _application),
        "valid_from": Cursor.day,
        "checked_on": Cursor.day,
        "valid_until": lambda cursor: cursor.is_null or cursor.day(),
        "parameters": read_parameters,
        "facts": read_facts,
        "measures": read_measures,
        "over_fulfilment": read_over_fulfilment,
        "roles": read_roles_declared,
        "general_criteria": read_general,
    }
    each([name for name in readers if name in keys], lambda name: readers[name](keys[name]))
    _refuse_end_before_start(keys)


def _refuse_end_before_start(keys: Mapping[str, Cursor]) -> None:
    first = keys["valid_from"].day()
    ends = [below["until"] for item in keys["applies_to"].items() if "until" in (below := dict(item.pairs()))]
    for end in (*([] if keys["valid_until"].is_null else [keys["valid_until"]]), *ends):
        if end.day() < first:
            raise end.refuse(
                f"ngày cuối {end.day()} đứng trước valid_from {first}; hãy sửa một trong hai",
                f"the last day {end.day()} is before valid_from {first}; mend one of them",
            )


def _id(cursor: Cursor) -> str:
    """Return the id; it names files and stands in addresses."""
    text = cursor.text()
    if len(text) > LONGEST_ID or not re.fullmatch(r"[a-z0-9]+([._-][a-z0-9]+)*", text):
        raise cursor.refuse(
            f"mã {text[:40]!r} phải viết thường, không dấu, nối bằng dấu gạch, ví dụ an-binh-45-2026",
            f"the id {text[:40]!r} must be lower case letters and digits joined by hyphens, such as an-binh-45-2026",
        )
    return text


def content_hash(root: Cursor) -> str:
    """Return the SHA-256 of the content: comments, layout and key order do not count, every value does."""
    canonical = json.dumps(plain(root.node), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _subject(keys: Mapping[str, Cursor]) -> Literal["person", "organisation"]:
    found = keys["subject"].choice("person", "organisation") if "subject" in keys else "person"
    return cast(Literal["person", "organisation"], found)


def _citations(cursor: Cursor) -> tuple[Citation, ...]:
    found = tuple(_citation(item) for item in cursor.items())
    if not found:
        raise cursor.refuse("cần ít nhất một văn bản làm căn cứ", "needs at least one document it rests on")
    return found


def _citation(cursor: Cursor) -> Citation:
    keys = cursor.entries("document", "title", optional=("issued", "in_force"))
    issued, in_force = (keys[name].day() if name in keys else None for name in ("issued", "in_force"))
    return Citation(keys["document"].text(), read_bilingual(keys["title"]), issued, in_force)


def _application(cursor: Cursor) -> Application:
    keys = cursor.entries("group", "source", optional=("condition", "until"))
    condition = read_bilingual(keys["condition"]) if "condition" in keys else None
    until = keys["until"].day() if "until" in keys else None
    return Application(keys["group"].choice(*STAFF_GROUPS), keys["source"].text(), condition, until)


def _overriding_facts(keys: Mapping[str, Cursor]) -> frozenset[str]:
    items = keys["overrides"].items() if "overrides" in keys else []
    named = [dict(item.pairs()).get("fact") for item in items]
    return frozenset(place.text() for place in named if place is not None)


def _overrides(
    keys: Mapping[str, Cursor], classes: tuple[ClassLevel, ...], clauses: Clauses, places: Mapping[At, Scope]
) -> tuple[Override, ...]:
    codes = tuple(level.code for level in classes)
    items = keys["overrides"].items() if "overrides" in keys else []
    return tuple(read_override(item, codes, clauses, places) for item in items)


def _refuse_out_of_reach(cursor: Cursor, clauses: Clauses, rule_set: RuleSet) -> None:
    """Refuse a class that starts above the most points the formulas can give."""
    most = bounds_of_total(rule_set).most
    for item, level in zip(cursor.items(), rule_set.classes, strict=True):
        place = item.below("starts")
        if place is not None and most is not None and level.starts is not None and level.starts > most:
            starts, top = format_exact(level.starts), format_exact(most)
            raise clauses.blamed(place, *clauses.behind(place)).refuse(
                f"mức {level.code} bắt đầu từ {starts} điểm nhưng các công thức cho nhiều nhất {top} điểm",
                f"the class {level.code} starts at {starts} points but the formulas give {top} at most",
            )


def _refuse_misspelt_fact(keys: Mapping[str, Cursor], rule_set: RuleSet, used: set[str]) -> None:
    """Refuse an override by a fact that looks like a declared one nobody uses: the name in the override is wrong."""
    declared = {fact.name for fact in rule_set.facts}
    for item in keys["overrides"].items() if "overrides" in keys else ():
        place = dict(item.pairs()).get("fact")
        close = nearest(place.text(), declared - used) if place is not None and place.text() not in declared else []
        if place is not None and close:
            raise place.refuse(
                f"facts không có sự việc {place.text()[:40]!r}; có phải ý là {close[0]}?",
                f"facts declares no {place.text()[:40]!r}; did you mean {close[0]}?",
            )


def _refuse_unused(keys: Mapping[str, Cursor], clauses: Clauses, rule_set: RuleSet) -> None:
    used = clauses.used | {override.fact for override in rule_set.overrides}
    _refuse_misspelt_fact(keys, rule_set, used)
    for section, vi, en in (
        ("parameters", "tham số", "parameter"),
        ("tables", "bảng", "table"),
        ("facts", "sự việc", "fact"),
        ("measures", "số đo", "measure"),
    ):
        for name, place in keys[section].pairs() if section in keys else ():
            if name not in used:
                raise place.refuse(
                    f"không công thức nào dùng {vi} {name}; hãy dùng hoặc bỏ đi",
                    f"no formula uses the {en} {name}; use it or remove it",
                )
