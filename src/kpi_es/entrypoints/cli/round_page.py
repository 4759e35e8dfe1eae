"""A classification round as text and for programs: the groups with their places, and a table of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kpi_es.domain.petition import PetitionStatus
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.words import COLOURS, word
from kpi_es.entrypoints.round_told import Classed, RoundTold, Why
from kpi_es.evaluation import format_points

DECIMALS = 2

_PETITIONS: Mapping[PetitionStatus, tuple[str, str]] = {
    "open": ("đã kiến nghị, chưa trả lời", "petitioned, not answered yet"),
    "kept": ("đã kiến nghị, giữ nguyên", "petitioned, kept"),
    "corrected": ("đã kiến nghị, được sửa", "petitioned, corrected"),
    "annulled": ("đã kiến nghị, được hủy để làm lại", "petitioned, annulled and done again"),
}
_WHY: dict[Why, tuple[str, str]] = {
    "discipline": ("bị kỷ luật liên quan đến công vụ (Điều 20.4)", "disciplined in duty (Art 20.4)"),
    "unit": ("không cao hơn đơn vị (Điều 20.6)", "not above the unit (Art 20.6)"),
    "equal": ("bằng điểm, thứ tự theo quyết định có lý do", "equal means, put in order with a reason"),
    "group": ("vượt tỷ lệ của nhóm (Điều 20.5)", "beyond the cap of the group (Art 20.5)"),
    "agency": ("vượt tỷ lệ của cơ quan (Điều 20.5)", "beyond the cap of the agency (Art 20.5)"),
    "leave": ("tính {months} tháng làm việc (Điều 11.2)", "of {months} months of work (Art 11.2)"),
}


def show_round(call: Invocation, out: Console, told: RoundTold) -> None:
    """Print the groups with their allowed places, and everybody's mean, class before and after the cap, and why."""
    for each in told.groups:
        places = "—" if each.allowed is None else str(each.allowed)
        text = call.say(
            f"{each.title}: {each.top} người ở mức xuất sắc, {each.following} ở mức tốt trước khi tính tỷ lệ: "
            f"{places} chỗ",
            f"{each.title}: {each.top} excellent and {each.following} good before the cap: places {places}",
        )
        out.print(indented(Text(text), "•"))
    table = plain_table()
    for name in (call.say("Mã", "Id"), call.say("Họ và tên", "Name"), call.say("Đơn vị", "Unit")):
        table.add_column(name)
    table.add_column(call.say("Trung bình", "Mean"), justify="right")
    for name in (call.say("Trước tỷ lệ", "Before cap"), call.say("Xếp loại", "Class"), call.say("Vì sao", "Why")):
        table.add_column(name)
    for person in told.classed:
        table.add_row(*_cells(call, person, told))
    out.print(table)


def _cells(call: Invocation, person: Classed, told: RoundTold) -> Iterator[Text]:
    yield Text(person.staff)
    yield Text(told.names.get(person.staff, "—"))
    yield Text(told.unit_names.get(person.unit, person.unit))
    yield Text("—" if person.mean is None else format_points(person.mean, DECIMALS, call.language))
    yield class_text(call, person.class_before_cap)
    yield class_text(call, person.class_code)
    yield Text("; ".join(_why(call, person, told)), style="dim")


def _why(call: Invocation, person: Classed, told: RoundTold) -> Iterator[str]:
    for reason in person.why:
        yield call.say(*_WHY[reason]).format(months=format_points(person.months_worked, 0, call.language))
    if person.staff in told.petitions:
        yield call.say(*_PETITIONS[told.petitions[person.staff]])


def groups_json(told: RoundTold) -> list[dict[str, Any]]:
    """Return the groups for programs."""
    return [
        {"title": each.title, "top": each.top, "following": each.following, "allowed": each.allowed}
        for each in told.groups
    ]


def classes_json(told: RoundTold) -> list[dict[str, Any]]:
    """Return everybody's class for programs; exact numbers as text."""
    return [_classed_json(each, told) for each in told.classed]


def class_text(call: Invocation, code: str | None) -> Text:
    """Return a class in words, in its colour."""
    return Text(word(code, call.language), style=COLOURS.get(code or "", ""))


def _classed_json(each: Classed, told: RoundTold) -> dict[str, Any]:
    return {
        "staff": each.staff,
        "name": told.names.get(each.staff),
        "unit": each.unit,
        "group": each.group,
        "mean": exact_text(each.mean),
        "class_before_cap": each.class_before_cap,
        "class": each.class_code,
        "why": list(each.why),
    }


def exact_text(value: Fraction | None) -> str | None:
    """Return a number exactly, None for none."""
    return None if value is None else format_exact(value)


def heading(out: Console, text: str) -> None:
    """Print a heading after an empty line."""
    out.print()
    out.print(Text(text, style="bold"))


def indented(text: Text, mark: str, level: int = 1) -> Padding:
    """Return a text that keeps its indent behind a mark where it is broken into lines."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(mark, text)
    return Padding(table, (0, 0, 0, 2 * level), expand=False)


def plain_table(*, headings: bool = True) -> Table:
    """Return a table without a frame."""
    return Table(box=None, show_header=headings, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold underline")
