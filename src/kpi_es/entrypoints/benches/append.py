"""`kpi bench append`: commands per second in process, durable, beside the library's stock way and a bare insert."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from kpi_commands.processor import CommandProcessor
from kpi_commands.registry import load_commands
from kpi_es.adapters.clock import SampleClock
from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PydanticMapper
from kpi_es.domain.topics import EVENT_TYPES
from kpi_es.entrypoints.benches.report import Report, run_in_turn
from kpi_es.entrypoints.benches.stock_sheet import StockSheets
from kpi_es.entrypoints.benches.workload import EVENTS_OF_A_SHEET, setup_commands, sheet_commands
from kpi_es.entrypoints.wiring import collect_cycles_rarely
from kpi_es.rulebook import load_rule_book

GROUP = 100
SHEETS = 200
STOCK_SHEETS = 8
BARE_SCHEMA = "kpi_bench_bare"

Rows = Sequence[tuple[str, int, str, bytes]]
Item = TypeVar("Item")


def bench_append(database_url: str, rounds: int = 3, announce: Callable[[str], None] = print) -> Report:
    """Measure on this database, in schemas of its own that are dropped at the end."""
    collect_cycles_rarely()
    schema = "kpi_bench_append"
    _drop(database_url, schema, "kpi_bench_stock", BARE_SCHEMA)
    ours = _Ours(database_url, schema)
    ways: dict[str, Callable[[int], float]] = {
        "ours": ours.run,
        "stock": lambda number: _stock(database_url, number),
        "bare": lambda number: _bare(database_url, number, ours.rows),
    }
    seen = run_in_turn({name: _told(announce, name, way) for name, way in ways.items()}, rounds)
    ours.close()
    _drop(database_url, schema, "kpi_bench_stock", BARE_SCHEMA)
    figures = {
        "ours": (seen.median("ours"), "commands/s"),
        "stock": (seen.median("stock"), "commands/s"),
        "bare": (seen.median("bare"), "rows/s"),
        "events_of_a_sheet": (float(EVENTS_OF_A_SHEET), "events"),
        "group": (float(GROUP), "commands"),
    }
    ratios = {name: seen.ratio("ours", name) for name in ("stock", "bare")}
    return Report("append", figures, ratios)


class _Ours:
    """The engine as the worker uses it: groups of commands, kept states, one transaction a group."""

    def __init__(self, database_url: str, schema: str) -> None:
        self._database = PostgresDatabase(database_url, schema)
        self._store = PostgresEventStore(self._database, PydanticMapper(EVENT_TYPES))
        self._store.create_tables()
        self._commands = load_commands()
        self.rows: Rows = ()

    def run(self, number: int) -> float:
        processor = CommandProcessor(self._store, self._commands, load_rule_book(), SampleClock())
        prefix = f"r{number}"
        refused = [each for each in processor.process(setup_commands(self._commands, SHEETS, prefix)) if each.problem]
        before = self._store.position()
        groups = list(_groups(sheet_commands(self._commands, SHEETS, prefix)))
        start = time.perf_counter()
        for group in groups:
            refused += [answer for answer in processor.process(group) if answer.problem]
        took = time.perf_counter() - start
        if refused:
            raise RuntimeError(f"the bench's commands were refused: {refused[0].problem}")
        self.rows = self._stored(before)
        return sum(map(len, groups)) / took

    def _stored(self, position: int) -> Rows:
        found = self._store.recorder.select_notifications(position, 10_000_000, inclusive_of_start=False)
        return [(str(each.originator_id), each.originator_version, each.topic, each.state) for each in found]

    def close(self) -> None:
        self._database.close()


def _stock(database_url: str, number: int) -> float:
    """Commands a second of the library's own way: its cache on, one `save` a command."""
    del number
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS kpi_bench_stock")
    application = StockSheets(env=_stock_environment(database_url))
    try:
        sheets = [application.open(f"S{index}", "2026-07") for index in range(STOCK_SHEETS)]
        start = time.perf_counter()
        for step in range(EVENTS_OF_A_SHEET - 2):
            for sheet in sheets:
                application.step(sheet, step)
        return STOCK_SHEETS * (EVENTS_OF_A_SHEET - 2) / (time.perf_counter() - start)
    finally:
        application.close()


def _stock_environment(database_url: str) -> dict[str, str]:
    parts = conninfo_to_dict(database_url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts.get("dbname", "")),
        "POSTGRES_HOST": str(parts.get("host", "")),
        "POSTGRES_PORT": str(parts.get("port", "5432")),
        "POSTGRES_USER": str(parts.get("user", "")),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
        "POSTGRES_SCHEMA": "kpi_bench_stock",
        "AGGREGATE_CACHE_MAXSIZE": "10000",
    }


def _bare(database_url: str, number: int, rows: Rows) -> float:
    """Rows a second of a plain `unnest` insert of the events just stored, a commit for each group."""
    table = Identifier(BARE_SCHEMA, f"events_{number}")
    with psycopg.connect(database_url) as connection:
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(BARE_SCHEMA)))
        connection.execute(
            SQL(
                "CREATE TABLE {} (originator_id text, originator_version bigint, topic text, state bytea, "
                "notification_id bigserial UNIQUE, PRIMARY KEY (originator_id, originator_version))"
            ).format(table)
        )
        connection.commit()
        insert = SQL(
            "INSERT INTO {} (originator_id, originator_version, topic, state) "
            "SELECT * FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[])"
        ).format(table)
        start = time.perf_counter()
        for group in _groups(rows):
            connection.execute(insert, [list(column) for column in zip(*group, strict=True)], prepare=True)
            connection.commit()
        return len(rows) / (time.perf_counter() - start)


def _groups(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + GROUP] for start in range(0, len(items), GROUP))


def _drop(database_url: str, *schemas: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        for schema in schemas:
            connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


def _told(announce: Callable[[str], None], name: str, way: Callable[[int], float]) -> Callable[[int], float]:
    def told(number: int) -> float:
        rate = way(number)
        announce(f"{number + 1}. {name}: {rate:,.0f}/s")
        return rate

    return told
