"""What the documents show is what happens."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest

from tests.docs.documents import ROOT, Command, Document, commands_in, documents, first_line_not_printed
from tests.docs.terminal import Terminal

WITH_EXAMPLES = [each for each in documents() if any(block.language == "console" for block in each.blocks())]
TUTORIAL = Document(ROOT / "docs" / "tutorial.md")
LONGEST_OUTPUT = 6_000
UNTIL_STOPPED = ("up", "worker", "run")


def _name(document: Document) -> str:
    return document.name


@pytest.mark.parametrize("document", WITH_EXAMPLES, ids=_name)
def test_every_example_prints_what_the_document_says(document: Document, terminal: Terminal) -> None:
    ended: list[tuple[Command, int]] = []
    for block in document.blocks():
        if block.file is not None:
            (terminal.folder / block.file).write_text(block.text, encoding="utf-8")
        if block.language == "console":
            for command in commands_in(block):
                printed = terminal.run(command.words)
                missed = first_line_not_printed(command.expected, printed)
                where = f"{document.name}:{command.line}: $ {command.words}"
                assert missed is None, f"{where}\nshows: {missed}\nbut this is printed:\n{printed[-LONGEST_OUTPUT:]}"
                ended.append((command, terminal.code))
    for (command, code), following in zip(ended, [*ended[1:], None], strict=True):
        code_is_shown = following is not None and following[0].words == "echo $?"
        assert code == 0 or code_is_shown or command.words == "echo $?", f"{document.name}:{command.line}: exit {code}"


@pytest.mark.parametrize(
    "words",
    [
        line.partition("#")[0].strip()
        for line in Document(ROOT / "README.md").code()
        if line.startswith(".venv/bin/kpi ") and line.split()[1] not in UNTIL_STOPPED
    ],
)
def test_every_command_the_readme_names_ends_well(words: str, terminal: Terminal) -> None:
    printed = terminal.run(words)
    assert terminal.code == 0, printed


def test_the_score_calculated_by_hand_is_the_one_kpi_explain_gives(terminal: Terminal) -> None:
    rows = _rows_of_the_table("| Việc / Task |")
    *tasks, sums = rows
    assigned = quantity = quality = timeliness = Fraction(0)
    for task in tasks:
        name, points, *numbers = task
        coefficient, given, done, returned, late, *converted = map(Fraction, numbers)
        # coefficient = points / 5, the points of the standard product
        assert coefficient == Fraction(points.partition("÷")[0].strip()) / 5
        extra, excused = "ad hoc" in name, "khách quan" in name
        line = [
            Fraction(0) if extra else coefficient * given,
            coefficient * done,
            coefficient * done * (1 - Fraction(1, 4) * returned),
            coefficient * done * (1 - Fraction(1, 4) * (0 if excused else late)),
        ]
        assert converted == line, name
        assigned, quantity, quality, timeliness = (
            total + each for total, each in zip((assigned, quantity, quality, timeliness), line, strict=True)
        )
    assert [Fraction(each.strip("*")) for each in sums[7:]] == [assigned, quantity, quality, timeliness]

    general = Fraction(9, 2) * 2 + 2 * 7 + 1  # 4.5 + 4.5 + 2 + 2 + 2 + 2 + 1 + 2 + 2 + 2 = 24
    a, b, c = quantity / assigned, quality / assigned, timeliness / assigned
    ratio = (a + b + c) / 3
    total = general + 70 * ratio
    assert 70 <= total < 90
    assert [row[2] for row in _rows_of_the_table("| Bước / Step |")] == [
        *map(str, (a, b, c, ratio, 70 * ratio, general, total)),
        "HTT",
    ]

    explained: dict[str, Any] = json.loads(terminal.run("kpi explain HT-012 2026-07 --json"))
    given_by_the_engine = {name: Fraction(explained["outputs"][name]) for name in ("a", "b", "c", "result", "total")}
    assert given_by_the_engine == {"a": a, "b": b, "c": c, "result": 70 * ratio, "total": total}
    assert explained["class"] == "HTT"
    credits_of_lines = {
        (step["line"], step["name"]): Fraction(step["value"]) for step in explained["steps"] if step["line"]
    }
    for task in tasks:
        line_id, by_hand = task[0].split()[0], [Fraction(each) for each in task[-3:]]
        steps = ("converted_done", "quality_credit", "timeliness_credit")
        assert [credits_of_lines[line_id, step] for step in steps] == by_hand, line_id


def _rows_of_the_table(heading: str) -> list[list[str]]:
    found = re.search(rf"^{re.escape(heading)}[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", TUTORIAL.text, re.MULTILINE)
    assert found, heading
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found[1].splitlines()]
