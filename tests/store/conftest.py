"""A private PostgreSQL for the tests of the store, emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kpi_es.adapters.embedded.postgres import start_postgres
from kpi_es.adapters.memory import MemoryEventStore, MemoryPersonDirectory
from kpi_es.adapters.postgres import (
    PostgresDatabase,
    PostgresEventStore,
    PostgresPersonDirectory,
)
from kpi_es.ports import EventStore, PersonDirectory
from tests.store.notes import note_mapper


@pytest.fixture(scope="session")
def postgres_server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("postgres")
    with start_postgres(folder) as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server_url: str) -> str:
    """A database as good as new: our schemas are dropped, far quicker than a new database."""
    with psycopg.connect(postgres_server_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS kpi, ward_2 CASCADE")
    return postgres_server_url


@pytest.fixture
def database(postgres_url: str) -> Iterator[PostgresDatabase]:
    with PostgresDatabase(postgres_url) as database:
        yield database


@pytest.fixture
def postgres_store(database: PostgresDatabase) -> PostgresEventStore:
    store = PostgresEventStore(database, note_mapper())
    store.create_tables()
    return store


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> EventStore:
    """Each adapter in turn: what is tested with it is the contract."""
    if request.param == "memory":
        return MemoryEventStore()
    found: PostgresEventStore = request.getfixturevalue("postgres_store")
    return found


@pytest.fixture(params=["memory", "postgres"])
def directory(request: pytest.FixtureRequest) -> PersonDirectory:
    if request.param == "memory":
        return MemoryPersonDirectory()
    directory = PostgresPersonDirectory(request.getfixturevalue("database"))
    directory.create_tables()
    return directory
