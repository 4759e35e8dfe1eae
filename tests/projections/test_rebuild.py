"""Rebuilding beside the live tables: nobody notices, nothing is lost, and there is a way back."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence

import pytest

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PydanticMapper
from kpi_es.adapters.postgres.projection_batches import ProjectionBatches, SetAside
from kpi_es.adapters.postgres.projection_log import ProjectionLog
from kpi_es.adapters.postgres.projection_registry import ProjectionRegistry
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_es.domain.topics import EVENT_TYPES
from kpi_es.ports import Recorded
from kpi_projections.read_model import Changes, ReadModel, States
from kpi_projections.scoreboard.evolve import ScoreboardModel
from kpi_projections.scoreboard.query import scoreboard
from tests.projections.office import RULE_BOOK, two_people
from tests.projections.running import (
    long_office,
    our_schemas,
    rebuilt,
    runner,
    runner_process,
    status_of,
)
from tests.projections.whole_tables import append, live_schema, whole_tables


def test_a_rebuild_killed_at_random_moments_is_taken_up_and_ends_in_the_same_tables(
    database: PostgresDatabase, store: PostgresEventStore, postgres_url: str
) -> None:
    office = long_office()
    append(store, office.events)
    runner(database, store).catch_up()
    live = whole_tables(database)
    chance = random.Random(7)
    for _ in range(4):
        with runner_process(postgres_url, 7, "scoreboard") as process:
            time.sleep(chance.uniform(0.0, 0.25))
            process.kill()
        with database.datastore.get_connection() as connection:
            assert scoreboard(connection).position == len(office.log)
    runner(database, store).rebuild("scoreboard")
    assert whole_tables(database) == live


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

    version = ScoreboardModel.version + 1


class _Broken(ScoreboardModel):
    """A scoreboard whose rows are wrong: a mistake somebody made in a release."""

    version = ScoreboardModel.version + 1

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
    assert live_schema(database, "scoreboard") == f"kpi_scoreboard_v{_SecondVersion.version}_a"
    assert status_of(second, "scoreboard").version == _SecondVersion.version
    assert before in our_schemas(database)


def test_a_wrong_version_is_undone_by_going_back(database: PostgresDatabase, store: PostgresEventStore) -> None:
    append(store, two_people().events)
    right = _with(database, store, ScoreboardModel(RULE_BOOK))
    right.catch_up()
    wrong = _with(database, store, _Broken(RULE_BOOK))
    wrong.catch_up()
    with database.datastore.get_connection() as connection:
        assert scoreboard(connection).rows == []
        status = right.roll_back("scoreboard")
        assert (status.version, status.lag_events) == (ScoreboardModel.version, 0)
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
    kept = [name for name in our_schemas(database) if name.startswith("kpi_history")]
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


def test_a_schema_that_was_set_aside_is_never_written_again(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    office = two_people()
    append(store, office.events)
    runner(database, store).catch_up()
    registry = ProjectionRegistry(database)
    log = ProjectionLog(database, store, PydanticMapper(EVENT_TYPES))
    model = ScoreboardModel(RULE_BOOK)
    old = ProjectionBatches(database, log, registry, model, live_schema(database, "scoreboard"), 100)
    runner(database, store).rebuild("scoreboard")
    more = len(office.log)
    office.finish("HT-013", "T8")
    append(store, office.events[more:])
    with pytest.raises(SetAside):
        old.advance()


def test_a_new_schema_does_not_go_live_while_it_is_behind_the_live_one(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    append(store, two_people().events)
    runner(database, store).catch_up()
    registry = ProjectionRegistry(database)
    building = registry.begin(ScoreboardModel(RULE_BOOK))
    assert registry.switch("scoreboard") is False
    assert live_schema(database, "scoreboard") != building.building_schema
    assert runner(database, store).rebuild("scoreboard").schema == building.building_schema


def test_an_unknown_read_model_is_a_key_error(database: PostgresDatabase, store: PostgresEventStore) -> None:
    with pytest.raises(KeyError, match="boards"):
        runner(database, store).rebuild("boards")
