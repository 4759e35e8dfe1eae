"""The engine as it is run: private servers in one folder, worker and projections as processes that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kpi_es.adapters.embedded import start_nats, start_postgres, stop_all
from kpi_es.entrypoints.settings import Settings

Task = tuple[str, ...]
WORKER: Task = ("worker",)
PROJECTIONS: Task = ("projections", "run")


@dataclass
class Processes:
    """The processes on one data folder. `log` tells what they said."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    _running: dict[Task, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where every process writes what it has to say."""
        return self.data_dir / "processes.log"

    def start(self, task: Task) -> None:
        """Start `kpi TASK` on the private servers; they must run already."""
        options = ("--data-dir", str(self.data_dir), "--log-format", "json", "--log-level", "info")
        with self.log.open("ab") as log:
            self._running[task] = subprocess.Popen(
                [sys.executable, "-c", "from kpi_es.entrypoints.cli.main import run; run()", *options, *task],
                env={**os.environ, "KPI_SAMPLE_CLOCK": "1", "KPI_ACK_WAIT_SECONDS": "1", **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def await_said(self, event: str) -> None:
        """Return when a process has logged an event. Raises TimeoutError."""
        eventually(lambda: f'"{event}"' in self.log.read_text(), event)

    def kill(self, task: Task) -> None:
        """Kill a process so that it can do nothing more, as the kernel or a power cut would."""
        process = self._running.pop(task)
        assert process.poll() is None, f"{task} had ended by itself: {self.log.read_text()[-2_000:]}"
        process.kill()
        process.wait()

    def stop(self, task: Task) -> int:
        """Ask a process to end and return its exit code."""
        process = self._running.pop(task)
        process.send_signal(signal.SIGTERM)
        return process.wait(40)

    def kill_all(self) -> None:
        """Leave no process behind."""
        for task in list(self._running):
            self._running[task].kill()
            self._running.pop(task).wait()


@dataclass(frozen=True)
class Place:
    """A folder with private servers that run; they come back under the same addresses."""

    data_dir: Path
    database_url: str
    nats_url: str

    @property
    def settings(self) -> Settings:
        """What the engine is started with."""
        return Settings(data_dir=self.data_dir, sample_clock=True)


@contextmanager
def private_servers(data_dir: Path) -> Generator[Place]:
    """Run PostgreSQL and NATS in a folder, and stop them and all that uses them at the end."""
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with start_postgres(data_dir, keep=True) as postgres, start_nats(data_dir, keep=True) as nats:
            yield Place(data_dir, postgres.url, nats.url)
    finally:
        stop_all(data_dir)


def end_server(data_dir: Path, name: str, with_signal: signal.Signals) -> None:
    """Send a signal to a private server and return when it is gone."""
    pid_file = data_dir / "run" / f"{name}.pid"
    pid = int(pid_file.read_text())
    os.kill(pid, with_signal)
    # The guardian removes the file after the server has ended.
    eventually(lambda: not pid_file.exists(), f"{name} is gone")


def eventually(true: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Return when something has become true. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if true():
                return
        time.sleep(0.05)
    raise TimeoutError(f"not within {seconds} seconds: {what}")
