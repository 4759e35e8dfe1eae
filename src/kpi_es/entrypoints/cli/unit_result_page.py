"""Item d of a leader as a page of text: the share, and the people whose scores it follows from."""

from __future__ import annotations

from collections.abc import Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.words import word
from kpi_es.evaluation import format_percent, format_points
from kpi_es.evaluation.unit_result import Subordinate, UnitResult

MOST_SHOWN = 12
_STANDINGS: Mapping[str, tuple[str, str]] = {
    "completed": ("đạt mức hoàn thành trở lên", "completed or better"),
    "below": ("dưới mức hoàn thành", "below completed"),
    "unscored": ("chưa có điểm", "no score yet"),
}


def show_unit_result(call: Invocation, out: Console, unit: UnitResult) -> None:
    """Print why item d is what it is (Art 15.3a, 15.4), those who decide it first."""
    out.print()
    out.print(Text(call.say("Tiêu chí d tính từ ai", "Whose scores item d follows from"), style="bold"))
    out.print(f"  {_reason(call, unit)}", markup=False)
    decisive = {each.staff for each in unit.decisive}
    people = sorted(unit.counted, key=lambda each: (each.staff not in decisive, each.staff))
    if not people:
        return
    table = Table(box=SIMPLE_HEAD)
    for heading in (("Mã", "Id"), ("Đơn vị", "Unit"), ("Điểm", "Score"), ("Mức", "Level"), ("", "")):
        table.add_column(call.say(*heading))
    for each in people[:MOST_SHOWN]:
        table.add_row(*map(Text, _row(call, each)))
    out.print(table)
    if len(people) > MOST_SHOWN:
        rest = len(people) - MOST_SHOWN
        out.print(call.say(f"  … và {rest} người nữa (--json)", f"  … and {rest} more (--json)"), style="dim")


def _reason(call: Invocation, unit: UnitResult) -> str:
    if unit.day is None:
        return call.say(
            "chưa biết: không có đơn vị hoặc lĩnh vực nào được ghi là do người này phụ trách trong kỳ",
            "not known: no unit or field is recorded as led by this person in the period",
        )
    below = sum(1 for each in unit.counted if each.standing == "below")
    unscored = sum(1 for each in unit.counted if each.standing == "unscored")
    if unit.share is None:
        return call.say(
            f"chưa biết: {unscored} trong {len(unit.counted)} người chưa có điểm",
            f"not known: {unscored} of {len(unit.counted)} people have no score yet",
        )
    shown = format_percent(unit.share, 0, call.language)
    return call.say(
        f"{shown}: {below} trong {len(unit.counted)} công chức thuộc quyền quản lý ngày {unit.day:%d/%m/%Y} "
        "ở dưới mức hoàn thành nhiệm vụ",
        f"{shown}: {below} of {len(unit.counted)} civil servants in charge on {unit.day:%d/%m/%Y} are below completed",
    )


def _row(call: Invocation, each: Subordinate) -> tuple[str, ...]:
    total = "—" if each.total is None else format_points(each.total, 2, call.language)
    return each.staff, each.unit, total, call.say(*_STANDINGS[each.standing]), word(each.class_code, call.language)
