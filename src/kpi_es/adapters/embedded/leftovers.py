"""Servers that lost their guardian, and files that name processes long gone."""

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from kpi_es.adapters.embedded.binaries import EmbeddedServerError
from kpi_es.adapters.embedded.guardian import patience_for


def stop_leftover(pid_file: Path, mark: str, stop_signals: list[int]) -> bool:
    """Stops the process named in the first line of a file if its command line holds `mark`; removes the file.

    A process number may have been given to a stranger since: a stranger is left alone. True when something
    was stopped.
    """
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return False
    except ValueError:
        pid = 0
    found = pid > 0 and mark in command_line(pid)
    if found:
        _stop(pid, mark, stop_signals)
    pid_file.unlink(missing_ok=True)
    return found


def command_line(pid: int) -> str:
    """The command line of a process; empty when there is no such process, or only a zombie of it."""
    if Path("/proc/self/cmdline").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    listed = subprocess.run(
        ["/bin/ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return listed.stdout


def _stop(pid: int, mark: str, stop_signals: list[int]) -> None:
    try:
        for number, seconds in patience_for(stop_signals):
            os.kill(pid, number)
            if _gone(pid, mark, seconds):
                return
    except ProcessLookupError:
        return
    except PermissionError:
        raise EmbeddedServerError(
            f"Tiến trình {pid} của người dùng khác còn chạy trong thư mục này; hãy dừng nó rồi chạy lại."
            f" / Process {pid} of another user still runs in this folder: stop it and start again."
        ) from None


def _gone(pid: int, mark: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while mark in command_line(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
