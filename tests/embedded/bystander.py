"""Another process that uses the embedded servers of a folder, to be ended in any way."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from kpi_es.adapters.embedded import step_down

PROGRAM = """
import json, signal, sys
from pathlib import Path
from kpi_es.adapters.embedded import start_nats, start_postgres
# A shell that starts the tests in the background lets them ignore Ctrl-C or the terminal's end; this would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
folder, keep = Path(sys.argv[1]), sys.argv[2] == "keep"
postgres, nats = start_postgres(folder, keep=keep), start_nats(folder, keep=keep)
print(json.dumps({"url": postgres.url, "pid": postgres.pid, "joined": postgres.joined}), flush=True)
try:
    signal.pause()
except KeyboardInterrupt:
    pass
"""
CAP_DAC_READ_SEARCH = 2


class Bystander:
    """Runs until `end`. What it says is read when first asked for, so several can start at once."""

    def __init__(self, data_dir: Path, *, keep: bool = False, user: int | None = None) -> None:
        command = [sys.executable, "-c", PROGRAM, str(data_dir), "keep" if keep else "-"]
        if user is not None and user != os.geteuid():
            # The Python of the tests may lie in root's home, so the user is let through closed folders.
            script = str(Path(step_down.__file__))
            command = [sys.executable, script, str(user), str(user), str(CAP_DAC_READ_SEARCH), *command]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        if user is not None:
            environment["HOME"] = str(data_dir)
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self._said: dict[str, object] = {}

    def _say(self, what: str) -> object:
        if not self._said:
            assert self.process.stdout is not None
            self._said = json.loads(self.process.stdout.readline())
        return self._said[what]

    @property
    def postgres_pid(self) -> int:
        return int(str(self._say("pid")))

    @property
    def postgres_url(self) -> str:
        return str(self._say("url"))

    @property
    def joined(self) -> bool:
        return bool(self._say("joined"))

    def end(self, number: signal.Signals) -> None:
        self._say("pid")
        self.process.send_signal(number)
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Self:
        self._say("pid")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(signal.SIGINT)


def processes_naming(folder: Path) -> list[tuple[int, str]]:
    """The processes, other than this one and the bystanders, whose command line holds the folder."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    lines = [line.strip().split(maxsplit=1) for line in listed.splitlines() if str(folder) in line]
    return [(int(pid), line) for pid, line in lines if "signal.pause" not in line]
