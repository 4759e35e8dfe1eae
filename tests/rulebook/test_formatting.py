"""Canonical form: the same for everybody, without losing a comment or changing a value."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_es.rulebook import RuleSetError
from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.formatting import format_rule_set
from kpi_es.rulebook.reading import read_rule_set

WARD = (Path(__file__).parents[2] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")
SOURCES = packaged_sources()
OWN = ["nd335-2025", "nd335-2025-handbook"]


@pytest.mark.parametrize("rule_set_id", sorted(SOURCES))
def test_every_packaged_rule_set_is_in_canonical_form(rule_set_id: str) -> None:
    source = SOURCES[rule_set_id]
    assert format_rule_set(source.text, source.file) == source.text


def test_keys_are_put_in_order_and_their_comments_go_with_them() -> None:
    text = "\n".join([
        "# about the file",
        "",
        "title: {en: Ward,   vi: 'Phường'}",
        "# the name used everywhere",
        "id: ward   # short",
        "",
        "parameters:",
        "  # a rate",
        "  rate:",
        "    source: Điều 1   # the article",
        "    value:    25/100",
        "    unit: share",
        "# the end",
    ])  # fmt: skip
    assert format_rule_set(text).splitlines() == [
        "# about the file",
        "",
        "# the name used everywhere",
        "id: ward  # short",
        "title: {vi: Phường, en: Ward}",
        "",
        "parameters:",
        "  # a rate",
        "  rate:",
        "    unit: share",
        "    value: 25/100",
        "    source: Điều 1  # the article",
        "",
        "# the end",
    ]


def test_over_fulfilment_stands_before_the_lines_and_says_first_what_is_allowed() -> None:
    section = "\nover_fulfilment:\n  allowed: true\n  source: Điều 4.5\n"
    assert WARD.count(section) == 1
    moved = WARD.replace(section, "") + "\nover_fulfilment:\n  source: Điều 4.5\n  allowed: true\n"
    assert format_rule_set(moved) == WARD


def test_a_comment_at_the_end_of_a_block_stays_there() -> None:
    text = "\n".join([
        "title: {vi: a, en: b}",
        "id: ward",
        "roles:",
        "- staff",
        "  # behind the first",
        "# behind the last: as far out as the next key, so it is about that one",
        "parameters:",
        "  rate:",
        "    value: 25/100",
        "    unit: share",
        "    # the end of rate",
        "",
        "    # and a word more",
        "  # the end of parameters",
        "classes:",
        "  - code: A",
        "    # the end of A",
        "  # about B",
        "  - code: B",
        "  # the end of classes",
        "# the end",
    ])  # fmt: skip
    written = format_rule_set(text)
    assert written.splitlines() == [
        "id: ward",
        "title: {vi: a, en: b}",
        "roles:",
        "  - staff",
        "  # behind the first",
        "# behind the last: as far out as the next key, so it is about that one",
        "parameters:",
        "  rate:",
        "    unit: share",
        "    value: 25/100",
        "    # the end of rate",
        "",
        "    # and a word more",
        "  # the end of parameters",
        "classes:",
        "  - code: A",
        "    # the end of A",
        "  # about B",
        "  - code: B",
        "  # the end of classes",
        "",
        "# the end",
    ]
    assert format_rule_set(written) == written


def test_what_the_law_puts_in_an_order_keeps_it() -> None:
    text = "lines:\n  total: {formula: b, unit: points}\n  at: {formula: a, unit: points}\n"
    assert format_rule_set(text) == text.replace("{formula: b, unit: points}", "{unit: points, formula: b}").replace(
        "{formula: a, unit: points}", "{unit: points, formula: a}"
    )


def test_a_long_line_is_folded_and_a_formula_keeps_its_own_line_breaks() -> None:
    long = "word " * 40 + "end"
    assert format_rule_set(f"title:\n  vi: {long}\n").splitlines()[1] == "  vi: >-"
    folded = "formula: >-\n  if(leading,\n  1, 2)\n"
    assert format_rule_set(folded) == folded


@pytest.mark.parametrize(
    "value",
    [
        '"null"',
        "null",
        '"a: b"',
        '"x # y"',
        '"- z"',
        '""',
        "'it''s'",
        '"tab\\there"',
        '"{a}"',
        '"*a"',
        "-3",
        "1/2",
        '"~"',
    ],
)
def test_a_value_stays_what_it_is(value: str) -> None:
    written = format_rule_set(f"id: {value}\nnotes: [{value}]\n")
    assert format_rule_set(written) == written  # and format_rule_set itself compares the two documents


def test_a_hash_sign_within_a_text_is_no_comment() -> None:
    text = 'title:\n  vi: >-\n    mục\n    # 5 của văn bản\n  en: "part\n    # 5"\n'
    written = read_text_of(format_rule_set(text))
    assert "mục # 5 của văn bản" in written
    assert written.count("# 5") == 2


def read_text_of(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(RuleSetError, match="not readable as YAML"):
        format_rule_set("id: [", "draft.yaml")


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.sampled_from(["ward", *OWN]))
def test_no_comment_is_lost_and_the_hash_stays(seed: int, which: str) -> None:
    text = WARD if which == "ward" else SOURCES[which].text
    dice = random.Random(seed)
    lines = text.splitlines()
    marks = []
    for number in range(4):
        place = dice.randrange(len(lines))
        if not within_folded_text(lines, place):
            # indented like the line below it, or like the one above it: at the end of a block
            like = lines[place - dice.randrange(2)]
            indent = " " * (len(like) - len(like.lstrip()))
            lines.insert(place, f"{indent}# mark {number}")
            marks.append(f"# mark {number}")
    commented = "\n".join(lines) + "\n"
    written = format_rule_set(commented)
    assert all(written.count(mark) == 1 for mark in marks)
    assert format_rule_set(written) == written
    assert read_rule_set(written, "a", SOURCES).hash == read_rule_set(text, "b", SOURCES).hash


def within_folded_text(lines: list[str], place: int) -> bool:
    """Tell whether a line stands inside or right behind a text folded over several lines."""
    above = place - 1
    while above >= 0 and (not lines[above].strip() or ": " not in lines[above] + " "):
        above -= 1
    return above >= 0 and any(line.rstrip().endswith(">-") for line in lines[max(0, above - 6) : place])
