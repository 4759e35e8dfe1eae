"""The only place that knows which adapter stands behind which port."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from faststream.nats import NatsBroker

from kpi_commands.processor import CommandProcessor
from kpi_commands.registry import CommandSet, load_commands
from kpi_es.adapters.clock import SampleClock, SystemClock
from kpi_es.adapters.embedded import start_nats, start_postgres
from kpi_es.adapters.nats.command_worker import CommandWorker
from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PostgresPersonDirectory, PydanticMapper
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_es.domain.topics import EVENT_TYPES
from kpi_es.entrypoints.settings import Settings
from kpi_es.rulebook import RuleBook, load_rule_book


@dataclass(frozen=True)
class Servers:
    """Addresses of PostgreSQL and NATS; `nats_joined` tells that the NATS ran before we asked for it."""

    database_url: str
    nats_url: str | None = None
    nats_joined: bool = True


@contextmanager
def servers(settings: Settings, *, bus: bool, keep: bool = False) -> Generator[Servers]:
    """Give the servers named in the settings, or private ones in the data folder for as long as they are used.

    With `keep` private servers stay until they are stopped by `stop_all`.
    """
    with ExitStack() as stack:
        database_url = settings.database_url
        if database_url is None:
            database_url = stack.enter_context(start_postgres(_data_dir(settings), keep=keep)).url
        if not bus or settings.nats_url is not None:
            yield Servers(database_url, settings.nats_url)
            return
        nats = start_nats(_data_dir(settings), sync_always=settings.nats_sync_always, keep=keep)
        stack.enter_context(nats)
        yield Servers(database_url, nats.url, nats.joined)


def _data_dir(settings: Settings) -> Path:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings.data_dir


@dataclass(frozen=True)
class Engine:
    """The parts of a running engine, built once and on first use."""

    settings: Settings
    database: PostgresDatabase

    @cached_property
    def store(self) -> PostgresEventStore:
        """The log."""
        return PostgresEventStore(self.database, PydanticMapper(EVENT_TYPES))

    @cached_property
    def directory(self) -> PostgresPersonDirectory:
        """Names of people."""
        return PostgresPersonDirectory(self.database)

    @cached_property
    def commands(self) -> CommandSet:
        """Every command."""
        return load_commands()

    @cached_property
    def rule_book(self) -> RuleBook:
        """Every rule set: those of the package and those of the settings."""
        return load_rule_book(self.settings.rule_set_files())

    @cached_property
    def processor(self) -> CommandProcessor:
        """What decides commands."""
        clock = SampleClock() if self.settings.sample_clock else SystemClock()
        return CommandProcessor(self.store, self.commands, self.rule_book, clock)

    @cached_property
    def projections(self) -> ProjectionRunner:
        """What keeps the read models."""
        return ProjectionRunner(self.database, self.store, self.rule_book)

    def create_tables(self) -> None:
        """Make every table that is absent."""
        self.store.create_tables()
        self.directory.create_tables()

    def worker(self, nats_url: str) -> CommandWorker:
        """Return a worker that is not running yet."""
        broker = NatsBroker(nats_url, max_reconnect_attempts=-1, logger=None)
        return CommandWorker(
            broker,
            self.commands,
            self.processor,
            batch_size=self.settings.batch_size,
            ack_wait_seconds=self.settings.ack_wait_seconds,
        )


def collect_cycles_rarely() -> None:
    """Let Python look for reference cycles less often.

    The engine keeps tens of thousands of states in memory, trees without cycles, and makes many short-lived objects;
    walking over all of it at the default rate cost a quarter of the commands a second.
    """
    gc.set_threshold(50_000, 20, 50)


@contextmanager
def engine(settings: Settings, database_url: str) -> Generator[Engine]:
    """Give an engine on a database, its tables made, its connections closed at the end."""
    collect_cycles_rarely()
    database = PostgresDatabase(database_url, settings.database_schema, patience=settings.database_patience_seconds)
    with database:
        # Asked before anything else, so that a database that is away is waited for and then named as what is missing.
        database.persist(lambda cursor, _: cursor.execute("SELECT"))
        built = Engine(settings, database)
        if settings.rule_sets:
            _ = built.rule_book  # a file that is wrong is told before anything is done under the rules
        built.create_tables()
        yield built
