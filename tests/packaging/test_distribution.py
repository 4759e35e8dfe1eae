"""What is built and installed is what stands in the source tree."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import kpi_es

ROOT = Path(__file__).parents[2]
PACKAGES = ("src/kpi_es", "commands/kpi_commands", "projections/kpi_projections")
PARTS = ("pyproject.toml", "README.md", "LICENSE", "src", "commands", "projections")
IGNORED = shutil.ignore_patterns("__pycache__")


def source_files() -> set[str]:
    """Every file of the three packages, as it is named inside a wheel."""
    found = set[str]()
    for package in PACKAGES:
        folder = ROOT / package
        found |= {str(path.relative_to(folder.parent)) for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not re.search(r"__pycache__|/\.", name)}


def copy_of_project(target: Path) -> Path:
    """A copy to build from, so that nothing built lands in the checkout."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, ignore=IGNORED)
        else:
            target.mkdir(exist_ok=True)
            shutil.copy(ROOT / part, target / part)
    return target


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    project = copy_of_project(folder / "project")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(project)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and its dependencies, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    purelib = site_packages(python)
    for entry in site_packages(Path(sys.executable)).iterdir():
        # Everything installed here but the editable install of the project itself.
        if not entry.name.startswith(("kpi_es", "_editable_impl_kpi_es", "__pycache__")):
            (purelib / entry.name).symlink_to(entry)
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*install, str(wheel)], check=True, env=bare_environment(), capture_output=True)
    return python


def site_packages(python: Path) -> Path:
    program = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.run([python, "-c", program], check=True, capture_output=True, text=True).stdout.strip())


def bare_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KPI_"))}


def run_installed(python: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(python.with_name("kpi")), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=bare_environment(),
        cwd=python.parent,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_files_of_the_three_packages_and_no_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == source_files()


def test_the_wheel_carries_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        assert any(name.endswith("licenses/LICENSE") for name in names)
        assert "kpi = kpi_es.entrypoints.cli.main:run" in archive.read(entry_points).decode()


def test_the_editable_install_shows_the_same_modules_as_the_source_tree() -> None:
    program = (
        "import importlib, pkgutil\n"
        "for name in ('kpi_es', 'kpi_commands', 'kpi_projections'):\n"
        "    package = importlib.import_module(name)\n"
        "    print(name)\n"
        "    for module in pkgutil.walk_packages(package.__path__, name + '.'): print(module.name)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env=bare_environment(),
        cwd="/",
    ).stdout.split()
    modules = {name[:-3].replace("/", ".").removesuffix(".__init__") for name in source_files() if name.endswith(".py")}
    assert set(shown) == modules


def test_every_folder_of_the_packages_with_modules_is_a_package() -> None:
    folders = {Path(name).parent for name in source_files() if name.endswith(".py")}
    missing = [str(folder) for folder in folders if str(folder / "__init__.py") not in source_files()]
    assert missing == []


def test_an_installed_wheel_shows_its_help(installed: Path) -> None:
    assert "demo" in run_installed(installed, "--help")


def test_an_installed_wheel_finds_its_rule_sets(installed: Path) -> None:
    listed = run_installed(installed, "rules", "list", "--json")
    names = sorted(Path(name).stem for name in source_files() if "/rule_sets/" in name and name.endswith(".yaml"))
    assert len(names) >= 2
    for name in names:
        assert f'"id": "{name}"' in listed


def test_an_installed_wheel_reads_every_file_that_is_not_python(installed: Path) -> None:
    program = (
        "import sys\n"
        "from importlib.resources import files\n"
        "for name in sys.argv[1:]:\n"
        "    package, _, inside = name.partition('/')\n"
        "    assert 'site-packages' in str(files(package)), files(package)\n"
        "    files(package).joinpath(inside).read_bytes()\n"
    )
    names = [name for name in source_files() if not name.endswith(".py")]
    assert any(name.endswith(".yaml") for name in names)
    subprocess.run([installed, "-c", program, *names], check=True, env=bare_environment(), cwd="/")


def test_the_version_is_the_same_everywhere() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert (kpi_es.__version__, version("kpi-es")) == (declared, declared)
    assert f"image: kpi-es:{declared}" in (ROOT / "compose.yaml").read_text()
