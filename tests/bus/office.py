"""An office on a real bus: workers, a sender, and a look at what the streams hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import nats
from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from kpi_commands.agency.add_unit import AddUnit
from kpi_commands.agency.open_agency import OpenAgency
from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor
from kpi_commands.registry import load_commands
from kpi_es.adapters.clock import SystemClock
from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.adapters.nats.command_sender import CommandSender
from kpi_es.adapters.nats.command_worker import CommandWorker
from kpi_es.adapters.nats.streams import (
    COMMANDS_STREAM,
    DEAD_COMMANDS,
    DEAD_STREAM,
    REPLY_HEADER,
    WORKER,
    command_subject,
)
from kpi_es.ports import EventStore
from kpi_es.rulebook import load_rule_book

ADVISER = "P-001"


def opening(agency: str, command_id: str | None = None, name: str = "Phường mẫu") -> OpenAgency:
    """Return the command that opens an agency with a root unit `u0`."""
    return OpenAgency(
        id=command_id or f"open-{agency}",
        actor="operator:tester",
        agency=agency,
        name=name,
        root_unit="u0",
        personnel_advisers=(ADVISER,),
    )


def units(agency: str, count: int, first: int = 1) -> list[Command]:
    """Return commands that add units each below the one before: any two of them exchanged are refused."""
    return [
        AddUnit(
            id=f"{agency}-u{number}",
            actor=ADVISER,
            agency=agency,
            unit=f"u{number}",
            name=f"Tổ {number}",
            parent=f"u{number - 1}",
        )
        for number in range(first, first + count)
    ]


def payload(command: Command) -> bytes:
    """Return a command as it goes over the wire."""
    return command.model_dump_json(exclude_none=True).encode()


def subject_of(command: Command) -> str:
    """Return the subject a command belongs on."""
    return command_subject(command.agency, command.type)


@dataclass
class Office:
    """One bus and one log."""

    url: str
    store: EventStore = field(default_factory=MemoryEventStore)

    def processor(self) -> CommandProcessor:
        """Return a new processor on the log."""
        return CommandProcessor(self.store, load_commands(), load_rule_book(), SystemClock())

    @asynccontextmanager
    async def worker(
        self, processor: CommandProcessor | None = None, *, batch_size: int = 500, ack_wait: float = 1.0
    ) -> AsyncGenerator[CommandWorker]:
        """Run a worker, and stop it the way a signal does."""
        broker = NatsBroker(self.url, max_reconnect_attempts=-1, logger=None)
        worker = CommandWorker(
            broker,
            load_commands(),
            processor or self.processor(),
            batch_size=batch_size,
            ack_wait_seconds=ack_wait,
        )
        started = asyncio.Event()
        serving = asyncio.create_task(worker.run(started.set))
        await asyncio.wait({serving, asyncio.create_task(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield worker
        finally:
            worker.stop()
            await serving

    @asynccontextmanager
    async def client(self) -> AsyncGenerator[Bystander]:
        """Connect as anybody may: publish what one likes, look at what is there."""
        client = await nats.connect(self.url)
        try:
            yield Bystander(client, client.jetstream())
        finally:
            await client.close()

    async def ask(self, commands: Sequence[Command], patience: float = 20) -> list[Answer]:
        """Send commands as `kpi send` does."""
        async with CommandSender.connected(self.url) as sender:
            return await sender.send(commands, patience_seconds=patience)

    def topics(self) -> list[str]:
        """Return what happened, as the topics of the log."""
        return [recorded.event.TOPIC for recorded in self.store.after(0, 1_000_000)]

    def units_of(self, agency: str) -> list[str]:
        """Return the units added to an agency, in the order of the log."""
        found: Any = self.store.streams([f"agency:{agency}"]).get(f"agency:{agency}", ())
        return [event.unit for event in found if event.TOPIC == "agency.UnitAdded"]


@dataclass
class Bystander:
    """Somebody with a connection to the bus and no manners."""

    nats: Client
    jetstream: JetStreamContext

    async def put(self, command: Command, headers: dict[str, str] | None = None) -> None:
        """Have the bus take in a command."""
        await self.jetstream.publish(subject_of(command), payload(command), headers=headers)

    async def put_all(self, commands: Iterable[Command], reply_to: str | None = None) -> None:
        """Have the bus take in commands, in order."""
        for command in commands:
            await self.put(command, {REPLY_HEADER: reply_to} if reply_to else None)

    async def steal(self, count: int) -> list[Msg]:
        """Take commands as a worker does that then dies: they are never acknowledged."""
        pull = await self.jetstream.pull_subscribe_bind(WORKER, COMMANDS_STREAM)
        taken: list[Msg] = []
        while len(taken) < count:
            taken += await pull.fetch(count - len(taken), timeout=5)
        await pull.unsubscribe()
        return taken

    async def waiting(self) -> int:
        """Return how many commands the bus still keeps: not acknowledged, or not yet handed out."""
        with suppress(NotFoundError):
            return (await self.jetstream.stream_info(COMMANDS_STREAM)).state.messages
        return 0

    async def in_hand(self) -> int:
        """Return how many commands are handed out and not acknowledged."""
        return (await self.jetstream.consumer_info(COMMANDS_STREAM, WORKER)).num_ack_pending or 0

    async def redelivered(self) -> int:
        """Return how many of the commands in hand were handed out more than once."""
        return (await self.jetstream.consumer_info(COMMANDS_STREAM, WORKER)).num_redelivered or 0

    async def until_served(self) -> None:
        """Return when the bus keeps no command any more. Raises TimeoutError after 20 seconds."""
        async with asyncio.timeout(20):
            while await self.waiting():
                await asyncio.sleep(0.02)

    async def until_in_hand(self, count: int) -> None:
        """Return when so many commands are with a worker. Raises TimeoutError after 20 seconds."""
        async with asyncio.timeout(20):
            while await self.in_hand() != count:
                await asyncio.sleep(0.02)

    async def dead(self) -> list[Msg]:
        """Return the dead letters, oldest first."""
        count = (await self.jetstream.stream_info(DEAD_STREAM)).state.messages
        if not count:
            return []
        found = await self.jetstream.subscribe(DEAD_COMMANDS, ordered_consumer=True)
        letters = [await found.next_msg(timeout=5) for _ in range(count)]
        await found.unsubscribe()
        return letters


def as_answer(message: Msg) -> Answer:
    """Read an answer off the wire."""
    return Answer.model_validate_json(message.data)
