"""The adapters of the store, each empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpi_es.adapters.memory import MemoryEventStore, MemoryPersonDirectory
from kpi_es.adapters.postgres import (
    PostgresDatabase,
    PostgresEventStore,
    PostgresPersonDirectory,
)
from kpi_es.ports import EventStore, PersonDirectory
from tests.store.notes import note_mapper


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
