"""Runs the worker and the projections until a signal asks them to end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable

from kpi_es.entrypoints.wiring import Engine


async def run_worker(engine: Engine, nats_url: str, on_started: Callable[[], None] = lambda: None) -> None:
    """Serve commands until SIGINT or SIGTERM; the batch in hand is finished first."""
    worker = engine.worker(nats_url)
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, worker.stop)
    await worker.run(on_started)


def run_projections(engine: Engine, stop: threading.Event) -> None:
    """Keep every read model up to date until `stop` is set."""
    engine.projections.run_forever(stop)


async def run_everything(engine: Engine, nats_url: str, on_started: Callable[[], None]) -> None:
    """Serve commands and keep the read models in one process until a signal asks to end."""
    stop = threading.Event()
    projections = asyncio.create_task(asyncio.to_thread(run_projections, engine, stop))
    try:
        await run_worker(engine, nats_url, on_started)
    finally:
        stop.set()
        await projections
