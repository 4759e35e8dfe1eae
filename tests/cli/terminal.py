"""`kpi` called as a user calls it: in this process for speed, or as a process of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kpi_es.entrypoints.cli.main import run_with

PROGRAM = (sys.executable, "-c", "from kpi_es.entrypoints.cli.main import run; run()")

OPEN_AGENCY = json.dumps(
    {
        "type": "open_agency",
        "id": "own-1",
        "agency": "our-ward",
        "actor": "operator:us",
        "valid_on": "2026-01-01",
        "name": "UBND phường Ta",
        "root_unit": "ubnd",
        "personnel_advisers": ["OW-1"],
    }
)


@dataclass(frozen=True)
class Printed:
    """How a call ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document printed; raises when there is none, or more than that."""
        return json.loads(self.out)

    def complaint(self) -> tuple[str, str]:
        """The complaint of a call with bad input, in both languages; whatever else was printed fails the test."""
        assert self.code == 2, self
        assert "Traceback" not in self.err + self.out
        error = self.json["error"]
        assert error["vi"]
        assert error["en"]
        return error["vi"], error["en"]


@dataclass(frozen=True)
class Terminal:
    """A user's terminal: a data folder of its own, some settings, a width in columns."""

    data_dir: Path
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    columns: int = 160

    @property
    def environment(self) -> dict[str, str]:
        """The environment, without any KPI setting of whoever runs the tests."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KPI_")}
        given = {"KPI_DATA_DIR": str(self.data_dir), "COLUMNS": str(self.columns)}
        return kept | given | dict(self.settings)

    def kpi(self, *arguments: str | Path) -> Printed:
        """Call `kpi` in this process."""
        out, err = StringIO(), StringIO()
        environment = patch.dict(os.environ, self.environment, clear=True)
        with _logging_kept(), environment, redirect_stdout(out), redirect_stderr(err):
            code = run_with([str(each) for each in arguments])
        return Printed(code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str | Path, text: bytes = b"", **environment: str) -> Printed:
        """Call `kpi` as a process of its own and wait for its end."""
        ended = subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            input=text,
            capture_output=True,
            check=False,
            env=self.environment | environment,
            timeout=90,
        )
        return Printed(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Give a process that serves, ready for commands; it is ended if the test did not end it."""
        serving = subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE, env=self.environment)
        with serving:
            try:
                assert serving.stderr is not None
                said = serving.stderr.readline().decode()
                assert "Sẵn sàng" in said, said
                yield serving
            finally:
                serving.kill()


@contextmanager
def _logging_kept() -> Iterator[None]:
    """Undo what a call does to logging: its handler writes to a stream that is gone after it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def processes_of(data_dir: Path, seconds: float = 5.0) -> list[str]:
    """Return the command lines of other processes that name the folder and are still there after some seconds.

    A guardian whose last user was killed takes a moment to stop its server.
    """
    deadline = time.monotonic() + seconds
    while (found := _listed(data_dir)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _listed(data_dir: Path) -> list[str]:
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    mine = str(os.getpid())
    return [line for line in listed.splitlines() if str(data_dir) in line and line.split()[0] != mine]
