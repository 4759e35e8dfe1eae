"""`kpi rules format | schema | docs`: the files around rule sets, written or only compared with what they should be."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kpi_es.entrypoints.cli.invocation import AnswerIsNo, BadInput, Invocation, Json, invocation, print_json
from kpi_es.entrypoints.cli.rule_pages import rule_set_pages
from kpi_es.rulebook import RuleSet, UnknownRuleSet, load_rule_book
from kpi_es.rulebook.book import packaged_sources, read_text
from kpi_es.rulebook.formatting import format_rule_set
from kpi_es.rulebook.problems import BadDocument
from kpi_es.rulebook.reading import read_rule_set
from kpi_es.rulebook.schema import rule_set_schema

Check = Annotated[bool, typer.Option("--check", help="Chỉ so, không ghi / compare only, write nothing")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Tệp bộ quy tắc / rule set files")]
Folder = Annotated[Path, typer.Option("--output", help="Thư mục ghi các trang / folder of the pages")]
SchemaFile = Annotated[Path | None, typer.Option("--output", help="Tệp ghi ra / file to write")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group `rules`."""
    app.command("format", help="Viết lại theo thứ tự chuẩn / write files in canonical order")(format_files)
    app.command("schema", help="JSON Schema cho trình soạn thảo / for editors")(schema)
    app.command("docs", help="Viết trang tài liệu / write a page for each rule set")(docs)


@contextmanager
def bad_input() -> Generator[None]:
    """Turn what is wrong with a rule set or case file, or an unknown id, into an answer with exit code 2."""
    try:
        yield
    except BadDocument as wrong:
        place = f"{wrong.file}:{wrong.line}: {wrong.key}".rstrip(": ")
        details = {"file": wrong.file, "line": wrong.line, "key": wrong.key}
        raise BadInput(f"{place}: {wrong.vi}", f"{place}: {wrong.en}", **details) from wrong
    except UnknownRuleSet as unknown:
        raise BadInput(unknown.vi, unknown.en) from unknown


def find_rule_set(name: str) -> RuleSet:
    """Return the rule set with this id, or the one in this file: whatever ends in .yaml or .yml is a file.

    Raises UnknownRuleSet or RuleSetError.
    """
    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml"):
        return load_rule_book().get(name)
    return read_rule_set(read_text(path), name, packaged_sources())


def format_files(context: typer.Context, files: Files, check: Check = False, as_json: Json = False) -> None:
    """Write rule set files in canonical form, comments kept; with --check exit 1 when any is not."""
    with bad_input():
        texts = {path: read_text(path) for path in files}
        formatted = {path: format_rule_set(text, str(path)) for path, text in texts.items()}
    changed = {path: formatted[path] for path in files if formatted[path] != texts[path]}
    _write_or_compare(invocation(context), changed, len(texts), check=check, as_json=as_json)


def schema(context: typer.Context, output: SchemaFile = None, check: Check = False, as_json: Json = False) -> None:
    """Print the JSON Schema of rule set files, or write it to a file; with --check exit 1 when the file is stale."""
    if output is None:
        if check:
            raise BadInput("--check cần --output TỆP", "--check needs --output FILE")
        print_json(rule_set_schema())
        return
    text = json.dumps(rule_set_schema(), ensure_ascii=False, indent=2) + "\n"
    _write_or_compare(invocation(context), _stale({output: text}), 1, check=check, as_json=as_json)


def docs(
    context: typer.Context,
    output: Folder = Path("docs/rule-sets"),
    check: Check = False,
    as_json: Json = False,
) -> None:
    """Write a page for each rule set and their index; with --check exit 1 when any page is stale."""
    with bad_input():
        pages = rule_set_pages(load_rule_book())
    wanted = {output / name: text for name, text in pages.items()}
    if not check:
        _make_folder(output)
    _write_or_compare(invocation(context), _stale(wanted), len(wanted), check=check, as_json=as_json)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise BadInput(f"{folder}: không tạo được thư mục", f"{folder}: can not make the folder: {failed}") from failed


def _stale(wanted: Mapping[Path, str]) -> dict[Path, str]:
    return {path: text for path, text in wanted.items() if not path.is_file() or _present(path) != text}


def _present(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write_or_compare(call: Invocation, stale: Mapping[Path, str], count: int, *, check: bool, as_json: bool) -> None:
    """Write what is stale, or with `check` only name it and answer no."""
    if not check:
        for path, text in stale.items():
            _write(path, text)
    if as_json:
        print_json({"files": count, "check" if check else "written": [str(path) for path in stale]})
    else:
        for path in stale:
            typer.echo(str(path))
        vi = f"{count} tệp, {len(stale)} tệp {'cần viết lại' if check else 'đã viết lại'}"
        en = f"{count} files, {len(stale)} {'to be rewritten' if check else 'rewritten'}"
        typer.echo(call.say(vi, en), err=True)
    if check and stale:
        raise AnswerIsNo


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as failed:
        raise BadInput(f"{path}: không ghi được tệp", f"{path}: can not be written: {failed}") from failed
