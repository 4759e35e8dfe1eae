"""Publishes with the bytes of the protocol, as no client library would."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


async def publish_raw(url: str, subject: str, headers: bytes, body: bytes) -> bytes:
    """Publish a message, its header bytes as they are, and return what the server said; empty when it hung up."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    await reader.readline()
    greeting = f'CONNECT {{"verbose":false,"headers":true,"user":"{parts.username}","pass":"{parts.password}"}}\r\n'
    writer.write(greeting.encode() + _publication(subject, headers, body) + b"PING\r\n")
    said = b""
    with suppress(ConnectionError):
        await writer.drain()
        said = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return said


def _publication(subject: str, headers: bytes, body: bytes) -> bytes:
    if not headers:
        return b"PUB %s %d\r\n%s\r\n" % (subject.encode(), len(body), body)
    sizes = (len(headers), len(headers) + len(body))
    return b"HPUB %s %d %d\r\n%s%s\r\n" % (subject.encode(), *sizes, headers, body)
