"""Making the tables, and refusing what would break their promises."""

from __future__ import annotations

import threading

import psycopg
import pytest
from eventsourcing.persistence import ProgrammingError, StoredEvent
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import make_conninfo

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PostgresPersonDirectory
from kpi_es.adapters.postgres.recorder import KpiRecorder, UnsafeLibraryFlag
from tests.store.notes import batch, note, note_mapper


def test_processes_that_start_at_once_make_the_tables_once(postgres_url: str) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(6)

    def start() -> None:
        with PostgresDatabase(postgres_url, pool_size=1) as database:
            try:
                together.wait()
                PostgresEventStore(database, note_mapper()).create_tables()
                PostgresPersonDirectory(database).create_tables()
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_making_the_tables_again_keeps_what_is_in_them(postgres_store: PostgresEventStore) -> None:
    postgres_store.append(batch([note("a", 1)]))
    postgres_store.create_tables()
    assert postgres_store.position() == 1


def test_two_logs_in_two_schemas_do_not_meet(database: PostgresDatabase, postgres_url: str) -> None:
    with PostgresDatabase(postgres_url, "ward_2") as second_database:
        first = PostgresEventStore(database, note_mapper())
        second = PostgresEventStore(second_database, note_mapper())
        for store in (first, second):
            store.create_tables()
        first.append(batch([note("a", 1)]))
        assert second.position() == 0
        assert (first.channel, second.channel) == ("kpi_events", "ward_2_events")
        assert first.recorder.log.lock_key != second.recorder.log.lock_key


def test_a_schema_made_by_somebody_else_needs_no_right_on_the_database(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS office")
        owner.execute("CREATE ROLE office LOGIN")
        owner.execute("CREATE SCHEMA kpi AUTHORIZATION office")
    with PostgresDatabase(make_conninfo(postgres_url, options="-c role=office")) as database:
        PostgresEventStore(database, note_mapper()).create_tables()
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP SCHEMA kpi CASCADE")
        owner.execute("DROP ROLE office")


def test_a_commit_is_announced_once_and_a_refusal_not_at_all(
    postgres_store: PostgresEventStore, postgres_url: str
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {postgres_store.channel}".encode())
        postgres_store.append(batch([note("a", 1), note("b", 1)]))
        with pytest.raises(Exception, match="position 0"):
            postgres_store.append(batch([note("a", 2)]))
        assert [each.channel for each in listener.notifies(timeout=0.5)] == ["kpi_events"]


def test_the_librarys_function_without_a_lock_is_not_in_our_database(
    postgres_store: PostgresEventStore, database: PostgresDatabase
) -> None:
    functions = database.fetch(
        database.sql("SELECT proname FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace")
    )
    assert functions == [("events_append",)]
    assert postgres_store.position() == 0


def test_a_database_made_before_people_were_looked_at_loses_the_former_function(
    postgres_store: PostgresEventStore, database: PostgresDatabase
) -> None:
    former = "bigint, text[], text[], bigint[], text[], bytea[], text[], bytea[], bytea[], bigint[]"
    with database.transaction() as cursor:
        cursor.execute(f"CREATE FUNCTION kpi.events_append ({former}) RETURNS int LANGUAGE sql AS 'SELECT 1'".encode())
    postgres_store.create_tables()
    ours = "SELECT pronargs FROM pg_proc WHERE proname = 'events_append' AND pronamespace = 'kpi'::regnamespace"
    assert database.fetch(database.sql(ours)) == [(11,)]


def test_appending_in_another_isolation_level_is_refused(postgres_store: PostgresEventStore, postgres_url: str) -> None:
    assert postgres_store.position() == 0
    strict = make_conninfo(postgres_url, options="-c default_transaction_isolation=serializable")
    with (
        PostgresDatabase(strict) as database,
        pytest.raises(Exception, match="needs the isolation level read committed"),
    ):
        PostgresEventStore(database, note_mapper()).append(batch([note("a", 1)]))


@pytest.mark.parametrize("name", ["POSTGRES_ENABLE_DB_FUNCTIONS", "KPI_POSTGRES_ENABLE_DB_FUNCTIONS"])
def test_the_unsafe_flag_in_the_environment_is_refused(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for off in ("", "no", "0", "False"):
        monkeypatch.setenv(name, off)
        KpiRecorder(database.datastore)
    for on in ("yes", "1", "TRUE", "anything"):
        monkeypatch.setenv(name, on)
        with pytest.raises(UnsafeLibraryFlag, match=rf"{name} is set: .* remove the setting"):
            PostgresEventStore(database, note_mapper())


def test_the_unsafe_flag_on_a_datastore_is_refused() -> None:
    datastore = PostgresDatastore("", "", "", "", "", originator_id_type="text", enable_db_functions=True)
    with pytest.raises(UnsafeLibraryFlag, match="enable_db_functions is set"):
        KpiRecorder(datastore)


def test_a_datastore_for_other_stream_ids_is_refused() -> None:
    with pytest.raises(ProgrammingError, match="stream ids are text"):
        KpiRecorder(PostgresDatastore("", "", "", "", "", originator_id_type="uuid"))


def test_a_url_that_can_not_be_read_is_refused_without_repeating_its_password() -> None:
    with pytest.raises(ValueError, match="KPI_DATABASE_URL can not be read") as refused:
        PostgresDatabase("postgresql://kpi:s3cret@[broken")
    assert "s3cret" not in str(refused.value)


def test_a_save_of_any_size_also_passes_through_the_door_of_the_library(
    postgres_store: PostgresEventStore,
) -> None:
    events = [StoredEvent(f"s-{index}", 1, "NoteTaken", b"x" * 260) for index in range(4_500)]
    assert list(postgres_store.recorder.insert_events(events)) == list(range(1, 4_501))
    large = StoredEvent("large", 1, "NoteTaken", b"x" * 2_000_000)
    assert list(postgres_store.recorder.insert_events([large])) == [4_501]
