"""PostgreSQL, NATS and connections lost in the middle of the load: everything carries on by itself."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
import time

import psycopg
import pytest

from kpi_commands.command import Command
from kpi_es.adapters.embedded import start_nats, start_postgres
from kpi_es.entrypoints.wiring import Engine
from tests.faults.engine_processes import WORKER, Place, Processes, end_server
from tests.faults.ledger import Ledger, assert_same, ledger_of
from tests.faults.load import send

AWAY_SECONDS = 2.0
SEED = 20_260_703


def run(place: Place, commands: list[Command], mishap: object, answers_before: list[int]) -> None:
    assert callable(mishap)
    answers = asyncio.run(send(place.nats_url, commands, dict.fromkeys(answers_before, mishap)))
    assert [answer.command_id for answer in answers] == [command.id for command in commands]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_postgresql_stopped_in_the_middle_of_the_load_refuses_and_doubles_nothing(
    place: Place, built: Engine, processes: Processes, quarter: list[Command], undisturbed: Ledger, how: signal.Signals
) -> None:
    processes.environment["KPI_DATABASE_PATIENCE_SECONDS"] = "0.5"
    processes.start(WORKER)

    def stop_and_start() -> None:
        end_server(place.data_dir, "postgres", how)
        time.sleep(AWAY_SECONDS)
        assert start_postgres(place.data_dir, keep=True).url == place.database_url

    run(place, quarter, stop_and_start, [len(quarter) // 3])
    assert processes.stop(WORKER) == 0
    assert_same(ledger_of(built.store, quarter), undisturbed, quarter)
    assert "worker.waiting" in processes.log.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["asked", "killed"])
def test_nats_stopped_in_the_middle_of_the_load_loses_and_doubles_nothing(
    place: Place, built: Engine, processes: Processes, quarter: list[Command], undisturbed: Ledger, how: signal.Signals
) -> None:
    processes.start(WORKER)

    def stop_and_start() -> None:
        end_server(place.data_dir, "nats", how)
        time.sleep(AWAY_SECONDS)
        assert start_nats(place.data_dir, keep=True).url == place.nats_url

    run(place, quarter, stop_and_start, [len(quarter) // 4, len(quarter) // 2])
    assert processes.stop(WORKER) == 0
    assert_same(ledger_of(built.store, quarter), undisturbed, quarter)


@pytest.mark.slow
def test_a_worker_can_be_stopped_while_nats_is_away(place: Place, built: Engine, processes: Processes) -> None:
    assert built.store.position()
    processes.start(WORKER)
    processes.await_said("worker.started")
    end_server(place.data_dir, "nats", signal.SIGTERM)
    assert processes.stop(WORKER) == 0


@pytest.mark.slow
def test_a_worker_that_still_waits_for_nats_can_be_stopped(built: Engine, processes: Processes) -> None:
    assert built.store.position()
    nobody_there = {"KPI_NATS_URL": "nats://127.0.0.1:9", "KPI_BUS_PATIENCE_SECONDS": "60", "KPI_SAMPLE_CLOCK": "0"}
    processes.environment.update(nobody_there)
    processes.start(WORKER)
    processes.await_said("worker.starting")
    assert processes.stop(WORKER) == 0


@pytest.mark.slow
def test_connections_terminated_at_random_do_every_command_exactly_once(
    place: Place, built: Engine, processes: Processes, quarter: list[Command], undisturbed: Ledger
) -> None:
    chance, done, terminated = random.Random(SEED), threading.Event(), 0
    print(f"seed {SEED}")
    processes.start(WORKER)

    def terminate() -> None:
        nonlocal terminated
        answered, patience = 0, 1.0
        with psycopg.connect(place.database_url, autocommit=True) as connection:
            while not done.wait(patience * chance.uniform(0.01, 0.3)):
                [(now,)] = connection.execute("SELECT count(*) FROM kpi.command_answers").fetchall()
                # However slow the machine is, some transaction in between gets the time to commit.
                answered, patience = now, 1.0 if now > answered else 2 * patience
                terminated += connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kpi-es' "
                    "AND pid <> pg_backend_pid() AND state <> 'idle'"
                ).rowcount

    terminating = threading.Thread(target=terminate)
    terminating.start()
    try:
        # Small portions: many transactions, so many moments between commit and answer.
        for start in range(0, len(quarter), 40):
            asyncio.run(send(place.nats_url, quarter[start : start + 40], {}))
    finally:
        done.set()
        terminating.join()
    assert terminated > 0
    assert_same(ledger_of(built.store, quarter), undisturbed, quarter)
