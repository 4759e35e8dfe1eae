"""The sample quarter on its way through the bus, with something going wrong after so many answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.adapters.nats.command_sender import CommandSender

PATIENCE_SECONDS = 60


async def send(
    url: str,
    commands: Sequence[Command],
    mishaps: Mapping[int, Callable[[], None]],
    cut_short: list[int] | None = None,
) -> list[Answer]:
    """Send commands and return the answers; mishap N happens, in a thread, right after answer N has come.

    Returns when every mishap is over. The sender goes on by itself, as `kpi send` does. `cut_short` is told how
    many commands were without an answer at the end of each mishap.
    """
    count, happening = 0, list[asyncio.Task[None]]()

    async def happen(mishap: Callable[[], None]) -> None:
        await asyncio.to_thread(mishap)
        if cut_short is not None:
            cut_short.append(len(commands) - count)

    def on_answer(_: Answer) -> None:
        nonlocal count
        count += 1
        if count in mishaps:
            happening.append(asyncio.create_task(happen(mishaps[count])))

    async with CommandSender.connected(url) as sender:
        answers = await sender.send(commands, patience_seconds=PATIENCE_SECONDS, on_answer=on_answer)
        await asyncio.gather(*happening)
    assert len(happening) == len(mishaps)
    return answers
