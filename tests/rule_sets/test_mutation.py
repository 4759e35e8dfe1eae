"""Every value of every rule set decides something: change any one of them and a case fails."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_es.evaluation.case_files import Case
from kpi_es.rulebook import RuleBook
from kpi_es.rulebook.reading import read_rule_set
from tests.rule_sets.mutants import Survivor, all_cases, as_text, mutants, survivors

EXPLAINED = Path(__file__).with_name("survivors.yaml")
IDS = sorted(file.name.removesuffix(".yaml") for file in (resources.files("kpi_es.rulebook") / "rule_sets").iterdir()
             if file.name.endswith(".yaml"))  # fmt: skip


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return all_cases()


def explained() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("rule_set_id", IDS)
def test_a_case_fails_for_every_changed_value(rule_book: RuleBook, cases: list[Case], rule_set_id: str) -> None:
    known = {
        Survivor(each["rules"], each["place"], each["value"]) for each in explained() if each["rules"] == rule_set_id
    }
    found = set(survivors(rule_book[rule_set_id], cases))
    assert found - known == set(), "changed without any case failing: add a case, or explain it in survivors.yaml"
    assert known - found == set(), "explained as a survivor, but a case notices it: take it out of survivors.yaml"


def test_every_survivor_is_of_a_rule_set_and_says_why(rule_book: RuleBook) -> None:
    assert all(each["rules"] in rule_book and len(each["why"]) > 10 for each in explained())


@pytest.mark.parametrize("rule_set_id", IDS)
def test_every_parameter_and_every_band_is_changed(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set = rule_book[rule_set_id]
    places = [mutant.place for mutant in mutants(rule_set.document)]
    assert {f"parameters.{name}.value" for name in rule_set.parameters} <= set(places)
    assert {name for name in rule_set.tables if not any(p.startswith(f"tables.{name}.rows.") for p in places)} == set()


@pytest.mark.parametrize("rule_set_id", IDS)
def test_a_document_written_for_a_change_is_the_same_rule_set(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set = rule_book[rule_set_id]
    assert read_rule_set(as_text(rule_set.document), "again.yaml").hash == rule_set.hash


def test_a_change_no_case_looks_at_is_found(rule_book: RuleBook, cases: list[Case]) -> None:
    decree = rule_book["nd335-2025"]
    without_caps = [case for case in cases if case.kind != "cap"]
    places = {survivor.place for survivor in survivors(decree, without_caps)}
    assert {"parameters.cap_share.value", "parameters.cap_rounding.value"} <= places
