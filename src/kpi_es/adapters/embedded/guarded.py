"""The users' side of a guardian: taking a seat at a server that runs, or launching one."""

import json
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kpi_es.adapters.embedded.binaries import EmbeddedServerError
from kpi_es.adapters.embedded.place import Place

# The guardian itself takes at most 25 s to stop a server.
PATIENCE_SECONDS = 60.0


@dataclass
class Seat:
    """One user's connection to a guardian. While it is open, the server stays."""

    connection: socket.socket
    guardian_pid: int | None = None
    """Set for the process that launched the guardian, which has to reap it."""

    def ask(self, message: bytes) -> bytes:
        """Sends one message; the answer is empty when the guardian is gone or going."""
        try:
            self.connection.sendall(message)
            return self.connection.recv(1)
        except OSError:
            return b""

    def keep(self) -> None:
        """The server shall outlive its users."""
        self.ask(b"k")

    def leave(self) -> None:
        """Gives the seat up; returns after the server has stopped if this was the last one."""
        if self.ask(b"l") == b"s":
            self._await_end()
        else:
            self.connection.close()

    def stop_now(self) -> None:
        """Stops the server whoever uses it, and returns when it has stopped."""
        with suppress(OSError):
            self.connection.sendall(b"s")
        self._await_end()

    def _await_end(self) -> None:
        with suppress(OSError):
            while self.connection.recv(64):
                pass
        self.forget()

    def forget(self) -> None:
        """Gives up a seat whose guardian has ended, and leaves no zombie of it."""
        self.connection.close()
        if self.guardian_pid is not None:
            with suppress(ChildProcessError):
                os.waitpid(self.guardian_pid, 0)
            self.guardian_pid = None

    def lost(self) -> bool:
        """Whether the server is gone."""
        self.connection.setblocking(False)
        try:
            return self.connection.recv(64) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.connection.settimeout(PATIENCE_SECONDS)


def join(place: Place) -> Seat | None:
    """A seat at the server that runs, or None. Waits for a server that is just stopping.

    The server may have died this very moment: await that it is ready before relying on it.
    """
    if not place.sockets_are_private(os.geteuid(), place.owner):
        return None
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE_SECONDS)
    try:
        connection.connect(str(place.control))
    except OSError:
        connection.close()
        return None
    seat = Seat(connection)
    if seat.ask(b"j") == b"j":
        return seat
    connection.close()
    return None


def launch(place: Place, command: list[str], stop_signals: list[int]) -> Seat:
    """Starts a guardian with its server, and takes the first seat. Returns before the server answers."""
    mine, theirs = socket.socketpair()
    mine.settimeout(PATIENCE_SECONDS)
    order = {
        "command": command,
        "listen": str(place.control),
        "lock": str(place.lock),
        "log": str(place.log),
        "pid_file": str(place.pid_file),
        "stop_signals": stop_signals,
    }
    script = str(Path(__file__).with_name("guardian.py"))
    with theirs, place.log.open("ab") as log:
        guardian = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", script, json.dumps(order)],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
            ],
        )
    return Seat(mine, guardian)


def await_ready(seat: Seat, ready: Callable[[], bool]) -> bool:
    """Whether the server became ready; False when it ended first. Raises if neither comes within a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if ready():
            return True
        if seat.lost():
            seat.forget()
            return False
        time.sleep(0.02)
    seat.leave()
    raise EmbeddedServerError(
        "Máy chủ đi kèm chạy mà không trả lời trong một phút; xem nhật ký (*.log) trong thư mục dữ liệu."
        " / The embedded server runs but has not answered for a minute: see the logs (*.log) in its folder."
    )
