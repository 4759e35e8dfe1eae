"""`kpi replay STAFF`: a person's history step by step, as it was and as it was known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.values import OFFICE_TIME_ZONE, format_exact
from kpi_es.entrypoints.cli.invocation import Invocation, Json, console, invocation, print_json
from kpi_es.entrypoints.cli.times import KnownAt, Staff, ValidOn, known_person, read_known_at, read_valid_on
from kpi_es.entrypoints.cli.words import COLOURS, word
from kpi_es.entrypoints.person_history import walk
from kpi_es.evaluation import Result, format_points
from kpi_projections.replay import Replay, ScoreChange, Step

REPLAY_VERSION = 1


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay", help="Đi lại lịch sử đánh giá của một người / walk a person's history")(replay)


def replay(
    context: typer.Context,
    staff: Staff,
    known_at: KnownAt = None,
    valid_on: ValidOn = None,
    as_json: Json = False,
) -> None:
    """Show what happened, who did it, when it held and when it was recorded, and what it did to the score."""
    call = invocation(context)
    moment, day = read_known_at(known_at), read_valid_on(valid_on)
    with call.engine() as engine, known_person(staff):
        engine.projections.catch_up()
        found = walk(engine, staff, moment, day)
        name = engine.directory.names([staff]).get(staff)
    if as_json:
        print_json(replay_json(found))
    else:
        show_replay(call, console(), found, name)


def replay_json(found: Replay) -> dict[str, Any]:
    """Return a history for programs; exact numbers as text."""
    return {
        "version": REPLAY_VERSION,
        "staff": found.staff,
        "known_at": found.known_at,
        "valid_on": found.valid_on,
        "position": found.position,
        "steps": [_step_json(step) for step in found.steps],
        "scores": {period: _score_json(result) for period, result in found.scores.items()},
    }


def _step_json(step: Step) -> dict[str, Any]:
    event = step.event
    return {
        "position": step.position,
        "event_id": event.event_id,
        "type": event.TOPIC,
        "actor": event.actor,
        "valid_on": event.valid_on,
        "recorded_at": event.recorded_at.isoformat(),
        "source": event.source,
        "reason": event.reason,
        "words": {"vi": step.words.vi, "en": step.words.en},
        "missing": step.missing,
        "scores": [
            {"period": each.period, "before": None if each.before is None else _score_json(each.before),
             "after": _score_json(each.after)}
            for each in step.scores if each.moved
        ],
        "lines": [{"task": move.task, "fact": move.fact, "former": _plain(move.former), "new": _plain(move.new)}
                  for move in step.lines],
    }  # fmt: skip


def _score_json(result: Result) -> dict[str, Any]:
    outputs = {name: format_exact(value) for name, value in result.outputs.items()}
    return {"status": result.status, "class": result.class_code, "outputs": outputs}


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return format_exact(value)
    return sorted(str(each) for each in value) if isinstance(value, frozenset) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def show_replay(call: Invocation, out: Console, found: Replay, name: str | None = None) -> None:
    """Print the history as a timeline."""
    who = f"{name} ({found.staff})" if name else found.staff
    table = Table(title=_title(call, found, who), title_justify="left", title_style="bold")
    headings = ("Vị trí", "Ngày hiệu lực", "Ghi nhận lúc", "Người thực hiện", "Việc đã xảy ra", "Điểm")
    english = ("Position", "Valid on", "Recorded at", "By", "What happened", "Score")
    for heading in headings if call.language == "vi" else english:
        table.add_column(heading, overflow="fold")
    for step in found.steps:
        table.add_row(*_row(call, step))
    out.print(table)
    for period, result in sorted(found.scores.items()):
        out.print(Text(f"{period}: {_score(call, result)}", style=COLOURS.get(result.class_code or "", "")))


def _title(call: Invocation, found: Replay, who: str) -> str:
    known = (
        ""
        if found.known_at is None
        else call.say(f", như đã biết lúc {_moment(found.known_at)}", f", as known at {_moment(found.known_at)}")
    )
    valid = (
        ""
        if found.valid_on is None
        else call.say(f", tới ngày {found.valid_on:%d/%m/%Y}", f", up to {found.valid_on:%d/%m/%Y}")
    )
    return call.say(f"Lịch sử đánh giá của {who}{known}{valid}", f"History of {who}{known}{valid}")


def _row(call: Invocation, step: Step) -> tuple[str | Text, ...]:
    event = step.event
    words = Text(call.say(step.words.vi, step.words.en))
    if event.reason:
        words.append(call.say(f" Lý do: {event.reason}", f" Reason: {event.reason}"), style="italic")
    if step.missing:
        words.append(
            call.say(f" (thiếu {step.missing}: không làm thay đổi gì)", f" ({step.missing} is missing: moves nothing)"),
            style="red",
        )
    moves = "; ".join(_move(call, each) for each in step.scores if each.moved)
    return (str(step.position), f"{event.valid_on:%d/%m/%Y}", _moment(event.recorded_at), event.actor, words, moves)


def _move(call: Invocation, change: ScoreChange) -> str:
    before = "—" if change.before is None else _score(call, change.before)
    return f"{before} → {_score(call, change.after)}"


def _score(call: Invocation, result: Result) -> str:
    for key in ("total", "result"):
        if key in result.outputs:
            shown = format_points(result.outputs[key], 2, call.language)
            label = word(result.class_code, call.language) if result.class_code else call.say("kết quả", "result")
            return f"{shown} ({label})"
    return word(result.status, call.language)


def _moment(moment: Any) -> str:
    return f"{moment.astimezone(OFFICE_TIME_ZONE):%d/%m/%Y %H:%M}"
