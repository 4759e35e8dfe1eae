"""Subjects, streams and headers of the bus, and how they are declared."""

from __future__ import annotations

import re

from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import BadRequestError

COMMANDS_STREAM = "KPI_COMMANDS"
COMMAND_SUBJECTS = "kpi.commands.>"
DEAD_STREAM = "KPI_DEAD"
DEAD_SUBJECTS = "kpi.dead.>"
DEAD_COMMANDS = "kpi.dead.commands"
WORKER = "worker"

REPLY_HEADER = "Kpi-Reply-To"
REASON_HEADER = "Kpi-Reason"
SUBJECT_HEADER = "Kpi-Subject"
RECEIVED_HEADER = "Kpi-Received-At"

MOST_COMMAND_BYTES = 512 * 1024
"""A command is text and hashes; evidence files travel elsewhere. This leaves room for dead-letter headers."""
MOST_UNACKNOWLEDGED = 5_000

_ANSWERABLE = re.compile(r"(?!\$)[^\s.*>]+(\.[^\s.*>]+)*")


def command_subject(agency: str, command_type: str) -> str:
    """Return the subject a command is published on."""
    return f"kpi.commands.{agency.replace('.', '_')}.{command_type}"


def answer_subject(command_id: str) -> str:
    """Return where the answer goes when the sender named no reply subject."""
    return f"kpi.answers.{command_id}"


def is_answerable(subject: str) -> bool:
    """Tell whether an answer may go to a subject a sender names.

    The worker publishes there with its own rights: never to the server's own subjects, which begin with a dollar
    sign, nor among commands, events and dead letters.
    """
    ours = subject.startswith("kpi.") and not subject.startswith("kpi.answers.")
    return not ours and len(subject) <= 255 and subject.isprintable() and bool(_ANSWERABLE.fullmatch(subject))


async def declare_streams(jetstream: JetStreamContext) -> None:
    """Create or update the streams; safe when several processes do it at once."""
    await _declare(
        jetstream,
        StreamConfig(
            name=COMMANDS_STREAM,
            subjects=[COMMAND_SUBJECTS],
            retention=RetentionPolicy.WORK_QUEUE,
            storage=StorageType.FILE,
            max_msg_size=MOST_COMMAND_BYTES,
        ),
    )
    dead = StreamConfig(name=DEAD_STREAM, subjects=[DEAD_SUBJECTS], storage=StorageType.FILE)
    await _declare(jetstream, dead)


async def declare_worker(jetstream: JetStreamContext, ack_wait_seconds: float) -> None:
    """Create the streams and the workers' consumer, or give them today's configuration."""
    await declare_streams(jetstream)
    await jetstream.add_consumer(COMMANDS_STREAM, worker_consumer(ack_wait_seconds))


def worker_consumer(ack_wait_seconds: float) -> ConsumerConfig:
    """Return the durable consumer all workers share; an unacknowledged command comes again after `ack_wait_seconds`."""
    return ConsumerConfig(
        durable_name=WORKER,
        ack_wait=ack_wait_seconds,
        max_ack_pending=MOST_UNACKNOWLEDGED,
        filter_subject=COMMAND_SUBJECTS,
    )


async def _declare(jetstream: JetStreamContext, config: StreamConfig) -> None:
    try:
        await jetstream.add_stream(config)
    except BadRequestError:
        await jetstream.update_stream(config)
