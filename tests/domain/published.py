"""The frozen shape of every published event.

`published_events.json` says for each topic which fields it ever had, of which JSON type, and which are due. It only
grows: new fields come with a default. Write it anew after adding with ``python -m tests.domain.published``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias, cast

from kpi_es.domain.event import Event
from kpi_es.domain.topics import EVENT_TYPES

FILE = Path(__file__).with_name("published_events.json")

Shape: TypeAlias = dict[str, dict[str, Any]]
"""Field name -> {"type": JSON type, "required": bool}, and "values" where only some words are allowed."""


def shape_of(event: type[Event]) -> Shape:
    """Return an event's fields as they are read from the log."""
    schema = event.model_json_schema(mode="validation")
    due = set(schema.get("required", ()))
    definitions = schema.get("$defs", {})
    return {name: _field(each, definitions, name in due) for name, each in schema["properties"].items()}


def published() -> dict[str, Shape]:
    """Return the frozen list."""
    return cast("dict[str, Shape]", json.loads(FILE.read_text(encoding="utf-8")))


def present() -> dict[str, Shape]:
    """Return the shapes of today."""
    return {topic: shape_of(event) for topic, event in sorted(EVENT_TYPES.items())}


def _field(schema: dict[str, Any], definitions: dict[str, Any], required: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"type": _type(schema, definitions), "required": required}
    if "enum" in schema:
        told["values"] = sorted(schema["enum"])
    return told


def _type(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in schema:
        named = definitions[schema["$ref"].rpartition("/")[2]]
        due = set(named.get("required", ()))
        parts = sorted(
            f"{name}{'' if name in due else '?'}: {_type(each, definitions)}"
            for name, each in named["properties"].items()
        )
        return "{" + ", ".join(parts) + "}"
    if "anyOf" in schema:
        return " | ".join(sorted(_type(each, definitions) for each in schema["anyOf"]))
    if schema["type"] == "array":
        return f"[{_type(schema['items'], definitions)}]"
    if schema["type"] == "object":
        (values,) = schema["patternProperties"].values()
        return f"{{*: {_type(values, definitions)}}}"
    return str(schema.get("format", schema["type"]))


def as_text(shapes: dict[str, Shape]) -> str:
    """Write shapes as JSON, one field a line, so that a change shows as one line."""
    topics = []
    for topic, shape in shapes.items():
        fields = ",\n".join(f"  {json.dumps(name)}: {json.dumps(told)}" for name, told in shape.items())
        topics.append(f" {json.dumps(topic)}: {{\n{fields}\n }}")
    return "{\n" + ",\n".join(topics) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(present()), encoding="utf-8")
