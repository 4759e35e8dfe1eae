"""`kpi send`: send commands over the bus and show the answers."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.registry import CommandSet, load_commands
from kpi_es.adapters.nats.command_sender import CommandSender
from kpi_es.adapters.nats.command_worker import CommandWorker
from kpi_es.adapters.nats.intake import describe
from kpi_es.entrypoints.cli.invocation import (
    AnswerIsNo,
    BadInput,
    Invocation,
    Json,
    Language,
    console,
    invocation,
    print_json,
)
from kpi_es.entrypoints.wiring import engine, servers
from kpi_es.entrypoints.worker import require_bus

MOST_BYTES = 200 * 1024 * 1024


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("send", help="Gửi lệnh (JSON, hoặc mỗi dòng một lệnh) / send commands (JSON or JSON lines)")(send)


def send(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="Tệp .json/.jsonl, hoặc - để đọc từ bàn phím / file, or - for standard input")
    ],
    patience: Annotated[float, typer.Option(help="Chờ tối đa, giây / give up after so many seconds")] = 30.0,
    as_json: Json = False,
) -> None:
    """Send one command or many, in order, and wait for each one's answer.

    With private servers and no `kpi up` running, a worker is run for as long as it takes.
    """
    call = invocation(context)
    commands = parse_commands(load_commands(), _read(file), file)  # before any server is started for nothing
    with servers(call.settings, bus=True) as running, engine(call.settings, running.database_url) as built:
        own_worker = None if running.nats_joined else built.worker(running.nats_url or "")
        waits = min(patience, call.settings.bus_patience_seconds), patience
        answers = asyncio.run(_exchange(running.nats_url or "", commands, own_worker, waits))
    _show(call, answers, as_json)


async def _exchange(
    url: str, commands: list[Command], own_worker: CommandWorker | None, waits: tuple[float, float]
) -> list[Answer]:
    """Return the answers; `waits` is the patience in seconds for the bus to let us in, and for an answer."""
    await require_bus(url, waits[0])
    async with AsyncExitStack() as stack:
        if own_worker is not None:
            serving = asyncio.create_task(own_worker.run())
            stack.push_async_callback(_ended, serving)
            stack.callback(own_worker.stop)
        sender = await stack.enter_async_context(CommandSender.connected(url))
        return await sender.send(commands, patience_seconds=waits[1])


async def _ended(task: asyncio.Task[None]) -> None:
    await task


def parse_commands(commands: CommandSet, text: str, name: str) -> list[Command]:
    """Return the commands in a JSON object, a JSON list or JSON lines. Raises BadInput naming the place."""
    documents = _documents(text, name)
    parsed: list[Command] = []
    for place, document in documents:
        try:
            parsed.append(commands.parse(json.dumps(document)))
        except (ValidationError, RecursionError) as wrong:
            what = describe(wrong)
            raise BadInput(
                f"{name}, {place}: lệnh không hợp lệ: {what}", f"{name}, {place}: not a valid command: {what}"
            ) from wrong
    if not parsed:
        raise BadInput(f"{name} trống: không có lệnh nào.", f"{name} is empty: it holds no command.")
    return parsed


def _documents(text: str, name: str) -> list[tuple[str, Any]]:
    stripped = text.lstrip("\ufeff \t\r\n")
    try:
        whole: Any = json.loads(stripped or "[]")
    except (ValueError, RecursionError):
        return _lines(text, name)
    if stripped[:1] in ("[", ""):
        return [(f"phần tử {index} / item {index}", each) for index, each in enumerate(whole, 1)]
    return [("dòng 1 / line 1", whole)]


def _lines(text: str, name: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found.append((f"dòng {number} / line {number}", json.loads(line)))
            except (ValueError, RecursionError) as wrong:
                raise BadInput(
                    f"{name}, dòng {number}: không phải JSON ({wrong}).",
                    f"{name}, line {number}: not JSON ({wrong}).",
                ) from wrong
    return found


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else _bounded(Path(file))
        if len(raw) > MOST_BYTES:
            raise BadInput(f"{file} quá lớn.", f"{file} is too large.")
        return raw.decode("utf-8")
    except OSError as wrong:
        raise BadInput(
            f"Không đọc được {file}: {wrong.strerror}.", f"Can not read {file}: {wrong.strerror}."
        ) from wrong
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file} không phải UTF-8.", f"{file} is not UTF-8.") from wrong


def _bounded(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _show(call: Invocation, answers: list[Answer], as_json: bool) -> None:
    if as_json:
        print_json([answer.model_dump(mode="json") for answer in answers])
    else:
        for answer in answers:
            print_answer(console(), answer, call.language)
    if any(answer.status == "refused" for answer in answers):
        raise AnswerIsNo


def print_answer(out: Console, answer: Answer, language: Language) -> None:
    """Print one answer on one line."""
    vietnamese = language == "vi"
    again = (" (đã trả lời trước đó)" if vietnamese else " (answered before)") if answer.duplicate else ""
    if answer.problem is None:
        word = "chấp nhận" if vietnamese else "accepted"
        out.print(f"✓ {answer.command_id}: {word}, {len(answer.events)} sự kiện/events{again}", markup=False)
        return
    word = "từ chối" if vietnamese else "refused"
    detail = answer.problem.detail.vi if vietnamese else answer.problem.detail.en
    out.print(
        f"✗ {answer.command_id}: {word} [{answer.problem.code}] {detail} ({answer.problem.article}){again}",
        markup=False,
    )
