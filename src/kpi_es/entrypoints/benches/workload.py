"""Commands for the benches: sheets that grow to eighty events each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from kpi_commands.command import Command
from kpi_commands.registry import CommandSet

AGENCY = "bench"
PERIOD = "2026-07"
TASKS = 26
EVENTS_OF_A_SHEET = 80
"""One opening, 26 tasks assigned, submitted and accepted, one self-assessment."""

_SENT_AT = datetime(2026, 7, 20, 3, 0, tzinfo=UTC)
_CRITERIA = ("I.1", "I.2", "II.1", "II.2", "II.3", "II.4", "III.1", "III.2", "III.3", "III.4")


def setup_commands(commands: CommandSet, staff: int, prefix: str) -> list[Command]:
    """Return what makes an agency with one head, a catalogue of one item, and so many staff."""
    made: list[dict[str, Any]] = [
        {"type": "open_agency", "name": "Bench", "root_unit": "root", "personnel_advisers": ["adviser"],
         "actor": "operator:bench", "valid_on": "2026-01-01"},
        {"type": "adopt_rule_set", "rule_set": "nd335-2025", "valid_on": "2026-01-01"},
        {"type": "register_staff_member", "staff": _head(prefix), "unit": "root", "post": "Head",
         "role": "head", "group": "cadre", "valid_on": "2026-01-01"},
        {"type": "set_standard_item", "title": "Standard", "points": 5, "decision": "1", "valid_on": "2026-01-01"},
        {"type": "approve_catalogue_item", "item": "I1", "title": "Item", "measure": "piece", "group": 1,
         "points": 15, "decision": "1", "valid_on": "2026-01-01"},
        *({"type": "register_staff_member", "staff": name, "unit": "root", "post": "Officer",
           "valid_on": "2026-01-01"} for name in staff_ids(staff, prefix)),
    ]  # fmt: skip
    return [
        commands.parse_python(
            {"id": f"{prefix}-setup-{index}", "agency": AGENCY + prefix, "actor": "adviser",
             "sent_at": _SENT_AT, **each}
        )
        for index, each in enumerate(made)
    ]  # fmt: skip


def sheet_commands(commands: CommandSet, staff: int, prefix: str) -> list[Command]:
    """Return the commands on all sheets, one step of every sheet after the other."""
    by_sheet = [list(_one_sheet(commands, name, prefix)) for name in staff_ids(staff, prefix)]
    return [command for step in zip(*by_sheet, strict=True) for command in step]


def staff_ids(staff: int, prefix: str) -> list[str]:
    """Return the staff ids of a run."""
    return [f"{prefix}-{number:05d}" for number in range(staff)]


def _head(prefix: str) -> str:
    return f"{prefix}-head"


def _one_sheet(commands: CommandSet, staff: str, prefix: str) -> Iterator[Command]:
    for number in range(1, TASKS + 1):
        task = f"T{number}"
        yield _command(commands, "assign_task", staff, prefix, task, actor=_head(prefix), item="I1",
                       quantity=2, due_on=date(2026, 7, 15), valid_on=date(2026, 7, 1))  # fmt: skip
        yield _command(commands, "submit_result", staff, prefix, task, actor=staff, quantity=Fraction(2),
                       finished_on=date(2026, 7, 10))  # fmt: skip
        yield _command(commands, "accept_result", staff, prefix, task, actor=_head(prefix), delivery=1)
    points = {name: Fraction(5 if name.startswith("I.") else 2) for name in _CRITERIA}
    yield _command(commands, "assess_general_criteria", staff, prefix, None, actor=staff, points=points)


def _command(commands: CommandSet, kind: str, staff: str, prefix: str, task: str | None, **fields: Any) -> Command:
    about_task = {} if task is None else {"task": task}
    return commands.parse_python(
        {"type": kind, "id": f"{staff}-{kind}-{task}", "agency": AGENCY + prefix, "staff": staff,
         "period": PERIOD, "sent_at": _SENT_AT, **about_task, **fields}
    )  # fmt: skip
