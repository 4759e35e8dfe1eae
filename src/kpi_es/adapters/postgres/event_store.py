"""The log on PostgreSQL: events and answers of a batch in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from eventsourcing.persistence import IntegrityError, Notification
from psycopg.rows import TupleRow

from kpi_es.adapters.memory.batch_check import check_batch
from kpi_es.adapters.postgres import log_statements
from kpi_es.adapters.postgres.database import PostgresDatabase
from kpi_es.adapters.postgres.mapper import PydanticMapper
from kpi_es.adapters.postgres.recorder import KpiRecorder, LogBatch
from kpi_es.domain.event import Event, product_stream
from kpi_es.ports import Append, Appended, Recorded, StaleRead, StoredAnswer


class PostgresEventStore:
    """An `EventStore` on PostgreSQL; safe to share between threads, processes and machines.

    Every method raises StoreUnavailable when PostgreSQL stays away for longer than the database's patience.
    """

    def __init__(self, database: PostgresDatabase, mapper: PydanticMapper) -> None:
        self._database = database
        self._mapper = mapper
        self.recorder = KpiRecorder(database.datastore, patience=database.patience)
        self._select_streams = self.recorder.log.sql(log_statements.SELECT_STREAMS)
        self._select_after = self.recorder.log.sql(log_statements.SELECT_AFTER)
        self._select_people = self.recorder.log.sql(log_statements.SELECT_PEOPLE)
        self._select_products = self.recorder.log.sql(log_statements.SELECT_PRODUCTS)
        self._select_answers = self.recorder.log.sql(log_statements.SELECT_ANSWERS)
        self._select_position = self.recorder.log.sql(log_statements.SELECT_POSITION)

    @property
    def channel(self) -> str:
        """The channel to LISTEN on: every transaction that wrote events is announced there once."""
        return self.recorder.log.channel

    def create_tables(self) -> None:
        """Make the schema and its tables if they are absent; two processes may do it at once."""
        with self._database.transaction() as cursor:
            self._database.create_schema(cursor)
            self.recorder.create_tables(cursor)

    def append(self, batch: Append) -> Appended:
        """Write events and answers together; see `EventStore.append`.

        Written exactly once even if the connection breaks at the commit: the next try waits for the first
        one to end, which the lock makes certain, and looks for its rows before it writes any.
        """
        check_batch(batch)
        rows = [self._mapper.to_stored_event(event) for event in batch.events]
        last = {event.command_id: index for index, event in enumerate(batch.events)}
        answers = [(answer, last.get(answer.command_id)) for answer in batch.answers]
        try:
            read = batch.read_position, batch.read_streams, batch.read_people
            appended = self.recorder.append(LogBatch(rows, answers, *read))
        except IntegrityError as error:
            raise StaleRead("a version of a stream is taken, or a command is answered already") from error
        if appended is None:
            raise StaleRead(f"a stream or people that were read have an event after position {batch.read_position}")
        return appended

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        """Return the events of each named stream in order; see `EventStore.streams`."""
        end = log_statements.END_OF_LOG if up_to is None else up_to
        read = self._read(self._database.fetch(self._select_streams, (list(set(names)), end)))
        by_stream = groupby((recorded.event for recorded in read), key=attrgetter("originator_id"))
        return {name: list(events) for name, events in by_stream}

    def timeline(self, names: Iterable[str]) -> Sequence[Recorded]:
        """Return the events of the named streams in log order; see `EventStore.timeline`."""
        found = self._read(self._database.fetch(self._select_streams, (list(names), log_statements.END_OF_LOG)))
        return sorted(found, key=attrgetter("position"))

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return the next events after a position; see `EventStore.after`.

        Raises UnreadableEvent, which names the position, when one of them has no class or does not fit it.
        """
        return self._read(self._database.fetch(self._select_after, (position, max(limit, 0))))

    def _read(self, rows: Iterable[TupleRow]) -> list[Recorded]:
        return [Recorded(row[4], self._mapper.to_domain_event(Notification(*row))) for row in rows]

    def people_of(self, agency: str) -> frozenset[str]:
        """Return everybody who ever held a post in an agency; see `EventStore.people_of`."""
        rows = self._database.fetch(self._select_people, (agency,))
        return frozenset(str(row[0]).partition(":")[2] for row in rows)

    def products_of(self, agency: str) -> frozenset[str]:
        """Return the codes of an agency's shared products; see `EventStore.products_of`."""
        prefix = product_stream(agency, "")
        rows = self._database.fetch(self._select_products, (prefix, prefix))
        return frozenset(str(row[0]).removeprefix(prefix) for row in rows)

    def answers(self, command_ids: Iterable[str]) -> Mapping[str, StoredAnswer]:
        """Return the stored answers to these commands; unknown ids are absent."""
        rows = self._database.fetch(self._select_answers, (list(command_ids),))
        return {row[0]: StoredAnswer(*row) for row in rows}

    def position(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        [(position,)] = self._database.fetch(self._select_position)
        return int(position)
