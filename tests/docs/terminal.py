"""Runs the commands of examples as a reader would, in a folder of their own, on the servers of one demo."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from kpi_es.entrypoints.cli.main import run_with

PROGRAM = re.compile(r"^(?:\.venv/bin/)?(kpi|python)$")
_SETTING = re.compile(r"^[A-Z_]+=")


@dataclass
class Terminal:
    """A window with a current folder, an environment, and the exit code of the last command.

    `demo_output` is what the first `make demo` printed; the demo is not played twice for it. `bus_url` gives a NATS
    with a worker behind it, for examples in Python.
    """

    folder: Path
    environment: Mapping[str, str]
    demo_output: str
    bus_url: Callable[[], str]
    code: int = 0
    played: int = field(default=0, init=False)

    def run(self, words: str) -> str:
        """Run one command and return what it prints on both outputs, together."""
        if words == "echo $?":
            return str(self.code)
        if words == "make demo":
            return self._make_demo()
        environment = dict(self.environment)
        parts = shlex.split(words, comments=True)
        while parts and _SETTING.match(parts[0]):
            name, _, value = parts.pop(0).partition("=")
            environment[name] = value
        program = PROGRAM.match(parts[0])
        assert program, f"an example runs kpi, python, make demo or echo $?, not {parts[0]!r}"
        if program[1] == "python":
            return self._python(parts[1:], environment)
        return self._kpi(parts[1:], environment)

    def _make_demo(self) -> str:
        self.played += 1
        if self.played == 1:
            self.code = 0
            return self.demo_output
        return self._kpi(["demo"], self.environment)

    def _kpi(self, arguments: list[str], environment: Mapping[str, str]) -> str:
        printed = io.StringIO()
        here = patch.dict(os.environ, environment), chdir(self.folder)
        with here[0], here[1], redirect_stdout(printed), redirect_stderr(printed):
            self.code = run_with(arguments)
        return printed.getvalue()

    def _python(self, arguments: list[str], environment: Mapping[str, str]) -> str:
        ended = subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, **environment, "KPI_NATS_URL": self.bus_url()},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.code = ended.returncode
        return ended.stdout + ended.stderr
