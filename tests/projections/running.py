"""Running, killing and looking into projections on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.sql import SQL, Identifier

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner, ProjectionStatus
from kpi_es.ports import Recorded
from tests.projections.office import RULE_BOOK, Office
from tests.projections.whole_tables import TABLES, live_schema, whole_tables

ROOT = Path(__file__).parents[2]


def runner(database: PostgresDatabase, store: PostgresEventStore, batch_size: int = 500) -> ProjectionRunner:
    return ProjectionRunner(database, store, RULE_BOOK, batch_size=batch_size)


def long_office(people: int = 12, tasks: int = 15) -> Office:
    """A log of about 45 events a person."""
    office = Office().open()
    for number in range(people):
        staff = f"HT-{number + 100}"
        office.hire(staff)
        for period in ("2026-07", "2026-08"):
            office.open_sheet(staff, period)
            for task in range(tasks // 2):
                office.finish(staff, f"T{task}", period, day=15 + task)
            office.assess(staff, period)
    return office


def status_of(found: ProjectionRunner, name: str) -> ProjectionStatus:
    (status,) = [each for each in found.status() if each.name == name]
    return status


def rebuilt(database: PostgresDatabase, store: PostgresEventStore) -> dict[str, bytes]:
    """The tables after everything was projected anew in one batch."""
    fresh = runner(database, store, batch_size=100_000)
    for name in TABLES:
        fresh.rebuild(name, resume=False)
    return whole_tables(database)


def events_about(office: Office, staff: str) -> list[Recorded]:
    own = (f"staff:{staff}", f"sheet:{staff}:")
    return [each for each in office.log if each.event.originator_id.startswith(own)]


def letters_of(database: PostgresDatabase, name: str) -> list[tuple[int, str, str]]:
    schema = Identifier(live_schema(database, name))
    query = SQL("SELECT position, staff, reason FROM {}.dead_letters ORDER BY position").format(schema)
    return [(int(row[0]), str(row[1]), str(row[2])) for row in database.fetch(query)]


def our_schemas(database: PostgresDatabase) -> list[str]:
    query = database.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kpi%%'")
    return [str(row[0]) for row in database.fetch(query)]


def start_anew(database: PostgresDatabase) -> None:
    """Empty the log and forget the projections, between the examples of one test."""
    with database.transaction() as cursor:
        for schema in our_schemas(database):
            if schema != database.schema:
                cursor.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
        cursor.execute(database.sql("DROP TABLE IF EXISTS {schema}.projection_registry, {schema}.projection_tracking"))
        cursor.execute(database.sql("TRUNCATE {schema}.events RESTART IDENTITY"))


@contextmanager
def runner_process(url: str, batch_size: int, rebuild: str = "") -> Iterator[subprocess.Popen[str]]:
    """Start a runner as a process, wait until it is ready, and kill it at the end."""
    command = [sys.executable, "-m", "tests.projections.runner_process", url, str(batch_size), rebuild]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()
