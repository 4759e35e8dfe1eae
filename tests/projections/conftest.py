"""A log on PostgreSQL for the tests of the projections, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PydanticMapper
from kpi_es.domain.topics import EVENT_TYPES


@pytest.fixture
def database(postgres_url: str) -> Iterator[PostgresDatabase]:
    with PostgresDatabase(postgres_url, patience=5.0) as database:
        yield database


@pytest.fixture
def store(database: PostgresDatabase) -> PostgresEventStore:
    store = PostgresEventStore(database, PydanticMapper(EVENT_TYPES))
    store.create_tables()
    return store
