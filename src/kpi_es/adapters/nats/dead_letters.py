"""Puts what can not be read or decided where people can look at it, with the reason."""

from __future__ import annotations

from datetime import UTC, datetime

from nats.aio.msg import Msg
from nats.js import JetStreamContext

from kpi_es.adapters.nats.streams import DEAD_COMMANDS, REASON_HEADER, RECEIVED_HEADER, SUBJECT_HEADER

_THE_BUS_OBEYS = "nats-"
"""Headers of this name are orders to the bus (expected stream, roll-up, time to live); a sender's are not ours."""


async def bury(jetstream: JetStreamContext, message: Msg, reason: str) -> None:
    """Publish a message's own bytes to the dead letters; returns when the bus keeps them."""
    headers = {
        **_harmless(message.headers or {}),
        REASON_HEADER: reason,
        SUBJECT_HEADER: message.subject,
        RECEIVED_HEADER: datetime.now(UTC).isoformat(),
        # The same message, buried again because a worker died before it could acknowledge, is kept once.
        "Nats-Msg-Id": f"command-{message.metadata.sequence.stream}",
    }
    await jetstream.publish(DEAD_COMMANDS, message.data, headers=headers)


def _harmless(headers: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in headers.items()
        if name.isascii() and f"{name}{value}".isprintable() and not name.lower().startswith(_THE_BUS_OBEYS)
    }
