"""`kpi catalogue AGENCY`: the catalogue of a day, the proposals that wait, and the work nobody proposed yet."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.catalogue import Catalogue, Item, Proposal, StandardProposal, UncataloguedWork
from kpi_es.domain.event import catalogue_stream
from kpi_es.domain.topics import fold
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.invocation import BadInput, Invocation, Json, console, invocation, print_json
from kpi_es.entrypoints.cli.manager import On, read_day

CATALOGUE_VERSION = 1
Agency = Annotated[str, typer.Argument(metavar="AGENCY", help="Mã cơ quan / agency code")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("catalogue", help="Danh mục sản phẩm/công việc / product and work catalogue")(catalogue)


def catalogue(context: typer.Context, agency: Agency, on: On = None, as_json: Json = False) -> None:
    """Show the items in force on a day, what was proposed for the catalogue, and the work that waits for a proposal."""
    call = invocation(context)
    day = read_day(on)
    with call.engine() as engine:
        stream = catalogue_stream(agency)
        found = cast(Catalogue, fold(stream, engine.store.streams([stream]).get(stream, ())))
    if found.version == 0:
        raise BadInput(
            f"{agency!r} chưa có danh mục nào; hãy kiểm tra mã cơ quan hoặc nhập bằng kpi import catalogue.",
            f"{agency!r} has no catalogue yet; check the agency code, or bring one in by kpi import catalogue.",
        )
    if as_json:
        print_json(catalogue_json(found, day))
    else:
        show_catalogue(call, console(), found, day)


def catalogue_json(found: Catalogue, day: date) -> dict[str, Any]:
    """Return a catalogue for programs; exact numbers as text."""
    standard = found.standard_on(day)
    return {
        "version": CATALOGUE_VERSION,
        "agency": found.agency,
        "on": day,
        "standard_points": None if standard is None else format_exact(standard),
        "items": [_item_json(item) for item in _items(found, day)],
        "proposals": [_proposal_json(each) for each in _waiting(found)],
        "waiting_for_proposal": [_work_json(work) for work in found.waiting_for_proposal()],
    }


def show_catalogue(call: Invocation, out: Console, found: Catalogue, day: date) -> None:
    """Print a catalogue as tables; those of nothing are left out."""
    standard = found.standard_on(day)
    points = "—" if standard is None else format_exact(standard)
    heading = call.say(
        f"Danh mục của {found.agency}, ngày {day:%d/%m/%Y}; sản phẩm/công việc chuẩn: {points} điểm",
        f"Catalogue of {found.agency}, on {day:%d/%m/%Y}; standard product/work unit: {points} points",
    )
    out.print(Text(heading, style="bold"))
    out.print(_items_table(call, _items(found, day)))
    if waiting := _waiting(found):
        out.print(_proposals_table(call, waiting))
    if works := found.waiting_for_proposal():
        out.print(_works_table(call, works))


def _items(found: Catalogue, day: date) -> list[Item]:
    in_force = [item for code in sorted(found.items) if (item := found.item_on(code, day))]
    return sorted(in_force, key=lambda item: item.group)


def _waiting(found: Catalogue) -> list[Proposal | StandardProposal]:
    everything: list[Proposal | StandardProposal] = [*found.standard_proposals.values(), *found.proposals.values()]
    return [each for each in everything if each.undecided]


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "item": item.code,
        "title": item.title,
        "measure": item.measure,
        "group": item.group,
        "points": format_exact(item.points),
        "coefficient": format_exact(item.coefficient),
    }


def _proposal_json(each: Proposal | StandardProposal) -> dict[str, Any]:
    return {
        "proposal": each.code,
        "unit": each.unit,
        "status": each.status,
        "item": each.item if isinstance(each, Proposal) else None,
        "title": each.title,
        "points": format_exact(each.points),
    }


def _work_json(work: UncataloguedWork) -> dict[str, Any]:
    staff, period, task = work.task
    named = {"staff": staff, "period": period, "task": task, "unit": work.unit, "item": work.item}
    return {**named, "title": work.title, "points": format_exact(work.points), "since": work.since}


def _items_table(call: Invocation, items: list[Item]) -> Table:
    table = _table(call.say("Đang có hiệu lực", "In force"))
    for vi, en in (("mã", "item"), ("tên", "title"), ("đơn vị tính", "measure"), ("nhóm", "group")):
        table.add_column(call.say(vi, en), overflow="fold")
    for vi, en in (("điểm", "points"), ("hệ số", "coefficient")):
        table.add_column(call.say(vi, en), justify="right")
    for item in items:
        numbers = (format_exact(item.points), format_exact(item.coefficient))
        table.add_row(*map(Text, (item.code, item.title, item.measure, f"N{item.group}", *numbers)))
    return table


def _proposals_table(call: Invocation, waiting: list[Proposal | StandardProposal]) -> Table:
    table = _table(call.say("Đề xuất đang chờ", "Proposals that wait"))
    columns = (("đề xuất", "proposal"), ("đơn vị", "unit"), ("mã", "item"), ("tên", "title"), ("bước", "stage"))
    for vi, en in columns:
        table.add_column(call.say(vi, en), overflow="fold")
    table.add_column(call.say("điểm", "points"), justify="right")
    for each in waiting:
        item = each.item if isinstance(each, Proposal) else call.say("(chuẩn)", "(standard)")
        stage = _STAGES.get(each.status, (each.status, each.status))
        row = (each.code, each.unit, item, each.title, call.say(*stage), format_exact(each.points))
        table.add_row(*map(Text, row))
    return table


def _works_table(call: Invocation, works: tuple[UncataloguedWork, ...]) -> Table:
    table = _table(call.say("Công việc ngoài danh mục chờ đề xuất", "Work outside the catalogue, waiting"))
    columns = (("mã", "item"), ("tên", "title"), ("đơn vị", "unit"), ("nhiệm vụ", "task"), ("từ ngày", "since"))
    for vi, en in columns:
        table.add_column(call.say(vi, en), overflow="fold")
    table.add_column(call.say("điểm", "points"), justify="right")
    for work in works:
        row = (work.item, work.title, work.unit, " / ".join(work.task), f"{work.since:%d/%m/%Y}")
        table.add_row(*map(Text, (*row, format_exact(work.points))))
    return table


def _table(title: str) -> Table:
    return Table(title=Text(title), title_justify="left")


_STAGES = {
    "proposed": ("chờ chuẩn hóa, xem xét", "waiting for the adviser"),
    "standardised": ("chờ quyết định", "waiting for the decision"),
}
