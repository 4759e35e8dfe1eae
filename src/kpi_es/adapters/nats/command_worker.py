"""The worker: takes commands from the bus in batches, decides each batch as a group, answers, then acknowledges."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from kpi_commands.answer import Answer, answer_as_json
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor, Overtaken
from kpi_commands.registry import CommandSet
from kpi_es.adapters.nats.any_headers import accept_any_headers
from kpi_es.adapters.nats.dead_letters import bury
from kpi_es.adapters.nats.delivery_order import DeliveryOrder, Held, by_place
from kpi_es.adapters.nats.intake import Readable, Unreadable, failed_answer, read_message, unreadable_answer
from kpi_es.adapters.nats.streams import (
    COMMAND_SUBJECTS,
    COMMANDS_STREAM,
    WORKER,
    answer_subject,
    declare_worker,
    worker_consumer,
)
from kpi_es.adapters.nats.waiting_commands import WaitingCommands
from kpi_es.ports import StoreUnavailable

LONGEST_PAUSE = 5.0
TRIES_ALONE = 3
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
        self._in_hand: Held = {}
        self._waiting: WaitingCommands
        self._order: DeliveryOrder
        self._stopping = asyncio.Event()
        self._client: Client
        self._jetstream: JetStreamContext
        # One command at a time wakes the handler, which then takes all others that are ready (see WaitingCommands):
        # a lone command is a batch of one without delay, under load a batch is as large as allowed.
        self._subscriber = broker.subscriber(
            COMMAND_SUBJECTS,
            durable=WORKER,
            config=worker_consumer(ack_wait_seconds),
            stream=JStream(COMMANDS_STREAM, declare=False),
            pull_sub=PullSub(batch_size=1, timeout=FETCH_SECONDS),
            decoder=_undecoded,
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
        )
        self._subscriber(self._handle)

    async def run(self, on_started: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` is called; `on_started` is told when commands are being taken."""
        self._client = await self._broker.connect()
        accept_any_headers(self._client)
        self._jetstream = self._client.jetstream()
        await declare_worker(self._jetstream, self._ack_wait)
        self._waiting = WaitingCommands(self._client, COMMANDS_STREAM, WORKER)
        self._order = DeliveryOrder(self._jetstream, self._waiting, COMMANDS_STREAM, WORKER)
        await self._waiting.open()
        await self._broker.start()
        keeper = asyncio.create_task(self._keep())
        log.info("worker.started")
        on_started()
        try:
            await self._stopping.wait()
        finally:
            await self._disconnect()
            keeper.cancel()
            log.info("worker.stopped")

    def stop(self) -> None:
        """Finish the batch in hand and end."""
        self._stopping.set()

    async def _disconnect(self) -> None:
        # Giving notice needs a bus that is there; without one, what is not acknowledged is handed out again anyway.
        with suppress(NatsError, OSError):  # TimeoutError is an OSError
            await self._subscriber.stop()
            await self._waiting.close()
            await self._broker.stop()
        with suppress(NatsError, OSError):
            if not self._client.is_closed:
                await self._client.close()

    async def _handle(self, body: Any, message: NatsMessage) -> None:
        del body
        held = self._in_hand
        held.update(by_place([message.raw_message]))
        try:
            held.update(by_place(await self._waiting.take(self._batch_size - 1)))
            while run := await self._order.next_run(held, self._stopping) if held else ():
                await self._serve(run)
                for each in run:
                    del held[each.metadata.sequence.stream]
        except Exception:
            self._order.doubt()
            log.exception("worker.failed", messages=len(held))
            raise
        finally:
            held.clear()

    async def _serve(self, batch: Sequence[Msg]) -> None:
        read = [read_message(self._commands, each.subject, each.headers, each.data) for each in batch]
        outcomes = iter(await self._decide([each.command for each in read if isinstance(each, Readable)]))
        for message, each in zip(batch, read, strict=True):
            if isinstance(each, Unreadable):
                await self._bury(message, each)
            else:
                await self._conclude(message, each, next(outcomes))
            await message.ack()

    async def _decide(self, commands: Sequence[Command]) -> Sequence[Answer | Exception]:
        """Return an answer to each command, or the error on which only this one fails."""
        if not commands:
            return ()
        try:
            return await self._process(commands)
        except Exception as error:
            if len(commands) == 1:
                log.exception("worker.command_failed", command=commands[0].id)
                return (error,)
        middle = len(commands) // 2
        return [*await self._decide(commands[:middle]), *await self._decide(commands[middle:])]

    async def _process(self, commands: Sequence[Command]) -> Sequence[Answer]:
        """Decide a group; wait for as long as the log can not be reached, or others keep overtaking."""
        pause, tries = 0.05, TRIES_ALONE if len(commands) == 1 else 1
        while True:
            try:
                answers = await asyncio.to_thread(self._processor.process, commands)
            except (StoreUnavailable, Overtaken) as error:
                log.warning("worker.waiting", commands=len(commands), error=str(error), pause=pause)
            except Exception:
                tries -= 1
                if not tries:
                    raise
            else:
                log.debug("worker.decided", commands=len(commands))
                return answers
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _conclude(self, message: Msg, read: Readable, outcome: Answer | Exception) -> None:
        if isinstance(outcome, Answer):
            await self._answer(outcome, read.reply_to)
            return
        reason = f"the engine failed on this command: {type(outcome).__name__}"
        await bury(self._jetstream, message, reason)
        await self._answer(failed_answer(read.command.id, reason), read.reply_to)

    async def _bury(self, message: Msg, unreadable: Unreadable) -> None:
        """Put a message that can not be read into the dead letters, and tell its sender."""
        await bury(self._jetstream, message, unreadable.reason)
        log.warning("worker.unreadable", subject=message.subject, reason=unreadable.reason)
        if unreadable.reply_to or unreadable.command_id:
            await self._answer(unreadable_answer(unreadable), unreadable.reply_to)

    async def _answer(self, answer: Answer, reply_to: str | None) -> None:
        subject = reply_to or answer_subject(answer.command_id)
        await self._client.publish(subject, answer_as_json(answer))

    async def _keep(self) -> None:
        """Tell the bus, while a batch takes long, that it is still in hand; make our consumer anew if it is lost."""
        while True:
            await asyncio.sleep(self._ack_wait / 3)
            for message in list(self._in_hand.values()):
                with suppress(Exception):
                    await message.in_progress()
            with suppress(NatsError, OSError):  # TimeoutError is an OSError
                await self._require_consumer()

    async def _require_consumer(self) -> None:
        try:
            await self._jetstream.consumer_info(COMMANDS_STREAM, WORKER)
        except NotFoundError:
            log.warning("worker.consumer_lost")
            await declare_worker(self._jetstream, self._ack_wait)


async def _undecoded(message: Any) -> Any:
    """Leave payloads as the bytes they are: they are read once, by the commands' own contract."""
    return message.body
