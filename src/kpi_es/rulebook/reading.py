"""Reads one rule set document: every key, every reference and every number is checked before it is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Literal, cast

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
    read_parameters,
    read_roles_declared,
    read_tables,
)
from kpi_es.rulebook.documents import Cursor, plain, read_document
from kpi_es.rulebook.general import read_general
from kpi_es.rulebook.language.scope import Scope
from kpi_es.rulebook.longer_rules import read_cap, read_coefficient, read_display, read_periods
from kpi_es.rulebook.overlays import Source, flatten
from kpi_es.rulebook.problems import RuleSetError
from kpi_es.rulebook.rule_set import (
    Application,
    At,
    Citation,
    ClassLevel,
    LeaderItems,
    Override,
    RuleSet,
)
from kpi_es.rulebook.sheet_rules import expect_name, read_leader_items, read_sheet

STAFF_GROUPS = ("civil_servant", "cadre", "public_employee", "contract_worker", "organisation")
REQUIRED = (
    *("id", "title", "citations", "applies_to", "valid_from", "valid_until", "checked_on"),
    *("parameters", "lines", "classes"),
)
OPTIONAL = (
    *("notes", "subject", "roles", "tables", "facts", "general_criteria", "measures", "sums", "statuses", "ratios"),
    *("leader_items", "results", "points", "overrides", "unit_limits", "periods", "cap", "coefficient", "display"),
)


def read_rule_set(text: str, file: str, sources: Mapping[str, Source] | None = None) -> RuleSet:
    """Return the rule set a YAML text describes; raises RuleSetError at the first thing wrong with it.

    `sources` are the rule sets an overlay may be based on, by id: their texts and file names.
    """
    root, based_on, changes = flatten(read_document(text, file, RuleSetError), sources or {})
    keys = root.entries(*REQUIRED, optional=OPTIONAL)
    clauses = Clauses(read_parameters(keys["parameters"]))
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
    periods, scopes = (
        read_periods(keys["periods"], clauses, codes, by_score, known_facts) if "periods" in keys else ({}, {})
    )
    places: dict[At, Scope] = {"sheet": sheet_scope, **scopes}
    classes = read_classes(keys["classes"], clauses, places)
    if any(level.starts is not None for level in classes) or not classes:
        expect_name(keys.get("points", root), "total", sheet.points)
    rule_set = RuleSet(
        id=keys["id"].text(),
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
    return rule_set


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


def _refuse_unused(keys: Mapping[str, Cursor], clauses: Clauses, rule_set: RuleSet) -> None:
    used = clauses.used | {override.fact for override in rule_set.overrides}
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
