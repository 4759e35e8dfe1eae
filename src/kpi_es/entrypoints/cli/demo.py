"""`kpi demo`: the main job on the sample of two wards, from commands to an explained score."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kpi_es.adapters.embedded import stop_all
from kpi_es.entrypoints.cli.board import scores_data
from kpi_es.entrypoints.cli.explain import explanation_json
from kpi_es.entrypoints.cli.explanation_page import show_explanation
from kpi_es.entrypoints.cli.invocation import (
    BadInput,
    Invocation,
    Json,
    console,
    invocation,
    print_json,
    progress_console,
)
from kpi_es.entrypoints.cli.replay import names_in, replay_json, show_replay
from kpi_es.entrypoints.cli.scoreboard_page import show_scores
from kpi_es.entrypoints.cli.send import print_answer
from kpi_es.entrypoints.person_history import explain_sheet, walk
from kpi_es.entrypoints.sample_run import ForeignLog, Played, play, prepare, the_quarter
from kpi_es.entrypoints.wiring import Engine, engine, servers

PERSON = "HT-012"
PERIOD = "2026-07"
QUARTER = "2026-Q3"
SHOWN_REFUSALS = 3


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo", help="Chạy thử với dữ liệu mẫu hai phường / play the sample of two wards")(demo)
    app.command("down", help="Dừng các máy chủ riêng / stop the private servers")(down)


def demo(
    context: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help="Giữ máy chủ chạy / leave the servers running")] = False,
    as_json: Json = False,
) -> None:
    """Play one quarter of two wards through the bus and show scores, an explanation and a history."""
    call = _on_private_servers(invocation(context))
    started = time.monotonic()
    with servers(call.settings, bus=True, keep=keep) as running, engine(call.settings, running.database_url) as built:
        played = _play(call, built, running.nats_url or "")
        board = scores_data(built, None, QUARTER)
        explained = explain_sheet(built, PERSON, PERIOD)
        history = walk(built, PERSON)
        names = names_in(built, history)
    if as_json:
        print_json(
            {
                "changed": played.changed,
                "commands": len(played.answers),
                "refused": [answer.model_dump(mode="json") for answer in played.refused],
                "scores": board.as_json(),
                "explanation": explanation_json(explained),
                "history": replay_json(history),
                "seconds": round(time.monotonic() - started, 1),
            }
        )
        return
    out = console()
    _show_run(call, out, played)
    show_scores(call, out, board)
    show_explanation(call, out, explained)
    show_replay(call, out, history, names)
    _show_next(call, out, keep, time.monotonic() - started)


def down(context: typer.Context) -> None:
    """Stop private servers that were left running with --keep."""
    call = invocation(context)
    stop_all(call.settings.data_dir)


def _on_private_servers(call: Invocation) -> Invocation:
    if call.settings.database_url or call.settings.nats_url:
        raise BadInput(
            "kpi demo chỉ chạy trên máy chủ riêng: bỏ KPI_DATABASE_URL, KPI_NATS_URL và thử lại.",
            "kpi demo runs on private servers only: unset KPI_DATABASE_URL and KPI_NATS_URL and try again.",
        )
    return Invocation(call.settings.model_copy(update={"sample_clock": True}))


def _play(call: Invocation, built: Engine, nats_url: str) -> Played:
    before = built.store.position()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=progress_console()) as progress:
        opening = progress.add_task(call.say("Nhập hai phường mẫu", "Importing the sample"), total=1)
        try:
            prepare(built)
        except ForeignLog:
            raise BadInput(
                f"{call.settings.data_dir} có dữ liệu khác; hãy chọn thư mục khác bằng --data-dir.",
                f"{call.settings.data_dir} holds other data; choose another folder with --data-dir.",
            ) from None
        progress.advance(opening)
        commands = the_quarter()
        sending = progress.add_task(call.say("Lệnh qua NATS", "Commands over NATS"), total=len(commands))
        answers = asyncio.run(play(built, nats_url, commands, lambda _: progress.advance(sending)))
        reading = progress.add_task(call.say("Mô hình đọc", "Read models"), total=1)
        built.projections.catch_up()
        progress.advance(reading)
    return Played(before, built.store.position(), answers)


def _show_run(call: Invocation, out: Console, played: Played) -> None:
    if played.changed:
        text = call.say(
            f"{len(played.answers)} lệnh đã được trả lời, {played.after - played.before} sự kiện mới.",
            f"{len(played.answers)} commands answered, {played.after - played.before} new events.",
        )
    else:
        text = call.say(
            f"Không có gì thay đổi: cả {len(played.answers)} lệnh đã được trả lời từ lần trước.",
            f"Nothing changed: all {len(played.answers)} commands had been answered before.",
        )
    out.print(text, markup=False)
    if played.refused:
        title = call.say("Một số lệnh bị từ chối theo quy tắc:", "Some commands the rules refused:")
        out.print(title, markup=False)
        for answer in played.refused[:SHOWN_REFUSALS]:
            print_answer(out, answer, call.language)


def _show_next(call: Invocation, out: Console, keep: bool, seconds: float) -> None:
    out.print(
        call.say(
            f"Xong sau {seconds:.0f} giây. Dữ liệu ở {call.settings.data_dir}. Thử tiếp:",
            f"Done in {seconds:.0f} s. The data is in {call.settings.data_dir}. Next, try:",
        ),
        markup=False,
    )
    for line in (
        f"kpi scores --period {QUARTER}",
        f"kpi explain {PERSON} {PERIOD}",
        "kpi replay DS-005 --known-at 2026-08-15",
    ):
        out.print(f"  .venv/bin/{line}", markup=False)
    if keep:
        out.print(
            call.say("Máy chủ vẫn chạy; dừng bằng: kpi down", "The servers keep running; stop them with: kpi down")
        )
