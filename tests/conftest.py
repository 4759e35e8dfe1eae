"""A private PostgreSQL for all tests of a process that need one, emptied of what is ours for each test."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from kpi_es.adapters.embedded import start_postgres


@pytest.fixture(scope="session")
def postgres_server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server_url: str) -> str:
    """A database as good as new: our schemas are dropped, far quicker than a new database."""
    with psycopg.connect(postgres_server_url, autocommit=True) as connection:
        ours = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kpi%' OR nspname = 'ward_2'"
        for (schema,) in connection.execute(ours).fetchall():
            connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
    return postgres_server_url
