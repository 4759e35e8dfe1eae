"""The entry point `kpi`."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from kpi_es import __version__
from kpi_es.adapters.log import configure_logging
from kpi_es.entrypoints.cli import (
    bench,
    catalogue,
    demo,
    explain,
    flags,
    imports,
    indicators,
    manager,
    products,
    projections,
    replay,
    rules,
    scores,
    send,
    serve,
    year,
)
from kpi_es.entrypoints.cli.complaints import asked_for_nothing, complaint_about
from kpi_es.entrypoints.cli.invocation import AnswerIsNo, BadInput, Invocation, print_json, progress_console
from kpi_es.entrypoints.settings import Settings

INTERRUPTED = 130
"""What a shell gives for a program ended by Ctrl-C."""

DatabaseUrl = Annotated[
    str | None, typer.Option(help="PostgreSQL; mặc định: máy chủ riêng / default: a private server")
]
NatsUrl = Annotated[str | None, typer.Option(help="NATS; mặc định: máy chủ riêng / default: a private server")]
DataDir = Annotated[Path | None, typer.Option(help="Thư mục dữ liệu riêng / folder of the private servers")]
Lang = Annotated[Literal["vi", "en"] | None, typer.Option(help="Ngôn ngữ / language")]
LogFormat = Annotated[Literal["human", "json"] | None, typer.Option(help="Nhật ký / log format")]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"] | None, typer.Option(help="Mức nhật ký / log level")]
Version = Annotated[bool, typer.Option("--version", help="Phiên bản / version")]


def build_app() -> typer.Typer:
    """Return the command line with all its commands."""
    app = typer.Typer(
        name="kpi",
        help="kpi-es: đánh giá, xếp loại công chức từ sự kiện / evaluation of public staff from events.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_main)
    for module in (demo, scores, explain, replay, indicators, flags, manager, catalogue, products):
        module.add_to(app)
    for module in (send, serve, bench, year):
        module.add_to(app)
    app.add_typer(rules.build_app(), name="rules")
    app.add_typer(imports.build_app(), name="import")
    app.add_typer(projections.build_app(), name="projections")
    return app


def _main(  # noqa: PLR0917  # the options Typer reads
    context: typer.Context,
    database_url: DatabaseUrl = None,
    nats_url: NatsUrl = None,
    data_dir: DataDir = None,
    lang: Lang = None,
    log_format: LogFormat = None,
    log_level: LogLevel = None,
    version: Version = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
    given: dict[str, Any] = {
        "database_url": database_url,
        "nats_url": nats_url,
        "data_dir": data_dir,
        "language": lang,
        "log_format": log_format,
        "log_level": log_level,
    }
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    configure_logging(settings.log_format, settings.log_level)
    context.obj = Invocation(settings)


def run() -> None:
    """Run the command line and end the process with its exit code."""
    _speak_utf8()
    sys.exit(run_with(sys.argv[1:]))


def run_with(arguments: list[str]) -> int:
    """Run the command line with these arguments and return its exit code."""
    wants_json = "--json" in arguments
    try:
        result = build_app()(arguments, prog_name="kpi", standalone_mode=False)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    except AnswerIsNo:
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as wrong:
        if asked_for_nothing(wrong):
            return 2
        complaint = complaint_about(wrong)
        if complaint is None:
            raise
        return _complain(wants_json, complaint)
    return result if isinstance(result, int) else 0


def _complain(wants_json: bool, complaint: BadInput) -> int:
    if wants_json:
        print_json({"error": {"vi": complaint.vi, "en": complaint.en, **complaint.details}})
    else:
        out = progress_console()
        whole_lines = not out.is_terminal
        out.print(complaint.vi, style="red", markup=False, soft_wrap=whole_lines)
        if complaint.en != complaint.vi:
            out.print(complaint.en, style="dim", markup=False, soft_wrap=whole_lines)
    return 2


def _speak_utf8() -> None:
    """Write Vietnamese whatever the locale says: under LANG=C the first letter with an accent would end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
