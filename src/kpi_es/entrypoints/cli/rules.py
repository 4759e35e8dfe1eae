"""`kpi rules list | show | check | diff`, and the commands of `rule_files`: format, schema, docs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from kpi_es.entrypoints.cli import rule_files
from kpi_es.entrypoints.cli.invocation import AnswerIsNo, Invocation, Json, console, invocation, print_json
from kpi_es.entrypoints.cli.rule_files import (
    ExtraRules,
    bad_input,
    extra_files,
    find_rule_set,
    warn_of_future,
    warn_of_id,
)
from kpi_es.evaluation.cases import CaseOutcome, check_cases
from kpi_es.rulebook import DescriptionLine, RuleBook, load_rule_book
from kpi_es.rulebook.describing import describe_rule_set
from kpi_es.rulebook.differing import diff_rule_sets

RuleSetName = Annotated[str, typer.Argument(metavar="ID|FILE", help="Mã hoặc tệp / rule set id or file")]


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Bộ quy tắc / rule sets", no_args_is_help=True)
    app.command("list", help="Các bộ quy tắc / the rule sets there are")(list_rule_sets)
    app.command("show", help="Toàn văn một bộ quy tắc / one rule set in words")(show)
    app.command("check", help="Kiểm tra ví dụ / check case files")(check)
    app.command("diff", help="So sánh hai bộ quy tắc / how two rule sets differ")(diff)
    rule_files.add_to(app)
    return app


def list_rule_sets(context: typer.Context, as_json: Json = False) -> None:
    """List the rule sets with validity, the date they were last checked against their source, and hash."""
    call = invocation(context)
    with bad_input():
        book = load_rule_book(call.settings.rule_set_files())
    if as_json:
        print_json([
            {"id": each.id, "title": {"vi": each.title.vi, "en": each.title.en}, "valid_from": each.valid_from,
             "valid_until": each.valid_until, "checked_on": each.checked_on, "based_on": each.based_on,
             "hash": each.hash}
            for each in book.values()
        ])  # fmt: skip
        return
    console().print(_table_of(book, call))


def _table_of(book: RuleBook, call: Invocation) -> Table:
    """Return a table that stays readable in 80 columns: the title stands below the id, only titles are wrapped."""
    headings = ("Mã và tên", "Hiệu lực từ", "Đối chiếu", "Mã băm") if call.language == "vi" else (
        "Id and title", "Valid from", "Checked", "Hash")  # fmt: skip
    table = Table(headings[0], show_lines=True)
    for heading in headings[1:]:
        table.add_column(heading, no_wrap=True)
    for each in book.values():
        name = Text.assemble((each.id, "bold"), "\n", each.title.in_language(call.language))
        table.add_row(name, f"{each.valid_from:%d/%m/%Y}", f"{each.checked_on:%d/%m/%Y}", each.hash[:12])
    return table


def show(context: typer.Context, rule_set: RuleSetName, rules: ExtraRules = None, as_json: Json = False) -> None:
    """Show a whole rule set in words: parameters with their articles, formulas, classes, what the law leaves silent."""
    call = invocation(context)
    with bad_input():
        found = find_rule_set(rule_set, extra_files(call, rules))
    warn_of_id(call, found)
    warn_of_future(call, [found])
    lines = describe_rule_set(found, call.language)
    if as_json:
        print_json({"id": found.id, "hash": found.hash, "lines": _as_json(lines)})
    else:
        _print(lines)


def diff(
    context: typer.Context, a: RuleSetName, b: RuleSetName, rules: ExtraRules = None, as_json: Json = False
) -> None:
    """Tell in words how B differs from A; exit 1 when they differ, 0 when their content is the same."""
    call = invocation(context)
    with bad_input():
        extra = extra_files(call, rules)
        before, after = find_rule_set(a, extra), find_rule_set(b, extra)
    lines = diff_rule_sets(before, after, call.language)
    same = {**before.document, "id": ""} == {**after.document, "id": ""}
    if as_json:
        ends = {"a": {"id": before.id, "hash": before.hash}, "b": {"id": after.id, "hash": after.hash}}
        print_json({**ends, "same": same, "lines": _as_json(lines)})
    else:
        _print(lines)
    if not same:
        raise AnswerIsNo


def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Tệp ví dụ YAML / case files")],
    rules: ExtraRules = None,
    as_json: Json = False,
) -> None:
    """Check that the rule sets, and those of `--rules`, give what the cases expect; exit 1 when any case fails."""
    call = invocation(context)
    with bad_input():
        book = load_rule_book(extra_files(call, rules))
        outcomes = check_cases(files, book)
    warn_of_future(call, list(book.values()))
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


def _as_json(lines: list[DescriptionLine]) -> list[dict[str, int | str]]:
    return [{"level": line.level, "text": line.text} for line in lines]


def _print(lines: list[DescriptionLine]) -> None:
    out = console()
    for line in lines:
        style = "bold" if line.level == 0 else None
        out.print(f"{'  ' * line.level}{line.text}", style=style, markup=False, soft_wrap=True)


def _line(outcome: CaseOutcome) -> str:
    head = f"{'ok  ' if outcome.ok else 'FAIL'} {outcome.file}: {outcome.case} [{outcome.rules}]"
    differences = [f"{each.name}: {each.expected} ≠ {each.got}" for each in outcome.differences]
    return "\n     ".join((head, *differences))
