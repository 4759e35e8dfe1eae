"""The JSON Schema for editors: fresh, and of one mind with the reader about shapes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.formatting import SECTIONS
from kpi_es.rulebook.reading import OPTIONAL, REQUIRED
from kpi_es.rulebook.schema import rule_set_schema
from tests.rulebook.json_schema import Validator

HERE = Path(__file__).parent
COMMITTED = HERE.parent.parent / "docs" / "rule-set.schema.json"
SOURCES = {rule_set_id: source.text for rule_set_id, source in packaged_sources().items()}
SOURCES["ward-example"] = (HERE.parents[1] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")


def as_an_editor_reads(text: str) -> Any:
    return days_as_text(yaml.safe_load(text))


def days_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: days_as_text(below) for name, below in value.items()}
    if isinstance(value, list):
        return [days_as_text(below) for below in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_committed_schema_is_fresh() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == rule_set_schema()


@pytest.mark.parametrize("rule_set_id", sorted(SOURCES))
def test_every_rule_set_fits_the_schema(rule_set_id: str) -> None:
    assert Validator(rule_set_schema()).problems(as_an_editor_reads(SOURCES[rule_set_id])) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("checked_on:", "chekced_on:", ": checked_on is missing"),
        ("unit: truth", "unit: thruth", "is none of"),
        ("    silent: true\n", "    silent: maybe\n", "is no boolean"),
        ("  period: year\n", "  period: decade\n", "is none of"),
        ("    entries: [3]\n", "    entries: []\n", "too few"),
        ("\n  total:\n", "\n  Total__:\n", "does not match"),
        ("    class: KHT\n", "", "fits 0 of the shapes"),
        ("valid_from: 2026-01-01", "valid_from: 1/1/2026", "does not match"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(old: str, new: str, problem: str) -> None:
    text = SOURCES["nd335-2025"]
    assert old in text
    found = Validator(rule_set_schema()).problems(as_an_editor_reads(text.replace(old, new, 1)))
    assert any(problem in each for each in found)


def test_the_schema_the_reader_and_the_canonical_order_know_the_same_sections() -> None:
    known = rule_set_schema()["$defs"]
    assert set(known["rule_set"]["properties"]) == {*REQUIRED, *OPTIONAL}
    assert set(known["rule_set"]["properties"]) | set(known["overlay"]["properties"]) == set(SECTIONS)
