"""Takes, without waiting, all commands the bus has ready for the durable consumer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import TimeoutError as NatsTimeoutError

from kpi_es.adapters.nats.any_headers import ACKNOWLEDGEMENTS

ANSWER_SECONDS = 2.0
"""The bus answers such a request at once; longer means the connection is gone, and what was sent will come again."""
MOST_BYTES = 32 * 1024 * 1024
"""What one request may bring: far more than ordinary commands need, and little enough to keep in memory."""


class WaitingCommands:
    """A no-wait pull from a durable consumer.

    The client library's own `fetch` of many either waits until the batch is full or its time is over, or, asked to
    be quick, loses messages when a request ends early (nats-py 2.16, tested): a lone command would wait, or commands
    would come again late and out of order. This asks once, and the bus itself says when there is no more.
    """

    def __init__(self, client: Client, stream: str, consumer: str) -> None:
        self._client = client
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._inbox = client.new_inbox()
        self._requests = count(1)
        self._subscription: Subscription

    async def open(self) -> None:
        """Begin to listen."""
        self._subscription = await self._client.subscribe(f"{self._inbox}.*")

    async def close(self) -> None:
        """Listen no more; what is still on its way will be handed out again."""
        await self._subscription.unsubscribe()

    async def take(self, most: int) -> Sequence[Msg]:
        """Return up to `most` commands that are ready now, in the order the bus hands them out.

        What an earlier request, cut off by a lost connection, still brings is taken too.
        """
        if most < 1:
            return ()
        taken: list[Msg] = []
        # Each request has its own reply subject: the late end of an earlier one must not end this one.
        reply = f"{self._inbox}.{next(self._requests)}"
        request = json.dumps({"batch": most, "no_wait": True, "max_bytes": MOST_BYTES}).encode()
        await self._client.publish(self._subject, request, reply=reply)
        while len(taken) < most:
            try:
                message = await self._subscription.next_msg(timeout=ANSWER_SECONDS)
            except NatsTimeoutError:
                break
            if message.reply.startswith(ACKNOWLEDGEMENTS):
                taken.append(message)
            elif message.subject == reply:
                break
        return taken
