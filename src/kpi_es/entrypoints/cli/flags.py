"""`kpi flags`: what is worth a look, with the numbers behind it. Flags, never penalties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.event import agency_stream
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.agency_year import AgencyUnknown, AgencyYear, NoRound, agency_year
from kpi_es.entrypoints.cli.borne_out_page import not_borne_out_json, show_not_borne_out
from kpi_es.entrypoints.cli.invocation import (
    BadInput,
    Invocation,
    Json,
    console,
    invocation,
    no_such_agency,
    print_json,
)
from kpi_es.entrypoints.cli.times import read_period
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation import format_points
from kpi_projections.watch.flags import Flag
from kpi_projections.watch.query import Watch
from kpi_projections.watch.query import flags as read_flags

FLAGS_VERSION = 1

_KINDS: Mapping[str, tuple[str, str]] = {
    "high_effort": ("Khối lượng vượt xa mức chung của đơn vị", "Work far above the unit's norm"),
    "bulk_acceptance": ("Duyệt hàng loạt vào giờ chót", "Bulk approvals in the last hours"),
    "instant_acceptance": ("Duyệt ngay khi vừa nộp", "Approved as soon as entered"),
    "never_returns": ("Chưa từng trả lại kết quả nào", "Never returned anything"),
    "unbacked": ("Tự khai, không minh chứng, không nguồn thứ hai", "Self-declared without a second source"),
    "late_entries": ("Nhập sau khi kỳ đã hết", "Entered after the period"),
}
_FOUND: Mapping[str, tuple[str, str]] = {
    "high_effort": ("{found} đơn vị quy đổi; mức giữa của đơn vị {of}", "{found} converted units; unit's median {of}"),
    "bulk_acceptance": ("{found} trong {of} lần duyệt", "{found} of {of} approvals"),
    "instant_acceptance": ("{found} trong {of} lần duyệt", "{found} of {of} approvals"),
    "never_returns": ("{found} kết quả đã xem", "{found} results judged"),
    "unbacked": ("{found} trong {of} kết quả được nhận", "{found} of {of} accepted results"),
    "late_entries": ("{found} trong {of} lần nhập, sửa", "{found} of {of} entries and corrections"),
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("flags", help="Những điều đáng xem lại / what is worth a look")(flags)


def flags(
    context: typer.Context,
    agency: Annotated[str | None, typer.Option(help="Mã cơ quan / agency code")] = None,
    unit: Annotated[str | None, typer.Option(help="Mã đơn vị / unit code")] = None,
    period: Annotated[
        str | None, typer.Option(help="2026-07 | 2026-Q3; mặc định: kỳ mới nhất / default: the latest")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what was entered or judged in an unusual way; it moves no score and accuses nobody.

    With an agency also whose decided class the log no longer bears out, in the year of the period and the one before.
    """
    call = invocation(context)
    asked = read_period(period) if period else None
    with call.engine() as engine:
        if agency and not engine.store.streams([agency_stream(agency)]):
            raise no_such_agency(agency)
        engine.projections.catch_up()
        with engine.database.datastore.get_connection() as connection:
            found = read_flags(connection, agency, unit, asked, schema=engine.database.schema)
        if found.period is None:
            raise BadInput(
                "Chưa có phiếu nào ở đó để xem; xem mã cơ quan bằng kpi scores.",
                "There is no sheet there to look at yet; kpi scores lists the agencies.",
            )
        names = engine.directory.names({flag.staff for flag in found.flags})
        years = years_not_borne_out(engine, agency, found.period) if agency and not unit else ()
    if as_json:
        print_json(flags_json(found, years))
    else:
        show_flags(call, console(), found, names, years)


def years_not_borne_out(engine: Engine, agency: str, period: str) -> tuple[AgencyYear, ...]:
    """Return the year of a period and the one before, where the log contradicts a decision of theirs by now."""
    found: list[AgencyYear] = []
    for year in (int(period[:4]) - 1, int(period[:4])):
        try:
            of_year = agency_year(engine, agency, year)
        except (NoRound, AgencyUnknown):
            continue
        if of_year.not_borne_out:
            found.append(of_year)
    return tuple(found)


def flags_json(found: Watch, years: Sequence[AgencyYear] = ()) -> dict[str, Any]:
    """Return the flags for programs; exact numbers as text."""
    return {
        "version": FLAGS_VERSION,
        "period": found.period,
        "position": found.position,
        "thresholds": {name: _plain(value) for name, value in asdict(found.thresholds).items()},
        "flags": [{name: _plain(value) for name, value in asdict(flag).items()} for flag in found.flags],
        "not_borne_out": [
            {"agency": each.agency, "year": each.year, **not_borne_out_json(told)}
            for each in years
            for told in each.not_borne_out
        ],
    }


def _plain(value: object) -> object:
    return format_exact(value) if isinstance(value, Fraction) else value


def show_flags(
    call: Invocation, out: Console, found: Watch, names: Mapping[str, str], years: Sequence[AgencyYear] = ()
) -> None:
    """Print the flags by kind, then the decided classes that the log no longer bears out."""
    title = call.say(f"Những điều đáng xem lại, kỳ {found.period}", f"Worth a look, {found.period}")
    out.print(Text(title, style="bold"))
    for kind, flags_of_kind in groupby(sorted(found.flags, key=lambda flag: flag.kind), key=lambda flag: flag.kind):
        table = Table(title=Text(call.say(*_KINDS[kind])), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
        table.add_column(call.say("Mã", "Id"), no_wrap=True)
        table.add_column(call.say("Họ và tên", "Name"))
        table.add_column(call.say("Đơn vị", "Unit"), overflow="fold")
        table.add_column(call.say("Thấy gì", "What was found"))
        table.add_column(call.say("Ngưỡng", "Threshold"), justify="right")
        for flag in flags_of_kind:
            cells = (flag.staff, names.get(flag.staff, "—"), f"{flag.agency}/{flag.unit}", _found(call, flag))
            table.add_row(*map(Text, cells), _number(call, flag.limit))
        out.print(table)
    for each in years:
        title = call.say(f"Xếp loại năm {each.year}, {each.agency}", f"Classes of {each.year}, {each.agency}")
        out.print(Text(title, style="bold"))
        show_not_borne_out(call, out, each.not_borne_out, each.round.names)
    if not found.flags and not years:
        out.print(call.say("Không có gì vượt ngưỡng.", "Nothing is beyond the thresholds."))
    note = call.say(
        f"Đây là gợi ý để xem lại, không phải kết luận, không làm đổi điểm. Tính tới sự kiện số {found.position}.",
        f"These are hints to look again, no findings, and they move no score. As of event number {found.position}.",
    )
    out.print(note, style="dim", markup=False)


def _found(call: Invocation, flag: Flag) -> str:
    of = "—" if flag.of is None else _number(call, flag.of)
    return call.say(*_FOUND[flag.kind]).format(found=_number(call, flag.found), of=of)


def _number(call: Invocation, value: Fraction) -> str:
    return str(value) if value.denominator == 1 else format_points(value, 2, call.language)
