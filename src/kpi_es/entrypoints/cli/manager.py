"""`kpi manager STAFF`: who monitors and evaluates a person on a day, as it was known at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from kpi_es.domain.staff_member import Appointment
from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_es.entrypoints.cli.invocation import AnswerIsNo, BadInput, Invocation, Json, console, invocation, print_json
from kpi_es.entrypoints.cli.times import KnownAt, Staff, known_person, read_known_at
from kpi_es.entrypoints.direct_manager import Management, management_of

MANAGER_VERSION = 1
On = Annotated[
    str | None, typer.Option("--on", metavar="D", help="Vào ngày, 2026-08-15; mặc định: hôm nay / default: today")
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("manager", help="Ai quản lý trực tiếp một người / who directly manages a person")(manager)


def manager(
    context: typer.Context, staff: Staff, on: On = None, known_at: KnownAt = None, as_json: Json = False
) -> None:
    """Say who monitors and evaluates a person on a day. Exit code 1 when nobody does on that day."""
    call = invocation(context)
    day, moment = read_day(on), read_known_at(known_at)
    with call.engine() as engine, known_person(staff):
        found = management_of(engine.store, engine.directory, staff, day, moment)
    if as_json:
        print_json(management_json(found))
    else:
        show_management(call, console(), found)
    if found.manager is None:
        raise AnswerIsNo


def read_day(text: str | None) -> date:
    """Return a day, today in the office's time zone when none is given."""
    if text is None:
        return datetime.now(UTC).astimezone(OFFICE_TIME_ZONE).date()
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise BadInput(
            f"--on {text!r} không phải một ngày; hãy viết như 2026-08-15.",
            f"--on {text!r} is no day; write it like 2026-08-15.",
        ) from wrong


def management_json(found: Management) -> dict[str, Any]:
    """Return the answer for programs; `manager` is null when nobody manages the person on that day."""
    return {
        "version": MANAGER_VERSION,
        "staff": found.staff,
        "on": found.on,
        "known_at": None if found.known_at is None else found.known_at.isoformat(),
        "post": _post_json(found.post),
        "main_post": _post_json(found.main_post),
        "manager": found.manager,
        "manager_name": found.names.get(found.manager or ""),
        "heads_unit": found.unit,
    }


def _post_json(post: Appointment | None) -> dict[str, str] | None:
    if post is None:
        return None
    return {"agency": post.agency, "unit": post.unit, "post": post.post, "role": post.role}


def show_management(call: Invocation, out: Console, found: Management) -> None:
    """Print the person's post and who manages the person, or why nobody does."""
    out.print(Text(_heading(call, found), style="bold"))
    for line in _lines(call, found):
        out.print(Text(line))


def _heading(call: Invocation, found: Management) -> str:
    who = _named(found, found.staff)
    if found.known_at is None:
        return call.say(f"{who}, ngày {found.on:%d/%m/%Y}", f"{who}, on {found.on:%d/%m/%Y}")
    moment = f"{found.known_at.astimezone(OFFICE_TIME_ZONE):%d/%m/%Y %H:%M}"
    return call.say(
        f"{who}, ngày {found.on:%d/%m/%Y}, như đã biết lúc {moment}",
        f"{who}, on {found.on:%d/%m/%Y}, as known at {moment}",
    )


def _lines(call: Invocation, found: Management) -> list[str]:
    if found.post is None:
        return [call.say("Không giữ vị trí nào vào ngày này.", "Holds no post on that day.")]
    post = f"{found.post.post}, {found.post.unit}, {found.post.agency}"
    lines = [call.say(f"Vị trí được đánh giá: {post}", f"Evaluated as: {post}")]
    if found.main_post is not None and found.main_post != found.post:
        own = f"{found.main_post.post}, {found.main_post.unit}, {found.main_post.agency}"
        lines.append(call.say(f"Biệt phái; vị trí chính: {own}", f"Seconded; own post: {own}"))
    return [*lines, _answer(call, found)]


def _answer(call: Invocation, found: Management) -> str:
    if found.manager is None:
        return call.say(
            "Chưa có người quản lý trực tiếp: chưa ghi nhận người đứng đầu cơ quan quản lý (name_managing_authority).",
            "No direct manager: the head of the managing agency is not named (name_managing_authority).",
        )
    who = _named(found, found.manager)
    if found.unit is None:
        return call.say(
            f"Người quản lý trực tiếp: {who}, người đứng đầu cơ quan quản lý (Điều 10.1a)",
            f"Direct manager: {who}, head of the managing agency (Art 10.1a)",
        )
    return call.say(
        f"Người quản lý trực tiếp: {who}, người đứng đầu {found.unit} (Điều 10.1)",
        f"Direct manager: {who}, head of {found.unit} (Art 10.1)",
    )


def _named(found: Management, staff: str) -> str:
    return f"{found.names[staff]} ({staff})" if staff in found.names else staff
