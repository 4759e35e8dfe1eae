"""The runner on PostgreSQL: every event counts exactly once, whatever happens."""

from __future__ import annotations

import random
import threading
import time
from typing import LiteralString

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_projections.history.query import history
from kpi_projections.scoreboard.query import scoreboard
from tests.projections.lives import lives
from tests.projections.office import Office, two_people
from tests.projections.running import (
    events_about,
    letters_of,
    long_office,
    rebuilt,
    runner,
    runner_process,
    start_anew,
    status_of,
)
from tests.projections.whole_tables import TABLES, append, whole_tables


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(office=lives(), batch_size=st.integers(1, 30))
def test_live_tables_equal_rebuilt_ones_byte_for_byte(
    database: PostgresDatabase, store: PostgresEventStore, office: Office, batch_size: int
) -> None:
    start_anew(database)
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
            deadline = time.monotonic() + 30  # half of the poll
            while status_of(found, "scoreboard").lag_events and time.monotonic() < deadline:
                time.sleep(0.01)
            assert status_of(found, "scoreboard").lag_events == 0
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_a_runner_whose_connections_are_cut_goes_on_when_it_has_new_ones(
    database: PostgresDatabase, store: PostgresEventStore, postgres_url: str
) -> None:
    stop = threading.Event()
    office = two_people()
    with PostgresDatabase(postgres_url) as its_own:
        thread = threading.Thread(target=runner(its_own, store).run_forever, args=(stop, 60.0))
        thread.start()
        try:
            for start in range(0, len(office.log), 8):
                database.fetch(database.sql(_CUT_OTHERS))
                append(store, office.events[start : start + 8])
                deadline = time.monotonic() + 40
                while status_of(runner(database, store), "history").lag_events and time.monotonic() < deadline:
                    time.sleep(0.02)
                assert status_of(runner(database, store), "history").lag_events == 0
        finally:
            stop.set()
            thread.join(10)
    assert not thread.is_alive()


_CUT_OTHERS: LiteralString = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


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
        with runner_process(postgres_url, batch_size=5) as process:
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


def test_two_runners_at_once_count_every_event_once(
    database: PostgresDatabase, store: PostgresEventStore, postgres_url: str
) -> None:
    office = long_office()
    with runner_process(postgres_url, 3), runner_process(postgres_url, 4):
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
    # A batch that failed is done again in halves: nothing of the first try may be left in the states.
    for number in (1, 2):
        office.submit("HT-012", "T3", number)
        office.give_back("HT-012", "T3", number)
    append(store, office.events)
    found = runner(database, store)
    found.catch_up()
    assert status_of(found, "history").dead_letters == 1
    assert status_of(found, "history").lag_events == 0
    assert [letter[0] for letter in letters_of(database, "history")] == [poison.position]
    with database.datastore.get_connection() as connection:
        assert len(history(connection, "HT-013").rows) == len(events_about(office, "HT-013"))
        of_the_person = history(connection, "HT-012").rows
    assert len(of_the_person) == len(events_about(office, "HT-012")) - 1
    assert of_the_person[-1].words_en.endswith("times not met 1 → 2.")
    live = whole_tables(database)
    runner(database, store, batch_size=1).rebuild("history", resume=False)
    assert whole_tables(database) == live


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
    ((position, staff, reason),) = letters_of(database, "scoreboard")
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
    ((_, staff, reason),) = letters_of(database, "scoreboard")
    assert staff == "HT-030"
    assert "nd999-2030" in reason
    with database.datastore.get_connection() as connection:
        rows = {row.staff: row for row in scoreboard(connection, period="2026-07").rows}
    assert rows["HT-030"].stale
    assert rows["HT-013"].tasks == 2


def test_an_empty_log_gives_empty_tables_and_no_lag(database: PostgresDatabase, store: PostgresEventStore) -> None:
    found = runner(database, store)
    assert found.catch_up() == dict.fromkeys(TABLES, 0)
    assert status_of(found, "scoreboard").lag_seconds == 0.0
