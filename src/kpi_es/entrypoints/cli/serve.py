"""`kpi worker` and `kpi up`: serve commands, and keep the read models, until stopped."""

from __future__ import annotations

import asyncio

import typer

from kpi_es.entrypoints.cli.invocation import Invocation, invocation, progress_console
from kpi_es.entrypoints.wiring import Servers, engine, servers
from kpi_es.entrypoints.worker import run_everything, run_worker


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("worker", help="Xử lý lệnh từ bus cho tới khi dừng / serve commands from the bus until stopped")(worker)
    app.command("up", help="Mọi thứ trong một tiến trình / everything in one process")(up)


def worker(context: typer.Context) -> None:
    """Serve commands until SIGINT or SIGTERM."""
    call = invocation(context)
    with servers(call.settings, bus=True) as running, engine(call.settings, running.database_url) as built:
        asyncio.run(run_worker(built, running.nats_url or "", lambda: _ready(call, running)))


def up(context: typer.Context) -> None:
    """Serve commands and keep the read models until SIGINT or SIGTERM."""
    call = invocation(context)
    with servers(call.settings, bus=True) as running, engine(call.settings, running.database_url) as built:
        asyncio.run(run_everything(built, running.nats_url or "", lambda: _ready(call, running)))


def _ready(call: Invocation, running: Servers) -> None:
    private = call.settings.database_url is None or call.settings.nats_url is None
    where = f" ({call.settings.data_dir})" if private else ""
    del running
    progress_console().print(
        call.say(f"Sẵn sàng nhận lệnh{where}. Dừng bằng Ctrl-C.", f"Ready for commands{where}. Stop with Ctrl-C."),
        markup=False,
    )
