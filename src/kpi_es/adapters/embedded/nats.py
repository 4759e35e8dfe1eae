"""A private NATS server with JetStream, on loopback, with a password only the folder's owner can read."""

import json
import secrets
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpi_es.adapters.embedded.binaries import EmbeddedServerError, nats_program
from kpi_es.adapters.embedded.guarded import Seat, await_ready, join, launch
from kpi_es.adapters.embedded.leftovers import stop_leftover
from kpi_es.adapters.embedded.place import Place
from kpi_es.adapters.embedded.server import EmbeddedServer, did_not_start, log_since, log_size

USER = "kpi"
HOST = "127.0.0.1"
STOP_SIGNALS: list[int] = [signal.SIGTERM]
TRIES = 5


@dataclass(frozen=True)
class NatsServer(EmbeddedServer):
    """A running NATS with JetStream. Messages above one megabyte, its own default, are refused."""


def start_nats(data_dir: Path, *, sync_always: bool = False, keep: bool = False) -> NatsServer:
    """Joins the NATS of this folder, or starts it, if it can at the same port and with the same password as
    before.

    sync_always: JetStream acknowledges a message only after fsync. Without it, an acknowledged message may be
    lost when the machine (not the server) dies within the next two minutes.
    keep: the server outlives all processes, until `stop_all(data_dir)`.
    Raises EmbeddedServerError: no program for this machine, not startable, or running without the fsync asked
    for.
    """
    place = Place.at(data_dir, "nats")
    with place.starting():
        seat = join(place)
        joined = seat is not None and await_ready(seat, _answers(place.read_record()))
        if seat is None or not joined:
            seat = _start(place, sync_always)
        record = place.read_record()
        if sync_always and not record["sync_always"]:
            seat.leave()
            raise EmbeddedServerError(
                f"NATS trong {place.data_dir} đang chạy mà không ghi chắc từng thông điệp; hãy dừng nó rồi"
                f" chạy lại. / NATS in {place.data_dir} already runs, without syncing every message: stop"
                " it and start again."
            )
        if keep:
            seat.keep()
        pid = int(place.pid_file.read_text())
    return NatsServer(_url(record), place.data_dir, pid, joined, seat)


def mend(place: Place) -> bool:
    """Stops a server that lost its guardian."""
    return stop_leftover(place.pid_file, str(_configuration(place)), STOP_SIGNALS)


def _start(place: Place, sync_always: bool) -> Seat:
    program = nats_program()
    mend(place)
    place.make_sockets()
    place.files.mkdir(mode=0o700, exist_ok=True)
    before = place.read_record()
    start_of_log = log_size(place)
    for _ in range(TRIES):
        record = {
            "port": _free_port(before.get("port")),
            "password": before.get("password") or secrets.token_urlsafe(24),
            "sync_always": sync_always,
            "server_name": f"kpi-es-{secrets.token_hex(8)}",
        }
        _configure(place, record)
        place.write_record(record)
        start_of_log = log_size(place)
        seat = launch(place, [str(program), "-c", str(_configuration(place))], STOP_SIGNALS)
        if await_ready(seat, _answers(record)):
            return seat
        if "address already in use" not in log_since(place, start_of_log):
            break
    raise did_not_start("NATS", place, start_of_log)


def _configuration(place: Place) -> Path:
    return place.files / "server.conf"


def _configure(place: Place, record: dict[str, Any]) -> None:
    """Writes the server's configuration; NATS reads JSON, and JSON quotes any path."""
    jetstream: dict[str, Any] = {"store_dir": str(place.files)}
    if record["sync_always"]:
        jetstream["sync_interval"] = "always"
    configuration = {
        "server_name": record["server_name"],
        "host": HOST,
        "port": record["port"],
        "authorization": {"user": USER, "password": record["password"]},
        "jetstream": jetstream,
    }
    path = _configuration(place)
    path.touch(mode=0o600)
    path.write_text(json.dumps(configuration, ensure_ascii=False, indent=2), encoding="utf-8")


def _free_port(wanted: int | None) -> int:
    """The wanted port if nobody has it, so that clients find a restarted server again; else any."""
    for port in (wanted or 0, 0):
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            free: int = probe.getsockname()[1]
            return free
    raise EmbeddedServerError("Không còn cổng trống trên 127.0.0.1. / No free port is left on 127.0.0.1.")


def _answers(record: dict[str, Any]) -> Callable[[], bool]:
    """A question to ask again and again: does our server, not another one at this port, greet us?"""

    def answers() -> bool:
        with suppress(OSError, ValueError), socket.create_connection((HOST, record["port"]), 5) as connection:
            greeting = connection.makefile("rb").readline()
            greeted = json.loads(greeting.removeprefix(b"INFO "))
            return bool(greeted.get("server_name") == record["server_name"] and greeted.get("jetstream"))
        return False

    return answers


def _url(record: dict[str, Any]) -> str:
    return f"nats://{USER}:{record['password']}@{HOST}:{record['port']}"
