"""What a caller holds: the address of a running server, and the way to give it back."""

import atexit
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from kpi_es.adapters.embedded.binaries import EmbeddedServerError
from kpi_es.adapters.embedded.guarded import Seat
from kpi_es.adapters.embedded.place import Place


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server. It stays at least until `stop`, the end of the `with` block, or the end of this
    process.

    url: for NATS it holds the password, so show `data_dir` to people instead.
    """

    url: str = field(repr=False)
    data_dir: Path
    pid: int
    joined: bool
    """Whether it ran already when this process asked for it."""
    _seat: Seat = field(repr=False)
    _process: int = field(default_factory=os.getpid, repr=False)

    def __post_init__(self) -> None:
        # After SIGTERM or SIGKILL this does not run; the guardian sees the closed connection and stops the
        # server alike.
        atexit.register(self.stop)

    def stop(self) -> None:
        """Gives the server back. It is stopped, and waited for, if nobody else uses it and it is not kept."""
        atexit.unregister(self.stop)
        if os.getpid() == self._process:  # a forked child does not speak for its parent
            self._seat.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def did_not_start(name: str, place: Place, since: int) -> EmbeddedServerError:
    """The error for a server that ended before it was ready, with what it wrote since the byte given."""
    said = log_since(place, since)[-1500:].strip()
    return EmbeddedServerError(
        f"{name} không khởi động được trong {place.data_dir}; xem {place.log}."
        f" / {name} did not start in {place.data_dir}: see {place.log}.\n{said}"
    )


def log_size(place: Place) -> int:
    """Bytes in the server's log so far."""
    return place.log.stat().st_size if place.log.exists() else 0


def log_since(place: Place, start: int) -> str:
    """What the server wrote after its log had the given size."""
    return place.log.read_bytes()[start:].decode(errors="replace") if place.log.exists() else ""
