"""Lets a connection survive whatever a sender wrote into a message's headers."""

from __future__ import annotations

from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg

ACKNOWLEDGEMENTS = "$JS.ACK."
"""Where a message that a stream hands out is acknowledged; no other message names such a reply subject."""


def accept_any_headers(client: Client) -> None:
    """Make a connected client read broken headers as none, and believe no status that a sender wrote.

    Headers travel as the sender's bytes: the server does not look at them. In nats-py 2.16 one message whose
    headers can not be parsed ends the client's reading without a word, and one with a `Status` header of its own
    is taken for the server's answer to a request and is never handed on. Either would stop the worker for
    everybody. The client offers no hook for this, so two of its own methods are wrapped; a test sends such
    messages.
    """
    inner: Any = client
    read_headers, build_message = inner._process_headers, inner._build_message

    async def forgiving(headers: bytes) -> dict[str, str] | None:
        try:
            found: dict[str, str] | None = await read_headers(headers)
        except Exception:
            return None
        return found

    def unpretending(sid: int, subject: bytes, reply: bytes, data: bytes, headers: dict[str, str] | None) -> Msg | None:
        if headers and reply.startswith(ACKNOWLEDGEMENTS.encode()):
            headers = {name: value for name, value in headers.items() if name not in ("Status", "Description")}
        built: Msg | None = build_message(sid, subject, reply, data, headers)
        return built

    inner._process_headers, inner._build_message = forgiving, unpretending
