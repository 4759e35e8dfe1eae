"""`kpi indicators`: how far the agency, its units, posts and people are, from accepted work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.invocation import BadInput, Invocation, Json, console, invocation, print_json
from kpi_es.evaluation import format_percent, format_points
from kpi_projections.indicators.progress import Progress
from kpi_projections.indicators.query import AgencyIndicators
from kpi_projections.indicators.query import indicators as read_indicators

INDICATORS_VERSION = 1
BAR_CELLS = 20


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("indicators", help="Chỉ tiêu (KPI) và tiến độ / indicators and how far they are")(indicators)


def indicators(
    context: typer.Context,
    agency: Annotated[str | None, typer.Option(help="Mã cơ quan / agency code")] = None,
    year: Annotated[int | None, typer.Option(help="Năm; mặc định: mới nhất / year, default: the latest")] = None,
    unit: Annotated[str | None, typer.Option(help="Chỉ của đơn vị này / this unit's only")] = None,
    staff: Annotated[str | None, typer.Option(help="Chỉ của người này / this person's only")] = None,
    as_json: Json = False,
) -> None:
    """Show every indicator with its target, what accepted work has brought so far, and what each period added."""
    call = invocation(context)
    with call.engine() as engine:
        engine.projections.catch_up()
        with engine.database.datastore.get_connection() as connection:
            found = read_indicators(connection, agency, year, schema=engine.database.schema)
        if not found:
            raise BadInput(
                "Chưa có chỉ tiêu nào như vậy; đặt bằng lệnh set_indicator (kpi send).",
                "There is no such indicator yet; set one with the command set_indicator (kpi send).",
            )
        chosen = [_only(each, unit, staff) for each in found]
        names = engine.directory.names({row.staff for each in chosen for row in each.indicators if row.staff})
    if as_json:
        print_json({"version": INDICATORS_VERSION, "agencies": [_agency_json(each) for each in chosen]})
        return
    for each in chosen:
        _show(call, console(), each, names)


def _only(found: AgencyIndicators, unit: str | None, staff: str | None) -> AgencyIndicators:
    rows = [
        row for row in found.indicators if (unit is None or row.unit == unit) and (staff is None or row.staff == staff)
    ]
    return replace(found, indicators=rows)


def _agency_json(found: AgencyIndicators) -> dict[str, Any]:
    return {
        "agency": found.agency,
        "year": found.year,
        "position": found.position,
        "indicators": [{name: _plain(value) for name, value in asdict(row).items()} for row in found.indicators],
    }


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return format_exact(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def _show(call: Invocation, out: Console, found: AgencyIndicators, names: Mapping[str, str]) -> None:
    title = call.say(f"Chỉ tiêu năm {found.year} của {found.agency}", f"Indicators of {found.agency}, {found.year}")
    table = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column(call.say("Mã", "Code"), no_wrap=True)
    table.add_column(call.say("Chỉ tiêu", "Indicator"))
    table.add_column(call.say("Của", "Whose"))
    table.add_column(call.say("Đạt / mức", "So far / target"), justify="right")
    table.add_column("", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column(call.say("Theo kỳ", "By period"))
    for row in found.indicators:
        table.add_row(*_row(call, row, found.units, names))
    out.print(table)
    note = call.say(f"Tính tới sự kiện số {found.position}.", f"As of event number {found.position}.")
    out.print(note, style="dim", markup=False)


def _row(call: Invocation, row: Progress, units: Mapping[str, str], names: Mapping[str, str]) -> Sequence[Text]:
    share = "—" if row.share is None else format_percent(row.share, 1, call.language)
    reached = (
        call.say("theo cấp dưới", "from those below")
        if row.value is None
        else f"{_number(call, row.value)} / {_number(call, row.target)} {row.measure}"
    )
    periods = "  ".join(f"{period[5:]}: {_number(call, value)}" for period, value in row.by_period.items())
    return (
        Text("  " * row.depth + row.indicator),
        Text(row.title),
        Text(_owner(row, units, names)),
        Text(reached),
        Text(bar(row.share or Fraction(0), BAR_CELLS)),
        Text(share),
        Text(periods or "—"),
    )


def _owner(row: Progress, units: Mapping[str, str], names: Mapping[str, str]) -> str:
    unit = units.get(row.unit, row.unit)
    if row.staff is not None:
        return f"{names[row.staff]} ({row.staff})" if row.staff in names else row.staff
    return f"{row.post}, {unit}" if row.post else unit


def _number(call: Invocation, value: Fraction) -> str:
    return str(value) if value.denominator == 1 else format_points(value, 2, call.language)
