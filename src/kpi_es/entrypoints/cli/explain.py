"""`kpi explain STAFF PERIOD`: every number of a score with its formula, its inputs and its article."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import typer

from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.explanation_page import show_explanation, show_quarter
from kpi_es.entrypoints.cli.invocation import Json, console, invocation, print_json
from kpi_es.entrypoints.cli.times import (
    KnownAt,
    Period,
    Staff,
    ValidOn,
    known_person,
    read_known_at,
    read_period,
    read_valid_on,
)
from kpi_es.entrypoints.person_history import Explained, ExplainedQuarter
from kpi_es.entrypoints.person_history import explain as explain_period
from kpi_es.evaluation import Result, Step
from kpi_es.evaluation.unit_result import UnitResult

EXPLANATION_VERSION = 1


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", help="Giải thích một điểm số / explain a score")(explain)


def explain(
    context: typer.Context,
    staff: Staff,
    period: Period,
    known_at: KnownAt = None,
    valid_on: ValidOn = None,
    as_json: Json = False,
) -> None:
    """Explain a person's score of a period line by line, with the article behind each line."""
    call = invocation(context)
    period, moment, day = read_period(period), read_known_at(known_at), read_valid_on(valid_on)
    with call.engine() as engine, known_person(staff, period):
        engine.projections.catch_up()
        found = explain_period(engine, staff, period, moment, day)
    match found, as_json:
        case Explained(), True:
            print_json(explanation_json(found))
        case Explained(), _:
            show_explanation(call, console(), found)
        case ExplainedQuarter(), True:
            print_json(quarter_json(found))
        case _:
            show_quarter(call, console(), found)


def explanation_json(found: Explained) -> dict[str, Any]:
    """Return an explanation for programs; exact numbers as text."""
    result = found.result
    return {
        "version": EXPLANATION_VERSION,
        "staff": found.staff,
        "name": found.name,
        "period": found.sheet.period,
        "sheet_status": found.sheet.status,
        "status": result.status,
        "class": result.class_code,
        "outputs": {name: format_exact(value) for name, value in result.outputs.items()},
        "steps": [_step_json(step) for step in result.trace],
        "receipt": found.receipt.as_texts(),
        "same_rules": found.same_rules,
        "unit_result": None if found.unit is None else _unit_json(found.unit),
    }


def _unit_json(unit: UnitResult) -> dict[str, Any]:
    """Return item d with the people and the events it follows from; those who decide it first."""
    decisive = {each.staff for each in unit.decisive}
    return {
        "share": None if unit.share is None else format_exact(unit.share),
        "day": unit.day,
        "people": [
            {
                "staff": each.staff,
                "unit": each.unit,
                "standing": each.standing,
                "decides": each.staff in decisive,
                "total": None if each.total is None else format_exact(each.total),
                "class": each.class_code,
                "sources": list(each.sources),
            }
            for each in sorted(unit.counted, key=lambda each: (each.staff not in decisive, each.staff))
        ],
    }


def quarter_json(found: ExplainedQuarter) -> dict[str, Any]:
    """Return the explanation of a quarter made of months for programs; `months` are None where there is no sheet."""
    result = found.result
    return {
        "version": EXPLANATION_VERSION,
        "staff": found.staff,
        "name": found.name,
        "period": found.period,
        "status": result.status,
        "class": result.class_code,
        "months": {month: None if each is None else _result_json(each) for month, each in found.months.items()},
        "outputs": {name: format_exact(value) for name, value in result.outputs.items()},
        "steps": [_step_json(step) for step in result.trace],
        "receipt": found.receipt.as_texts(),
    }


def _result_json(result: Result) -> dict[str, Any]:
    outputs = {name: format_exact(value) for name, value in result.outputs.items()}
    return {"status": result.status, "class": result.class_code, "outputs": outputs}


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "title": {"vi": step.title.vi, "en": step.title.en},
        "line": step.line,
        "formula": step.formula,
        "inputs": {name: _exact(value) for name, value in step.inputs},
        "value": _exact(step.value),
        "article": step.article,
        "sources": list(step.sources),
    }


def _exact(value: Fraction | str) -> str:
    return format_exact(value) if isinstance(value, Fraction) else value
