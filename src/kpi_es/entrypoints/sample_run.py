"""Plays a sample, the quarter or the year: set-up and imports in process, its commands over the bus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
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
    year,
)
from kpi_es.adapters.spreadsheet import ImportKind, ImportOptions, ImportPlan, plan_import
from kpi_es.entrypoints.importing import run_import
from kpi_es.entrypoints.wiring import Engine


@dataclass(frozen=True)
class SampleImport:
    """A file of the sample, imported for an agency by its personnel adviser."""

    kind: ImportKind
    agency: str
    adviser: str
    file: str


@dataclass(frozen=True)
class Sample:
    """What opens a sample: its first commands, then the imports, which count as made at `imported_at`."""

    setup: Callable[[], list[Command]]
    imports: tuple[SampleImport, ...]
    imported_at: datetime


def _imports(agency: str, adviser: str, staff_file: str, catalogue_file: str) -> tuple[SampleImport, ...]:
    return (
        SampleImport("staff", agency, adviser, staff_file),
        SampleImport("catalogue", agency, adviser, catalogue_file),
    )


TWO_WARDS = Sample(
    setup=agency_commands,
    imports=tuple(
        each
        for agency, adviser in ADVISERS.items()
        for each in _imports(agency, adviser, STAFF_FILES[agency], CATALOGUE_FILE)
    ),
    imported_at=IMPORTED_AT,
)
"""The two wards whose third quarter `kpi demo` plays."""

ONE_WARD = Sample(
    setup=year.setup_commands,
    imports=_imports(year.AGENCY, year.ADVISER, year.PEOPLE_FILE, year.CATALOGUE_FILE),
    imported_at=year.IMPORTED_AT,
)
"""The invented ward whose whole year `kpi demo --year` plays."""


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


def prepare(engine: Engine, sample: Sample = TWO_WARDS) -> None:
    """Open the sample's wards, import staff and catalogue. Raises ForeignLog, having written nothing."""
    commands = sample.setup()
    if engine.store.position() and not engine.store.answers([commands[0].id]):
        raise ForeignLog
    _require_accepted(engine.processor.process(commands, remember_refusals=False))
    for each in sample.imports:
        options = ImportOptions(agency=each.agency, actor=each.adviser)
        with resources.as_file(sample_file(each.file)) as path:
            _import(engine, plan_import(each.kind, path, options), sample.imported_at)


def _import(engine: Engine, plan: ImportPlan, imported_at: datetime) -> None:
    """Import as of the sample's own calendar: what is recorded today would not be known in its past."""
    rows = tuple(replace(row, command=row.command.model_copy(update={"sent_at": imported_at})) for row in plan.rows)
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


def the_year() -> list[Command]:
    """Return the commands of the sample year in the order they are sent."""
    return year.year_commands()


def _require_accepted(answers: Sequence[Answer]) -> None:
    for answer in answers:
        if answer.problem is not None:
            raise RuntimeError(f"the sample's set-up was refused: {answer.command_id}: {answer.problem.detail.en}")
