"""`kpi demo`: the main job on the sample of two wards, from commands to an explained score; or a ward's whole year."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kpi_commands.command import Command
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
from kpi_es.entrypoints.cli.year_page import show_year, year_json
from kpi_es.entrypoints.person_history import explain_sheet, walk
from kpi_es.entrypoints.sample_run import (
    ONE_WARD,
    TWO_WARDS,
    ForeignLog,
    Played,
    Sample,
    play,
    prepare,
    the_quarter,
    the_year,
)
from kpi_es.entrypoints.wiring import Engine, engine, servers
from kpi_es.entrypoints.year_told import tell_year

PERSON = "HT-012"
PERIOD = "2026-07"
QUARTER = "2026-Q3"
SHOWN_REFUSALS = 3
YEAR_FOLDER = "year"

_AFTER_THE_QUARTER = (
    f"scores --period {QUARTER}",
    f"explain {PERSON} {PERIOD}",
    "replay DS-005 --known-at 2026-08-15",
)
_AFTER_THE_YEAR = (
    "year phuong-mau 2026",
    "scores --period 2026-Q1",
    "explain PM-04 2026-01",
    "replay PM-04 --known-at 2026-03-10",
)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo", help="Chạy thử với dữ liệu mẫu hai phường / play the sample of two wards")(demo)
    app.command("down", help="Dừng các máy chủ riêng / stop the private servers")(down)


def demo(
    context: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help="Giữ máy chủ chạy / leave the servers running")] = False,
    whole_year: Annotated[
        bool, typer.Option("--year", help="Cả năm của một phường hư cấu / the whole year of an invented ward")
    ] = False,
    as_json: Json = False,
) -> None:
    """Play one quarter of two wards through the bus and show scores, an explanation and a history.

    With --year a whole year of one invented ward instead, in a folder of its own below the data folder.
    """
    call = _on_private_servers(invocation(context))
    if whole_year:
        _demo_of_a_year(_in_folder_of_the_year(call), keep, as_json)
    else:
        _demo_of_a_quarter(call, keep, as_json)


def _demo_of_a_quarter(call: Invocation, keep: bool, as_json: bool) -> None:
    started = time.monotonic()
    with servers(call.settings, bus=True, keep=keep) as running, engine(call.settings, running.database_url) as built:
        played = _play(call, built, running.nats_url or "", TWO_WARDS, the_quarter)
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
    _show_next(call, out, keep, time.monotonic() - started, _AFTER_THE_QUARTER)


def _demo_of_a_year(call: Invocation, keep: bool, as_json: bool) -> None:
    started = time.monotonic()
    with servers(call.settings, bus=True, keep=keep) as running, engine(call.settings, running.database_url) as built:
        played = _play(call, built, running.nats_url or "", ONE_WARD, the_year)
        told = tell_year(built, played.answers)
    if as_json:
        print_json(
            {
                "changed": played.changed,
                "commands": len(played.answers),
                "refused": [answer.model_dump(mode="json") for answer in played.refused],
                "year": year_json(told),
                "seconds": round(time.monotonic() - started, 1),
            }
        )
        return
    out = console()
    _show_run(call, out, played, 0)
    show_year(call, out, told)
    out.print()
    at = f"--data-dir {call.settings.data_dir} "
    _show_next(call, out, keep, time.monotonic() - started, _AFTER_THE_YEAR, at)


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


def _in_folder_of_the_year(call: Invocation) -> Invocation:
    """Return the call with a data folder of its own: two samples in one log would mix their calendars."""
    folder = call.settings.data_dir / YEAR_FOLDER
    return Invocation(call.settings.model_copy(update={"data_dir": folder}))


def _play(
    call: Invocation, built: Engine, nats_url: str, sample: Sample, commands_of: Callable[[], list[Command]]
) -> Played:
    before = built.store.position()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=progress_console()) as progress:
        opening = progress.add_task(call.say("Nhập dữ liệu mẫu", "Importing the sample"), total=1)
        try:
            prepare(built, sample)
        except ForeignLog:
            raise BadInput(
                f"{call.settings.data_dir} có dữ liệu khác; hãy chọn thư mục khác bằng --data-dir.",
                f"{call.settings.data_dir} holds other data; choose another folder with --data-dir.",
            ) from None
        progress.advance(opening)
        commands = commands_of()
        sending = progress.add_task(call.say("Lệnh qua NATS", "Commands over NATS"), total=len(commands))
        answers = asyncio.run(play(built, nats_url, commands, lambda _: progress.advance(sending)))
        reading = progress.add_task(call.say("Mô hình đọc", "Read models"), total=1)
        built.projections.catch_up()
        progress.advance(reading)
    return Played(before, built.store.position(), answers)


def _show_run(call: Invocation, out: Console, played: Played, shown_refusals: int = SHOWN_REFUSALS) -> None:
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
    if shown_refusals and played.refused:
        title = call.say("Một số lệnh bị từ chối theo quy tắc:", "Some commands the rules refused:")
        out.print(title, markup=False)
        for answer in played.refused[:shown_refusals]:
            print_answer(out, answer, call.language)


def _show_next(
    call: Invocation, out: Console, keep: bool, seconds: float, examples: tuple[str, ...], at: str = ""
) -> None:
    """Print what to try next; `at` is the option that names the data folder where it is not the usual one."""
    out.print(
        call.say(
            f"Xong sau {seconds:.0f} giây. Dữ liệu ở {call.settings.data_dir}. Thử tiếp:",
            f"Done in {seconds:.0f} s. The data is in {call.settings.data_dir}. Next, try:",
        ),
        markup=False,
    )
    for example in examples:
        out.print(f"  .venv/bin/kpi {at}{example}", markup=False, soft_wrap=True)
    if keep:
        out.print(
            call.say(
                f"Máy chủ vẫn chạy; dừng bằng: kpi {at}down",
                f"The servers keep running; stop them with: kpi {at}down",
            ),
            markup=False,
            soft_wrap=True,
        )
