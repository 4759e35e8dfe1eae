"""Keeps one server for as long as somebody uses it. A program of its own, with the standard library only.

    python -I -S guardian.py '{"command": [...], "listen": ..., ...}'  < connection of the first user

Every user holds one connection. A connection that closes is a user who left, also when the kernel closed it
after SIGKILL, so no server outlives its users and no process list has to be kept. Messages are single bytes:

    user says   j join   k keep the server when all have left   l leave   s stop the server now
    guardian    j welcome                                       s you were the last, I stop it   o others stay

The guardian ends after the server has ended, and only its end closes the connections: that is how users learn that
both are gone.
"""

import fcntl
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

POLITE_SECONDS = 20.0
FIRM_SECONDS = 5.0


class Guardian:
    """One server, its users, and the promise to stop it after the last of them."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.stop_signals: list[int] = order["stop_signals"]
        self.pid_file = Path(order["pid_file"])
        self.socket_path = Path(order["listen"])
        self.command: list[str] = order["command"]
        self.log_path: str = order["log"]
        self.lock_path: str = order["lock"]
        self.selector = selectors.DefaultSelector()
        self.users: set[socket.socket] = set()
        self.last_user: socket.socket | None = None
        self.kept = False
        self.ending = False

    def run(self) -> None:
        """Starts the server, watches over it and its users, and ends with it."""
        self.wake_on_signals()
        self.socket_path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.socket_path))
            listener.listen(64)
            self.selector.register(listener, selectors.EVENT_READ)
            self.admit(socket.socket(fileno=os.dup(0)))
            with Path(self.log_path).open("ab") as log:
                server = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    start_new_session=True,
                )
            self.pid_file.write_text(str(server.pid))
            self.watch(server, listener)
            self.stop(server)
            self.pid_file.unlink(missing_ok=True)
            self.tidy_up()

    def tidy_up(self) -> None:
        """Removes the folder of sockets, unless somebody is about to start the next server."""
        with Path(self.lock_path).open("rb") as lock, suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.socket_path.unlink(missing_ok=True)
            self.socket_path.parent.rmdir()

    def wake_on_signals(self) -> None:
        """A dying server (SIGCHLD) or a wish that we end (SIGTERM) interrupts the waiting."""
        self.wakeup, notify = socket.socketpair()
        for end in (self.wakeup, notify):
            end.setblocking(False)
        self.notify = notify
        signal.set_wakeup_fd(notify.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.selector.register(self.wakeup, selectors.EVENT_READ)

    def end(self, _number: int, _frame: FrameType | None) -> None:
        """The machine goes down, or somebody wants us gone."""
        self.ending = True

    def admit(self, user: socket.socket) -> None:
        """Counts one more user."""
        self.users.add(user)
        self.selector.register(user, selectors.EVENT_READ)

    def watch(self, server: "subprocess.Popen[bytes]", listener: socket.socket) -> None:
        """Returns when the server has died, was told to stop, or nobody uses it any more."""
        while server.poll() is None and not self.ending and (self.users or self.kept):
            for key, _ in self.selector.select():
                if key.fileobj is listener:
                    self.admit(listener.accept()[0])
                elif key.fileobj is self.wakeup:
                    self.wakeup.recv(4096)
                elif isinstance(key.fileobj, socket.socket):
                    self.hear(key.fileobj)

    def hear(self, user: socket.socket) -> None:
        """Answers one message of one user; a lost connection is a user who left."""
        try:
            message = user.recv(1)
            if message == b"j":
                user.sendall(b"j")
            elif message == b"k":
                self.kept = True
                user.sendall(b"k")
            elif message == b"s":
                self.ending = True
            else:
                self.dismiss(user, says_goodbye=message == b"l")
        except OSError:
            self.dismiss(user, says_goodbye=False)

    def dismiss(self, user: socket.socket, *, says_goodbye: bool) -> None:
        """Counts one user less. The last one's connection stays open until the server has stopped."""
        self.users.discard(user)
        self.selector.unregister(user)
        last = not self.users and not self.kept
        if says_goodbye:
            with suppress(OSError):
                user.sendall(b"s" if last else b"o")
        if last:
            self.last_user = user
        else:
            user.close()

    def stop(self, server: "subprocess.Popen[bytes]") -> None:
        """Asks politely, then firmly, then kills; returns when the server is gone."""
        for number, seconds in patience_for(self.stop_signals):
            if server.poll() is not None:
                return
            server.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                server.wait(seconds)


def patience_for(stop_signals: list[int]) -> list[tuple[int, float]]:
    """Each signal with the seconds to wait after it; SIGKILL is the last word."""
    polite, *firm = stop_signals
    return [(polite, POLITE_SECONDS), *((number, FIRM_SECONDS) for number in (*firm, signal.SIGKILL))]


if __name__ == "__main__":
    with suppress(PermissionError):  # already the leader of a session
        os.setsid()
    guardian = Guardian(json.loads(sys.argv[1]))
    guardian.run()
    # Its users take a closed connection for the end of this process, so the kernel closes them, not the clean-up of
    # an interpreter that lives on for some milliseconds.
    os._exit(0)
