"""The scoreboard as a page of text: one heading an agency, its units below each other, a bar for every score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.values import parse_exact
from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.board import Board
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.words import COLOURS, decimal, reason_in_words, word
from kpi_es.evaluation import format_points
from kpi_projections.scoreboard.query import BoardRow, GroupResult, results_by_agency, results_by_unit

DECIMALS = 2
BAR_CELLS = 16
SHORTEST_POST = 20
GAP = 2


@dataclass(frozen=True)
class _Column:
    """A column; on a narrow page those with a `spare` are left out, the lowest first, narrowed first to `least`."""

    heading: str
    cells: Sequence[Text]
    right: bool = False
    spare: int | None = None
    least: int | None = None

    @property
    def width(self) -> int:
        """The widest cell, in cells of the terminal."""
        return max(cell_len(self.heading), *(cell_len(cell.plain) for cell in self.cells), 1)


def show_scores(call: Invocation, out: Console, found: Board) -> None:
    """Print every agency of the board."""
    rows = found.of_period()
    for agency, members in groupby(rows, key=lambda row: row.agency):
        _show_agency(call, out, found, agency, list(members))
    if found.decided:
        note = call.say(
            "* Mức do kỷ luật hoặc sự việc khác quyết định, không theo điểm; xem: kpi explain MÃ KỲ",
            "* The class follows from discipline or another fact, not from the score; see: kpi explain ID PERIOD",
        )
        out.print(note, style="dim", markup=False)
    behind = found.log_position - found.board.position
    late = "" if behind == 0 else call.say(f"; còn {behind} sự kiện chưa tính", f"; {behind} events not counted yet")
    out.print(
        call.say(
            f"Tính tới sự kiện số {found.board.position}{late}.", f"As of event number {found.board.position}{late}."
        ),
        style="dim",
    )


def _show_agency(call: Invocation, out: Console, found: Board, agency: str, rows: list[BoardRow]) -> None:
    name = found.board.agencies.get(agency, agency)
    out.print(Text(f"{name} · {_period_in_words(call, found.period)}", style="bold"))
    columns = _columns(call, found, rows)
    widths = _fitted(columns, out.width)
    out.print(_table(columns, widths, headings=True))
    start = 0
    for unit, people in groupby(rows, key=lambda row: row.unit):
        count = len(list(people))
        out.print()
        out.print(_unit_line(call, found, agency, unit, rows[start : start + count]))
        out.print(_table(columns, widths, rows=range(start, start + count)))
        start += count
    out.print()
    (result,) = results_by_agency(rows)
    out.print(_summary(call, result))
    out.print()


def _columns(call: Invocation, found: Board, rows: list[BoardRow]) -> list[_Column]:
    by_staff = {(row.staff, row.period): row for row in found.board.rows}
    say, language = call.say, call.language
    return [
        _Column(say("Mã", "Id"), [Text(row.staff) for row in rows]),
        _Column(say("Họ và tên", "Name"), [Text(found.names.get(row.staff, "—")) for row in rows]),
        _Column(say("Chức vụ, chức danh", "Post"), [Text(row.post) for row in rows], spare=1, least=SHORTEST_POST),
        *_numbers(call, found, by_staff, rows),
        _Column(
            say("Điểm", "Score"),
            [Text(decimal(row.total_display, language), style=f"bold {_colour(row)}".strip()) for row in rows],
            right=True,
        ),
        _Column("", [_bar(row) for row in rows], spare=2),
        _Column(say("Mức tương ứng", "Class so far"), [_class(call, found, row) for row in rows]),
        *_states(call, found, rows),
    ]


def _numbers(
    call: Invocation, found: Board, by_staff: Mapping[tuple[str, str], BoardRow], rows: list[BoardRow]
) -> Iterator[_Column]:
    """Give the months of a quarter, or what a month's score is made of."""
    language = call.language
    for month in found.months:
        below = [by_staff.get((row.staff, month)) for row in rows]
        cells = [Text(decimal(each.total_display if each else None, language)) for each in below]
        yield _Column(f"{call.say('T', 'M')}{month[-2:]}", cells, right=True, spare=5)
    if not found.months:
        for name in ("a", "b", "c"):
            cells = [Text(decimal(_shown(getattr(row, name), 100), language)) for row in rows]
            yield _Column(f"{name} %", cells, right=True, spare=5)
        general = [Text(decimal(_shown(row.general, 1), language)) for row in rows]
        yield _Column(call.say("Chung", "General"), general, right=True, spare=4)
        of_tasks = [Text(decimal(_shown(row.result, 1), language)) for row in rows]
        yield _Column(call.say("Kết quả", "Result"), of_tasks, right=True, spare=4)


