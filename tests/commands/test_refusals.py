"""Every refusal: a code of its own, an article, two languages, and a test that raises it."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import kpi_commands
from kpi_commands.registry import ASPECTS
from kpi_es.domain.refusal import Refusal
from tests.commands.command_page import refusal_codes
from tests.commands.specification import all_commands

FOLDER = Path(__file__).parent
REFUSALS = all_commands().refusals


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def codes_expected_by_the_tests() -> set[str]:
    """Return every code that stands in a call of `then_refused`: such a call fails unless it was raised."""
    found: set[str] = set()
    for file in FOLDER.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "then_refused":
                (code,) = (each.value for each in node.args if isinstance(each, ast.Constant))
                found.add(str(code))
    return found


def test_every_refusal_is_raised_by_a_test() -> None:
    assert {each.code for each in REFUSALS} - codes_expected_by_the_tests() == set()


def test_every_refusal_belongs_to_a_command() -> None:
    listed = {code for command in all_commands().types.values() for code in refusal_codes(command)}
    assert {each.code for each in REFUSALS} == listed


def test_no_two_refusals_share_a_code() -> None:
    root = Path(next(iter(kpi_commands.__path__)))
    files = [root / "refusals.py", *(file for aspect in ASPECTS for file in (root / aspect).glob("*.py"))]
    written = [
        node.args[0].value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
        if isinstance(node.args[0], ast.Constant)
    ]
    assert sorted(map(str, written)) == sorted(each.code for each in REFUSALS)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.code)
def test_a_refusal_says_the_same_in_both_languages_and_names_its_article(refusal: Refusal) -> None:
    assert placeholders(refusal.vi) == placeholders(refusal.en)
    assert refusal.article.startswith(("Điều ", "Mẫu số ", "Quy tắc của hệ thống"))
    assert refusal.vi.endswith(".")
    assert refusal.en.endswith(".")
    assert refusal.vi != refusal.en
    assert not refusal.vi.isascii()
