"""What a read model is: tables, and a pure function from a batch of events to the rows that change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from kpi_es.domain.event import Event
from kpi_es.domain.topics import Aggregate
from kpi_es.ports import Recorded

Key: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a read model: the fields of the `row` dataclass are its columns, in any order."""

    name: str
    row: type[Any]
    key: tuple[str, ...]


Changes: TypeAlias = Mapping[Table, Mapping[Key, Any]]
"""At most one row a key: what each touched row is after the batch, whatever happened to it within."""


class States(Protocol):
    """The folded states a read model may look at, each as of the event reached so far."""

    def load(self, streams: Iterable[str]) -> None:
        """Read the named streams together, as they were before the batch; only a matter of speed."""
        ...

    def state(self, stream: str) -> Aggregate:
        """Return a stream's state, the empty one when it has no event."""
        ...

    def advance(self, event: Event) -> tuple[Aggregate, Aggregate]:
        """Fold an event into its stream and return the state before it and the one after."""
        ...

    def sheets_of(self, staff: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return the streams of all sheets each person had before the batch."""
        ...

    def people_of(self, agency: str) -> frozenset[str]:
        """Return everybody who ever held a post in an agency, as of the event reached so far."""
        ...


class ReadModel(Protocol):
    """One read model. `version` rises whenever the same events give other rows, or the tables change."""

    @property
    def name(self) -> str:
        """The name people use, such as `scoreboard`."""
        ...

    @property
    def version(self) -> int:
        """Counts from 1."""
        ...

    @property
    def tables(self) -> Sequence[Table]:
        """The tables, all of which `tables_sql` creates."""
        ...

    @property
    def tables_sql(self) -> str:
        """The SQL that makes the tables, with `{schema}` where the schema's name goes."""
        ...

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        """Return the rows that change with these events, which follow each other in the log.

        Cut into batches of any size, the same events give the same rows in the end. Events the read model does
        not care about give no rows.
        """
        ...
