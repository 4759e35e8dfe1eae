"""Every value, sign and number of every rule set decides something: change any one of them and a case fails."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_es.evaluation.case_files import Case, read_case_file
from kpi_es.evaluation.cases import check_case
from kpi_es.rulebook import RuleBook, load_rule_book
from kpi_es.rulebook.reading import read_rule_set
from tests.rule_sets import formula_mutants
from tests.rule_sets.mutants import Survivor, all_cases, as_text, mutants, survivors
from tests.rule_sets.readings import READING_CASES, readings_of

EXPLAINED = Path(__file__).with_name("survivors.yaml")
EXPLAINED_IN_FORMULAS = Path(__file__).with_name("formula_survivors.yaml")
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
    assert all(each.rules in rule_book and len(why) > 10 for each, why in explained_in_formulas().items())


def explained_in_formulas() -> dict[Survivor, str]:
    groups = yaml.safe_load(EXPLAINED_IN_FORMULAS.read_text(encoding="utf-8"))
    return {Survivor(**each): group["why"] for group in groups for each in group["survivors"]}


@pytest.fixture(scope="module")
def own_book() -> RuleBook:
    """Rule sets of this module's own, as their formulas are changed while it runs."""
    return load_rule_book()


@pytest.mark.parametrize("rule_set_id", IDS)
def test_a_case_fails_for_every_changed_sign_and_number(
    own_book: RuleBook, cases: list[Case], rule_set_id: str
) -> None:
    known = {each for each in explained_in_formulas() if each.rules == rule_set_id}
    rule_set = own_book[rule_set_id]
    found = set(formula_mutants.survivors(rule_set, cases, formula_mutants.base_of(rule_set, own_book)))
    assert found - known == set(), "changed without any case failing: add a case, or explain it"
    assert known - found == set(), "explained as a survivor, but a case notices it: take it out"


@pytest.mark.parametrize("rule_set_id", IDS)
def test_every_formula_is_changed(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set = rule_book[rule_set_id]
    places = [place for place, _ in formula_mutants.formulas(rule_set)]
    assert len(places) == len(set(places))
    assert {d.name for d in rule_set.definitions()} <= {part for place in places for part in place.split(".")}


def test_a_formula_is_changed_in_every_sign_and_number() -> None:
    changed = [text for _, text in formula_mutants.changed_texts("if(a < 5%, min(b, 1) - c, 'x')")]
    assert changed == [
        "if(a <= 5%, min(b, 1) - c, 'x')",
        "if(a < 4%, min(b, 1) - c, 'x')",
        "if(a < 6%, min(b, 1) - c, 'x')",
        "if(a < 5%, max(b, 1) - c, 'x')",
        "if(a < 5%, min(b, 0) - c, 'x')",
        "if(a < 5%, min(b, 2) - c, 'x')",
        "if(a < 5%, min(b, 1) + c, 'x')",
    ]


def test_a_changed_sign_no_case_looks_at_is_found(own_book: RuleBook, cases: list[Case]) -> None:
    without_sheets = [case for case in cases if case.kind != "sheet"]
    found = formula_mutants.survivors(own_book["hanoi-3814-2018"], without_sheets)
    assert "points.total" in {survivor.place for survivor in found}


def test_the_formulas_are_put_back(own_book: RuleBook, cases: list[Case]) -> None:
    rule_set = own_book["hanoi-3814-2018"]
    list(formula_mutants.survivors(rule_set, cases))
    assert all(check_case(case, rule_set).ok for case in cases if case.rules.is_text(rule_set.id))


def test_every_case_of_another_reading_holds(rule_book: RuleBook) -> None:
    held = {case.case for id_ in rule_book for reading in readings_of(rule_book[id_]) for case in reading.cases}
    assert {case.case for case in read_case_file(READING_CASES)} - held == set()


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
    without_years = [case for case in cases if case.kind != "year"]
    places = {survivor.place for survivor in survivors(decree, without_years)}
    assert {"parameters.months_needed.value", "parameters.year_denominator.value"} <= places
