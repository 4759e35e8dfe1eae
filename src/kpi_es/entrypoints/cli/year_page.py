"""The sample ward's year as a page of text: a timeline by month, what March did to January, and the round."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.text import Text

from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.round_page import (
    DECIMALS,
    class_text,
    classes_json,
    exact_text,
    groups_json,
    heading,
    indented,
    plain_table,
    show_round,
)
from kpi_es.entrypoints.year_told import MonthTold, YearTold
from kpi_es.evaluation import format_percent, format_points

BAR_CELLS = 16


def show_year(call: Invocation, out: Console, told: YearTold) -> None:
    """Print the year: the months, January before and after March, the units, the round."""
    heading(out, call.say("Phường Mẫu, năm 2026 (hư cấu)", "The ward Mẫu in 2026 (invented)"))
    for month in told.months:
        _show_month(call, out, month)
    _show_january(call, out, told)
    _show_units(call, out, told)
    day = told.decision.decided_on.strftime("%d/%m/%Y")
    title = call.say(
        f"Xếp loại năm, {told.decision.decision} ngày {day}", f"Classes of the year, {told.decision.decision} of {day}"
    )
    heading(out, title)
    show_round(call, out, told.round)


def year_json(told: YearTold) -> dict[str, Any]:
    """Return the year for programs: exact numbers as text, shares with 1 = 100 %."""
    return {
        "months": [_month_json(month) for month in told.months],
        "january": [
            {
                "staff": each.staff,
                "before": format_exact(each.before),
                "after": format_exact(each.after),
                "d_before": exact_text(each.d_before),
                "d_after": exact_text(each.d_after),
            }
            for each in told.january
        ],
        "units": {unit: {"total": exact_text(total), "class": code} for unit, (total, code) in told.units.items()},
        "groups": groups_json(told.round),
        "decision": {
            "decision": told.decision.decision,
            "decided_on": told.decision.decided_on.isoformat(),
            "late": told.decision.late,
        },
        "classes": classes_json(told.round),
        "petitions": dict(told.round.petitions),
    }


def _month_json(month: MonthTold) -> dict[str, Any]:
    return {
        "period": month.period,
        "scored": month.result.scored if month.result else 0,
        "mean": exact_text(month.result.mean) if month.result else None,
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


def _show_month(call: Invocation, out: Console, month: MonthTold) -> None:
    line = Text(call.say(f"Tháng {month.period[-2:]}  ", f"Month {month.period[-2:]}  "), style="bold")
    if month.result is not None and month.result.mean is not None:
        mean, scored = month.result.mean, month.result.scored
        line.append(bar(mean / 100, BAR_CELLS), style="cyan")
        shown = format_points(mean, DECIMALS, call.language)
        line.append(call.say(f"  {scored} phiếu, trung bình {shown}", f"  {scored} sheets, mean {shown}"), style="dim")
    out.print(line)
    for story, answers in month.stories:
        out.print(indented(Text(call.say(story.vi, story.en)), "•"))
        for answer in answers:
            if answer.problem is not None:
                detail = call.say(answer.problem.detail.vi, answer.problem.detail.en)
                said = Text(f"{detail} [{answer.problem.code}; {answer.problem.article}]", style="yellow")
                out.print(indented(said, "✗", level=2))


def _show_january(call: Invocation, out: Console, told: YearTold) -> None:
    heading(
        out,
        call.say(
            "Tháng 01 trước và sau quyết định thay thế của tháng 3 (Điều 21.3, 15.3a)",
            "January before and after the superseding decision of March (Art 21.3, 15.3a)",
        ),
    )
    table = plain_table()
    for name in (call.say("Mã", "Id"), call.say("Họ và tên", "Name")):
        table.add_column(name)
    for name in (call.say("d trước", "d before"), call.say("d sau", "d after")):
        table.add_column(name, justify="right")
    for name in (call.say("Điểm trước", "Before"), call.say("Điểm sau", "After")):
        table.add_column(name, justify="right")
    for each in told.january:
        shares = (_percent(call, share) for share in (each.d_before, each.d_after))
        points = (format_points(value, DECIMALS, call.language) for value in (each.before, each.after))
        table.add_row(each.staff, told.round.names.get(each.staff, "—"), *shares, *points)
    out.print(table)


def _show_units(call: Invocation, out: Console, told: YearTold) -> None:
    heading(out, call.say("Xếp loại đơn vị (Điều 8, 9)", "Classes of the units (Art 8, 9)"))
    table = plain_table(headings=False)
    for unit, (total, code) in told.units.items():
        points = "—" if total is None else format_points(total, DECIMALS, call.language)
        table.add_row(told.round.unit_names.get(unit, unit), points, class_text(call, code))
    out.print(table)


def _percent(call: Invocation, share: Fraction | None) -> str:
    return "—" if share is None else format_percent(share, 0, call.language)
