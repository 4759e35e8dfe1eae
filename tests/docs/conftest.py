"""One demo for all examples, played once; its PostgreSQL stays up for as long as they run."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpi_es.adapters.embedded import start_nats, start_postgres
from tests.docs.terminal import Terminal


@dataclass(frozen=True)
class Demo:
    """The folder of a demo that was played, where its PostgreSQL answers, and what it printed."""

    folder: Path
    database_url: str
    output: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    terminal = Terminal(folder, _environment(folder), "", lambda: "")
    with start_postgres(folder) as server:
        output = terminal.run("kpi demo")
        assert terminal.code == 0, output
        yield Demo(folder, server.url, output)


@pytest.fixture(scope="session")
def bus_url(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """A NATS that is not private to the demo and a worker on it, started when first asked for."""
    running: list[tuple[str, subprocess.Popen[str]]] = []

    def url() -> str:
        if not running:
            server = start_nats(tmp_path_factory.mktemp("nats"))
            running.append((server.url, _worker(server.url, demo)))
        return running[0][0]

    yield url
    for _, worker in running:
        worker.terminate()
        worker.communicate(timeout=30)


@pytest.fixture
def terminal(demo: Demo, bus_url: Callable[[], str], tmp_path: Path) -> Iterator[Terminal]:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield Terminal(tmp_path, _environment(demo.folder), demo.output, bus_url)
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def _environment(folder: Path) -> dict[str, str]:
    return {"KPI_DATA_DIR": str(folder), "COLUMNS": "400", "TERM": "dumb"}


def _worker(nats_url: str, demo: Demo) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-c", "from kpi_es.entrypoints.cli.main import run; run()", "worker"],
        env={
            **os.environ,
            "KPI_NATS_URL": nats_url,
            "KPI_DATABASE_URL": demo.database_url,
            "KPI_DATABASE_SCHEMA": "bus_example",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    said = worker.stderr.readline()
    assert "Sẵn sàng" in said, said + worker.stderr.read()
    return worker
