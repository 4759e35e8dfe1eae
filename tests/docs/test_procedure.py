"""`docs/procedure.md` names commands, refusals and tests that exist, and leaves no article of the decree out."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kpi_commands.registry import load_commands
from tests.docs.documents import ROOT

PAGE = ROOT / "docs" / "procedure.md"
ARTICLES = range(1, 30)
"""The decree has 29 articles."""

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One row of the table: a clause, what it binds to, and where that is enforced and shown."""

    clause: str
    commands: tuple[str, ...]
    refusals: tuple[str, ...]
    tests: tuple[str, ...]
    enforced_by: str

    @property
    def article(self) -> int:
        found = re.match(r"(?:Điều|Art) (\d+)", self.clause)
        assert found is not None, f"{self.clause!r} names no article"
        return int(found[1])


def rows() -> list[Row]:
    """Return the rows of every table that begins with a clause."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| Điều ")
    ]
    return [
        Row(
            clause,
            tuple(_CODE.findall(commands)),
            tuple(_CODE.findall(refusals)),
            tuple(_CODE.findall(tests)),
            commands + refusals + tests,
        )
        for clause, _what, commands, refusals, tests in cells
    ]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the names of the tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_article_has_a_row() -> None:
    assert {row.article for row in rows()} == set(ARTICLES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.clause)
def test_a_row_names_what_exists_or_says_why_nothing_enforces_it(row: Row) -> None:
    commands = load_commands()
    assert set(row.commands) <= commands.types.keys()
    assert set(row.refusals) <= {refusal.code for refusal in commands.refusals}
    for test in row.tests:
        path, _, name = test.partition("::")
        assert name in names_in(ROOT / path), test
    assert row.tests or "không cưỡng chế" in row.enforced_by, "a row without a test says why nothing is enforced"


def test_every_command_is_in_the_table() -> None:
    named = {command for row in rows() for command in row.commands}
    assert load_commands().types.keys() - named == set()


def test_every_refusal_that_rests_on_the_decree_is_in_the_table() -> None:
    named = {refusal for row in rows() for refusal in row.refusals}
    resting = {each.code for each in load_commands().refusals if "335/2025" in each.article}
    assert resting - named == set()
