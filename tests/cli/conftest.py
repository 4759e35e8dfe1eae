"""The sample played once; its private servers stay for all tests of the command line and are stopped at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.terminal import Printed, Terminal, processes_of


@dataclass(frozen=True)
class PlayedDemo:
    """A terminal on a folder where `kpi demo --keep` was played, and what that printed."""

    terminal: Terminal
    printed: Printed


@pytest.fixture(scope="session")
def demo() -> Iterator[PlayedDemo]:
    with tempfile.TemporaryDirectory(prefix="kpi-cli-", ignore_cleanup_errors=True) as folder:
        terminal = Terminal(Path(folder) / "data")
        printed = terminal.kpi("demo", "--keep")
        try:
            yield PlayedDemo(terminal, printed)
        finally:
            down = terminal.kpi("down")
        assert down.code == 0
        assert processes_of(terminal.data_dir) == []


@pytest.fixture(scope="session")
def played(demo: PlayedDemo) -> Terminal:
    return demo.terminal


@pytest.fixture
def elsewhere(tmp_path: Path) -> Terminal:
    """A terminal whose data folder does not exist yet."""
    return Terminal(tmp_path / "data")
