"""`kpi explain STAFF PERIOD`: every number of a score with its formula, its inputs and its article."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.sheet import TaskLine
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.invocation import Invocation, Json, console, invocation, print_json
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
from kpi_es.entrypoints.cli.words import COLOURS, word
from kpi_es.entrypoints.person_history import Explained, explain_sheet
from kpi_es.evaluation import Step, format_points

EXPLANATION_VERSION = 1
DECIMALS = 4


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
        found = explain_sheet(engine, staff, period, moment, day)
    if as_json:
        print_json(explanation_json(found))
    else:
        show_explanation(call, console(), found)


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
    }


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


def show_explanation(call: Invocation, out: Console, found: Explained) -> None:
    """Print the task lines, then every step of the calculation, then the receipt."""
    sheet, result = found.sheet, found.result
    who = f"{found.name or found.staff} ({found.staff})"
    out.print(
        Text(
            call.say(
                f"Giải thích điểm của {who}, kỳ {sheet.period}", f"The score of {who} for {sheet.period}, explained"
            ),
            style="bold",
        )
    )
    out.print(_lines(call, found))
    out.print(_steps(call, result.trace))
    out.print(_conclusion(call, found))
    receipt = " · ".join(f"{name}={value}" for name, value in found.receipt.as_texts().items())
    out.print(call.say("Biên nhận: ", "Receipt: ") + receipt, style="dim", markup=False)
    if not found.same_rules:
        note = call.say(
            "Chú ý: bộ quy tắc hiện có khác bản đã ghi trên phiếu.",
            "Note: the rule set at hand differs from the one frozen on the sheet.",
        )
        out.print(note, style="red")


def _lines(call: Invocation, found: Explained) -> Table:
    headings = ("Mã", "Sản phẩm/công việc", "Loại", "Hệ số", "Giao", "Hoàn thành", "Chưa đạt", "Lần chậm", "Khách quan")
    english = ("Task", "Product or work", "Kind", "Coefficient", "Assigned", "Done", "Not met", "Times late", "Excused")
    table = Table(title=call.say("Nhiệm vụ trong kỳ", "Tasks of the period"), title_justify="left")
    for number, heading in enumerate(headings if call.language == "vi" else english):
        table.add_column(heading, justify="right" if number in (3, 4, 5, 6, 7) else "left")
    for line in found.sheet.tasks.values():
        table.add_row(*_line(call, line))
    return table


_KINDS = {
    "planned": ("theo kế hoạch", "planned"),
    "ad_hoc": ("đột xuất", "ad hoc"),
    "taken_over": ("nhận thêm", "taken over"),
}
_PARTS = {"quality": ("chất lượng", "quality"), "timeliness": ("tiến độ", "timeliness")}


def _line(call: Invocation, line: TaskLine) -> tuple[str, ...]:
    late = f"{line.times_late} ({line.days_late} {call.say('ngày', 'days')})" if line.times_late else "0"
    excused = ", ".join(call.say(*_PARTS[part]) for part in sorted(line.excused)) or "—"
    numbers = (_number(call, line.coefficient), _number(call, line.quantity), _number(call, line.done))
    return (line.task, line.title, call.say(*_KINDS[line.kind]), *numbers, str(line.quality_failures), late, excused)


def _steps(call: Invocation, trace: tuple[Step, ...]) -> Table:
    headings = ("Bước", "Dòng", "Công thức", "Thay số", "Kết quả", "Căn cứ")
    english = ("Step", "Line", "Formula", "With", "Result", "Article")
    table = Table(
        title=call.say("Cách tính từng bước", "The calculation, step by step"), title_justify="left", show_lines=False
    )
    for number, heading in enumerate(headings if call.language == "vi" else english):
        table.add_column(heading, justify="right" if number == 4 else "left", overflow="fold")
    for step in trace:
        inputs = ", ".join(f"{name} = {_shown(call, value)}" for name, value in step.inputs)
        title = step.title.in_language(call.language)
        table.add_row(title, step.line or "", Text(step.formula), Text(inputs), _shown(call, step.value), step.article)
    return table


def _conclusion(call: Invocation, found: Explained) -> Text:
    result = found.result
    total = result.outputs.get("total")
    if total is None or result.class_code is None:
        return Text(
            call.say(f"Kết luận: {word(result.status, 'vi')}.", f"Conclusion: {word(result.status, 'en')}."),
            style="bold",
        )
    exact = "" if total.denominator == 1 else f" = {total}"
    shown = format_points(total, 2, call.language)
    label = word(result.class_code, call.language)
    text = call.say(
        f"Kết luận: {shown} điểm{exact}, tương ứng mức {label} nhiệm vụ.",
        f"Conclusion: {shown} points{exact}, in the band of {label}.",
    )
    return Text(text, style=f"bold {COLOURS.get(result.class_code, '')}")


def _shown(call: Invocation, value: Fraction | str) -> str:
    return _number(call, value) if isinstance(value, Fraction) else value


def _number(call: Invocation, value: Fraction) -> str:
    """Return an exact number: as a decimal if it ends, else as a fraction with its decimal beside it."""
    text = format_exact(value)
    if "/" not in text:
        return text.replace(".", ",") if call.language == "vi" else text
    return f"{text} ≈ {format_points(value, DECIMALS, call.language)}"
