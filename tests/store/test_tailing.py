"""A reader that follows the log while four processes write to it."""

from __future__ import annotations

import multiprocessing
import threading
from itertools import groupby

import psycopg

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.ports import Recorded
from tests.store.notes import batch, note
from tests.store.writer import write_share

WRITERS = 4


def follow(store: PostgresEventStore, url: str, events_a_writer: int) -> list[Recorded]:
    """Return what a reader saw that read on from its last position until the writers had ended."""
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write_share, args=(url, writer, events_a_writer)) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    seen: list[Recorded] = []
    running = True
    while running:
        running = any(writer.is_alive() for writer in writers)
        while page := store.after(seen[-1].position if seen else 0, 1_000):
            seen += page
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    return seen


def test_a_reader_tailing_four_writers_misses_nothing(postgres_store: PostgresEventStore, postgres_url: str) -> None:
    events_a_writer = 10_000
    seen = follow(postgres_store, postgres_url, events_a_writer)
    assert len(seen) == WRITERS * events_a_writer
    assert [each.position for each in seen] == sorted({each.position for each in seen})
    # Every stream holds one batch: its events stand together, from the first to the last.
    batches = [list(each) for _, each in groupby(seen, key=lambda each: each.event.originator_id)]
    assert len(batches) == len({each.event.originator_id for each in seen})
    for together in batches:
        assert [each.event.originator_version for each in together] == list(range(1, len(together) + 1))


def test_the_tailing_reader_would_notice_if_the_lock_were_gone(
    postgres_store: PostgresEventStore, database: PostgresDatabase, postgres_url: str
) -> None:
    [definition] = [
        statement.as_string()
        for statement in postgres_store.recorder.sql_create_statements
        if "CREATE OR REPLACE FUNCTION" in statement.as_string()
    ]
    # A moment between drawing positions and committing stands for a busy machine.
    broken = definition.replace("PERFORM pg_advisory_xact_lock", "-- ").replace(
        "    PERFORM pg_notify", "    PERFORM pg_sleep(random() * 0.01);\n    PERFORM pg_notify"
    )
    with database.transaction() as cursor:
        cursor.execute(broken.encode())
    seen = follow(postgres_store, postgres_url, 2_000)
    assert len(seen) < WRITERS * 2_000


def test_a_second_writer_gets_its_positions_only_after_the_first_one_committed(
    postgres_store: PostgresEventStore, postgres_url: str
) -> None:
    done = threading.Event()

    def write() -> None:
        postgres_store.append(batch([note("b", 1)]))
        done.set()

    second = threading.Thread(target=write)
    with psycopg.connect(postgres_url) as first:
        first.execute(
            "SELECT kpi.events_append(0, '{}', '{}', '{a}', '{1}', '{NoteTaken}', %s, '{}', '{}', '{}', '{}')",
            [[note_state()]],
        )
        second.start()
        assert not done.wait(0.3)
        assert postgres_store.after(0, 10) == []
        first.commit()
    assert done.wait(10)
    second.join()
    assert [each.event.originator_id for each in postgres_store.after(0, 10)] == ["a", "b"]


def note_state() -> bytes:
    return note("a", 1).model_dump_json(exclude={"originator_id", "originator_version"}).encode()
