"""A private NATS server for the tests of the bus, its streams emptied for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import nats
import pytest
from nats.js.errors import NotFoundError

from kpi_commands.registry import CommandSet, load_commands
from kpi_es.adapters.embedded import start_nats
from kpi_es.adapters.nats.streams import COMMANDS_STREAM, DEAD_STREAM
from tests.bus.office import Office


@pytest.fixture(scope="session")
def bus_server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start_nats(tmp_path_factory.mktemp("nats")) as server:
        yield server.url


@pytest.fixture
def office(bus_server_url: str) -> Office:
    """An office with an empty bus and an empty log in memory."""
    asyncio.run(_forget_streams(bus_server_url))
    return Office(bus_server_url)


@pytest.fixture(scope="session")
def commands() -> CommandSet:
    return load_commands()


async def _forget_streams(url: str) -> None:
    client = await nats.connect(url)
    for name in (COMMANDS_STREAM, DEAD_STREAM):
        with suppress(NotFoundError):
            await client.jetstream().delete_stream(name)
    await client.close()
