"""What holds for every rule set that comes with the program, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpi_es.evaluation.cases import check_cases
from kpi_es.rulebook import Bilingual, RuleBook, describe_rule_set
from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.differing import diff_rule_sets
from tests.rule_sets.mutants import all_cases

IDS = sorted(packaged_sources())
CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
PUBLISHED = {
    "nd335-2025", "nd335-2025-handbook", "nd335-2025-organisation", "thanh-hoa-1053-2026", "thanh-hoa-03-2026",
    "customs-8-2026", "nghia-lam-283-2026", "hcmc-06-2026", "party-366-2025", "dak-lak-05-2026", "vpdk-dak-lak-2026",
    "kon-tum-college-1923-2026", "bac-ninh-2025", "hanoi-3814-2018", "nd90-2020",
}  # fmt: skip


def test_every_published_rule_set_is_there() -> None:
    assert set(IDS) >= PUBLISHED


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_comes_out_as_expected(rule_book: RuleBook, path: Path) -> None:
    assert [(each.case, each.differences) for each in check_cases([path], rule_book) if not each.ok] == []


def test_every_rule_set_has_cases() -> None:
    assert set(IDS) - {case.rules.text() for case in all_cases()} == set()


@pytest.mark.parametrize("rule_set_id", IDS)
def test_a_file_is_named_after_its_rule_set(rule_set_id: str) -> None:
    assert packaged_sources()[rule_set_id].file == f"{rule_set_id}.yaml"


@pytest.mark.parametrize("rule_set_id", IDS)
def test_every_value_and_every_formula_cites_its_source(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set = rule_book[rule_set_id]
    assert all(re.search(r"\w", parameter.source) for parameter in rule_set.parameters.values())
    assert all(re.search(r"\w", titled.source) for titled in rule_set.tables.values())
    clauses = [clause for each in rule_set.definitions() for clause in (each.everyone, *each.by_role.values())]
    assert all(clause is None or clause.source for clause in clauses)


@pytest.mark.parametrize("rule_set_id", IDS)
def test_it_was_checked_against_its_source_and_is_in_force_in_order(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set = rule_book[rule_set_id]
    assert date(2026, 1, 1) <= rule_set.checked_on
    assert rule_set.valid_until is None or rule_set.valid_from < rule_set.valid_until


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text that is there in both languages."""
    if isinstance(value, dict):
        if value.keys() == {"vi", "en"}:
            yield value["vi"], value["en"]
        else:
            for below in value.values():
                yield from texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below)


@pytest.mark.parametrize("rule_set_id", IDS)
def test_texts_are_in_both_languages(rule_book: RuleBook, rule_set_id: str) -> None:
    english_with_vietnamese = [
        en for vi, en in texts(rule_book[rule_set_id].document) if vi == en and re.search(r"[ăâđêôơưạảãàá]", en)
    ]
    assert english_with_vietnamese == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("rule_set_id", IDS)
def test_it_is_told_in_words_in_the_order_of_the_file(rule_book: RuleBook, rule_set_id: str, lang: str) -> None:
    rule_set = rule_book[rule_set_id]
    text = "\n".join(line.text for line in describe_rule_set(rule_set, lang))
    assert all(f"[{name}]" in text for name in (*rule_set.parameters, *rule_set.tables))
    names = [each.name for each in rule_set.definitions()] + [each.name for each in rule_set.facts]
    assert all(f"[{name}]" in text for name in names)
    named: list[Bilingual] = [level.title for level in rule_set.classes]
    named += [condition.title for level in rule_set.classes for condition in level.conditions]
    named += [override.title for override in rule_set.overrides]
    assert [each.vi for each in named if each.in_language(lang) not in text] == []


@pytest.mark.parametrize("rule_set_id", IDS)
def test_it_differs_from_itself_in_nothing_and_from_the_decree_in_words(rule_book: RuleBook, rule_set_id: str) -> None:
    rule_set, decree = rule_book[rule_set_id], rule_book["nd335-2025"]
    assert [line.text for line in diff_rule_sets(rule_set, rule_set, "en")] == ["The two rule sets are the same."]
    if rule_set is not decree:
        lines = diff_rule_sets(decree, rule_set, "vi")
        assert len(lines) > 3
        assert all(line.text.strip() for line in lines)


def test_roles_are_called_what_the_rule_set_calls_them(rule_book: RuleBook) -> None:
    text = "\n".join(line.text for line in describe_rule_set(rule_book["party-366-2025"], "en"))
    assert "Deputies and other leaders: result_ratio = " in text
    assert "deputy:" not in text


def test_a_condition_asked_at_two_places_is_told_once(rule_book: RuleBook) -> None:
    lines = [line.text for line in describe_rule_set(rule_book["party-366-2025"], "en")]
    (found,) = [line for line in lines if line.startswith("Earlier shortcomings repaired")]
    assert "[the period's sheet, the year]: shortcomings_fixed (" in found
