"""What the documents name is there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.main

from kpi_es.entrypoints.cli.main import build_app
from kpi_es.entrypoints.settings import Settings
from tests.docs.documents import ROOT, Document, commands_in, documents

DEPLOYMENT = Document(ROOT / "docs" / "deployment.md")
OF_COMPOSE = {"KPI_DATABASE_PASSWORD", "KPI_NATS_PASSWORD"}
"""Read by compose.yaml, not by the program."""

each_document = pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)


def _settings() -> dict[str, object]:
    return {f"KPI_{name.upper()}": field.get_default() for name, field in Settings.model_fields.items()}


@each_document
def test_every_link_between_documents_leads_somewhere(document: Document) -> None:
    for target in document.links():
        file, _, anchor = target.partition("#")
        path = (document.path.parent / file).resolve() if file else document.path
        assert path.exists(), f"{document.name} links to {target}"
        assert path.is_relative_to(ROOT), f"{document.name} links out of the project: {target}"
        if anchor:
            assert anchor in Document(path).anchors(), f"{document.name} links to {target}"


@pytest.mark.parametrize("setting", _settings())
def test_every_setting_is_documented_with_its_default(setting: str) -> None:
    rows = re.findall(rf"^\| `{setting}` \| ([^|]+) \|", DEPLOYMENT.text, re.MULTILINE)
    assert len(rows) == 1, f"docs/deployment.md has {len(rows)} rows for {setting}"
    default = _settings()[setting]
    if not isinstance(default, Path) and setting != "KPI_DATA_DIR":
        written = "—" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        assert rows[0].strip() == written


@each_document
def test_every_setting_a_document_names_exists(document: Document) -> None:
    named = set(re.findall(r"\bKPI_[A-Z_]*[A-Z]\b", document.text))
    streams = {"KPI_COMMANDS", "KPI_DEAD"}
    assert named <= set(_settings()) | OF_COMPOSE | streams, document.name


def test_the_passwords_of_compose_are_documented() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(KPI_\w+)", compose)) == OF_COMPOSE
    assert all(name in DEPLOYMENT.text for name in OF_COMPOSE)


@each_document
def test_every_make_target_a_document_names_exists(document: Document) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = "\n".join(document.code())
    assert set(re.findall(r"(?:^|\$ )make ([a-z]+)", code, re.MULTILINE)) <= targets


@each_document
def test_every_command_line_a_document_names_exists(document: Document) -> None:
    program = typer.main.get_command(build_app())
    for line in document.code():
        found = re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?kpi((?: .*)?)$", line.partition(" #")[0].strip())
        if found:
            _require_command(program, found[1].split(), f"{document.name}: {line}")


def _require_command(command: Any, words: list[str], where: str) -> None:
    """Follow the words of a command line down the tree of commands; a word in capitals or … stands for a command."""
    options = {name: option for option in command.params for name in (*option.opts, *option.secondary_opts)}
    commands: Mapping[str, Any] = getattr(command, "commands", {})
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            name, has_value, _ = word.partition("=")
            assert name in options or name == "--help", f"{where}: no option {name}"
            if words and not has_value and not getattr(options.get(name), "is_flag", True):
                words.pop(0)
        elif commands:
            assert word in commands or not re.fullmatch(r"[a-z][a-z-]*", word), f"{where}: no command {word}"
            return _require_command(commands[word], words, where) if word in commands else None
    return None


@each_document
def test_every_example_begins_with_a_command(document: Document) -> None:
    for block in document.blocks():
        if block.language == "console":
            assert list(commands_in(block)), f"{document.name}:{block.line}"


def test_every_decision_says_its_status_and_keeps_the_implementation_apart() -> None:
    numbered = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    for number, path in enumerate(numbered, 1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04}-"), path.name
        assert text.startswith(f"# {number:04}. "), path.name
        parts = ("**Status.** ", "## Context", "## Decision", "## Consequences", "## Implementation")
        places = [text.find(part) for part in parts]
        assert -1 not in places, path.name
        assert places == sorted(places), path.name
        assert path.name in (path.parent / "README.md").read_text(encoding="utf-8")


def test_every_module_a_decision_names_exists() -> None:
    roots = {"kpi_es": "src", "kpi_commands": "commands", "kpi_projections": "projections"}
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        for package, rest in re.findall(r"`(kpi_\w+)\.([a-z_.]+)", path.read_text(encoding="utf-8")):
            module = ROOT / roots[package] / package / rest.rstrip(".").replace(".", "/")
            assert module.with_suffix(".py").exists() or module.is_dir(), f"{path.name}: {package}.{rest}"
