"""`kpi scores`: the scoreboard by agency and unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.period import months_of_quarter, period_days, period_kind
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.invocation import BadInput, Invocation, Json, console, invocation, print_json
from kpi_es.entrypoints.cli.words import COLOURS, decimal, reason_in_words, word
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation import format_points
from kpi_projections.scoreboard.query import BoardRow, Scoreboard, results_by_agency, results_by_unit, scoreboard

DECIMALS = 2


@dataclass(frozen=True)
class Board:
    """The scoreboard of one period, with the months below a quarter, and names of people."""

    period: str
    months: tuple[str, ...]
    board: Scoreboard
    names: Mapping[str, str]
    log_position: int

    def as_json(self) -> dict[str, Any]:
        """Return the board for programs: exact numbers as text."""
        groups = [*results_by_agency(self._of_period()), *results_by_unit(self._of_period())]
        return {
            "period": self.period,
            "position": self.board.position,
            "log_position": self.log_position,
            "rows": [asdict(row) | {"name": self.names.get(row.staff)} for row in self.board.rows],
            "groups": [
                asdict(each) | {"mean": None if each.mean is None else format_exact(each.mean)} for each in groups
            ],
        }

    def _of_period(self) -> list[BoardRow]:
        return [row for row in self.board.rows if row.period == self.period]


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


def scores_data(engine: Engine, agency: str | None, period: str | None) -> Board:
    """Return the board of a period, by default of the latest quarter there is. Raises BadInput."""
    if period is not None:
        _require_period(period)
    with engine.database.datastore.get_connection() as connection:
        whole = scoreboard(connection, agency, None, schema=engine.database.schema)
        known = sorted({row.period for row in whole.rows})
        chosen = period or max((each for each in known if "Q" in each), default=max(known, default=None))
        if agency is not None and agency not in whole.agencies:
            listed = ", ".join(sorted(whole.agencies)) or "—"
            raise BadInput(
                f"Không có cơ quan {agency!r}; hiện có: {listed}.", f"There is no agency {agency!r}; known: {listed}."
            )
        if chosen is None:
            raise BadInput(
                "Chưa có phiếu nào; hãy nhập nhân sự và giao việc, hoặc chạy kpi demo.",
                "There is no sheet yet; import staff and assign work, or run kpi demo.",
            )
        months = months_of_quarter(chosen) if period_kind(chosen) == "quarter" else ()
        rows = [row for row in whole.rows if row.period in (chosen, *months)]
        if not any(row.period == chosen for row in rows):
            rows += scoreboard(connection, agency, chosen, schema=engine.database.schema).rows
    board = Scoreboard(rows, whole.position, whole.units, whole.agencies)
    names = engine.directory.names({row.staff for row in rows})
    return Board(chosen, months, board, names, engine.store.position())


def _require_period(period: str) -> None:
    try:
        period_days(period)
    except ValueError as wrong:
        raise BadInput(
            f"{period!r} không phải một kỳ; hãy viết tháng như 2026-07 hoặc quý như 2026-Q3.", str(wrong)
        ) from wrong


def show_scores(call: Invocation, out: Console, found: Board) -> None:
    """Print one table an agency, its units one below the other."""
    by_staff = {(row.staff, row.period): row for row in found.board.rows}
    rows = [row for row in found.board.rows if row.period == found.period]
    for agency, members in groupby(rows, key=lambda row: row.agency):
        title = f"{found.board.agencies.get(agency, agency)} · {_period_in_words(call, found.period)}"
        table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
        for heading, right in _headings(call, found):
            table.add_column(heading, justify="right" if right else "left")
        for unit, people in groupby(members, key=lambda row: row.unit):
            of_unit = list(people)
            table.add_row(Text(_unit_line(call, found, agency, unit, of_unit), style="bold"), end_section=False)
            for row in of_unit:
                table.add_row(*_cells(call, found, by_staff, row))
            table.add_section()
        out.print(table)
        out.print(_summary(call, members=[row for row in rows if row.agency == agency]))
    behind = found.log_position - found.board.position
    note = "" if behind == 0 else call.say(f"; còn {behind} sự kiện chưa tính", f"; {behind} events not counted yet")
    out.print(
        call.say(f"Tính tới vị trí {found.board.position}{note}", f"As of position {found.board.position}{note}"),
        style="dim",
    )


def _headings(call: Invocation, found: Board) -> Sequence[tuple[str, bool]]:
    if call.language == "vi":
        person = [("Mã", False), ("Họ và tên", False), ("Chức vụ, chức danh", False)]
        middle = [(f"T{month[-2:]}", True) for month in found.months] or [
            ("a %", True), ("b %", True), ("c %", True), ("Chung", True), ("Kết quả", True)]  # fmt: skip
        return [*person, *middle, ("Điểm", True), ("Mức tương ứng", False), ("Trạng thái", False)]
    person = [("Id", False), ("Name", False), ("Post", False)]
    middle = [(f"M{month[-2:]}", True) for month in found.months] or [
        ("a %", True), ("b %", True), ("c %", True), ("General", True), ("Result", True)]  # fmt: skip
    return [*person, *middle, ("Score", True), ("Class so far", False), ("Status", False)]


def _cells(
    call: Invocation, found: Board, by_staff: Mapping[tuple[str, str], BoardRow], row: BoardRow
) -> list[Text | str]:
    language = call.language
    middle = [decimal(_display(by_staff.get((row.staff, month))), language) for month in found.months]
    if not found.months:
        shares = [_shown(row.a, 100), _shown(row.b, 100), _shown(row.c, 100)]
        middle = [decimal(each, language) for each in (*shares, _shown(row.general, 1), _shown(row.result, 1))]
    colour = COLOURS.get(row.class_code or "", "")
    status = row.reason and reason_in_words(row.reason, language)
    standing = status or (
        word(row.sheet_status, language) if row.status == "scored" and row.sheet_status else word(row.status, language)
    )
    if row.stale:
        standing += call.say(" (có sự kiện lỗi)", " (an event failed)")
    total = Text(decimal(row.total_display, language), style=f"bold {colour}".strip())
    return [
        row.staff,
        found.names.get(row.staff, "—"),
        row.post,
        *middle,
        total,
        Text(word(row.class_code, language), style=colour),
        standing,
    ]


def _display(row: BoardRow | None) -> str | None:
    return row.total_display if row else None


def _shown(exact: str | None, times: int) -> str | None:
    return None if exact is None else format_points(Fraction(exact) * times, DECIMALS, "en")


def _unit_line(call: Invocation, found: Board, agency: str, unit: str, rows: Iterable[BoardRow]) -> str:
    (result,) = results_by_unit(rows)
    name = found.board.units.get((agency, unit), unit)
    mean = "—" if result.mean is None else format_points(result.mean, DECIMALS, call.language)
    return call.say(f"{name}: {result.people} người, trung bình {mean}", f"{name}: {result.people} people, mean {mean}")


def _summary(call: Invocation, members: Iterable[BoardRow]) -> Text:
    (result,) = results_by_agency(members)
    mean = "—" if result.mean is None else format_points(result.mean, DECIMALS, call.language)
    text = Text(call.say(f"Toàn cơ quan: {result.scored}/{result.people} người có điểm, trung bình {mean}. ",
                         f"Whole agency: {result.scored} of {result.people} scored, mean {mean}. "))  # fmt: skip
    for code in COLOURS:
        text.append(f"{word(code, call.language)} {result.classes.get(code, 0)}  ", style=COLOURS[code])
    text.append("\n")
    return text


def _period_in_words(call: Invocation, period: str) -> str:
    year, part = period.split("-")
    if part.startswith("Q"):
        return call.say(f"Quý {part[1:]} năm {year}", f"Quarter {part[1:]} of {year}")
    return call.say(f"Tháng {int(part)} năm {year}", f"Month {int(part)} of {year}")
