"""`kpi bench [NAME...]`: measure, and print ratios against a stated reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from rich.table import Table

from kpi_es.entrypoints.benches.report import Report
from kpi_es.entrypoints.cli.invocation import BadInput, Json, console, invocation, print_json, progress_console
from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import servers

Announce = Callable[[str], None]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench", help="Đo tốc độ so với mốc nêu rõ / measure speed against a stated reference")(bench)


def bench(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="append|rules", help="Không nêu tên: đo tất cả / without a name: all of them"),
    ] = None,
    rounds: Annotated[int, typer.Option(min=3, max=50, help="Số lượt đo / rounds")] = 3,
    as_json: Json = False,
) -> None:
    """Run the benches named, or all, and print their figures and ratios; none fails for being slow.

    As JSON one named bench is one document, several or all are a list.
    """
    settings, out = invocation(context).settings, progress_console()
    chosen = _chosen(names or [])
    reports: list[Report] = []
    for run in chosen:
        reports.append(run(settings, rounds, lambda line: out.print(line, markup=False)))
        if not as_json:
            _show(reports[-1])
    if as_json:
        documents = [report.as_json() for report in reports]
        print_json(documents[0] if len(names or []) == 1 else documents)


def _append(settings: Settings, rounds: int, announce: Announce) -> Report:
    # What only a bench needs is imported when one runs: DuckDB and its like would slow every other command down.
    from kpi_es.entrypoints.benches.append import bench_append  # noqa: PLC0415

    with servers(settings, bus=False) as running:
        return bench_append(running.database_url, rounds, announce)


def _rules(settings: Settings, rounds: int, announce: Announce) -> Report:
    """Run without any server: DuckDB works in this process."""
    from kpi_es.entrypoints.benches.rules import bench_rules  # noqa: PLC0415

    del settings
    return bench_rules(rounds, announce)


BENCHES: dict[str, Callable[[Settings, int, Announce], Report]] = {"append": _append, "rules": _rules}


def _chosen(names: list[str]) -> list[Callable[[Settings, int, Announce], Report]]:
    """Return the benches named, or all, before any has started; raises BadInput for a name there is none of."""
    known = ", ".join(BENCHES)
    for name in names:
        if name not in BENCHES:
            vi = f"Không có phép đo {name!r}; hiện có: {known}."
            raise BadInput(vi, f"There is no bench {name!r}; known: {known}.")
    return [BENCHES[name] for name in names or BENCHES]


def _show(report: Report) -> None:
    table = Table("", "", "", title=f"kpi bench {report.bench}", show_header=False)
    for name, (value, unit) in report.figures.items():
        table.add_row(name, f"{value:,.0f}", unit)
    for name, ratio in report.ratios.items():
        table.add_row(f"ours / {name}", f"{ratio:.3f}", "×")
    console().print(table)
