"""Sends commands over the bus in order, and gathers the answers; what is not answered is sent again, under its id."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Self

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import APIError

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.adapters.nats.streams import MOST_COMMAND_BYTES, REPLY_HEADER, command_subject, declare_streams

PUBLISH_SECONDS = 2.0
MOST_UNANSWERED = 2_000
RESEND_SECONDS = 5.0
CONNECT_SECONDS = 5.0
ROOM_FOR_HEADERS = 1_024
_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {"name": "kpi-sender", "max_reconnect_attempts": -1, "reconnect_time_wait": 0.2}
)


class BusUnavailable(Exception):
    """The bus did not take a command, or no worker answered, within the time given."""


class CommandTooLarge(ValueError):
    """A command is longer than the bus takes, today and whenever it is sent again."""

    def __init__(self, command_id: str, size: int) -> None:
        most = MOST_COMMAND_BYTES - ROOM_FOR_HEADERS
        super().__init__(
            f"Lệnh {command_id} dài {size} byte, bus chỉ nhận tới {most}; hãy chia nhỏ (ví dụ bớt minh chứng). / "
            f"Command {command_id} has {size} bytes, the bus takes up to {most}: divide it (less evidence in one)."
        )


class CommandSender:
    """Sends commands one after the other, each taken in by the bus before the next, so that their order holds.

    Many may wait for their answers at once. Losing an answer, a worker or the connection costs only time:
    the same command is sent again under the same id and is answered again, not done again.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._jetstream = client.jetstream()
        self._inbox = client.new_inbox()
        self._waiting: dict[str, Callable[[Answer], None]] = {}

    @classmethod
    @asynccontextmanager
    async def connected(cls, url: str) -> AsyncGenerator[Self]:
        """Connect, and close at the end. Raises BusUnavailable when nobody lets us in."""
        client, troubles = Client(), Troubles()
        try:
            # The client itself would go on trying for ever, also with a wrong password.
            async with asyncio.timeout(CONNECT_SECONDS):
                await client.connect(url, **_OPTIONS, error_cb=troubles.note)
        except (OSError, NatsError, TimeoutError) as error:
            await client.close()
            raise BusUnavailable(f"can not connect to the bus: {troubles.last or error}") from error
        try:
            sender = cls(client)
            await declare_streams(sender._jetstream)
            await client.subscribe(sender._inbox, cb=sender._on_answer)
            yield sender
        finally:
            await client.close()

    async def send(
        self,
        commands: Sequence[Command],
        *,
        patience_seconds: float,
        on_answer: Callable[[Answer], None] = lambda _: None,
    ) -> list[Answer]:
        """Send commands in order and return their answers in order.

        Raises BusUnavailable when for `patience_seconds` nothing was taken in and nothing answered, and
        CommandTooLarge, having sent nothing, when one is too long for the bus.
        """
        for command in commands:
            _payload(command)
        answers: dict[str, Answer] = {}
        progress = _Progress(asyncio.get_running_loop().time)
        pending: dict[str, Command] = {}

        def answered(answer: Answer) -> None:
            answers[answer.command_id] = answer
            pending.pop(answer.command_id, None)
            progress.mark()
            on_answer(answer)

        for command in commands:
            while len(pending) >= MOST_UNANSWERED:
                await self._settle(pending, progress, patience_seconds)
            pending[command.id] = command
            self._waiting[command.id] = answered
            await self._publish(command, progress, patience_seconds)
        while pending:
            await self._settle(pending, progress, patience_seconds)
        return [answers[command.id] for command in commands]

    async def _settle(self, pending: dict[str, Command], progress: _Progress, patience_seconds: float) -> None:
        """Wait for some answer; when none comes for a while, send everything unanswered again, in order."""
        try:
            await asyncio.wait_for(progress.happened.wait(), RESEND_SECONDS)
            progress.happened.clear()
        except TimeoutError:
            progress.require(patience_seconds, "no worker answered")
            for command in list(pending.values()):
                await self._publish(command, progress, patience_seconds)

    async def _publish(self, command: Command, progress: _Progress, patience_seconds: float) -> None:
        subject = command_subject(command.agency, command.type)
        payload = _payload(command)
        while True:
            try:
                await self._jetstream.publish(
                    subject, payload, timeout=PUBLISH_SECONDS, headers={REPLY_HEADER: self._inbox}
                )
            except (NatsError, APIError, OSError, TimeoutError) as error:
                progress.require(patience_seconds, f"the bus does not take commands: {error}")
                await asyncio.sleep(0.1)
            else:
                return

    async def _on_answer(self, message: Msg) -> None:
        answer = Answer.model_validate_json(message.data)
        answered = self._waiting.pop(answer.command_id, None)
        if answered is not None:
            answered(answer)


def _payload(command: Command) -> bytes:
    payload = command.model_dump_json(exclude_none=True).encode()
    if len(payload) > MOST_COMMAND_BYTES - ROOM_FOR_HEADERS:
        raise CommandTooLarge(command.id, len(payload))
    return payload


class _Progress:
    """Remembers when something last went forward."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._last = time()
        self.happened = asyncio.Event()

    def mark(self) -> None:
        self._last = self._time()
        self.happened.set()

    def require(self, patience_seconds: float, what: str) -> None:
        if self._time() - self._last > patience_seconds:
            raise BusUnavailable(f"{what} for {patience_seconds:g} seconds")


class Troubles:
    """Remembers what went wrong with a connection; the client would print it and so only confuse.

    What the bus itself said, such as that the password is wrong, is not forgotten over the connection it then closes.
    """

    def __init__(self) -> None:
        self.last = ""
        self._said_by_bus = False

    async def note(self, error: Exception) -> None:
        """Take note of an error, as the client's `error_cb`."""
        said_by_bus = isinstance(error, NatsError) and not isinstance(error, OSError)
        if said_by_bus or not self._said_by_bus:
            self.last, self._said_by_bus = str(error) or type(error).__name__, said_by_bus
