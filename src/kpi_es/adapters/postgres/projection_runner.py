"""Keeps the read models up to date, rebuilds them beside the live ones, and tells how far they are."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from eventsourcing.persistence import InterfaceError, OperationalError

from kpi_es.adapters.postgres.database import PostgresDatabase
from kpi_es.adapters.postgres.event_store import PostgresEventStore
from kpi_es.adapters.postgres.mapper import PydanticMapper
from kpi_es.adapters.postgres.projection_batches import ProjectionBatches, SetAside
from kpi_es.adapters.postgres.projection_listener import CommitListener
from kpi_es.adapters.postgres.projection_log import ProjectionLog
from kpi_es.adapters.postgres.projection_registry import Entry, ProjectionRegistry, lock_key
from kpi_es.domain.topics import EVENT_TYPES
from kpi_es.rulebook import RuleBook
from kpi_projections.read_model import ReadModel
from kpi_projections.read_models import read_models

_log = logging.getLogger(__name__)
_LONGEST_PAUSE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class ProjectionStatus:
    """How far a read model is. `lag_seconds` is the age of the oldest event it has not taken in, 0 with none."""

    name: str
    version: int
    schema: str
    position: int
    log_position: int
    lag_events: int
    lag_seconds: float
    dead_letters: int


class ProjectionRunner:
    """Runs every read model. Several processes may run at once; each event still counts once in each read model.

    Makes its tables when first used. `models` makes a fresh set of read models. One runner serves one thread at a
    time, but `rebuild`, `status` and `roll_back` may be called beside `run_forever`.
    """

    def __init__(
        self,
        database: PostgresDatabase,
        store: PostgresEventStore,
        rule_book: RuleBook,
        *,
        models: Callable[[], Sequence[ReadModel]] | None = None,
        mapper: PydanticMapper | None = None,
        batch_size: int = 2_000,
    ) -> None:
        self._database = database
        self._log = ProjectionLog(database, store, mapper or PydanticMapper(EVENT_TYPES))
        self._registry = ProjectionRegistry(database)
        self._new_models = models or (lambda: read_models(rule_book))
        self._models = self._new_models()
        self._batch_size = batch_size
        self._running: dict[str, ProjectionBatches] = {}
        self._turn = threading.Lock()

    def catch_up(self, stop: threading.Event | None = None) -> Mapping[str, int]:
        """Take every read model to the end of the log and return their positions.

        A read model whose version is not the live one is rebuilt first; the live one is served until the switch.
        """
        with self._turn:
            self._registry.create_tables()
            return {model.name: self._catch_up(model, stop) for model in self._models}

    def run_forever(self, stop: threading.Event, poll_seconds: float = 1.0) -> None:
        """Keep up with the log until `stop` is set; while PostgreSQL is away, try again with growing pauses."""
        pause = 0.5
        with CommitListener(self._database, self._log.channel) as listener:
            while not stop.is_set():
                try:
                    self.catch_up(stop)
                except (InterfaceError, OperationalError) as error:
                    _log.warning("projections wait for PostgreSQL: %s", error)
                    stop.wait(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                else:
                    pause = 0.5
                    listener.wait(stop, poll_seconds)

    def rebuild(self, name: str, *, resume: bool = True) -> ProjectionStatus:
        """Fill a new schema from the first event on beside the live one, switch to it, and return the new status.

        Readers are served by the live one until the switch. A rebuild that was interrupted goes on where it
        stopped, unless `resume` is False. Raises KeyError for an unknown name.
        """
        model = self._fresh_model(name)
        self._registry.create_tables()
        self._rebuild(model, resume)
        return self._status(model, self._registry.entry(name))

    def roll_back(self, name: str) -> ProjectionStatus:
        """Go back to the schema that was live before the last switch. Raises LookupError when there is none."""
        self._registry.create_tables()
        return self._status(self._fresh_model(name), self._registry.switch_back(name))

    def status(self) -> list[ProjectionStatus]:
        """Return how far each read model is."""
        self._registry.create_tables()
        return [self._status(model, self._registry.first(model)) for model in self._models]

    def _fresh_model(self, name: str) -> ReadModel:
        return {model.name: model for model in self._new_models()}[name]

    def _catch_up(self, model: ReadModel, stop: threading.Event | None) -> int:
        while True:
            batches = self._live_batches(model)
            try:
                while not (stop and stop.is_set()) and batches.advance():
                    pass
            except SetAside:
                continue
            return batches.position

    def _live_batches(self, model: ReadModel) -> ProjectionBatches:
        entry = self._registry.first(model)
        if entry.live_version != model.version:
            entry = self._rebuild(self._fresh_model(model.name), resume=True)
        running = self._running.get(model.name)
        if running is None or running.schema != entry.live_schema:
            running = self._running[model.name] = self._batches(model, str(entry.live_schema))
        return running

    def _batches(self, model: ReadModel, schema: str) -> ProjectionBatches:
        return ProjectionBatches(self._database, self._log, self._registry, model, schema, self._batch_size)

    def _rebuild(self, model: ReadModel, resume: bool) -> Entry:
        with self._only_one_rebuild(model.name):
            entry = self._registry.first(model)
            if not resume or entry.building_schema is None or entry.building_version != model.version:
                entry = self._registry.begin(model)
            batches = self._batches(model, str(entry.building_schema))
            while True:
                while batches.advance():
                    pass
                if self._registry.switch(model.name):
                    return self._registry.entry(model.name)

    @contextmanager
    def _only_one_rebuild(self, name: str) -> Generator[None]:
        """Hold off other rebuilds of a read model; one that was killed lets go with its connection."""
        key = [lock_key(f"rebuild {self._database.schema}.{name}")]
        with self._database.datastore.get_connection() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", key)
            try:
                yield
            finally:
                if not connection.closed:
                    connection.execute("SELECT pg_advisory_unlock(%s)", key)

    def _status(self, model: ReadModel, entry: Entry) -> ProjectionStatus:
        schema = str(entry.live_schema)
        position = self._database.persist(lambda cursor, _: self._registry.position(cursor, schema))
        behind = self._log.behind(position)
        age = (datetime.now(UTC) - behind.since).total_seconds() if behind.since else 0.0
        return ProjectionStatus(
            name=model.name,
            version=entry.live_version or model.version,
            schema=schema,
            position=position,
            log_position=self._log.position(),
            lag_events=behind.events,
            lag_seconds=max(0.0, age),
            dead_letters=self._registry.dead_letters(schema),
        )
