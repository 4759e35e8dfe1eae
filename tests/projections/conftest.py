"""A private PostgreSQL for the tests of the projections, emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from kpi_es.adapters.embedded import start_postgres
from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PydanticMapper
from kpi_es.domain.topics import EVENT_TYPES


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server.url


@pytest.fixture
def database(postgres_url: str) -> Iterator[PostgresDatabase]:
    """A database in which nothing of ours is left."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        rows = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kpi%'").fetchall()
        for (schema,) in rows:
            connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
    with PostgresDatabase(postgres_url, patience=5.0) as database:
        yield database


@pytest.fixture
def store(database: PostgresDatabase) -> PostgresEventStore:
    store = PostgresEventStore(database, PydanticMapper(EVENT_TYPES))
    store.create_tables()
    return store
