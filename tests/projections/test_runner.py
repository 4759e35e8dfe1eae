"""The runner on PostgreSQL: every event counts exactly once, whatever happens."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner, ProjectionStatus
from kpi_es.ports import Recorded
from kpi_projections.history.query import history
from kpi_projections.read_model import Changes, ReadModel, States
from kpi_projections.scoreboard.evolve import ScoreboardModel
from kpi_projections.scoreboard.query import scoreboard
from tests.projections.lives import lives
from tests.projections.office import RULE_BOOK, Office, two_people
from tests.projections.whole_tables import append, live_schema, whole_tables

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
    for name in ("history", "scoreboard"):
        fresh.rebuild(name, resume=False)
    return whole_tables(database)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(office=lives(), batch_size=st.integers(1, 30))
def test_live_tables_equal_rebuilt_ones_byte_for_byte(
    database: PostgresDatabase, store: PostgresEventStore, office: Office, batch_size: int
) -> None:
    _empty(database)
    append(store, office.events)
    runner(database, store, batch_size).catch_up()
    live = whole_tables(database)
    assert live["history.entries"].count(b"\n") == len(office.log)
    assert rebuilt(database, store) == live


def test_events_that_come_while_the_runner_is_up_are_seen_at_once(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    stop = threading.Event()
    found = runner(database, store)
    # The poll alone would take a minute.
    thread = threading.Thread(target=found.run_forever, args=(stop, 60.0))
    thread.start()
    try:
        office = two_people()
        for start in range(0, len(office.log), 5):
            append(store, office.events[start : start + 5])
            deadline = time.monotonic() + 5
            while status_of(found, "scoreboard").lag_events and time.monotonic() < deadline:
                time.sleep(0.01)
            assert status_of(found, "scoreboard").lag_events == 0
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()


def test_status_tells_the_lag_in_events_and_seconds(database: PostgresDatabase, store: PostgresEventStore) -> None:
    office = two_people()
    append(store, office.events)
    before = status_of(runner(database, store), "history")
    assert (before.position, before.log_position, before.lag_events) == (0, len(office.log), len(office.log))
    assert before.lag_seconds >= 0
    runner(database, store).catch_up()
    after = status_of(runner(database, store), "history")
    assert (after.position, after.lag_events, after.lag_seconds, after.dead_letters) == (len(office.log), 0, 0.0, 0)


def test_killed_at_random_moments_every_event_still_counts_once(
    database: PostgresDatabase, store: PostgresEventStore, postgres_url: str
) -> None:
    office = long_office()
    chance = random.Random(20260701)
    written, rounds = 0, 0
    while written < len(office.log):
        rounds += 1
        with _process(postgres_url, batch_size=5) as process:
            part = chance.randint(20, 120)
            append(store, office.events[written : written + part], at_once=9)
            written += part
            time.sleep(chance.uniform(0.0, 0.12))
            process.kill()
    assert rounds >= 5
    runner(database, store).catch_up()
    live = whole_tables(database)
    assert live["history.entries"].count(b"\n") == len(office.log)
    assert rebuilt(database, store) == live


def test_a_rebuild_killed_at_random_moments_is_taken_up_and_ends_in_the_same_tables(
    database: PostgresDatabase, store: PostgresEventStore, postgres_url: str
) -> None:
    office = long_office()
    append(store, office.events)
    runner(database, store).catch_up()
    live = whole_tables(database)
    chance = random.Random(7)
    for _ in range(4):
        with _process(postgres_url, 7, "scoreboard") as process:
            time.sleep(chance.uniform(0.0, 0.25))
            process.kill()
        with database.datastore.get_connection() as connection:
            assert scoreboard(connection).position == len(office.log)
    runner(database, store).rebuild("scoreboard")
    assert whole_tables(database) == live


def test_two_runners_at_once_count_every_event_once(
    database: PostgresDatabase, store: PostgresEventStore, postgres_url: str
) -> None:
    office = long_office()
    with _process(postgres_url, 3), _process(postgres_url, 4):
        append(store, office.events, at_once=10)
        deadline = time.monotonic() + 30
        while any(each.lag_events for each in runner(database, store).status()) and time.monotonic() < deadline:
            time.sleep(0.05)
    live = whole_tables(database)
    assert live["history.entries"].count(b"\n") == len(office.log)
    assert rebuilt(database, store) == live


def test_an_event_that_can_not_be_stored_is_set_aside_alone_and_the_person_marked_stale(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    office = two_people()
    # PostgreSQL has no text with a zero byte, JSON in the log does.
    office.correct("HT-012", task="T2", delivery=1, field="verdict", former="nul \x00", corrected="met")
    poison = office.log[-1]
    office.finish("HT-013", "T5")
    append(store, office.events)
    found = runner(database, store)
    found.catch_up()
    assert status_of(found, "history").dead_letters == 1
    assert status_of(found, "history").lag_events == 0
    assert [letter[0] for letter in _letters(database, "history")] == [poison.position]
    with database.datastore.get_connection() as connection:
        assert len(history(connection, "HT-013").rows) == len(_streams_of(office, "HT-013"))
        assert len(history(connection, "HT-012").rows) == len(_streams_of(office, "HT-012")) - 1


def test_an_event_no_class_knows_is_set_aside_and_its_person_marked_stale(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    office = two_people()
    append(store, office.events)
    table = database.sql(
        "UPDATE {schema}.events SET topic = 'sheet.FromTheFuture' WHERE notification_id = %s RETURNING 1"
    )
    # The acceptance of T1 of HT-012, which one line rests on.
    accepted = next(each for each in office.log if each.event.TOPIC == "sheet.ResultAccepted")
    database.fetch(table, [accepted.position])
    found = runner(database, store, batch_size=4)
    found.catch_up()
    ((position, staff, reason),) = _letters(database, "scoreboard")
    assert (position, staff) == (accepted.position, "HT-012")
    assert "sheet.FromTheFuture" in reason
    with database.datastore.get_connection() as connection:
        rows = {row.staff: row for row in scoreboard(connection, period="2026-07").rows}
    assert (rows["HT-012"].stale, rows["HT-013"].stale) == (True, False)
    # T1 is not counted: one of three lines done, and that one late: a = b = 1/3, c = 1/4.
    assert (rows["HT-012"].a, rows["HT-012"].c) == ("1/3", "0.25")
    live = whole_tables(database)
    assert rebuilt(database, store) == live


def test_a_sheet_under_an_unknown_rule_set_stops_nobody_else(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    office = two_people()
    office.hire("HT-030")
    office.open_sheet("HT-030", rule_set="nd999-2030")
    office.finish("HT-013", "T5")
    append(store, office.events)
    found = runner(database, store)
    found.catch_up()
    ((_, staff, reason),) = _letters(database, "scoreboard")
    assert staff == "HT-030"
    assert "nd999-2030" in reason
    with database.datastore.get_connection() as connection:
        rows = {row.staff: row for row in scoreboard(connection, period="2026-07").rows}
    assert rows["HT-030"].stale
    assert rows["HT-013"].tasks == 2


def test_readers_see_neither_gap_nor_step_back_while_a_read_model_is_rebuilt(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    office = long_office()
    half = len(office.log) // 2
    append(store, office.events[:half])
    found = runner(database, store, batch_size=20)
    found.catch_up()
    seen: list[tuple[int, int]] = []
    failed: list[Exception] = []
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            try:
                with database.datastore.get_connection() as connection:
                    board = scoreboard(connection, period="2026-07")
                    seen.append((board.position, len(board.rows)))
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=poll), threading.Thread(target=found.run_forever, args=(stop, 0.05))]
    for thread in threads:
        thread.start()
    for start in range(half, len(office.log), 40):
        append(store, office.events[start : start + 40])
        runner(database, store, batch_size=50).rebuild("scoreboard")
    stop.set()
    for thread in threads:
        thread.join(10)
    assert failed == []
    assert seen == sorted(seen)
    runner(database, store).catch_up()
    live = whole_tables(database)
    assert rebuilt(database, store) == live


class _SecondVersion(ScoreboardModel):
    """The scoreboard of a later release."""

    version = 2


class _Broken(ScoreboardModel):
    """A scoreboard whose rows are wrong: a mistake somebody made in a release."""

    version = 2

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        return {table: {} for table in super().project(events, states)}


def _with(database: PostgresDatabase, store: PostgresEventStore, model: ReadModel) -> ProjectionRunner:
    return ProjectionRunner(database, store, RULE_BOOK, models=lambda: [model])


def test_a_new_version_is_built_beside_the_live_one_and_the_old_one_kept(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    append(store, two_people().events)
    _with(database, store, ScoreboardModel(RULE_BOOK)).catch_up()
    before = live_schema(database, "scoreboard")
    second = _with(database, store, _SecondVersion(RULE_BOOK))
    second.catch_up()
    assert live_schema(database, "scoreboard") == "kpi_scoreboard_v2_a"
    assert status_of(second, "scoreboard").version == 2
    assert before in _schemas(database)


def test_a_wrong_version_is_undone_by_going_back(database: PostgresDatabase, store: PostgresEventStore) -> None:
    append(store, two_people().events)
    right = _with(database, store, ScoreboardModel(RULE_BOOK))
    right.catch_up()
    wrong = _with(database, store, _Broken(RULE_BOOK))
    wrong.catch_up()
    with database.datastore.get_connection() as connection:
        assert scoreboard(connection).rows == []
        status = right.roll_back("scoreboard")
        assert (status.version, status.lag_events) == (1, 0)
        assert len(scoreboard(connection).rows) > 0


def test_going_back_without_an_earlier_version_is_refused(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    found = runner(database, store)
    found.catch_up()
    with pytest.raises(LookupError, match="history has no earlier version"):
        found.roll_back("history")


def test_only_the_live_schema_and_the_one_before_it_are_kept(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    append(store, two_people().events)
    found = runner(database, store)
    found.catch_up()
    for _ in range(4):
        found.rebuild("history")
    kept = [name for name in _schemas(database) if name.startswith("kpi_history")]
    assert len(kept) == 2


def test_a_runner_goes_on_in_the_new_schema_after_somebody_else_rebuilt(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    office = two_people()
    append(store, office.events)
    first = runner(database, store)
    first.catch_up()
    runner(database, store).rebuild("scoreboard")
    more = len(office.log)
    office.finish("HT-013", "T8")
    append(store, office.events[more:])
    assert first.catch_up()["scoreboard"] == len(office.log)
    with database.datastore.get_connection() as connection:
        assert scoreboard(connection).position == len(office.log)


def test_an_unknown_read_model_is_a_key_error(database: PostgresDatabase, store: PostgresEventStore) -> None:
    with pytest.raises(KeyError, match="boards"):
        runner(database, store).rebuild("boards")


def test_an_empty_log_gives_empty_tables_and_no_lag(database: PostgresDatabase, store: PostgresEventStore) -> None:
    found = runner(database, store)
    assert found.catch_up() == {"history": 0, "scoreboard": 0}
    assert status_of(found, "scoreboard").lag_seconds == 0.0


def _streams_of(office: Office, staff: str) -> list[Recorded]:
    own = (f"staff:{staff}", f"sheet:{staff}:")
    return [each for each in office.log if each.event.originator_id.startswith(own)]


def _letters(database: PostgresDatabase, name: str) -> list[tuple[int, str, str]]:
    schema = Identifier(live_schema(database, name))
    query = SQL("SELECT position, staff, reason FROM {}.dead_letters ORDER BY position").format(schema)
    return [(int(row[0]), str(row[1]), str(row[2])) for row in database.fetch(query)]


def _schemas(database: PostgresDatabase) -> list[str]:
    query = database.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kpi%%'")
    return [str(row[0]) for row in database.fetch(query)]


def _empty(database: PostgresDatabase) -> None:
    """Empty the log and forget the projections, between the examples of one test."""
    with database.transaction() as cursor:
        for schema in _schemas(database):
            if schema != database.schema:
                cursor.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
        cursor.execute(database.sql("DROP TABLE IF EXISTS {schema}.projection_registry, {schema}.projection_tracking"))
        cursor.execute(database.sql("TRUNCATE {schema}.events RESTART IDENTITY"))


@contextmanager
def _process(url: str, batch_size: int, rebuild: str = "") -> Iterator[subprocess.Popen[str]]:
    """Start a runner as a process, wait until it is ready, and kill it at the end."""
    command = [sys.executable, "-m", "tests.projections.runner_process", url, str(batch_size), rebuild]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()
