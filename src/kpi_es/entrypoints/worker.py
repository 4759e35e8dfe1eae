"""Runs the worker and the projections until a signal asks them to end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

import nats
import structlog
from nats.errors import Error as NatsError

from kpi_es.adapters.nats.command_sender import BusUnavailable, Troubles
from kpi_es.entrypoints.wiring import Engine

LAST_BATCH_SECONDS = 20.0
"""How long the batch in hand may take after a signal; what is not acknowledged then is handed out again."""

log = structlog.stdlib.get_logger(__name__)


async def run_worker(engine: Engine, nats_url: str, on_started: Callable[[], None] = lambda: None) -> None:
    """Serve commands until SIGINT or SIGTERM; the batch in hand is finished first. Raises BusUnavailable.

    A signal while the worker is still starting, and a second signal at any time, ends at once: nothing is lost by it,
    an unfinished batch is handed out again.
    """
    loop, started, asked = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    worker = engine.worker(nats_url)

    def ready() -> None:
        started.set()
        on_started()

    async def serve() -> None:
        await require_bus(nats_url, engine.settings.bus_patience_seconds)
        await worker.run(ready)

    serving = asyncio.create_task(serve())

    def stop() -> None:
        at_once = asked.is_set() or not started.is_set()
        loop.call_later(0.0 if at_once else LAST_BATCH_SECONDS, serving.cancel)
        asked.set()
        worker.stop()

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop)
    log.info("worker.starting")
    try:
        await serving
    except asyncio.CancelledError:
        if not asked.is_set():
            raise


async def require_bus(nats_url: str, patience_seconds: float) -> None:
    """Return when the bus lets us in. Raises BusUnavailable: a worker that waits for ever looks like one that works."""
    troubles = Troubles()
    connecting = nats.connect(nats_url, max_reconnect_attempts=-1, reconnect_time_wait=1, error_cb=troubles.note)
    try:
        client = await asyncio.wait_for(connecting, patience_seconds)
    except (NatsError, OSError, ValueError) as error:  # TimeoutError is an OSError
        why = troubles.last or str(error) or type(error).__name__
        raise BusUnavailable(f"{_address(nats_url)}: {why}") from error
    await client.close()


def _address(nats_url: str) -> str:
    """Return the address without the password a URL may hold."""
    return nats_url.rpartition("@")[2].removeprefix("nats://")


def run_projections(engine: Engine, stop: threading.Event) -> None:
    """Keep every read model up to date until `stop` is set."""
    engine.projections.run_forever(stop)


async def run_everything(engine: Engine, nats_url: str, on_started: Callable[[], None]) -> None:
    """Serve commands and keep the read models in one process until a signal asks to end, or one of the two fails."""
    stop = threading.Event()
    projections = asyncio.create_task(asyncio.to_thread(run_projections, engine, stop))
    serving = asyncio.create_task(run_worker(engine, nats_url, on_started))
    try:
        await asyncio.wait({projections, serving}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
    finally:
        stop.set()
        await projections
