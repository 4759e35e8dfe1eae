"""docs/rule-sets/ and docs/rule-set.schema.json say what the rule sets and the code say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpi_es.entrypoints.cli.rule_pages import escaped, rule_set_page, rule_set_pages
from kpi_es.rulebook import RuleBook, RuleSet
from kpi_es.rulebook.schema import rule_set_schema

DOCS = Path(__file__).parents[2] / "docs"


def test_the_pages_are_what_the_rule_sets_say(rule_book: RuleBook) -> None:
    pages = rule_set_pages(rule_book)
    written = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "rule-sets").iterdir()}
    assert sorted(written) == sorted(pages), "refresh them: kpi rules docs"
    stale = [name for name, text in pages.items() if written[name] != text]
    assert stale == [], "refresh them: kpi rules docs"


def test_the_schema_is_what_the_code_says() -> None:
    written = json.loads((DOCS / "rule-set.schema.json").read_text(encoding="utf-8"))
    assert written == rule_set_schema(), "refresh it: kpi rules schema --output docs/rule-set.schema.json"


@pytest.fixture(scope="module")
def decree(rule_book: RuleBook) -> RuleSet:
    return rule_book["nd335-2025"]


def halves(page: str) -> tuple[str, str]:
    vi, en = page.split("\n## English\n")
    return vi, en


def test_a_page_has_every_parameter_with_its_article_in_both_languages(rule_book: RuleBook) -> None:
    for rule_set in rule_book.values():
        for half, lang in zip(halves(rule_set_page(rule_set)), ("vi", "en"), strict=True):
            for parameter in rule_set.parameters.values():
                (row,) = [line for line in half.splitlines() if line.endswith(f"| `{parameter.name}` |")]
                assert escaped(parameter.source) in row
                assert escaped(parameter.title.in_language(lang)) in row


def test_a_page_has_every_formula_and_its_article(rule_book: RuleBook) -> None:
    for rule_set in rule_book.values():
        page = rule_set_page(rule_set)
        for definition in rule_set.definitions():
            clauses = [definition.everyone, *definition.by_role.values()]
            for clause in clauses:
                wanted = clause and f"`{definition.name} = {clause.formula.text}` ({escaped(clause.source)})"
                assert not wanted or page.count(wanted) >= 2, wanted


def test_a_page_tells_what_the_law_leaves_silent_and_what_was_chosen(decree: RuleSet) -> None:
    vi, en = halves(rule_set_page(decree))
    assert (
        "| Làm tròn số người được phép | làm tròn xuống | làm tròn đến số gần nhất; làm tròn lên |"
        ' Tỷ lệ "không vượt quá" 20 %; làm tròn lên sẽ vượt. |'
    ) in vi
    assert "| The points of a line do not fall below zero | yes | no |" in en


def test_a_page_has_classes_thresholds_overrides_and_limits(decree: RuleSet) -> None:
    vi, _ = halves(rule_set_page(decree))
    assert "- HTXS Hoàn thành xuất sắc nhiệm vụ \\>= 90 (Điều 20.1)" in vi
    assert "→ KHT (Điều 20.4d) \\[`unit_corruption`\\]" in vi
    assert "(Điều 20.6)" in vi


def test_the_index_links_every_page(rule_book: RuleBook) -> None:
    index = rule_set_pages(rule_book)["README.md"]
    assert all(f"[{name}]({name}.md)" in index for name in rule_book)


def test_signs_of_markdown_are_escaped_outside_formulas() -> None:
    assert escaped("a_b * <c> | [`x_y * 2`]") == r"a\_b \* \<c\> \| \[`x_y * 2`\]"
