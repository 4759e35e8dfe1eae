"""`kpi rules format | schema | docs`: the files around rule sets, written or only compared with what they should be."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer

from kpi_es.entrypoints.cli.complaints import about_document, about_unknown
from kpi_es.entrypoints.cli.invocation import AnswerIsNo, BadInput, Invocation, Json, invocation, print_json
from kpi_es.entrypoints.cli.rule_pages import is_generated, rule_set_page, rule_set_pages
from kpi_es.rulebook import RuleSet, UnknownRuleSet, load_rule_book, problems
from kpi_es.rulebook.book import all_sources, packaged_sources, read_text, sources_of
from kpi_es.rulebook.formatting import format_rule_set
from kpi_es.rulebook.problems import BadDocument
from kpi_es.rulebook.reading import read_rule_set
from kpi_es.rulebook.schema import rule_set_schema

Check = Annotated[bool, typer.Option("--check", help="Chỉ so, không ghi / compare only, write nothing")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Tệp bộ quy tắc / rule set files")]
Folder = Annotated[Path, typer.Option("--output", help="Thư mục ghi các trang / folder of the pages")]
ExtraRules = Annotated[
    list[Path] | None, typer.Option("--rules", metavar="FILE", help="Thêm tệp bộ quy tắc / rule set file besides")
]
Pages = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="Chỉ viết trang của các tệp này / only the pages of these rule set files"),
]
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
        raise about_document(wrong) from wrong
    except UnknownRuleSet as unknown:
        raise about_unknown(unknown) from unknown


def find_rule_set(name: str, extra: Sequence[Path] = ()) -> RuleSet:
    """Return the rule set with this id, or the one in this file: what ends in .yaml or .yml, or is there, is a file.

    `extra` are rule set files besides the packaged ones; an overlay may be based on them.

    Raises UnknownRuleSet or RuleSetError.
    """
    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml") and not path.is_file():
        return load_rule_book(extra).get(name)
    return read_rule_set(read_text(path), name, all_sources(extra))


def extra_files(call: Invocation, rules: Sequence[Path] | None) -> list[Path]:
    """Return the files of the settings and of --rules; one that stands in both counts once."""
    files = [*call.settings.rule_set_files(), *(rules or ())]
    return list({file.resolve(): file for file in reversed(files)}.values())[::-1]


def warn_of_id(call: Invocation, found: RuleSet) -> None:
    """Say on standard error that a packaged rule set has this id already; used besides it the file would be refused."""
    taken = packaged_sources().get(found.id)
    if taken is None or found.file == taken.file:
        return
    if read_rule_set(taken.text, taken.file, packaged_sources()).hash != found.hash:
        vi = f"Lưu ý: mã {found.id} đã là của một bộ quy tắc có sẵn; trước khi dùng, hãy đặt mã khác ở khóa id."
        en = f"Note: the id {found.id} is that of a packaged rule set; before using this one, choose another id."
        typer.echo(call.say(vi, en), err=True)


def warn_of_future(call: Invocation, found: Sequence[RuleSet]) -> None:
    """Say on standard error that a rule set was checked against its source on a day that has not come yet."""
    for each in found:
        if each.checked_on > date.today():  # noqa: DTZ011  # the day on the writer's own calendar
            vi = f"Lưu ý: {each.file}: checked_on {each.checked_on} là ngày chưa tới; hãy xem lại."
            typer.echo(call.say(vi, f"Note: {each.file}: checked_on {each.checked_on} is still to come."), err=True)


def format_files(
    context: typer.Context, files: Files, rules: ExtraRules = None, check: Check = False, as_json: Json = False
) -> None:
    """Write rule set files in canonical form, comments kept; with --check show what differs, exit 1 when any does.

    A file that is no rule set as it stands is refused, and none is written then.
    """
    call = invocation(context)
    with bad_input():
        texts = dict(zip(files, problems.each(files, read_text), strict=True))
        sources = {**all_sources(extra_files(call, rules)), **sources_of(texts)}
        problems.each(texts, lambda path: read_rule_set(texts[path], str(path), sources))
        formatted = {path: format_rule_set(text, str(path)) for path, text in texts.items()}
    changed = {path: formatted[path] for path in files if formatted[path] != texts[path]}
    if check and not as_json:
        for path, text in changed.items():
            typer.echo("\n".join(_compared(str(path), texts[path], text)))
    _write_or_compare(call, changed, len(texts), check=check, as_json=as_json)


def _compared(name: str, before: str, after: str) -> Iterator[str]:
    """Return what formatting would change, as lines with - and +."""
    after_name = f"{name} (kpi rules format)"
    return unified_diff(before.splitlines(), after.splitlines(), name, after_name, lineterm="", n=1)


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
    files: Pages = None,
    rules: ExtraRules = None,
    output: Folder = Path("docs/rule-sets"),
    check: Check = False,
    as_json: Json = False,
) -> None:
    """Write a page for each rule set and their index, and delete those of rule sets that are gone.

    With --check nothing is written; exit 1 when any page is stale or should not be there. A file that is not marked
    as generated is left alone. With FILE only the pages of these rule sets are written, and no page is deleted.
    """
    call = invocation(context)
    with bad_input():
        extra = extra_files(call, rules)
        if files:
            found = [find_rule_set(str(path), extra) for path in files]
            pages = {f"{each.id}.md": rule_set_page(each) for each in found}
        else:
            pages = rule_set_pages(load_rule_book(extra))
    wanted = {output / name: text for name, text in pages.items()}
    old = [] if files else sorted(output.glob("*.md"))
    orphans = [path for path in old if path not in wanted and is_generated(_present(path))]
    if not check:
        _make_folder(output)
        for path in orphans:
            _delete(path)
    changed = _stale(wanted) | dict.fromkeys(orphans)
    _write_or_compare(call, changed, len(wanted), check=check, as_json=as_json)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise BadInput(f"{folder}: không tạo được thư mục", f"{folder}: can not make the folder: {failed}") from failed


def _stale(wanted: Mapping[Path, str]) -> dict[Path, str | None]:
    return {path: text for path, text in wanted.items() if not path.is_file() or _present(path) != text}


def _present(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write_or_compare(
    call: Invocation, stale: Mapping[Path, str | None], count: int, *, check: bool, as_json: bool
) -> None:
    """Write what is stale, or with `check` only name it and answer no; a path without text has been deleted."""
    if not check:
        for path, text in stale.items():
            if text is not None:
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


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError as failed:
        raise BadInput(f"{path}: không xóa được tệp", f"{path}: can not be deleted: {failed}") from failed


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as failed:
        raise BadInput(f"{path}: không ghi được tệp", f"{path}: can not be written: {failed}") from failed