def _states(call: Invocation, found: Board, rows: list[BoardRow]) -> Iterator[_Column]:
    """Give the state of the sheets of a month, and of any period what went wrong with a person's events."""
    if not found.months:
        cells = [Text(word(row.sheet_status, call.language) if row.sheet_status else "—") for row in rows]
        yield _Column(call.say("Phiếu", "Sheet"), cells, spare=3)
    if any(row.stale for row in rows):
        failed = call.say("có sự kiện lỗi", "an event failed")
        yield _Column(call.say("Chú ý", "Note"), [Text(failed if row.stale else "", style="red") for row in rows])


def _bar(row: BoardRow) -> Text:
    if row.total is None:
        return Text("")
    return Text(bar(parse_exact(row.total) / 100, BAR_CELLS), style=_colour(row))


def _class(call: Invocation, found: Board, row: BoardRow) -> Text:
    if row.class_code is None:
        return Text(reason_in_words(row.reason, call.language) or word(row.status, call.language), style="dim")
    star = " *" if row.staff in found.decided else ""
    return Text(word(row.class_code, call.language) + star, style=_colour(row))


def _colour(row: BoardRow) -> str:
    return COLOURS.get(row.class_code or "", "")


def _shown(exact: str | None, times: int) -> str | None:
    return None if exact is None else format_points(Fraction(exact) * times, DECIMALS, "en")


def _fitted(columns: Sequence[_Column], page: int) -> list[int]:
    """Return each column's width so that all fit the page, 0 for those left out. Ids, names, scores always stay."""
    widths = [column.width for column in columns]
    for index in sorted(range(len(columns)), key=lambda each: columns[each].spare or 0):
        column = columns[index]
        over = sum(width + GAP for width in widths if width) - GAP - page
        if column.spare is not None and over > 0:
            narrowed = widths[index] - over
            widths[index] = narrowed if column.least is not None and narrowed >= column.least else 0
    return widths


def _table(
    columns: Sequence[_Column], widths: Sequence[int], rows: Sequence[int] = (), headings: bool = False
) -> Table:
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_header=headings, header_style="bold underline")
    shown = [(column, width) for column, width in zip(columns, widths, strict=True) if width]
    for column, width in shown:
        table.add_column(column.heading, width=width, justify="right" if column.right else "left")
    for row in rows:
        table.add_row(*(column.cells[row] for column, _ in shown))
    return table


def _unit_line(call: Invocation, found: Board, agency: str, unit: str, rows: list[BoardRow]) -> Text:
    (result,) = results_by_unit(rows)
    name = found.board.units.get((agency, unit), unit)
    people = call.say(f"{result.people} người", f"{result.people} people")
    mean = "" if result.mean is None else call.say(", trung bình ", ", mean ") + _points(call, result.mean)
    return Text.assemble((name, "bold"), (f"  {people}{mean}", "dim"))


def _summary(call: Invocation, result: GroupResult) -> Text:
    mean = "—" if result.mean is None else _points(call, result.mean)
    text = Text(
        call.say(
            f"Toàn cơ quan: {result.scored}/{result.people} người có điểm, trung bình {mean}",
            f"Whole agency: {result.scored} of {result.people} scored, mean {mean}",
        )
    )
    width = max(cell_len(word(code, call.language)) for code in COLOURS)
    for code, colour in COLOURS.items():
        count = result.classes.get(code, 0)
        share = Fraction(count, max(1, result.scored))
        text.append(f"\n  {word(code, call.language):<{width}} {count:>3} {bar(share, BAR_CELLS)}", style=colour)
    return text


def _points(call: Invocation, value: Fraction) -> str:
    return format_points(value, DECIMALS, call.language)


def _period_in_words(call: Invocation, period: str) -> str:
    year, part = period.split("-")
    if part.startswith("Q"):
        return call.say(f"Quý {part[1:]} năm {year}", f"Quarter {part[1:]} of {year}")
    return call.say(f"Tháng {int(part)} năm {year}", f"Month {int(part)} of {year}")
