"""Plays the sample quarter: set-up and imports in process, the quarter's commands over the bus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import resources

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.adapters.nats.command_sender import CommandSender
from kpi_es.adapters.sample import (
    ADVISERS,
    CATALOGUE_FILE,
    IMPORTED_AT,
    STAFF_FILES,
    agency_commands,
    quarter_commands,
    sample_file,
)
from kpi_es.adapters.spreadsheet import ImportKind, ImportOptions, ImportPlan, plan_import
from kpi_es.entrypoints.importing import run_import
from kpi_es.entrypoints.wiring import Engine

IMPORTED: tuple[tuple[ImportKind, str | None], ...] = (("staff", None), ("catalogue", CATALOGUE_FILE))
"""What is imported for each ward, and from which file; None is the ward's own."""


@dataclass(frozen=True)
class Played:
    """What playing the sample did: positions of the log before and after, and the answers over the bus."""

    before: int
    after: int
    answers: Sequence[Answer]

    @property
    def refused(self) -> list[Answer]:
        """The commands the rules refused, as the stories have it."""
        return [answer for answer in self.answers if answer.problem is not None]

    @property
    def changed(self) -> bool:
        """Tell whether anything was written."""
        return self.after > self.before


class ForeignLog(Exception):
    """The log holds something that is not the sample's; playing it there would mix invented people with real ones."""


def prepare(engine: Engine) -> None:
    """Open the two wards, import staff and catalogue. Raises ForeignLog, having written nothing."""
    commands = agency_commands()
    if engine.store.position() and not engine.store.answers([commands[0].id]):
        raise ForeignLog
    _require_accepted(engine.processor.process(commands, remember_refusals=False))
    for agency, adviser in ADVISERS.items():
        options = ImportOptions(agency=agency, actor=adviser)
        for kind, name in IMPORTED:
            with resources.as_file(sample_file(name or STAFF_FILES[agency])) as path:
                _import(engine, plan_import(kind, path, options))


def _import(engine: Engine, plan: ImportPlan) -> None:
    """Import as of the sample's own calendar: what is recorded today would not be known in the quarter."""
    rows = tuple(replace(row, command=row.command.model_copy(update={"sent_at": IMPORTED_AT})) for row in plan.rows)
    outcome = run_import(engine, replace(plan, rows=rows), skip_bad=False)
    if outcome.bad_rows:
        raise RuntimeError(f"the sample does not import: {outcome.bad_rows[0]}")


async def play(
    engine: Engine, nats_url: str, commands: Sequence[Command], on_answer: Callable[[Answer], None]
) -> list[Answer]:
    """Send commands over the bus to a worker of this process and return the answers."""
    worker = engine.worker(nats_url)
    serving = asyncio.create_task(worker.run())
    try:
        async with CommandSender.connected(nats_url) as sender:
            sending = asyncio.create_task(sender.send(commands, patience_seconds=60, on_answer=on_answer))
            await asyncio.wait({sending, serving}, return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                sending.cancel()
                serving.result()
            return await sending
    finally:
        worker.stop()
        with suppress(asyncio.CancelledError):
            await serving


def the_quarter() -> list[Command]:
    """Return the commands of the sample quarter in the order they are sent."""
    return list(quarter_commands())


def _require_accepted(answers: Sequence[Answer]) -> None:
    for answer in answers:
        if answer.problem is not None:
            raise RuntimeError(f"the sample's set-up was refused: {answer.command_id}: {answer.problem.detail.en}")
