"""Worker and projections killed twenty times in the middle of the load: the end is the same."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable

import pytest

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.entrypoints.wiring import Engine
from tests.faults.engine_processes import PROJECTIONS, WORKER, Place, Processes, Task, eventually
from tests.faults.ledger import Ledger, ReadModels, assert_same, ledger_of, read_models_of
from tests.faults.load import send

KILLS = 20
SEED = 20_261_003


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_twenty_kills_in_the_middle_of_the_quarter_change_nothing(
    place: Place,
    built: Engine,
    processes: Processes,
    quarter: list[Command],
    quiet_run: tuple[Ledger, ReadModels],
) -> None:
    print(f"seed {SEED}")
    part = len(quarter) // (KILLS + 1)
    mishaps = kills(processes, part)
    # Longer than a worker takes to start: the next one is there before the bus hands out again what the dead one
    # had in hand, and must not take later commands first.
    processes.environment["KPI_ACK_WAIT_SECONDS"] = "3"
    processes.start(WORKER)
    processes.start(PROJECTIONS)
    cut_short: list[int] = []
    answers = asyncio.run(send_in_parts(place, quarter, mishaps, part, cut_short))
    assert len(cut_short) == KILLS
    # The kills fell into the load: after most of them commands were without an answer.
    assert sum(unanswered > 0 for unanswered in cut_short) > KILLS // 2, cut_short
    assert [answer.command_id for answer in answers] == [command.id for command in quarter]
    eventually(lambda: all(each.lag_events == 0 for each in built.projections.status()), "the read models are there")
    assert [processes.stop(task) for task in (WORKER, PROJECTIONS)] == [0, 0]

    ledger, read_models = quiet_run
    assert_same(ledger_of(built.store, quarter), ledger, quarter)
    assert read_models["scoreboard.scores"]
    assert read_models["history.entries"]
    found = read_models_of(built, place.database_url)
    assert found.keys() == read_models.keys()
    for table, rows in read_models.items():
        assert found[table] == rows, table


def kills(processes: Processes, part: int) -> dict[int, Callable[[], None]]:
    """Return one kill early in each part of the load, by the number of answers after which it happens."""
    chance = random.Random(SEED)
    victims: list[Task] = [WORKER, PROJECTIONS] * (KILLS // 2)
    chance.shuffle(victims)

    def kill(victim: Task, after: float) -> Callable[[], None]:
        def happen() -> None:
            time.sleep(after)
            processes.kill(victim)
            processes.start(victim)

        return happen

    return {
        number * part + chance.randrange(1, part // 3): kill(victim, chance.uniform(0, 0.02))
        for number, victim in enumerate(victims)
    }


async def send_in_parts(
    place: Place, quarter: list[Command], mishaps: dict[int, Callable[[], None]], part: int, cut_short: list[int]
) -> list[Answer]:
    """Send the quarter part by part, so that the load lasts as long as the kills do."""
    answers: list[Answer] = []
    for start in range(0, len(quarter), part):
        commands = quarter[start : start + part]
        happening = {moment - start: each for moment, each in mishaps.items() if start < moment <= start + part}
        answers += await send(place.nats_url, commands, happening, cut_short)
    return answers
