"""The folder of one server: its locks, its sockets, and the record of how to reach it."""

import fcntl
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from kpi_es.adapters.embedded.account import CALLER, Account
from kpi_es.adapters.embedded.binaries import EmbeddedServerError

# The kernel allows 107 bytes for the path of a socket (103 on macOS); `.s.PGSQL.5432` is the longest name
# used.
LONGEST_SOCKET_FOLDER = 88


@dataclass(frozen=True)
class Place:
    """The folder of one server: its locks, its sockets, and the record of how to reach it."""

    data_dir: Path
    name: str

    @classmethod
    def at(cls, data_dir: Path, name: str) -> "Place":
        """Makes the folder when it is not there."""
        place = cls(data_dir.expanduser().resolve(), name)
        place.run.mkdir(parents=True, exist_ok=True)
        return place

    @property
    def run(self) -> Path:
        """Records and locks; the files in it are readable for their owner only."""
        return self.data_dir / "run"

    @property
    def files(self) -> Path:
        """The server's own files."""
        return self.data_dir / self.name

    @property
    def owner(self) -> int:
        """The account that runs the server, by whom its files belong to; our own when there are none yet."""
        return self.files.stat().st_uid if self.files.exists() else os.geteuid()

    @property
    def lock(self) -> Path:
        """Held by whoever starts, joins or mends the server."""
        return self.run / f"{self.name}.lock"

    @property
    def log(self) -> Path:
        """Where the server writes its messages."""
        return self.data_dir / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """Written by the guardian when the server has started, removed when it has stopped."""
        return self.run / f"{self.name}.pid"

    @property
    def control(self) -> Path:
        """The guardian's socket."""
        return self.sockets / "guardian"

    @property
    def sockets(self) -> Path:
        """A private folder whose path is short and plain enough for a socket, inside `run` if it can be.

        Elsewhere it is noted by a link, so that a process with another TMPDIR finds it too.
        """
        inside = self.run / self.name
        if _fits(inside):
            return inside
        if inside.is_symlink():
            return inside.readlink()
        digest = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
        temporary = Path(tempfile.gettempdir()) / f"kpi-es-{os.geteuid()}-{digest}"
        return temporary if _fits(temporary) else Path("/tmp") / temporary.name

    def make_sockets(self, account: Account = CALLER) -> None:
        """Makes the folder of sockets, closed to all others; one that somebody else prepared is refused."""
        noted = self.run / self.name
        if noted.is_symlink() and not noted.readlink().parent.is_dir():
            noted.unlink()
        if self.sockets != noted and not noted.is_symlink():
            noted.symlink_to(self.sockets)
        with suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            account.give(self.sockets)
        if not self.sockets_are_private(os.geteuid() if account.owner is None else account.owner[0]):
            raise EmbeddedServerError(
                f"Thư mục {self.sockets} không phải của riêng người dùng này; hãy xóa nó rồi chạy lại."
                f" / The folder {self.sockets} is not private to this user: remove it and start again."
            )

    def remove_sockets(self) -> None:
        """Removes the folder of sockets of a server that has stopped."""
        self.control.unlink(missing_ok=True)
        with suppress(OSError):
            self.sockets.rmdir()

    def sockets_are_private(self, *owners: int) -> bool:
        """Whether the folder of sockets is there, belongs to one of these users and is closed to others."""
        try:
            found = self.sockets.lstat()
        except OSError:
            return False
        return found.st_uid in owners and found.st_mode & 0o170077 == stat.S_IFDIR

    @contextmanager
    def starting(self) -> Generator[None]:
        """Only one process at a time starts, joins or mends the server."""
        with self._open_private(self.lock) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def write_record(self, record: dict[str, Any]) -> None:
        """Notes how the server is reached; the file is complete or absent, never half written."""
        new = self.run / f"{self.name}.json.new"
        with self._open_private(new) as file:
            os.ftruncate(file, 0)
            os.write(file, json.dumps(record, ensure_ascii=False).encode())
        new.replace(self.run / f"{self.name}.json")

    def read_record(self) -> dict[str, Any]:
        """What was last noted; empty when nothing readable is there. It does not say that the server runs."""
        with suppress(OSError, ValueError):
            record = json.loads((self.run / f"{self.name}.json").read_text())
            if isinstance(record, dict):
                return cast(dict[str, Any], record)
        return {}

    @staticmethod
    @contextmanager
    def _open_private(path: Path) -> Generator[int]:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _fits(folder: Path) -> bool:
    # libpq and PostgreSQL read a comma as the start of the next folder, and quotes as quotes.
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and not set(",\"'\\") & set(str(folder))
