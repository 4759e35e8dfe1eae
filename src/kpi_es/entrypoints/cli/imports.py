"""`kpi import staff|catalogue|tasks FILE` and `kpi import template KIND`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from kpi_es.adapters.spreadsheet import ImportFileError, ImportOptions, plan_import, write_template
from kpi_es.domain.event import agency_stream
from kpi_es.entrypoints.cli.invocation import (
    AnswerIsNo,
    BadInput,
    Invocation,
    Json,
    console,
    invocation,
    print_json,
)
from kpi_es.entrypoints.importing import ImportOutcome, run_import, units_by_name

Kind = Literal["staff", "catalogue", "tasks"]
KINDS: tuple[Kind, ...] = ("staff", "catalogue", "tasks")

File = Annotated[Path, typer.Argument(help="Tệp .xlsx hoặc .csv / an .xlsx or .csv file")]
Agency = Annotated[str, typer.Option(help="Mã cơ quan / agency code")]
Actor = Annotated[str, typer.Option(help="Mã người thực hiện / who acts (staff id)")]
Decision = Annotated[str | None, typer.Option(help="Số quyết định / number of the decision")]
ValidOn = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Ngày hiệu lực / valid from")]
Period = Annotated[str | None, typer.Option(help="Kỳ, ví dụ 2026-07 / period")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Bỏ qua dòng lỗi / leave out bad rows")]


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Nhập tệp của cơ quan / import office files", no_args_is_help=True)
    for kind, words in zip(KINDS, ("công chức / staff", "danh mục / catalogue", "nhiệm vụ / tasks"), strict=True):
        app.command(kind, help=f"Nhập {words}")(_command(kind))
    app.command("template", help="Ghi tệp mẫu / write a template")(template)
    return app


def template(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="staff | catalogue | tasks")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help=".xlsx | .csv")] = None,
    as_json: Json = False,
) -> None:
    """Write a file with the headings and an example, ready to be filled in."""
    call = invocation(context)
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise BadInput(f"Không có mẫu {kind!r}; hiện có: {known}.", f"There is no template {kind!r}; known: {known}.")
    path = output or Path(f"kpi-{kind}.xlsx")
    try:
        write_template(kind, path)
    except ImportFileError as wrong:
        raise BadInput(wrong.vi, wrong.en) from wrong
    if as_json:
        print_json({"written": str(path)})
    else:
        console().print(call.say(f"Đã ghi {path}", f"Wrote {path}"), markup=False)


def _command(kind: Kind) -> Callable[..., None]:
    def command(  # noqa: PLR0913, PLR0917  # the options Typer reads
        context: typer.Context,
        file: File,
        agency: Agency,
        actor: Actor,
        decision: Decision = None,
        valid_on: ValidOn = None,
        period: Period = None,
        skip_bad: SkipBad = False,
        as_json: Json = False,
    ) -> None:
        day: date | None = None if valid_on is None else valid_on.date()
        options = ImportOptions(agency=agency, actor=actor, decision=decision, valid_on=day, period=period)
        _import(invocation(context), kind, file, options, skip_bad, as_json)

    command.__doc__ = "Read the file, show every bad row, and apply all rows or, if any is bad, none."
    return command


def _import(call: Invocation, kind: Kind, file: Path, options: ImportOptions, skip_bad: bool, as_json: bool) -> None:
    with call.engine() as engine:
        if not engine.store.streams([agency_stream(options.agency)]):
            raise BadInput(
                f"Chưa có cơ quan {options.agency!r}; hãy kiểm tra --agency, hoặc mở cơ quan bằng lệnh open_agency.",
                f"There is no agency {options.agency!r}; check --agency, or open it with the command open_agency.",
            )
        units = {"units": units_by_name(engine, options.agency)}
        try:
            plan = plan_import(kind, file, options.model_copy(update=units))
        except ImportFileError as wrong:
            raise BadInput(wrong.vi, wrong.en) from wrong
        outcome = run_import(engine, plan, skip_bad=skip_bad)
    if as_json:
        print_json(outcome.as_json())
    else:
        _show(call, outcome)
    if outcome.bad_rows and not (skip_bad and outcome.applied + outcome.unchanged):
        raise AnswerIsNo


def _show(call: Invocation, outcome: ImportOutcome) -> None:
    out = console()
    for left in outcome.plan.left_out:
        reason = call.say(left.reason_vi, left.reason_en)
        out.print(
            call.say(f"Bỏ qua trang {left.name!r}: {reason}", f"Left out sheet {left.name!r}: {reason}"), markup=False
        )
    for unused in outcome.plan.unused:
        text = call.say(
            f"Không dùng cột {unused.heading!r} ({unused.sheet})",
            f"Column {unused.heading!r} is not used ({unused.sheet})",
        )
        out.print(text, markup=False)
    if outcome.bad_rows:
        headings = ("Trang", "Dòng", "Cột", "Giá trị", "Lý do") if call.language == "vi" else (
            "Sheet", "Row", "Column", "Value", "Reason")  # fmt: skip
        table = Table(*headings)
        for bad in outcome.bad_rows:
            reason = call.say(bad.reason_vi, bad.reason_en)
            cells = (bad.sheet, str(bad.row), bad.column or "—", str(bad.value or "—"), reason)
            table.add_row(*map(Text, cells))
        out.print(table)
    written = call.say(
        f"Đã ghi {outcome.applied} dòng; {outcome.unchanged} dòng đã có từ trước; {len(outcome.bad_rows)} dòng lỗi.",
        f"Applied {outcome.applied} rows; {outcome.unchanged} were there before; {len(outcome.bad_rows)} are bad.",
    )
    out.print(written, markup=False)
    if outcome.bad_rows and not outcome.skip_bad:
        nothing = call.say(
            "Không ghi gì từ tệp này. Sửa các dòng trên, hoặc thêm --skip-bad để bỏ qua chúng.",
            "Nothing of this file was applied. Mend the rows above, or add --skip-bad to leave them out.",
        )
        out.print(nothing, markup=False)
