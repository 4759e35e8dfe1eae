"""Sees to it that commands are decided in the order in which the bus took them in, whatever was lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import ConsumerInfo
from nats.js.errors import NotFoundError

from kpi_es.adapters.nats.waiting_commands import WaitingCommands

PAUSE = 0.002
LONGEST_PAUSE = 0.05

Held = dict[int, Msg]
"""Messages by their place in the stream."""


class DeliveryOrder:
    """Holds commands back until every earlier one is acknowledged, or held here too.

    A command can be on its way elsewhere while later ones arrive: with a worker that was killed, with another one
    that runs beside this one, or lost with a connection. Two commands about one sheet must not change places, so
    the later one waits; what is lost the bus hands out again.
    """

    def __init__(self, jetstream: JetStreamContext, waiting: WaitingCommands, stream: str, consumer: str) -> None:
        self._jetstream = jetstream
        self._waiting = waiting
        self._stream = stream
        self._consumer = consumer
        self._next_delivery: int | None = None

    def doubt(self) -> None:
        """Forget that everything handed out so far was served: something failed."""
        self._next_delivery = None

    async def next_run(self, held: Held, stopping: asyncio.Event) -> Sequence[Msg]:
        """Return those of the held messages whose turn it is, in order; none when they are no longer ours.

        While it waits, messages that come again are added to `held`.
        """
        if self._follow_on(held):
            return _in_order(held)
        pause = PAUSE
        while not stopping.is_set():
            try:
                run = await self._released(held, await self._jetstream.consumer_info(self._stream, self._consumer))
                if run:
                    return run
                await asyncio.sleep(pause)
                # Another worker needs a moment only; what is lost takes longer, and must be asked for.
                if pause == LONGEST_PAUSE:
                    held.update(by_place(await self._waiting.take(1)))
            except NotFoundError:
                break
            except (NatsError, OSError):  # TimeoutError is an OSError
                await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return ()

    def _follow_on(self, held: Held) -> bool:
        """Tell, without asking the bus, that these are exactly the next ones after what was served last."""
        if self._next_delivery is None:
            return False
        found = [each.metadata for each in _in_order(held)]
        expected = range(self._next_delivery, self._next_delivery + len(found))
        fresh = all(each.num_delivered == 1 for each in found)
        if not fresh or [each.sequence.consumer for each in found] != list(expected):
            self.doubt()
            return False
        self._next_delivery = expected.stop
        return True

    async def _released(self, held: Held, info: ConsumerInfo) -> Sequence[Msg]:
        if (info.num_ack_pending or 0) <= len(held):
            # Nobody but us holds any: from here on, deliveries without a gap are ours alone.
            self._next_delivery = max(each.metadata.sequence.consumer for each in held.values()) + 1
            return _in_order(held)
        floor = info.ack_floor.stream_seq if info.ack_floor is not None else 0
        first = min(held)
        # A bus that was killed may have forgotten acknowledgements whose messages it has removed: it then counts them
        # as handed out for ever. What is no longer in the stream is done.
        if floor < first - 1 and await self._first_kept() < first:
            return ()
        places = sorted(held)
        return [held[place] for place, next_one in zip(places, count(first), strict=False) if place == next_one]

    async def _first_kept(self) -> int:
        state = (await self._jetstream.stream_info(self._stream)).state
        return state.first_seq


def place_of(message: Msg) -> int:
    """Return a message's place in the stream."""
    return message.metadata.sequence.stream


def by_place(messages: Sequence[Msg]) -> Held:
    """Return messages by their place in the stream; one that came twice is held once, as it came last."""
    return {place_of(message): message for message in messages}


def _in_order(held: Held) -> list[Msg]:
    return [held[place] for place in sorted(held)]
