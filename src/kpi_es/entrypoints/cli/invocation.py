"""What every command of the command line shares: settings, language, output, errors and exit codes."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import Engine, engine, servers

Language = Literal["vi", "en"]

Json = Annotated[bool, typer.Option("--json", help="In JSON cho máy đọc / print JSON for programs")]


FILE_COLUMNS = 160


class BadInput(Exception):
    """What was asked can not be understood or served: says what, where and what to do. Exit code 2."""

    def __init__(self, vi: str, en: str, **details: Any) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en
        self.details = details


def no_such_agency(agency: str) -> BadInput:
    """Return the complaint about an agency's code that nothing was ever recorded under."""
    return BadInput(
        f"Không có cơ quan nào mang mã {agency!r}; xem mã ở kpi scores.",
        f"No agency is known under {agency!r}; kpi scores lists the codes.",
    )


class AnswerIsNo(Exception):
    """The question was understood and the answer, already shown, is no. Exit code 1."""


@dataclass(frozen=True)
class Invocation:
    """One call of the command line."""

    settings: Settings

    @property
    def language(self) -> Language:
        """The language asked for."""
        return self.settings.language

    def say(self, vi: str, en: str) -> str:
        """Return the text in the language asked for."""
        return vi if self.language == "vi" else en

    @contextmanager
    def engine(self) -> Generator[Engine]:
        """Give an engine on the database of the settings."""
        with servers(self.settings, bus=False) as running, engine(self.settings, running.database_url) as built:
            yield built


def invocation(context: typer.Context) -> Invocation:
    """Return what the main callback stored."""
    found = context.find_object(Invocation)
    assert found is not None
    return found


def console() -> Console:
    """Return the console for results; into a file as wide as COLUMNS, or wide enough for tables.

    What people wrote is printed as they wrote it: no :100: becomes a picture, no [b] becomes bold.
    """
    found = Console(highlight=False, emoji=False, markup=False)
    if found.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return found
    return Console(highlight=False, emoji=False, markup=False, width=FILE_COLUMNS)


def progress_console() -> Console:
    """Return the console for progress and messages: standard error, so that results can be piped."""
    return Console(stderr=True, highlight=False, emoji=False, markup=False)


def print_json(value: Any) -> None:
    """Print one JSON document to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
