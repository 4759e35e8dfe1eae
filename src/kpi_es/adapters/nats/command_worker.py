"""The worker: takes commands from the bus in batches, decides each batch as a group, answers, then acknowledges."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from kpi_commands.answer import Answer, answer_as_json
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor, Overtaken
from kpi_commands.registry import CommandSet
from kpi_es.adapters.nats.intake import Readable, Unreadable, read_message, unreadable_answer
from kpi_es.adapters.nats.streams import (
    COMMAND_SUBJECTS,
    COMMANDS_STREAM,
    DEAD_COMMANDS,
    REASON_HEADER,
    RECEIVED_HEADER,
    SUBJECT_HEADER,
    WORKER,
    answer_subject,
    declare_streams,
    worker_consumer,
)
from kpi_es.adapters.nats.waiting_commands import WaitingCommands
from kpi_es.ports import StoreUnavailable

LONGEST_PAUSE = 5.0
LONGEST_REASON = 1_000
FETCH_SECONDS = 5.0
"""How long an idle worker's request waits at the bus; a command that comes meanwhile is handed out at once."""

log = structlog.stdlib.get_logger(__name__)


class CommandWorker:
    """Runs until stopped. A message is acknowledged only after its command is durable and answered.

    While the log can not be reached the batch in hand is kept and tried again, so order is kept and nothing is
    refused for it; the bus holds what comes after.
    """

    def __init__(
        self,
        broker: NatsBroker,
        commands: CommandSet,
        processor: CommandProcessor,
        *,
        batch_size: int,
        ack_wait_seconds: float,
    ) -> None:
        self._broker = broker
        self._commands = commands
        self._processor = processor
        self._ack_wait = ack_wait_seconds
        self._batch_size = batch_size
        self._in_hand: Sequence[Msg] = ()
        self._waiting: WaitingCommands
        self._stopping = asyncio.Event()
        self._client: Client
        self._jetstream: JetStreamContext
        # One command at a time wakes the handler, which then takes all others that are ready (see WaitingCommands):
        # a lone command is a batch of one without delay, under load a batch is as large as allowed.
        broker.subscriber(
            COMMAND_SUBJECTS,
            durable=WORKER,
            config=worker_consumer(ack_wait_seconds),
            stream=JStream(COMMANDS_STREAM, declare=False),
            pull_sub=PullSub(batch_size=1, timeout=FETCH_SECONDS),
            decoder=_undecoded,
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
        )(self._handle)

    async def run(self, on_started: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` is called; `on_started` is told when commands are being taken."""
        self._client = await self._broker.connect()
        self._jetstream = self._client.jetstream()
        await declare_streams(self._jetstream)
        self._waiting = WaitingCommands(self._client, COMMANDS_STREAM, WORKER)
        await self._waiting.open()
        await self._await_redelivery()
        await self._broker.start()
        keeper = asyncio.create_task(self._keep_alive())
        log.info("worker.started")
        on_started()
        try:
            await self._stopping.wait()
        finally:
            await self._broker.stop()
            keeper.cancel()
            log.info("worker.stopped")

    def stop(self) -> None:
        """Finish the batch in hand and end."""
        self._stopping.set()

    async def _await_redelivery(self) -> None:
        """Wait until the bus hands out again what a worker that died had taken, before taking newer commands.

        Commands about one sheet must be decided in the order they were sent.
        """
        deadline = asyncio.get_running_loop().time() + self._ack_wait + 0.5
        with suppress(NotFoundError):
            while asyncio.get_running_loop().time() < deadline and not self._stopping.is_set():
                info = await self._jetstream.consumer_info(COMMANDS_STREAM, WORKER)
                if not info.num_ack_pending:
                    return
                await asyncio.sleep(0.05)

    async def _handle(self, body: Any, message: NatsMessage) -> None:
        del body
        ready = await self._waiting.take(self._batch_size - 1) if self._batch_size > 1 else ()
        batch = sorted([message.raw_message, *ready], key=lambda each: each.metadata.sequence.stream)
        self._in_hand = batch
        try:
            await self._serve(batch)
        except Exception:
            log.exception("worker.failed", messages=len(batch))
            raise
        finally:
            self._in_hand = ()

    async def _serve(self, batch: Sequence[Msg]) -> None:
        read = [read_message(self._commands, each.subject, each.headers, each.data) for each in batch]
        answers = iter(await self._decide([each.command for each in read if isinstance(each, Readable)]))
        for message, each in zip(batch, read, strict=True):
            if isinstance(each, Unreadable):
                await self._bury(message, each)
            else:
                await self._answer(next(answers), each.reply_to)
            await message.ack()

    async def _decide(self, commands: Sequence[Command]) -> Sequence[Answer]:
        if not commands:
            return ()
        pause = 0.05
        while True:
            try:
                answers = await asyncio.to_thread(self._processor.process, commands)
            except (StoreUnavailable, Overtaken) as error:
                log.warning("worker.waiting", commands=len(commands), error=str(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                log.debug("worker.decided", commands=len(commands))
                return answers

    async def _answer(self, answer: Answer, reply_to: str | None) -> None:
        subject = reply_to or answer_subject(answer.command_id)
        await self._client.publish(subject, answer_as_json(answer))

    async def _bury(self, message: Msg, unreadable: Unreadable) -> None:
        """Put a message that can not be read where people can look at it, with the reason, and tell its sender."""
        headers = {
            **(message.headers or {}),
            REASON_HEADER: unreadable.reason.replace("\r", " ").replace("\n", " ")[:LONGEST_REASON],
            SUBJECT_HEADER: message.subject,
            RECEIVED_HEADER: datetime.now(UTC).isoformat(),
        }
        await self._jetstream.publish(DEAD_COMMANDS, message.data, headers=headers)
        log.warning("worker.unreadable", subject=message.subject, reason=unreadable.reason)
        if unreadable.reply_to or unreadable.command_id:
            await self._answer(unreadable_answer(unreadable), unreadable.reply_to)

    async def _keep_alive(self) -> None:
        """Tell the bus, while a batch takes long, that it is still in hand."""
        while True:
            await asyncio.sleep(self._ack_wait / 3)
            for message in self._in_hand:
                with suppress(Exception):
                    await message.in_progress()


async def _undecoded(message: Any) -> Any:
    """Leave payloads as the bytes they are: they are read once, by the commands' own contract."""
    return message.body
