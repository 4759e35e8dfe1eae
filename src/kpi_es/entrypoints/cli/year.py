"""`kpi year AGENCY YEAR`: the round of a year, everybody's class, and what the log no longer bears out."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from kpi_es.domain.classification_round import RoundDecision
from kpi_es.entrypoints.agency_year import AgencyUnknown, AgencyYear, NoRound, NotInRound, OpenPetition, agency_year
from kpi_es.entrypoints.cli.borne_out_page import not_borne_out_json, show_not_borne_out
from kpi_es.entrypoints.cli.invocation import (
    AnswerIsNo,
    BadInput,
    Invocation,
    Json,
    console,
    invocation,
    no_such_agency,
    print_json,
)
from kpi_es.entrypoints.cli.round_page import classes_json, groups_json, heading, indented, show_round

YEAR_VERSION = 1
FIRST_YEAR, LAST_YEAR = 2000, 2099

_STATES = {
    "open": ("đang mở, chưa đề xuất", "open, nothing proposed yet"),
    "proposed": ("đã đề xuất, chưa quyết định", "proposed, not decided"),
    "decided": ("đã quyết định, chưa công khai", "decided, not published"),
    "published": ("đã công khai", "published"),
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("year", help="Kết quả xếp loại năm của cơ quan / an agency's classes of a year")(year)


def year(
    context: typer.Context,
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Mã cơ quan / agency code")],
    year: Annotated[str, typer.Argument(metavar="YEAR", help="Năm: 2026 / year")],
    staff: Annotated[str | None, typer.Option(metavar="ID", help="Chỉ một người / one person only")] = None,
    as_json: Json = False,
) -> None:
    """Show a year's classification: state, groups, classes and why, petitions, what a later correction changed."""
    call, of_year = invocation(context), _read_year(year)
    with call.engine() as engine:
        try:
            found = agency_year(engine, agency, of_year)
            shown = found if staff is None else found.of(staff)
        except NoRound:
            _say_no_round(call, agency, of_year, as_json)
            raise AnswerIsNo from None
        except AgencyUnknown as unknown:
            raise no_such_agency(agency) from unknown
        except NotInRound as absent:
            listed = ", ".join(absent.people) or "—"
            raise BadInput(
                f"{staff!r} không có mức xếp loại năm {of_year} ở {agency}; những người có: {listed}.",
                f"{staff!r} has no class of {of_year} in {agency}; those who have: {listed}.",
            ) from absent
    if as_json:
        print_json(agency_year_json(shown))
    else:
        show_agency_year(call, console(), shown)


def show_agency_year(call: Invocation, out: Console, found: AgencyYear) -> None:
    """Print the year: the round's state and decisions, groups, classes, petitions, what is no longer borne out."""
    title = call.say(f"Xếp loại năm {found.year}, {found.agency}: ", f"Classes of {found.year}, {found.agency}: ")
    heading(out, title + call.say(*_STATES[found.state]))
    for number, each in enumerate(found.decisions):
        out.print(indented(Text(_decision(call, each, first=number == 0)), "•"))
    if found.allowed is not None:
        places = f"Tỷ lệ chung của cơ quan (Điều 20.5): {found.allowed} chỗ", f"Places in the agency: {found.allowed}"
        out.print(indented(Text(call.say(*places)), "•"))
    show_round(call, out, found.round)
    _show_petitions(call, out, found)
    if found.decisions:
        show_not_borne_out(call, out, found.not_borne_out, found.round.names)


def agency_year_json(found: AgencyYear) -> dict[str, Any]:
    """Return the year for programs; exact numbers as text."""
    return {
        "version": YEAR_VERSION,
        "agency": found.agency,
        "year": found.year,
        "state": found.state,
        "decisions": [
            {
                "decision": each.decision,
                "decided_on": each.decided_on.isoformat(),
                "decided_by": each.decided_by,
                "late": each.late,
            }
            for each in found.decisions
        ],
        "allowed": found.allowed,
        "groups": groups_json(found.round),
        "classes": classes_json(found.round),
        "open_petitions": [_petition_json(each) for each in found.petitions],
        "not_borne_out": [not_borne_out_json(each) for each in found.not_borne_out],
    }


def _read_year(text: str) -> int:
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise BadInput(
        f"{text!r} không phải một năm; hãy viết như 2026 (từ {FIRST_YEAR} đến {LAST_YEAR}).",
        f"{text!r} is no year; write it like 2026 ({FIRST_YEAR} to {LAST_YEAR}).",
    )


def _say_no_round(call: Invocation, agency: str, year: int, as_json: bool) -> None:
    if as_json:
        print_json({"version": YEAR_VERSION, "agency": agency, "year": year, "state": None})
        return
    said = call.say(
        f"{agency} chưa mở đợt xếp loại năm {year} (lệnh open_round).",
        f"{agency} has opened no classification round for {year} (command open_round).",
    )
    console().print(said)


def _decision(call: Invocation, each: RoundDecision, *, first: bool) -> str:
    of = f"{each.decision}, {each.decided_on:%d/%m/%Y}, {each.decided_by}"
    if not first:
        return call.say(f"Quyết định thay thế: {of} (Điều 21.3)", f"Replacing decision: {of} (Art 21.3)")
    time_vi, time_en = ("muộn", "late") if each.late else ("đúng hạn", "in time")
    return call.say(f"Quyết định: {of}; {time_vi} (Điều 19.2)", f"Decision: {of}; {time_en} (Art 19.2)")


def _show_petitions(call: Invocation, out: Console, found: AgencyYear) -> None:
    heading(out, call.say("Kiến nghị chưa trả lời (Điều 22)", "Petitions not answered (Art 22)"))
    for each in found.petitions:
        about, filed, due = each.period or str(found.year), f"{each.filed_on:%d/%m/%Y}", f"{each.due_on:%d/%m/%Y}"
        said = call.say(
            f"{each.staff}, số {each.number} về {about}, nhận {filed}, hạn {due}",
            f"{each.staff}, no. {each.number} about {about}, filed {filed}, due {due}",
        )
        out.print(indented(Text(said), "•"))
    if not found.petitions:
        out.print(indented(Text(call.say("Không có.", "None.")), "•"))


def _petition_json(each: OpenPetition) -> dict[str, Any]:
    return {
        "staff": each.staff,
        "period": each.period,
        "number": each.number,
        "filed_on": each.filed_on.isoformat(),
        "due_on": each.due_on.isoformat(),
    }
