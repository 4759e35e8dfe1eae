"""`kpi replay STAFF`: a person's history step by step, as it was and as it was known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.values import OFFICE_TIME_ZONE, format_exact
from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.invocation import Invocation, Json, console, invocation, print_json
from kpi_es.entrypoints.cli.times import KnownAt, Staff, ValidOn, known_person, read_known_at, read_valid_on
from kpi_es.entrypoints.cli.words import COLOURS, word
from kpi_es.entrypoints.person_history import walk
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation import Result, format_percent, format_points
from kpi_projections.replay import Replay, Step
from kpi_projections.subjects import person_of_stream

REPLAY_VERSION = 1
SCORE_CELLS = 20
BAR_CELLS = 25


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
        names = names_in(engine, found)
    if as_json:
        print_json(replay_json(found))
    else:
        show_replay(call, console(), found, names)


def names_in(engine: Engine, found: Replay) -> Mapping[str, str]:
    """Return the names of everybody who appears in a history, as far as they are known."""
    return engine.directory.names({found.staff, *(step.event.actor for step in found.steps)})


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
        "about": person_of_stream(event.originator_id),
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


def show_replay(call: Invocation, out: Console, found: Replay, names: Mapping[str, str]) -> None:
    """Print the history as a timeline; `names` are those of the person and of whoever acted."""
    who = f"{names[found.staff]} ({found.staff})" if found.staff in names else found.staff
    table = Table(title=Text(_title(call, found, who)), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column(call.say("Số", "No."), justify="right")
    table.add_column(call.say("Hiệu lực, ghi nhận", "Valid, recorded"), no_wrap=True)
    table.add_column(call.say("Người thực hiện", "By"), no_wrap=True)
    table.add_column(call.say("Việc đã xảy ra", "What happened"), ratio=1)
    table.add_column(call.say("Điểm", "Score"), min_width=SCORE_CELLS)
    for step in found.steps:
        table.add_row(*_row(call, step, names, found.staff))
    out.print(table)
    for period, result in sorted(found.scores.items()):
        out.print(_score_line(call, period, result))


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


def _row(call: Invocation, step: Step, names: Mapping[str, str], staff: str) -> tuple[str | Text, ...]:
    event = step.event
    words = Text(call.say(step.words.vi, step.words.en))
    about = person_of_stream(event.originator_id)
    if about != staff:
        # Of somebody below, whose score item d follows from.
        whose = about or event.originator_id.partition(":")[2]
        words = Text.assemble((call.say(f"[d: của {whose}] ", f"[d: of {whose}] "), "yellow"), words)
    if event.reason:
        words.append(call.say(f" Lý do: {event.reason}", f" Reason: {event.reason}"), style="italic")
    if step.missing:
        words.append(
            call.say(f" (thiếu {step.missing}: không làm thay đổi gì)", f" ({step.missing} is missing: moves nothing)"),
            style="red",
        )
    by = Text.assemble(f"{names[event.actor]}\n", (event.actor, "dim")) if event.actor in names else Text(event.actor)
    moves = Text("\n").join(_moves(call, step))
    return (str(step.position), _times(call, step), by, words, moves)


def _times(call: Invocation, step: Step) -> Text:
    """Return the day it holds from, and below it when it was recorded; the day again only if it is another one."""
    valid, recorded = step.event.valid_on, step.event.recorded_at.astimezone(OFFICE_TIME_ZONE)
    later = f"{recorded:%H:%M}" if recorded.date() == valid else f"{recorded:%d/%m/%Y %H:%M}"
    style = "dim" if recorded.date() == valid else "yellow"
    return Text.assemble(f"{valid:%d/%m/%Y}\n", (call.say(f"ghi {later}", f"rec {later}"), style))


def _moves(call: Invocation, step: Step) -> Iterator[Text]:
    """Give the moves of the score that can be seen; what moves below the rounding is in the JSON."""
    for change in step.scores:
        before = ("—", None) if change.before is None else _score(call, change.before)
        after = _score(call, change.after)
        if before != after:
            text = Text(f"{before[0]} → {after[0]}")
            if after[1] is not None:
                code = change.after.class_code or ""
                text.append(f"\n{word(after[1], call.language)}", style=COLOURS.get(code, ""))
            yield text
        former = None if change.before is None else change.before.outputs.get("d")
        if change.after.outputs.get("d") != former:
            yield Text(f"d: {_share(call, former)} → {_share(call, change.after.outputs.get('d'))}", style="yellow")


def _share(call: Invocation, share: Fraction | None) -> str:
    return "—" if share is None else format_percent(share, 0, call.language)


def _score(call: Invocation, result: Result) -> tuple[str, str | None]:
    """Return the score so far as shown, and its class when there is one."""
    if "total" in result.outputs:
        return format_points(result.outputs["total"], 2, call.language), result.class_code
    if "result" in result.outputs:
        return format_points(result.outputs["result"], 2, call.language), None
    return word(result.status, call.language), None


def _score_line(call: Invocation, period: str, result: Result) -> Text:
    shown, class_code = _score(call, result)
    points = result.outputs.get("total", result.outputs.get("result", Fraction(0)))
    label = word(class_code, call.language) if class_code else call.say("chưa kết luận", "not concluded")
    text = Text(f"{period}  {shown:>6}  ")
    return text.append(f"{bar(points / 100, BAR_CELLS)}  {label}", style=COLOURS.get(class_code or "", ""))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(OFFICE_TIME_ZONE):%d/%m/%Y %H:%M}"
