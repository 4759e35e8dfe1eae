"""Appending while connections break: written exactly once, or not at all and said so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg.conninfo import make_conninfo

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.ports import StoreUnavailable
from tests.store.cable import Cable, Cut
from tests.store.notes import answer, batch, note, note_mapper, notes

Result = TypeVar("Result")


@pytest.fixture
def cable(postgres_store: PostgresEventStore, postgres_url: str) -> Iterator[Cable]:
    """A cable to a database whose tables are made already."""
    assert postgres_store.position() == 0
    with Cable(postgres_url) as cable:
        yield cable


@pytest.fixture
def far_store(cable: Cable) -> Iterator[PostgresEventStore]:
    """A store behind the cable, with one idle connection."""
    with PostgresDatabase(cable.url, pool_size=1, max_pool_size=1, patience=5.0) as database:
        store = PostgresEventStore(database, note_mapper())
        assert store.position() == 0
        yield store


@pytest.mark.parametrize("moment", ["before the request", "before the answer"])
def test_a_batch_is_written_once_when_the_connection_breaks(
    far_store: PostgresEventStore, cable: Cable, moment: Cut
) -> None:
    events = [note("a", 1, "c-1"), note("b", 1, "c-1"), note("a", 2, "c-2")]
    cable.cut_next(moment, b"c-1")
    appended = far_store.append(batch(events, [answer("c-1"), answer("c-2")]))
    assert cable.cuts == 1
    assert appended.preceding == 0
    assert [each.event for each in far_store.after(0, 10)] == events
    assert [each.position for each in far_store.after(0, 10)] == list(appended.positions)
    assert far_store.answers(["c-1"])["c-1"].position == appended.positions[1]


@pytest.mark.parametrize("moment", ["before the request", "before the answer"])
def test_answers_alone_are_written_once_when_the_connection_breaks(
    far_store: PostgresEventStore, cable: Cable, moment: Cut
) -> None:
    cable.cut_next(moment, b"c-1")
    assert list(far_store.append(batch((), [answer("c-1"), answer("c-2")])).positions) == []
    assert cable.cuts == 1
    assert far_store.answers(["c-1", "c-2"]).keys() == {"c-1", "c-2"}


@pytest.mark.parametrize("moment", ["before the request", "before the answer"])
def test_a_read_is_asked_again_when_the_connection_breaks(
    far_store: PostgresEventStore, cable: Cable, moment: Cut
) -> None:
    far_store.append(batch([note("a", 1)]))
    cable.cut_next(moment)
    assert far_store.position() == 1
    assert cable.cuts == 1


def test_the_position_before_a_batch_is_known_also_after_a_lost_answer(
    far_store: PostgresEventStore, postgres_store: PostgresEventStore, cable: Cable
) -> None:
    before = postgres_store.append(batch(notes("elsewhere", 3))).positions[-1]
    cable.cut_next("before the answer", b"c-1")
    assert far_store.append(batch([note("a", 1, "c-1")], read_position=before)).preceding == before


def test_the_recorder_of_the_library_also_writes_once_when_the_answer_is_lost(
    far_store: PostgresEventStore, cable: Cable
) -> None:
    events = [StoredEvent("a", 1, "NoteTaken", b"{}"), StoredEvent("a", 2, "NoteTaken", b"{}")]
    cable.cut_next("before the answer", b"COMMIT")
    assert list(far_store.recorder.insert_events(events)) == [1, 2]
    assert cable.cuts == 1


def test_a_commit_still_on_its_way_is_waited_for(
    far_store: PostgresEventStore, cable: Cable, postgres_url: str
) -> None:
    result: list[int] = []
    appending = threading.Thread(
        target=lambda: result.extend(far_store.append(batch([note("a", 1, "c-1")], [answer("c-1")])).positions)
    )
    with psycopg.connect(postgres_url, autocommit=True) as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", [far_store.recorder.log.lock_key])
        appending.start()
        await_lock_waiters(postgres_url, 1)
        # The first try waits inside PostgreSQL and will commit; its client is gone and tries again.
        cable.unplug()
        cable.plug()
        await_lock_waiters(postgres_url, 2)
    appending.join()
    assert len(result) == 1
    assert [each.position for each in far_store.after(0, 10)] == result
    assert far_store.answers(["c-1"])["c-1"].position == result[0]


def await_lock_waiters(url: str, count: int) -> None:
    """Wait until so many connections wait for an advisory lock; TimeoutError after forty seconds."""
    deadline = time.monotonic() + 40
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < deadline:
            waiting = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'advisory'"
            ).fetchone()
            if waiting is not None and waiting[0] >= count:
                return
            time.sleep(0.01)
    raise TimeoutError(f"fewer than {count} connections wait for the lock")


def test_connections_killed_at_random_lose_and_double_nothing(
    postgres_store: PostgresEventStore, postgres_url: str
) -> None:
    written: dict[str, int] = {}
    failures: list[BaseException] = []
    enough = threading.Event()

    def write(writer: str) -> None:
        number = 0
        try:
            while not enough.is_set():
                number += 1
                command = f"{writer}-{number}"
                event = note(writer, number, command)
                postgres_store.append(batch([event], [answer(command)], postgres_store.position()))
                written[writer] = number
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(f"w{writer}",)) for writer in range(3)]
    for thread in threads:
        thread.start()
    kill_busy_connections(postgres_url, 20)
    enough.set()
    for thread in threads:
        thread.join()
    assert failures == []
    log = [each.event for each in postgres_store.after(0, 100_000)]
    assert len(log) == sum(written.values())
    for writer, count in written.items():
        versions = [each.originator_version for each in log if each.originator_id == writer]
        assert versions == list(range(1, count + 1))
    commands = [f"{writer}-{number}" for writer in written for number in range(1, written[writer] + 1)]
    assert len(postgres_store.answers(commands)) == len(commands)


def kill_busy_connections(url: str, count: int) -> None:
    """End so many connections of the store, each while it works."""
    killed = 0
    with psycopg.connect(url, autocommit=True) as connection:
        while killed < count:
            killed += connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kpi-es' "
                "AND state = 'active' ORDER BY random() LIMIT 1"
            ).rowcount
            time.sleep(0.02)


def test_when_postgresql_stays_away_the_caller_is_told_and_it_works_again_afterwards(cable: Cable) -> None:
    with PostgresDatabase(cable.url, pool_size=2, patience=0.5) as database:
        store = PostgresEventStore(database, note_mapper())
        first = store.append(batch([note("a", 1)])).positions[-1]
        cable.unplug()
        with pytest.raises(StoreUnavailable, match="Kho sự kiện không phản hồi") as refused:
            store.append(batch([note("a", 2)], read_position=first))
        assert str(cable.port) not in str(refused.value)
        assert "127.0.0.1" not in str(refused.value)
        with pytest.raises(StoreUnavailable):
            store.position()
        cable.plug()
        assert list(eventually(lambda: store.append(batch([note("a", 2)], read_position=first))).positions)


def eventually(ask: Callable[[], Result]) -> Result:
    """Ask again while the store is unavailable, for forty seconds at most."""
    deadline = time.monotonic() + 40
    while True:
        try:
            return ask()
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise


def test_a_database_that_does_not_exist_is_named_in_the_error(postgres_url: str) -> None:
    nowhere = make_conninfo(postgres_url, dbname="nowhere")
    with (
        PostgresDatabase(nowhere, patience=0.2) as database,
        pytest.raises(StoreUnavailable, match='PostgreSQL: database "nowhere" does not exist'),
    ):
        PostgresEventStore(database, note_mapper()).position()


def test_the_same_database_object_recovers_when_postgresql_comes_back(cable: Cable) -> None:
    with PostgresDatabase(cable.url, pool_size=2, patience=10.0) as database:
        store = PostgresEventStore(database, note_mapper())
        assert store.position() == 0
        cable.unplug()
        threading.Timer(1.0, cable.plug).start()
        assert list(store.append(batch([note("a", 1)])).positions) == [1]


def test_a_closed_database_says_so_without_using_its_patience(postgres_url: str) -> None:
    with PostgresDatabase(postgres_url, patience=3_600.0) as database:
        store = PostgresEventStore(database, note_mapper())
        store.create_tables()
        database.close()
        with pytest.raises(StoreUnavailable):
            store.position()
