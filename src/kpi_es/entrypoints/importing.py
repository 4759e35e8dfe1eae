"""Applies an import: every row a command, all of a file or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from kpi_commands.answer import Answer
from kpi_es.adapters.spreadsheet import ImportKind, ImportPlan, PlannedRow, RowProblem, column_of_refusal
from kpi_es.domain.agency import Agency
from kpi_es.domain.event import agency_stream
from kpi_es.domain.topics import fold
from kpi_es.entrypoints.wiring import Engine

GROUP = 1_000


@dataclass(frozen=True)
class ImportOutcome:
    """What became of a file: rows applied now, rows that were there before, rows that are bad and why."""

    plan: ImportPlan
    applied: int
    unchanged: int
    bad_rows: tuple[RowProblem, ...]
    skip_bad: bool

    def as_json(self) -> dict[str, Any]:
        """Return the outcome for programs."""
        return {
            "kind": self.plan.kind,
            "applied": self.applied,
            "unchanged": self.unchanged,
            "bad_rows": [asdict(each) for each in self.bad_rows],
            "left_out": [asdict(each) for each in self.plan.left_out],
        }


def run_import(engine: Engine, plan: ImportPlan, *, skip_bad: bool) -> ImportOutcome:
    """Apply a planned import. A row is bad when it can not be read or when a rule refuses its command.

    Without `skip_bad` one bad row leaves nothing written. A row that was imported before changes nothing.
    Refusals are not remembered: the same row may be right tomorrow.
    """
    rows = plan.rows
    if plan.problems and not skip_bad:
        return ImportOutcome(plan, 0, 0, plan.problems, skip_bad)
    answers = _apply(engine, rows, all_or_nothing=not skip_bad)
    pairs = list(zip(rows, answers, strict=True))
    refused = tuple(_problem(plan.kind, row, answer) for row, answer in pairs if answer.problem)
    bad = tuple(sorted((*plan.problems, *refused), key=lambda each: (each.sheet, each.row)))
    if refused and not skip_bad:
        return ImportOutcome(plan, 0, 0, bad, skip_bad)
    accepted = [(row, answer) for row, answer in pairs if not answer.problem]
    engine.directory.remember(_names([row for row, _ in accepted]))
    unchanged = sum(answer.duplicate for _, answer in accepted)
    return ImportOutcome(plan, len(accepted) - unchanged, unchanged, bad, skip_bad)


def units_by_name(engine: Engine, agency: str) -> dict[str, str]:
    """Return an agency's unit codes by the units' names, so that a file may name units in words."""
    stream = agency_stream(agency)
    folded = cast(Agency, fold(stream, engine.store.streams([stream]).get(stream, ())))
    return {unit.name: code for code, unit in folded.units.items()}


def _apply(engine: Engine, rows: Sequence[PlannedRow], *, all_or_nothing: bool) -> list[Answer]:
    commands = [row.command for row in rows]
    if all_or_nothing:
        return engine.processor.process(commands, all_or_nothing=True, remember_refusals=False)
    answers: list[Answer] = []
    for start in range(0, len(commands), GROUP):
        answers += engine.processor.process(commands[start : start + GROUP], remember_refusals=False)
    return answers


def _problem(kind: ImportKind, row: PlannedRow, answer: Answer) -> RowProblem:
    problem = answer.problem
    assert problem is not None
    return RowProblem(
        sheet=row.sheet,
        row=row.row,
        column=column_of_refusal(kind, problem.code),
        value=None,
        reason_vi=f"{problem.detail.vi} [{problem.code}; {problem.article}]",
        reason_en=f"{problem.detail.en} [{problem.code}; {problem.article}]",
    )


def _names(rows: Sequence[PlannedRow]) -> dict[str, str]:
    return {row.command.staff: row.display_name for row in rows if row.display_name}  # type: ignore[attr-defined]
