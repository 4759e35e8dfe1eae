"""`kpi rules list | show ID | check FILE...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from kpi_es.entrypoints.cli.invocation import AnswerIsNo, BadInput, Json, console, invocation, print_json
from kpi_es.evaluation.case_files import CaseFileError
from kpi_es.evaluation.cases import CaseOutcome, check_cases
from kpi_es.rulebook import UnknownRuleSet, load_rule_book
from kpi_es.rulebook.describing import describe_rule_set


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Bộ quy tắc / rule sets", no_args_is_help=True)
    app.command("list", help="Các bộ quy tắc / the rule sets there are")(list_rule_sets)
    app.command("show", help="Toàn văn một bộ quy tắc / one rule set in words")(show)
    app.command("check", help="Kiểm tra ví dụ / check case files")(check)
    return app


def list_rule_sets(context: typer.Context, as_json: Json = False) -> None:
    """List the rule sets with validity, the date they were last checked against their source, and hash."""
    call = invocation(context)
    book = load_rule_book()
    if as_json:
        print_json([
            {"id": each.id, "title": {"vi": each.title.vi, "en": each.title.en}, "valid_from": each.valid_from,
             "valid_until": each.valid_until, "checked_on": each.checked_on, "hash": each.hash}
            for each in book.values()
        ])  # fmt: skip
        return
    headings = ("Mã", "Tên", "Hiệu lực từ", "Đối chiếu ngày", "Mã băm") if call.language == "vi" else (
        "Id", "Title", "Valid from", "Checked on", "Hash")  # fmt: skip
    table = Table(*headings)
    for each in book.values():
        title = each.title.in_language(call.language)
        table.add_row(
            each.id, Text(title), f"{each.valid_from:%d/%m/%Y}", f"{each.checked_on:%d/%m/%Y}", each.hash[:16]
        )
    console().print(table)


def show(
    context: typer.Context,
    rule_set_id: Annotated[str, typer.Argument(metavar="ID", help="Mã bộ quy tắc / rule set id")],
    as_json: Json = False,
) -> None:
    """Show a whole rule set in words: parameters with their articles, formulas, classes, what the law leaves silent."""
    call = invocation(context)
    try:
        rule_set = load_rule_book().get(rule_set_id)
    except UnknownRuleSet as unknown:
        raise BadInput(unknown.vi, unknown.en) from unknown
    lines = describe_rule_set(rule_set, call.language)
    if as_json:
        described = [{"level": line.level, "text": line.text} for line in lines]
        print_json({"id": rule_set.id, "hash": rule_set.hash, "lines": described})
        return
    out = console()
    for line in lines:
        style = "bold" if line.level == 0 else None
        out.print(f"{'  ' * line.level}{line.text}", style=style, markup=False, soft_wrap=True)


def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Tệp ví dụ YAML / case files")],
    as_json: Json = False,
) -> None:
    """Check that the rule sets give what the case files expect; exit 1 when any case fails."""
    call = invocation(context)
    try:
        outcomes = check_cases(files, load_rule_book())
    except CaseFileError as wrong:
        place = f"{wrong.file}:{wrong.line}: {wrong.key}".rstrip(": ")
        details = {"file": wrong.file, "line": wrong.line, "key": wrong.key}
        raise BadInput(f"{place}: {wrong.vi}", f"{place}: {wrong.en}", **details) from wrong
    if as_json:
        print_json([outcome.as_json() for outcome in outcomes])
    else:
        for outcome in outcomes:
            typer.echo(_line(outcome))
        failed = sum(not outcome.ok for outcome in outcomes)
        summary = call.say(f"{len(outcomes)} ví dụ, {failed} sai", f"{len(outcomes)} cases, {failed} failed")
        typer.echo(summary, err=True)
    if not all(outcome.ok for outcome in outcomes):
        raise AnswerIsNo


def _line(outcome: CaseOutcome) -> str:
    head = f"{'ok  ' if outcome.ok else 'FAIL'} {outcome.file}: {outcome.case} [{outcome.rules}]"
    differences = [f"{each.name}: {each.expected} ≠ {each.got}" for each in outcome.differences]
    return "\n     ".join((head, *differences))
