"""The entry point `kpi`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import ValidationError

from kpi_es import __version__
from kpi_es.adapters.embedded import EmbeddedServerError
from kpi_es.adapters.log import configure_logging
from kpi_es.adapters.nats.command_sender import BusUnavailable
from kpi_es.entrypoints.cli import (
    bench,
    demo,
    explain,
    imports,
    projections,
    replay,
    rules,
    scores,
    send,
    serve,
)
from kpi_es.entrypoints.cli.invocation import AnswerIsNo, BadInput, Invocation, print_json, progress_console
from kpi_es.entrypoints.settings import Settings
from kpi_es.ports import StoreUnavailable

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
    for module in (demo, scores, explain, replay, send, serve, bench):
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
    sys.exit(run_with(sys.argv[1:]))


def run_with(arguments: list[str]) -> int:
    """Run the command line with these arguments and return its exit code."""
    wants_json = "--json" in arguments
    try:
        result = build_app()(arguments, standalone_mode=True)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    except AnswerIsNo:
        return 1
    except BadInput as bad:
        return _complain(wants_json, bad.vi, bad.en, **bad.details)
    except ValidationError as wrong:
        where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors())
        return _complain(wants_json, f"Thiết lập không hợp lệ: {where}", f"A setting is not valid: {where}")
    except (EmbeddedServerError, StoreUnavailable, BusUnavailable, ValueError) as wrong:
        return _complain(wants_json, str(wrong), str(wrong))
    except KeyboardInterrupt:
        return 130
    return result if isinstance(result, int) else 0


def _complain(wants_json: bool, vi: str, en: str, **details: Any) -> int:
    if wants_json:
        print_json({"error": {"vi": vi, "en": en, **details}})
    else:
        out = progress_console()
        out.print(vi, style="red", markup=False)
        if en != vi:
            out.print(en, style="dim", markup=False)
    return 2
