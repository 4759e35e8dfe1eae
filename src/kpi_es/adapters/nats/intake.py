"""Reads what came over the bus: a command, or the reason why it can not be one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from kpi_commands.answer import Answer, Problem, Text
from kpi_commands.command import Command
from kpi_commands.registry import CommandSet
from kpi_es.adapters.nats.streams import REPLY_HEADER, command_subject, is_answerable
from kpi_es.domain.values import CommandId

_COMMAND_ID: TypeAdapter[str] = TypeAdapter(CommandId)
_LONGEST_STEP = 60
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is no command: why, and under which id and reply subject the sender may be told."""

    reason: str
    command_id: str | None
    reply_to: str | None


@dataclass(frozen=True, slots=True)
class Readable:
    """A command and where its answer goes."""

    command: Command
    reply_to: str | None


def read_message(
    commands: CommandSet, subject: str, headers: Mapping[str, str] | None, payload: bytes
) -> Readable | Unreadable:
    """Return the command in a message, or why there is none; never raises for any payload."""
    reply_to = (headers or {}).get(REPLY_HEADER)
    if reply_to is not None and not is_answerable(reply_to):
        reason = f"{REPLY_HEADER}: no answer can go to this subject; leave it out or name an inbox"
        return Unreadable(reason, _command_id(payload), None)
    try:
        command = commands.parse(payload)
    except (ValidationError, RecursionError) as error:
        return Unreadable(describe(error), _command_id(payload), reply_to)
    expected = command_subject(command.agency, command.type)
    if subject != expected:
        reason = f"subject: the message came on {subject}, its content belongs on {expected}"
        return Unreadable(reason, command.id, reply_to)
    return Readable(command, reply_to)


def describe(error: Exception) -> str:
    """Return in one line what is wrong where, without repeating the input at length."""
    if not isinstance(error, ValidationError):
        return "the JSON is nested too deeply"
    found = error.errors(include_url=False, include_input=False, include_context=False)
    parts = [_describe_one(each["loc"], each["msg"]) for each in found[:5]]
    if len(found) > len(parts):
        parts.append(f"and {len(found) - len(parts)} more")
    return "; ".join(parts)


def _describe_one(place: tuple[int | str, ...], message: str) -> str:
    """Return one finding as printable text of bounded length: names of keys and tags come from the sender."""
    steps = ".".join(_printable(str(step), _LONGEST_STEP) for step in place[:8])
    return f"{steps or 'message'}: {_printable(message, _LONGEST_MESSAGE)}"


def _printable(text: str, most: int) -> str:
    kept = "".join(each if each.isprintable() else " " for each in text[:most])
    return kept if len(text) <= most else f"{kept}…"


def unreadable_answer(unreadable: Unreadable) -> Answer:
    """Return what the sender of an unreadable message is told, when there is somebody to tell."""
    problem = Problem(
        code="command.unreadable",
        article="Quy tắc của hệ thống: hợp đồng lệnh",
        detail=Text(
            vi=f"Không đọc được lệnh, đã chuyển vào hộp thư lỗi: {unreadable.reason}",
            en=f"The command can not be read and went to the dead letters: {unreadable.reason}",
        ),
        facts={"reason": unreadable.reason},
    )
    return Answer(command_id=unreadable.command_id or "", status="refused", problem=problem)


def failed_answer(command_id: str, reason: str) -> Answer:
    """Return what the sender of a command is told on which the engine itself failed."""
    problem = Problem(
        code="command.failed",
        article="Quy tắc của hệ thống: hợp đồng lệnh",
        detail=Text(
            vi=f"Hệ thống gặp lỗi khi xử lý lệnh, đã chuyển vào hộp thư lỗi, không ghi gì: {reason}",
            en=f"The engine failed on the command, wrote nothing and put it into the dead letters: {reason}",
        ),
        facts={"reason": reason},
    )
    return Answer(command_id=command_id, status="refused", problem=problem)


def _command_id(payload: bytes) -> str | None:
    """Return the id a broken command names, so that its sender can be told; None when there is none to find."""
    try:
        found = json.loads(payload)
        return _COMMAND_ID.validate_python(found["id"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
