"""`kpi bench NAME`: measure, and print ratios against a stated reference."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from kpi_es.entrypoints.benches.append import bench_append
from kpi_es.entrypoints.benches.report import Report
from kpi_es.entrypoints.benches.rules import bench_rules
from kpi_es.entrypoints.cli.invocation import BadInput, Json, console, invocation, print_json, progress_console
from kpi_es.entrypoints.wiring import servers

BENCHES = {"append": bench_append, "rules": bench_rules}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench", help="Đo tốc độ so với mốc nêu rõ / measure speed against a stated reference")(bench)


def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="append, rules")],
    rounds: Annotated[int, typer.Option(min=3, max=50, help="Số lượt đo / rounds")] = 3,
    as_json: Json = False,
) -> None:
    """Run a bench and print its figures and ratios; it never fails for being slow."""
    call = invocation(context)
    if name not in BENCHES:
        known = ", ".join(BENCHES)
        raise BadInput(f"Không có phép đo {name!r}; hiện có: {known}.", f"There is no bench {name!r}; known: {known}.")
    out = progress_console()
    with servers(call.settings, bus=False) as running:
        report = BENCHES[name](running.database_url, rounds, lambda line: out.print(line, markup=False))
    if as_json:
        print_json(report.as_json())
    else:
        _show(report)


def _show(report: Report) -> None:
    table = Table("", "", "", title=f"kpi bench {report.bench}", show_header=False)
    for name, (value, unit) in report.figures.items():
        table.add_row(name, f"{value:,.0f}", unit)
    for name, ratio in report.ratios.items():
        table.add_row(f"ours / {name}", f"{ratio:.3f}", "×")
    console().print(table)
