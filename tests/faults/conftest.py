"""The quarter's commands, and what they come to when nothing goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi_commands.command import Command
from kpi_es.adapters.sample import quarter_commands
from kpi_es.entrypoints.sample_run import prepare
from kpi_es.entrypoints.wiring import Engine, engine
from tests.faults.engine_processes import Place, Processes, private_servers
from tests.faults.ledger import Ledger, ReadModels, play_undisturbed, read_models_of


@pytest.fixture(scope="package")
def quarter() -> list[Command]:
    return list(quarter_commands())


@pytest.fixture(scope="package")
def quiet_run(quarter: list[Command], tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, ReadModels]:
    """What the whole quarter comes to in one process, on which nothing goes wrong: the log and the read models."""
    folder = tmp_path_factory.mktemp("quiet")
    with private_servers(folder) as place, engine(place.settings, place.database_url) as quiet:
        ledger = play_undisturbed(quiet, quarter)
        quiet.projections.catch_up()
        return ledger, read_models_of(quiet, place.database_url)


@pytest.fixture
def undisturbed(quiet_run: tuple[Ledger, ReadModels]) -> Ledger:
    """The log of the quiet run."""
    return quiet_run[0]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with private_servers(tmp_path / "data") as place:
        yield place


@pytest.fixture
def built(place: Place) -> Iterator[Engine]:
    """The engine of the test itself: it sets the wards up, and looks at the end."""
    with engine(place.settings, place.database_url) as built:
        prepare(built)
        yield built


@pytest.fixture
def processes(place: Place) -> Iterator[Processes]:
    running = Processes(place.data_dir)
    yield running
    running.kill_all()
    # Shown when the test failed.
    print(running.log.read_text()[-6_000:] if running.log.exists() else "no process was started")
