"""The import contracts hold, and each of them is caught when it is broken on purpose."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSES = ("src", "commands", "projections")
CONTRACTS = {
    "layers": "Imports go down only, over all three packages",
    "rooms": "Everything in kpi_es stands in a known room",
    "pure": "Domain, rules, evaluation and commands know no database, bus or log",
    "acyclic": "No package imports in a circle",
}


def lint(project: Path) -> tuple[int, str]:
    """Runs import-linter over a copy of the project, with the copy's modules before the installed ones."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(project / house) for house in HOUSES)},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for house in HOUSES:
        shutil.copytree(ROOT / house, tmp_path / house, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def write(project: Path, name: str, text: str) -> None:
    with (project / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def test_all_four_contracts_hold() -> None:
    code, said = lint(ROOT)
    assert code == 0, said
    for name in CONTRACTS.values():
        assert f"{name} KEPT" in said


@pytest.mark.parametrize(
    ("contract", "file", "text"),
    [
        ("layers", "src/kpi_es/domain/event.py", "import kpi_es.adapters"),
        ("layers", "src/kpi_es/evaluation/__init__.py", "import kpi_es.ports"),
        ("layers", "commands/kpi_commands/context.py", "import kpi_projections"),
        ("layers", "projections/kpi_projections/__init__.py", "import kpi_commands"),
        ("rooms", "src/kpi_es/attic.py", "FOUND = True"),
        ("pure", "commands/kpi_commands/context.py", "import psycopg"),
        ("pure", "src/kpi_es/domain/event.py", "import structlog"),
        ("pure", "src/kpi_es/rulebook/__init__.py", "import faststream"),
        ("acyclic", "src/kpi_es/adapters/embedded/binaries.py", "import kpi_es.adapters.embedded.postgres"),
    ],
)
def test_a_broken_contract_is_caught(copy: Path, contract: str, file: str, text: str) -> None:
    write(copy, file, text)
    code, said = lint(copy)
    assert code == 1, said
    assert f"{CONTRACTS[contract]} BROKEN" in said
