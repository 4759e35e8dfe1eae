"""A projection runner as a process of its own, to be killed: python -m tests.projections.runner_process URL SIZE."""

from __future__ import annotations

import sys
import threading

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PydanticMapper
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_es.domain.topics import EVENT_TYPES
from tests.projections.office import RULE_BOOK


def main(url: str, batch_size: int, rebuild: str = "") -> None:
    """Say `ready`, then keep up with the log, or rebuild one read model over and over."""
    with PostgresDatabase(url) as database:
        store = PostgresEventStore(database, PydanticMapper(EVENT_TYPES))
        runner = ProjectionRunner(database, store, RULE_BOOK, batch_size=batch_size)
        print("ready", flush=True)
        while rebuild:
            runner.rebuild(rebuild)
        runner.run_forever(threading.Event(), poll_seconds=0.2)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
