"""A private PostgreSQL: UTF-8, sorted by code point, reached by a socket in a private folder, fsync on."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from kpi_es.adapters.embedded.account import Account, account_for
from kpi_es.adapters.embedded.binaries import EmbeddedServerError, postgres_programs
from kpi_es.adapters.embedded.guarded import Seat, await_ready, join, launch
from kpi_es.adapters.embedded.leftovers import stop_leftover
from kpi_es.adapters.embedded.place import Place
from kpi_es.adapters.embedded.server import EmbeddedServer, did_not_start, log_since, log_size

USER = "kpi"
DATABASE = "kpi"
PORT = 5432  # only part of the socket's name: no port is opened
# Fast: transactions are rolled back, clients disconnected. Immediate: as after a crash, the log is replayed
# at the start.
STOP_SIGNALS: list[int] = [signal.SIGINT, signal.SIGQUIT]
# Sessions of a postmaster that was killed may hold its memory for a moment, and a new one refuses to start
# meanwhile.
LINGERING_SECONDS = 15.0
LINGERING = "shared memory block"


@dataclass(frozen=True)
class PostgresServer(EmbeddedServer):
    """A running PostgreSQL with an empty or earlier filled database `kpi`; `url` is for libpq and psycopg."""


def start_postgres(data_dir: Path, *, keep: bool = False) -> PostgresServer:
    """Joins the PostgreSQL of this folder, or starts it; makes the cluster and the database at the first
    start.

    keep: the server outlives all processes, until `stop_all(data_dir)`.
    Raises EmbeddedServerError: no programs for this machine, files of another version, not startable.
    """
    place = Place.at(data_dir, "postgres")
    with place.starting():
        seat = join(place)
        joined = seat is not None and await_ready(seat, _answers(place))
        if seat is None or not joined:
            seat = _start(place)
        if keep:
            seat.keep()
        pid = int(place.pid_file.read_text())
    return PostgresServer(_url(place, DATABASE), place.data_dir, pid, joined, seat)


def mend(place: Place) -> bool:
    """Stops a postmaster that lost its guardian, and removes process numbers that mean nothing any more."""
    stopped = [
        stop_leftover(pid_file, str(place.files), STOP_SIGNALS)
        for pid_file in (place.pid_file, place.files / "postmaster.pid")
    ]
    # PostgreSQL takes a lock file for that of a live server as long as the number in it is anybody's.
    (place.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    return any(stopped)


def _start(place: Place) -> Seat:
    programs = postgres_programs()
    account = account_for(place.files, programs)
    if place.files.exists():
        _check_version(place.files, programs)
    mend(place)
    place.make_sockets(account)
    if not place.files.exists():
        _make_cluster(place, programs, account)
    command = [*account.prefix, str(programs / "postgres"), *_options(place)]
    deadline = time.monotonic() + LINGERING_SECONDS
    while True:
        start_of_log = log_size(place)
        seat = launch(place, command, STOP_SIGNALS)
        if await_ready(seat, _answers(place)):
            return seat
        if LINGERING not in log_since(place, start_of_log) or time.monotonic() > deadline:
            raise did_not_start("PostgreSQL", place, start_of_log)
        time.sleep(0.2)


def _options(place: Place) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "log_checkpoints": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return ["-D", str(place.files), "-k", str(place.sockets), "-p", str(PORT), *switches]


def _make_cluster(place: Place, programs: Path, account: Account) -> None:
    """Runs initdb in a folder beside, and moves it into place when it is complete."""
    for unfinished in place.data_dir.glob("postgres.new-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=place.data_dir))
    account.give(new)
    options = ["-D", str(new), "-U", USER, "--encoding=UTF8", "--locale=C", "--auth=trust"]
    made = subprocess.run(
        [*account.prefix, str(programs / "initdb"), *options],
        stdin=subprocess.DEVNULL, capture_output=True, check=False, cwd="/",
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        said = (made.stdout + made.stderr).decode(errors="replace")[-1500:]
        raise EmbeddedServerError(
            f"Không tạo được cơ sở dữ liệu trong {place.data_dir}; kiểm tra chỗ trống và quyền ghi."
            f" / No database could be made in {place.data_dir}: check free space and permissions.\n{said}"
        )
    new.rename(place.files)


def _check_version(target: Path, programs: Path) -> None:
    printed = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True)
    ours = printed.stdout.split(")")[-1].split()[-1].split(".")[0]
    try:
        theirs = (target / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise EmbeddedServerError(
            f"{target} không phải dữ liệu PostgreSQL đọc được ({error.strerror}); hãy chọn --data-dir khác."
            f" / {target} is no readable PostgreSQL data ({error.strerror}): choose another --data-dir."
        ) from error
    if theirs != ours:
        raise EmbeddedServerError(
            f"{target} là dữ liệu của PostgreSQL {theirs}, ở đây có PostgreSQL {ours}; chọn --data-dir khác,"
            f" hoặc chuyển dữ liệu bằng pg_dump. / {target} was made by PostgreSQL {theirs}, here is"
            f" PostgreSQL {ours}: choose another --data-dir, or move the data with pg_dump."
        )


def _answers(place: Place) -> Callable[[], bool]:
    """A question to ask again and again: does the server answer, and is our database there?"""

    def answers() -> bool:
        try:
            with psycopg.connect(_url(place, "postgres"), autocommit=True, connect_timeout=10) as connection:
                if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
                    connection.execute(f'CREATE DATABASE "{DATABASE}"')
        except psycopg.OperationalError:
            return False
        return True

    return answers


def _url(place: Place, database: str) -> str:
    return f"postgresql://{USER}@/{database}?host={quote(str(place.sockets), safe='/')}&port={PORT}"
