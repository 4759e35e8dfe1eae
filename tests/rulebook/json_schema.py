"""Checks a value against the part of JSON Schema the rule set schema uses."""

from __future__ import annotations

import re
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}


class Validator:
    """Yields what is wrong, empty where nothing is."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._root = schema

    def problems(self, value: Any, schema: dict[str, Any] | None = None, at: str = "") -> list[str]:
        schema = self._root if schema is None else schema
        unknown = schema.keys() - KNOWN
        assert not unknown, unknown
        if "$ref" in schema:
            return self.problems(value, self._root["$defs"][schema["$ref"].removeprefix("#/$defs/")], at)
        found = [*self._alternatives(value, schema, at)]
        if "type" in schema and not is_type(value, schema["type"]):
            return [*found, f"{at}: is no {schema['type']}"]
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{at}: {value!r} is none of {schema['enum']}")
        if "const" in schema and value != schema["const"]:
            found.append(f"{at}: is not {schema['const']}")
        if isinstance(value, str):
            found += self._text(value, schema, at)
        if isinstance(value, list):
            found += [
                p for n, item in enumerate(value) for p in self.problems(item, schema.get("items", {}), f"{at}.{n}")
            ]
            found += [f"{at}: too few"] if len(value) < schema.get("minItems", 0) else []
        return [*found, *self._object(value, schema, at)] if isinstance(value, dict) else found

    def _alternatives(self, value: Any, schema: dict[str, Any], at: str) -> list[str]:
        found: list[str] = []
        if "if" in schema:
            chosen = schema["else"] if self.problems(value, schema["if"], at) else schema["then"]
            found += self.problems(value, chosen, at)
        if "oneOf" in schema:
            fitting = [part for part in schema["oneOf"] if not self.problems(value, part, at)]
            found += [] if len(fitting) == 1 else [f"{at}: fits {len(fitting)} of the shapes"]
        return found

    def _text(self, value: str, schema: dict[str, Any], at: str) -> list[str]:
        if "pattern" in schema and not re.search(schema["pattern"], value):
            return [f"{at}: {value!r} does not match"]
        too_short, too_long = len(value) < schema.get("minLength", 0), len(value) > schema.get("maxLength", 10**9)
        return [f"{at}: length"] if too_short or too_long else []

    def _object(self, value: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
        found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        for name, item in value.items():
            found += self.problems(name, schema.get("propertyNames", {}), f"{at}.{name}")
            if name in properties:
                found += self.problems(item, properties[name], f"{at}.{name}")
            elif others is False:
                found.append(f"{at}: unknown key {name}")
            else:
                found += self.problems(item, others, f"{at}.{name}")
        return found


KNOWN = {
    *("$schema", "$defs", "$ref", "title", "type", "enum", "const", "pattern", "minLength", "maxLength", "items"),
    *("minItems", "minimum", "if", "then", "else", "oneOf", "required", "properties", "additionalProperties"),
    "propertyNames",
}


def is_type(value: Any, names: str | list[str]) -> bool:
    wanted = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, TYPES[name]) for name in wanted)
