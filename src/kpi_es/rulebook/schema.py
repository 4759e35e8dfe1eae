"""The JSON Schema of rule set files, for editors: keys, words, shapes. What formulas mean is checked at load."""

from __future__ import annotations

from typing import Any

from kpi_es.rulebook.classification import PLACES
from kpi_es.rulebook.clauses import DEFINED_UNITS, ROLES, STATUSES, UNITS
from kpi_es.rulebook.longer_rules import PERIODS
from kpi_es.rulebook.overlays import IDENTITY
from kpi_es.rulebook.reading import OPTIONAL, REQUIRED, STAFF_GROUPS

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?(/\d+)?\s*%?$"}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_NAME: Schema = {"pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"}
_BOTH = {"$ref": "#/$defs/both_languages"}
_ROLES: Schema = {"type": "array", "items": {"enum": list(ROLES)}, "minItems": 1}
_NUMBER_UNITS = [unit for unit in DEFINED_UNITS if unit != "truth"]


def rule_set_schema() -> Schema:
    """Return the schema (JSON Schema 2020-12) of a rule set file: one written out, or an overlay with `based_on`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Bộ quy tắc kpi-es / kpi-es rule set",
        "type": "object",
        "if": {"required": ["based_on"]},
        "then": {"$ref": "#/$defs/overlay"},
        "else": {"$ref": "#/$defs/rule_set"},
        "$defs": {
            "both_languages": _object({"vi": _TEXT, "en": _TEXT}),
            "formula": {"type": ["string", "number", "boolean"], "maxLength": 600},
            "definition": _definition(),
            "definitions": _named("definition"),
            "status": _object({
                "status": {"enum": list(STATUSES)},
                "title": _BOTH,
                "when": {"$ref": "#/$defs/formula"},
                "source": _TEXT,
            }),
            "general_table": _general_table(),
            "rule_set": _object(_sections(), optional=OPTIONAL),
            "overlay": _overlay(),
        },
    }  # fmt: skip


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": required} if required else found


def _list(item: Schema, fewest: int = 0) -> Schema:
    return {"type": "array", "items": item, **({"minItems": fewest} if fewest else {})}


def _named(definition: str) -> Schema:
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": {"$ref": f"#/$defs/{definition}"}}


def _names_of(entry: Schema) -> Schema:
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": entry}


def _formula() -> Schema:
    return {"$ref": "#/$defs/formula"}


def _definition() -> Schema:
    clause = _object({"formula": _formula(), "source": _TEXT})
    by_role: Schema = {"type": "object", "propertyNames": {"enum": list(ROLES)}, "additionalProperties": clause}
    shared: Schema = {"title": _BOTH, "unit": {"enum": list(DEFINED_UNITS)}}
    return {
        "oneOf": [
            _object({**shared, "formula": _formula(), "source": _TEXT}),
            _object({**shared, "by_role": by_role}),
        ]
    }


def _sections() -> Schema:
    definitions = {"$ref": "#/$defs/definitions"}
    identity = _identity()
    cap = {"title": _BOTH, "period": {"enum": ["month", "quarter", "year"]}}
    sections: Schema = {
        **identity,
        "subject": {"enum": ["person", "organisation"]},
        "roles": {
            "type": "object",
            "propertyNames": {"enum": list(ROLES)},
            "additionalProperties": _object({"title": _BOTH, "source": _TEXT}),
        },
        "parameters": _names_of(_parameter()),
        "tables": _names_of(_table()),
        "facts": _names_of(_object({"title": _BOTH, "source": _TEXT})),
        "general_criteria": _general(),
        "measures": _names_of(_measure()),
        "over_fulfilment": _object(
            {"allowed": _FLAG, "source": _TEXT, "silent": _FLAG, "why": _BOTH}, ("silent", "why")
        ),
        **dict.fromkeys(("lines", "sums", "ratios", "results", "points", "coefficient"), definitions),
        "statuses": _list({"$ref": "#/$defs/status"}),
        "leader_items": _leader_items(),
        "classes": _list(_class_level()),
        "overrides": _list(_override()),
        "unit_limits": _list(_object({"title": _BOTH, "roles": _ROLES, "source": _TEXT})),
        "periods": {"type": "object", "propertyNames": {"enum": list(PERIODS)}, "additionalProperties": _period()},
        "cap": _object({**cap, "limits": definitions, "allowed": definitions}),
        "display": _object({"decimals": _formula()}),
    }
    return {name: sections[name] for name in (*REQUIRED, *OPTIONAL)}


def _identity() -> Schema:
    citation: Schema = {"document": _TEXT, "title": _BOTH, "issued": _DAY, "in_force": _DAY}
    application: Schema = {"group": {"enum": list(STAFF_GROUPS)}, "source": _TEXT, "condition": _BOTH, "until": _DAY}
    found: Schema = {
        "id": _TEXT,
        "title": _BOTH,
        "notes": _list(_BOTH),
        "citations": _list(_object(citation, ("issued", "in_force")), 1),
        "applies_to": _list(_object(application, ("condition", "until"))),
        "valid_from": _DAY,
        "valid_until": {"oneOf": [_DAY, {"type": "null"}]},
        "checked_on": _DAY,
    }
    return {name: found[name] for name in IDENTITY}


def _parameter() -> Schema:
    value: Schema = {"oneOf": [_TEXT, _list(_NUMBER)]}
    found: Schema = {
        "title": _BOTH,
        "unit": {"enum": list(UNITS)},
        "choices": {"type": "object", "additionalProperties": _BOTH},
        "value": value,
        "source": _TEXT,
        "silent": _FLAG,
        "why": _BOTH,
    }
    return _object(found, ("choices", "silent", "why"))


def _table() -> Schema:
    row: Schema = {"from": _formula(), "up_to": _formula(), "is": _TEXT, "value": _formula(), "source": _TEXT}
    found: Schema = {
        "title": _BOTH,
        "input": {"enum": [*_NUMBER_UNITS, "word"]},
        "unit": {"enum": _NUMBER_UNITS},
        "source": _TEXT,
        "rows": _list(_object(row, ("from", "up_to", "is", "source")), 2),
    }
    return _object(found)


def _measure() -> Schema:
    found: Schema = {
        "title": _BOTH,
        "source": _TEXT,
        "unit": {"enum": _NUMBER_UNITS},
        "choices": _list(_TEXT, 1),
        "when_missing": _TEXT,
        "at_least": _NUMBER,
        "at_most": _NUMBER,
    }
    return _object(found, ("unit", "choices", "when_missing", "at_least", "at_most"))


def _general() -> Schema:
    grouped: Schema = {**_general_properties(), "title": _BOTH, "roles": _ROLES}
    return {"oneOf": [{"$ref": "#/$defs/general_table"}, _object({"tables": _list(_object(grouped), 1)})]}


def _general_table() -> Schema:
    return _object(_general_properties())


def _general_properties() -> Schema:
    criterion: Schema = {"id": _TEXT, "title": _BOTH, "maximum": _NUMBER, "binary": _FLAG, "step": _NUMBER}
    criteria = _list(_object(criterion, ("binary", "step")))
    group: Schema = {"id": _TEXT, "title": _BOTH, "maximum": _NUMBER, "criteria": criteria}
    return {"source": _TEXT, "maximum": _NUMBER, "groups": _list(_object(group))}


def _leader_items() -> Schema:
    item: Schema = {"title": _BOTH, "source": _TEXT, "full": _BOTH, "half": _BOTH}
    items = _names_of(_object(item, ("full", "half")))
    return _object({"roles": _ROLES, "allowed": _TEXT, "items": items})


def _places() -> Schema:
    return _list({"enum": list(PLACES)}, 1)


def _class_level() -> Schema:
    condition: Schema = {"title": _BOTH, "at": _places(), "when": _formula(), "source": _TEXT, "roles": _ROLES}
    found: Schema = {
        "code": _TEXT,
        "title": _BOTH,
        "starts": _formula(),
        "source": _TEXT,
        "conditions": _list(_object(condition, ("roles",)), 1),
        "when_not_met": _TEXT,
    }
    return _object(found, ("starts", "conditions", "when_not_met"))


def _override() -> Schema:
    shared: Schema = {"title": _BOTH, "class": _TEXT, "source": _TEXT, "roles": _ROLES}
    by_formula: Schema = {"when": _formula(), "at": _places(), **shared}
    return {"oneOf": [_object({"fact": _TEXT, **shared}, ("roles",)), _object(by_formula, ("roles",))]}


def _period() -> Schema:
    decided: Schema = {"code": _TEXT, "when": _formula(), "source": _TEXT}
    found: Schema = {
        "title": _BOTH,
        "entries": _list({"type": "integer", "minimum": 1}, 1),
        "sums": {"$ref": "#/$defs/definitions"},
        "statuses": _list({"$ref": "#/$defs/status"}),
        "scores": {"$ref": "#/$defs/definitions"},
        "classes": _list(_object(decided, ("when",)), 1),
    }
    return _object(found, ("sums", "statuses", "classes"))


def _overlay() -> Schema:
    change: Schema = {
        "change": _TEXT,
        "title": _BOTH,
        "source": _TEXT,
        "at": {"type": "string", "minLength": 1},
        "set": {},
        "add": {},
        "remove": {"const": True},
    }
    one = {**_object(change, ("set", "add", "remove"))}
    one["oneOf"] = [{"required": [verb]} for verb in ("set", "add", "remove")]
    properties: Schema = {**_identity(), "based_on": _TEXT, "changes": _list(one)}
    return _object(properties, tuple(name for name in IDENTITY if name not in ("id", "title")))
