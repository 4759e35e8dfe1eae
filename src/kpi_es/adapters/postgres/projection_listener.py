"""Hears of commits: PostgreSQL pushes, and a poll is the net below."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.sql import SQL, Identifier

from kpi_es.adapters.postgres.database import PostgresDatabase

_log = logging.getLogger(__name__)
_SLICE_SECONDS = 0.25


class CommitListener:
    """Listens on a connection of its own. When it is lost, waiting goes on without the push until it is back."""

    def __init__(self, database: PostgresDatabase, channel: str) -> None:
        self._database = database
        self._channel = channel
        self._connection: psycopg.Connection[Any] | None = None

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return when something was committed, `seconds` are over, or `stop` is set."""
        deadline = time.monotonic() + seconds
        while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            if self._heard(stop, min(left, _SLICE_SECONDS)):
                return

    def _heard(self, stop: threading.Event, seconds: float) -> bool:
        if self._connection is None:
            stop.wait(seconds)
            self._listen()
            # What was committed while nobody listened is not announced again.
            return self._connection is not None
        try:
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error as error:
            _log.warning("listening for commits broke off, polling: %s", type(error).__name__)
            self._close()
            return False

    def _listen(self) -> None:
        how = self._database.datastore.pool.kwargs
        parameters: dict[str, Any] = {"autocommit": True}
        if isinstance(how, dict):
            parameters |= how
        try:
            self._connection = psycopg.connect(**parameters)
            self._connection.execute(SQL("LISTEN {}").format(Identifier(self._channel)))
        except psycopg.Error as error:
            _log.warning("can not listen for commits, polling: %s", type(error).__name__)
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
