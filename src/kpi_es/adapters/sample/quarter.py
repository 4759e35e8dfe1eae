"""The third quarter of 2026 in both wards, as commands in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kpi_commands.command import Command
from kpi_commands.registry import CommandSet, load_commands
from kpi_es.adapters.sample.acts import Acts
from kpi_es.adapters.sample.files import read_text
from kpi_es.adapters.sample.ordinary import ordinary_sheet, read_duties
from kpi_es.adapters.sample.plans import SheetPlan
from kpi_es.adapters.sample.stories import Story, ToldMonth, stories
from kpi_es.adapters.sample.wards import Person, Posting, Wards, read_wards
from kpi_es.domain.period import months_of_quarter, period_days

QUARTER = "2026-Q3"


def agency_commands() -> list[Command]:
    """Return the commands that open the two wards, to be sent before staff and catalogue are imported."""
    commands = load_commands()
    return [commands.parse(line) for line in read_text("agencies.jsonl").splitlines()]


def quarter_commands() -> list[Command]:
    """Return every command of the quarter by `sent_at`; always the same ones, with the same ids.

    Those named by `expected_refusals()` are meant to be refused, all others to be accepted.
    """
    told, commands = stories(), load_commands()
    return sorted((*_of_indicators(commands), *_of_sheets(told), *_of_stories(told, commands)), key=_when)


def sheet_plans() -> list[SheetPlan]:
    """Return what happens on every sheet: the ordinary months with the stories laid over them."""
    return list(_plans(stories(), _wards(stories())))


def _when(command: Command) -> tuple[datetime, str]:
    assert command.sent_at is not None, command.id
    return command.sent_at, command.id


def _of_sheets(told: Sequence[Story]) -> Iterator[Command]:
    wards = _wards(told)
    for plan in _plans(told, wards):
        yield from Acts(wards, wards.people[plan.staff], plan).commands()


def _of_indicators(commands: CommandSet) -> Iterator[Command]:
    for line in read_text("indicators.jsonl").splitlines():
        yield commands.parse(line)


def _of_stories(told: Sequence[Story], commands: CommandSet) -> Iterator[Command]:
    for story in told:
        for act in story.commands:
            yield commands.parse_python(act)


def _wards(told: Sequence[Story]) -> Wards:
    wards = read_wards()
    for story in told:
        if story.moved is not None:
            posting = Posting(story.moved.unit, story.moved.post)
            wards = wards.moved(story.staff, story.moved.valid_on, posting)
    return wards


def _plans(told: Sequence[Story], wards: Wards) -> Iterator[SheetPlan]:
    duties = read_duties()
    months = {(story.staff, month.period): month for story in told for month in story.sheets}
    for period in months_of_quarter(QUARTER):
        for person in wards.evaluated():
            month = months.get((person.staff, period), ToldMonth(period=period))
            if not month.absent:
                post = person.posting_on(period_days(period)[0]).post
                yield _overlaid(person, ordinary_sheet(person, period, duties[post]), month)


def _overlaid(person: Person, plan: SheetPlan, month: ToldMonth) -> SheetPlan:
    told: dict[str, object] = {"lines": month.lines if month.whole else (*plan.lines, *month.lines)}
    if month.general is not None:
        # What is written by hand stands as it is written.
        told |= {"general": month.general, "reduced": None}
    if month.leader is not None and person.leads:
        told["leader"] = month.leader
    if month.weaknesses is not None:
        told |= {"weaknesses": month.weaknesses, "strengths": None}
    if month.state is not None:
        told["stage"] = month.state
    return plan.model_copy(update=told)
