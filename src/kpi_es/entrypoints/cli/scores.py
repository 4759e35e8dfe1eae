"""`kpi scores`: the scoreboard by agency and unit."""

from __future__ import annotations

from typing import Annotated

import typer

from kpi_es.entrypoints.cli.board import scores_data
from kpi_es.entrypoints.cli.invocation import Json, console, invocation, print_json
from kpi_es.entrypoints.cli.scoreboard_page import show_scores


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("scores", help="Bảng điểm theo đơn vị / scoreboard by unit")(scores)


def scores(
    context: typer.Context,
    period: Annotated[
        str | None, typer.Option(help="2026-07 | 2026-Q3; mặc định: quý mới nhất / default: the latest quarter")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Mã cơ quan / agency code")] = None,
    as_json: Json = False,
) -> None:
    """Show everybody's score and class so far, by unit, with the log position the answer stands on."""
    call = invocation(context)
    with call.engine() as engine:
        engine.projections.catch_up()
        found = scores_data(engine, agency, period)
    if as_json:
        print_json(found.as_json())
    else:
        show_scores(call, console(), found)
