"""The sample ward's year as a page of text: a timeline by month, what March did to January, and the round."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.words import COLOURS, word
from kpi_es.entrypoints.year_told import Classed, MonthTold, Why, YearTold
from kpi_es.evaluation import format_percent, format_points

DECIMALS = 2
BAR_CELLS = 16

_WHY: dict[Why, tuple[str, str]] = {
    "discipline": ("bị kỷ luật liên quan đến công vụ (Điều 20.4)", "disciplined in duty (Art 20.4)"),
    "unit": ("không cao hơn đơn vị (Điều 20.6)", "not above the unit (Art 20.6)"),
    "equal": ("bằng điểm, thứ tự theo quyết định có lý do", "equal means, put in order with a reason"),
    "group": ("vượt tỷ lệ của nhóm (Điều 20.5)", "beyond the cap of the group (Art 20.5)"),
    "agency": ("vượt tỷ lệ của cơ quan (Điều 20.5)", "beyond the cap of the agency (Art 20.5)"),
    "leave": ("tính {months} tháng làm việc (Điều 11.2)", "of {months} months of work (Art 11.2)"),
}


def show_year(call: Invocation, out: Console, told: YearTold) -> None:
    """Print the year: the months, January before and after March, the units, the round."""
    _heading(out, call.say("Phường Mẫu, năm 2026 (hư cấu)", "The ward Mẫu in 2026 (invented)"))
    for month in told.months:
        _show_month(call, out, month)
    _show_january(call, out, told)
    _show_units(call, out, told)
    _show_round(call, out, told)


def year_json(told: YearTold) -> dict[str, Any]:
    """Return the year for programs: exact numbers as text, shares with 1 = 100 %."""
    return {
        "months": [_month_json(month) for month in told.months],
        "january": [
            {
                "staff": each.staff,
                "before": format_exact(each.before),
                "after": format_exact(each.after),
                "d_before": _exact(each.d_before),
                "d_after": _exact(each.d_after),
            }
            for each in told.january
        ],
        "units": {unit: {"total": _exact(total), "class": code} for unit, (total, code) in told.units.items()},
        "groups": [
            {"title": each.title, "top": each.top, "following": each.following, "allowed": each.allowed}
            for each in told.groups
        ],
        "decision": {
            "decision": told.decision.decision,
            "decided_on": told.decision.decided_on.isoformat(),
            "late": told.decision.late,
        },
        "classes": [_classed_json(each, told) for each in told.classed],
        "petitions": dict(told.petitions),
    }


def _month_json(month: MonthTold) -> dict[str, Any]:
    return {
        "period": month.period,
        "scored": month.result.scored if month.result else 0,
        "mean": _exact(month.result.mean) if month.result else None,
        "stories": [
            {
                "story": story.story,
                "vi": story.vi,
                "en": story.en,
                "refused": {each.command_id: each.problem.code for each in answers if each.problem},
            }
            for story, answers in month.stories
        ],
    }


def _classed_json(each: Classed, told: YearTold) -> dict[str, Any]:
    return {
        "staff": each.staff,
        "name": told.names.get(each.staff),
        "unit": each.unit,
        "group": each.group,
        "mean": _exact(each.mean),
        "class_before_cap": each.class_before_cap,
        "class": each.class_code,
        "why": list(each.why),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else format_exact(value)


def _heading(out: Console, text: str) -> None:
    out.print()
    out.print(Text(text, style="bold"))


def _show_month(call: Invocation, out: Console, month: MonthTold) -> None:
    line = Text(call.say(f"Tháng {month.period[-2:]}  ", f"Month {month.period[-2:]}  "), style="bold")
    if month.result is not None and month.result.mean is not None:
        mean, scored = month.result.mean, month.result.scored
        line.append(bar(mean / 100, BAR_CELLS), style="cyan")
        shown = format_points(mean, DECIMALS, call.language)
        line.append(call.say(f"  {scored} phiếu, trung bình {shown}", f"  {scored} sheets, mean {shown}"), style="dim")
    out.print(line)
    for story, answers in month.stories:
        out.print(_indented(Text(call.say(story.vi, story.en)), "•"))
        for answer in answers:
            if answer.problem is not None:
                detail = call.say(answer.problem.detail.vi, answer.problem.detail.en)
                said = Text(f"{detail} [{answer.problem.code}; {answer.problem.article}]", style="yellow")
                out.print(_indented(said, "✗", level=2))


def _indented(text: Text, mark: str, level: int = 1) -> Padding:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(mark, text)
    return Padding(table, (0, 0, 0, 2 * level), expand=False)


def _show_january(call: Invocation, out: Console, told: YearTold) -> None:
    _heading(
        out,
        call.say(
            "Tháng 01 trước và sau quyết định thay thế của tháng 3 (Điều 21.3, 15.3a)",
            "January before and after the superseding decision of March (Art 21.3, 15.3a)",
        ),
    )
    table = _table()
    for name in (call.say("Mã", "Id"), call.say("Họ và tên", "Name")):
        table.add_column(name)
    for name in (call.say("d trước", "d before"), call.say("d sau", "d after")):
        table.add_column(name, justify="right")
    for name in (call.say("Điểm trước", "Before"), call.say("Điểm sau", "After")):
        table.add_column(name, justify="right")
    for each in told.january:
        shares = (_percent(call, share) for share in (each.d_before, each.d_after))
        points = (format_points(value, DECIMALS, call.language) for value in (each.before, each.after))
        table.add_row(each.staff, told.names.get(each.staff, "—"), *shares, *points)
    out.print(table)


def _show_units(call: Invocation, out: Console, told: YearTold) -> None:
    _heading(out, call.say("Xếp loại đơn vị (Điều 8, 9)", "Classes of the units (Art 8, 9)"))
    table = _table(headings=False)
    for unit, (total, code) in told.units.items():
        points = "—" if total is None else format_points(total, DECIMALS, call.language)
        table.add_row(told.unit_names.get(unit, unit), points, _class(call, code))
    out.print(table)


def _show_round(call: Invocation, out: Console, told: YearTold) -> None:
    day = told.decision.decided_on.strftime("%d/%m/%Y")
    _heading(
        out,
        call.say(
            f"Xếp loại năm, {told.decision.decision} ngày {day}",
            f"Classes of the year, {told.decision.decision} of {day}",
        ),
    )
    for each in told.groups:
        text = call.say(
            f"{each.title}: {each.top} người ở mức xuất sắc, {each.following} ở mức tốt trước khi tính tỷ lệ: "
            f"{each.allowed} chỗ",
            f"{each.title}: {each.top} excellent and {each.following} good before the cap: places {each.allowed}",
        )
        out.print(_indented(Text(text), "•"))
    table = _table()
    for name in (call.say("Mã", "Id"), call.say("Họ và tên", "Name"), call.say("Đơn vị", "Unit")):
        table.add_column(name)
    table.add_column(call.say("Trung bình", "Mean"), justify="right")
    for name in (call.say("Trước tỷ lệ", "Before cap"), call.say("Xếp loại", "Class"), call.say("Vì sao", "Why")):
        table.add_column(name)
    for person in told.classed:
        table.add_row(*_cells(call, person, told))
    out.print(table)


def _cells(call: Invocation, person: Classed, told: YearTold) -> Iterator[Text]:
    yield Text(person.staff)
    yield Text(told.names.get(person.staff, "—"))
    yield Text(told.unit_names.get(person.unit, person.unit))
    yield Text("—" if person.mean is None else format_points(person.mean, DECIMALS, call.language))
    yield _class(call, person.class_before_cap)
    yield _class(call, person.class_code)
    yield Text("; ".join(_why(call, person, told)), style="dim")


def _why(call: Invocation, person: Classed, told: YearTold) -> Iterator[str]:
    for reason in person.why:
        yield call.say(*_WHY[reason]).format(months=format_points(person.months_worked, 0, call.language))
    if person.staff in told.petitions:
        yield call.say("đã kiến nghị, giữ nguyên", "petitioned, kept")


def _class(call: Invocation, code: str | None) -> Text:
    return Text(word(code, call.language), style=COLOURS.get(code or "", ""))


def _percent(call: Invocation, share: Fraction | None) -> str:
    return "—" if share is None else format_percent(share, 0, call.language)


def _table(*, headings: bool = True) -> Table:
    return Table(box=None, show_header=headings, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold underline")
