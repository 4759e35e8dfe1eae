"""Hostile files: refused quickly, with bounded memory, and never run."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.evaluation import FactRefused, LineFacts, SheetFacts, evaluate_sheet
from kpi_es.rulebook import RuleSetError
from kpi_es.rulebook.formatting import format_rule_set
from kpi_es.rulebook.reading import read_rule_set

TEXT = (Path(__file__).parents[2] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")
TOTAL = "    formula: general + result\n"
TIMES_AN_HONEST_FILE = 100
BYTES = 60_000_000


@pytest.fixture
def bounded() -> Iterator[None]:
    """Work and memory stay bounded: in processor time, beside that of a file that is what it should be."""
    tracemalloc.start()
    started = time.process_time()
    read_rule_set(TEXT, "honest.yaml")
    honest = time.process_time() - started
    tracemalloc.reset_peak()
    started = time.process_time()
    yield
    hostile = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{hostile / honest:.1f} times an honest file, {peak / 1e6:.1f} MB")
    assert hostile < TIMES_AN_HONEST_FILE * honest
    assert peak < BYTES


def total_as(formula: str) -> str:
    assert TEXT.count(TOTAL) == 1
    return TEXT.replace(TOTAL, f"    formula: {formula}\n")


LOOKUPS = "lookup(star_points, " * 60 + "3" + ")" * 60
HOSTILE = {
    "deep nesting": "a: " + "[" * 100_000,
    "deep mapping": "".join(f"{' ' * n}a:\n" for n in range(400)),
    "aliases": "a: &a [x, x]\nb: *a\n" + TEXT,
    "tags": TEXT.replace("subject: person", "subject: !!python/object/apply:os.system ['true']"),
    "megabyte formula": total_as("general" + " + general" * 100_000),
    "deep formula": total_as("(" * 5_000 + "general" + ")" * 5_000),
    "deep not": total_as("not " * 100 + "true"),
    "huge number": total_as("9" * 100_000),
    "huge parameter": TEXT.replace("    value: 80\n", f"    value: {'9' * 100_000}\n"),
    "huge fraction": TEXT.replace("    value: 80\n", f"    value: 1/{'9' * 100_000}\n"),
    "exponent": TEXT.replace("    value: 80\n", "    value: 1e999999999\n"),
    "power": total_as("general ** 9 ** 9 ** 9"),
    "dunder": total_as("general.__class__.__mro__"),
    "dunder name": total_as("__import__"),
    "call": total_as("eval('general')"),
    "lookups within lookups": total_as(LOOKUPS),
    "decimals": total_as("round(general, 999999999)"),
    "many names": TEXT.replace("\nsums:\n", "\nsums:\n" + "".join(f"  n{n}: {{}}\n" for n in range(50_000))),
    "many parameters": TEXT.replace(
        "parameters:\n", "parameters:\n" + "".join(f"  n{n}: {{}}\n" for n in range(50_000))
    ),
    "many rows": TEXT.replace(
        "      - {up_to: 3, value: 80%}\n", "".join(f"      - {{up_to: {n}, value: 0}}\n" for n in range(1, 50_000))
    ),
    "long key": "x" * 1_000_000 + ": 1\n",
    "null bytes": "id: \x00",
    "two documents": TEXT + "\n---\n" + TEXT,
    "too long": "#" * 3_000_000,
}


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_quickly_and_briefly(name: str) -> None:
    with pytest.raises(RuleSetError) as refused:
        read_rule_set(HOSTILE[name], "hostile.yaml")
    assert len(str(refused.value)) < 1_500
    with suppress(RuleSetError):  # the formatter reads shapes only; it must end as quickly
        format_rule_set(HOSTILE[name][:20_000], "hostile.yaml")


@pytest.mark.usefixtures("bounded")
def test_a_number_that_is_squared_again_and_again_stops() -> None:
    one = "  n%d: {title: {vi: x, en: x}, unit: share, formula: %s, source: x}"
    rows = [one % (0, "1 / 3 + a / 7"), *(one % (n, f"n{n - 1} * n{n - 1}") for n in range(1, 60))]
    text = TEXT.replace("\nleader_items:", "\n".join(["", *rows, "", "leader_items:"]), 1)
    rules = read_rule_set(text, "hostile.yaml")
    sheet = SheetFacts("staff", Fraction(20), (LineFacts("T1", Fraction(1), Fraction(1), Fraction(1)),))
    with pytest.raises(FactRefused, match="too large"):
        evaluate_sheet(rules, sheet)


PIECES = st.sampled_from([*"{}[]:#|a1'\"", "- ", "\n", "  ", "&a", "*a", "!x", ">-"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_at_all_breaks_the_reader_or_the_formatter(text: str) -> None:
    with suppress(RuleSetError):
        read_rule_set(text, "any.yaml")
    with suppress(RuleSetError):
        written = format_rule_set(text)
        assert format_rule_set(written) == written
