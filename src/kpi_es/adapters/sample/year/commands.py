"""The whole year as commands in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kpi_commands.command import Command
from kpi_commands.registry import load_commands
from kpi_es.adapters.sample.files import read_text
from kpi_es.adapters.sample.year.closing import closing_commands
from kpi_es.adapters.sample.year.months import MonthlyActs, Raw, read_duties, read_months
from kpi_es.adapters.sample.year.people import read_people
from kpi_es.adapters.sample.year.stories import year_stories


def setup_commands() -> list[Command]:
    """Return the commands that open the ward, to be sent before its people and its catalogue are imported."""
    commands = load_commands()
    return [commands.parse(line) for line in read_text("year/agency.jsonl").splitlines()]


def year_commands() -> list[Command]:
    """Return every command of the year by `sent_at`; always the same ones, with the same ids.

    Those named by `expected_year_refusals()` are meant to be refused, all others to be accepted.
    """
    commands = load_commands()
    raw = [*_of_months(), *closing_commands(read_people()), *_of_stories()]
    return sorted((commands.parse_python(each) for each in raw), key=_when)


def _of_months() -> Iterator[Raw]:
    people, duties = read_people(), read_duties()
    told = {(sheet.staff, sheet.period): sheet for story in year_stories() for sheet in story.sheets}
    for month in read_months(people):
        yield from MonthlyActs(month, people, duties, told.get((month.person.staff, month.period))).commands()


def _of_stories() -> Iterator[Raw]:
    for story in year_stories():
        yield from story.commands


def _when(command: Command) -> tuple[datetime, str]:
    assert command.sent_at is not None, command.id
    return command.sent_at, command.id
