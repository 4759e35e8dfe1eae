"""A cable between the store and PostgreSQL that can be cut at a chosen moment."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Literal, Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Cut = Literal["before the request", "before the answer"]


class Cable:
    """Passes bytes on to PostgreSQL; `url` leads through it.

    `cut_next` breaks the connection at the next request that holds some words: before it reaches
    PostgreSQL, or after PostgreSQL answered it but before the answer arrives. `unplug` breaks everything
    until `plug`.
    """

    def __init__(self, url: str) -> None:
        there = conninfo_to_dict(url)
        self._path = f"{there['host']}/.s.PGSQL.{there.get('port', 5432)}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = make_conninfo(url, host="127.0.0.1", port=self.port)
        self._cut: Cut | None = None
        self._words = b""
        self._swallow: socket.socket | None = None
        self._plugged = True
        self._open: list[socket.socket] = []
        self.cuts = 0
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def cut_next(self, moment: Cut, words: bytes = b"") -> None:
        self._cut, self._words = moment, words

    def unplug(self) -> None:
        self._plugged = False
        self._hang_up()

    def plug(self) -> None:
        self._plugged = True

    def _hang_up(self) -> None:
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._plugged:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._path)
            self._open += [near, far]
            ended = threading.Event()
            for source, target, to_server in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._pass_on, args=(source, target, to_server, ended)).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, to_server: bool, ended: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._is_cut(source, target, data, to_server):
                    break
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        if ended.is_set():
            source.close()
            target.close()
        ended.set()

    def _is_cut(self, source: socket.socket, target: socket.socket, data: bytes, to_server: bool) -> bool:
        if to_server and self._cut is not None and self._words in data:
            moment, self._cut, self.cuts = self._cut, None, self.cuts + 1
            if moment == "before the request":
                return True
            self._swallow = target
        return not to_server and self._swallow is source

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
