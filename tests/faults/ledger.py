"""What an engine has come to: log, answers and read models, in a form that can be compared with another one's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.entrypoints.sample_run import prepare
from kpi_es.entrypoints.wiring import Engine
from kpi_es.ports import EventStore

GROUP = 250
ReadModels = dict[str, list[str]]
"""Rows as text by table."""


@dataclass(frozen=True)
class Ledger:
    """The events in log order, and the answer to each command without its place in the log."""

    events: Sequence[str]
    answers: Mapping[str, Answer]


def ledger_of(store: EventStore, commands: Sequence[Command]) -> Ledger:
    """Return what a log holds, and what it answered to these commands."""
    events = [f"{each.event.TOPIC} {each.event.model_dump_json()}" for each in store.after(0, 10_000_000)]
    stored = store.answers([command.id for command in commands])
    answers = {
        name: Answer.model_validate_json(each.answer).model_copy(update={"position": None})
        for name, each in stored.items()
    }
    return Ledger(events, answers)


def play_undisturbed(engine: Engine, commands: Sequence[Command]) -> Ledger:
    """Set up the wards and play commands in one process, in groups, with nothing going wrong."""
    prepare(engine)
    for start in range(0, len(commands), GROUP):
        engine.processor.process(commands[start : start + GROUP])
    return ledger_of(engine.store, commands)


def read_models_of(engine: Engine, database_url: str) -> ReadModels:
    """Return every row of every live read model as text, table by table, positions as ranks in the log.

    Positions themselves differ: a transaction that was rolled back leaves a gap.
    """
    ranks = {each.position: rank for rank, each in enumerate(engine.store.after(0, 10_000_000), 1)}
    found: ReadModels = {}
    with psycopg.connect(database_url) as connection:
        for status in engine.projections.status():
            assert (status.lag_events, status.dead_letters) == (0, 0)
            for (table,) in connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", [status.schema]
            ).fetchall():
                query = f'SELECT to_jsonb(each) FROM "{status.schema}"."{table}" AS each'
                rows = [row for (row,) in connection.execute(query.encode()).fetchall()]
                found[f"{status.name}.{table}"] = sorted(_as_text(row, ranks) for row in rows)
    return found


def _as_text(row: dict[str, Any], ranks: Mapping[int, int]) -> str:
    if "position" in row:
        row["position"] = ranks[row["position"]]
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def assert_same(found: Ledger, expected: Ledger, commands: Sequence[Command]) -> None:
    """Check that every command has one answer and one effect, the same as in the other ledger."""
    assert found.answers.keys() == {command.id for command in commands}
    differing = [name for name, answer in found.answers.items() if answer != expected.answers[name]]
    assert differing == [], [found.answers[name] for name in differing[:3]]
    assert len(set(found.events)) == len(found.events)
    assert set(found.events) == set(expected.events)
    # Each command waits its turn, whatever was lost on the way: even the order of the whole log is the same.
    assert found.events == expected.events
