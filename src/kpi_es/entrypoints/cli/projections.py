"""`kpi projections`: how far the read models are, rebuild one, keep them running."""

from __future__ import annotations

import signal
import threading
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from kpi_es.entrypoints.cli.invocation import BadInput, Json, console, invocation, print_json, progress_console
from kpi_es.entrypoints.cli.words import decimal


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Mô hình đọc / read models", no_args_is_help=True)
    app.command("status", help="Tiến độ từng mô hình đọc / how far each read model is")(status)
    app.command("rebuild", help="Dựng lại từ sự kiện / rebuild from the events")(rebuild)
    app.command("run", help="Cập nhật liên tục cho tới khi dừng / keep up to date until stopped")(run)
    return app


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show position, lag in events and seconds, and dead letters of every projection."""
    call = invocation(context)
    with call.engine() as engine:
        found = engine.projections.status()
    if as_json:
        print_json([asdict(each) for each in found])
        return
    headings = ("Mô hình đọc", "Bản", "Lược đồ", "Vị trí", "Cuối nhật ký", "Trễ (sự kiện)", "Trễ (giây)", "Thư lỗi")
    english = ("Projection", "Version", "Schema", "Position", "End of log", "Lag (events)", "Lag (s)", "Dead letters")
    table = Table()
    for number, heading in enumerate(headings if call.language == "vi" else english):
        table.add_column(heading, justify="left" if number in (0, 2) else "right")
    for each in found:
        lag = decimal(f"{each.lag_seconds:.1f}", call.language)
        cells = (each.name, each.version, each.schema, each.position, each.log_position, each.lag_events, lag)
        table.add_row(*(str(cell) for cell in cells), str(each.dead_letters))
    console().print(table)


def rebuild(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Tên mô hình đọc / projection name")],
    as_json: Json = False,
) -> None:
    """Fill a new copy beside the live one from the first event on, then switch to it in one statement."""
    call = invocation(context)
    with call.engine() as engine:
        known = [each.name for each in engine.projections.status()]
        if name not in known:
            listed = ", ".join(known)
            raise BadInput(
                f"Không có mô hình đọc {name!r}; hiện có: {listed}.",
                f"There is no projection {name!r}; known are: {listed}.",
            )
        with progress_console().status(call.say(f"Đang dựng lại {name}…", f"Rebuilding {name}…")):
            done = engine.projections.rebuild(name)
    if as_json:
        print_json(asdict(done))
    else:
        text = call.say(
            f"Đã dựng lại {name} tới vị trí {done.position}, lược đồ {done.schema}.",
            f"Rebuilt {name} up to position {done.position}, schema {done.schema}.",
        )
        console().print(text, markup=False)


def run(context: typer.Context) -> None:
    """Keep every read model up to date until SIGINT or SIGTERM."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: stop.set())
    with invocation(context).engine() as engine:
        engine.projections.run_forever(stop)
