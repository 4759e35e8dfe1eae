"""Under which account a server runs: the caller's own, or an ordinary one when the caller is root."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from kpi_es.adapters.embedded.binaries import EmbeddedServerError

CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
SERVICE_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Who runs the server.

    prefix: goes before every command. owner: user and group its folders belong to; None is the caller.
    """

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None

    def give(self, folder: Path) -> None:
        """Makes the account the owner of a folder that it must write to."""
        if self.owner is not None:
            os.chown(folder, *self.owner)


CALLER = Account()


def account_for(folder: Path, programs: Path) -> Account:
    """The account that runs a server whose files are in `folder` and whose programs are in `programs`."""
    if os.geteuid() != 0:
        return CALLER
    user, group = _ordinary_user(folder)
    closed = [path for path in (folder, programs) if not _reachable(path, user)]
    capability = str(_passing_capability(closed[0])) if closed else "-"
    script = Path(__file__).with_name("step_down.py")
    prefix = (sys.executable, "-I", "-S", str(script), str(user), str(group), capability)
    return Account(prefix, (user, group))


def _ordinary_user(folder: Path) -> tuple[int, int]:
    """Whoever owns the existing files, else an account that every system has."""
    if folder.exists() and folder.stat().st_uid != 0:
        return folder.stat().st_uid, folder.stat().st_gid
    for name in SERVICE_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise EmbeddedServerError(
        "PostgreSQL không chạy được bằng root và máy này không có tài khoản postgres hay nobody; hãy chạy"
        " bằng người dùng thường hoặc đặt KPI_DATABASE_URL. / PostgreSQL refuses to run as root and this"
        " machine has neither an account postgres nor nobody: run as an ordinary user or set"
        " KPI_DATABASE_URL."
    )


def _reachable(path: Path, user: int) -> bool:
    """Whether the user may pass through all folders above the path."""
    above = [folder.stat() for folder in path.absolute().parents]
    above += [folder.stat() for folder in path.resolve().parents]
    return all(folder.st_mode & (0o100 if folder.st_uid == user else 0o001) for folder in above)


def _passing_capability(closed: Path) -> int:
    """A capability of ours that lets the server pass through closed folders, the weaker one first."""
    status = Path("/proc/self/status")
    held = 0
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("CapPrm:"))
        held = int(line.split()[1], 16)
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if held >> capability & 1:
            return capability
    raise EmbeddedServerError(
        f"PostgreSQL không chạy được bằng root, và tài khoản thường không vào được {closed}; hãy chọn"
        " --data-dir khác, chạy bằng người dùng thường hoặc đặt KPI_DATABASE_URL. / PostgreSQL refuses to"
        f" run as root, and no ordinary account can reach {closed}: choose another --data-dir, run as an"
        " ordinary user or set KPI_DATABASE_URL."
    )
