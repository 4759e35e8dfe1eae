"""An explained score as a page of text: the work, every step with its numbers, the conclusion, then the formulas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.sheet import TaskLine
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.bars import bar
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.unit_result_page import show_unit_result
from kpi_es.entrypoints.cli.words import COLOURS, word
from kpi_es.entrypoints.cli.workings import workings
from kpi_es.entrypoints.person_history import Explained, ExplainedQuarter
from kpi_es.evaluation import Receipt, Result, Step, format_percent, format_points

DECIMALS = 4
BAR_CELLS = 25
WIDEST_TITLE = 40
LONGEST_EXACT = 16
_SHARES = {"a": "a", "b": "b", "c": "c", "d": "d", "dd": "đ", "e": "e"}


def show_explanation(call: Invocation, out: Console, found: Explained) -> None:
    """Print the task lines, then every step of the calculation, then the conclusion, formulas and receipt."""
    who = f"{found.name or found.staff} ({found.staff})"
    period = found.sheet.period
    title = call.say(f"Giải thích điểm của {who}, kỳ {period}", f"The score of {who} for {period}, explained")
    out.print(Text(title, style="bold"))
    if found.sheet.tasks:
        out.print(_lines(call, found))
    _show_steps(call, out, found)
    if found.unit is not None:
        show_unit_result(call, out, found.unit)
    out.print()
    out.print(_conclusion(call, found.result))
    out.print()
    out.print(_formulas(call, found.result.trace))
    _show_receipt(call, out, found.receipt)
    if not found.same_rules:
        note = call.say(
            "Chú ý: bộ quy tắc hiện có khác bản đã ghi trên phiếu.",
            "Note: the rule set at hand differs from the one frozen on the sheet.",
        )
        out.print(note, style="red")


def show_quarter(call: Invocation, out: Console, found: ExplainedQuarter) -> None:
    """Print the months of a quarter, how their scores combine, the conclusion and the receipt."""
    who = f"{found.name or found.staff} ({found.staff})"
    title = call.say(
        f"Giải thích điểm của {who}, kỳ {found.period}", f"The score of {who} for {found.period}, explained"
    )
    out.print(Text(title, style="bold"))
    for month, result in found.months.items():
        total = None if result is None else result.outputs.get("total")
        shown = "—" if total is None else format_points(total, 2, call.language)
        label = word("no_sheet" if result is None else result.class_code or result.status, call.language)
        drawn = bar(Fraction(0) if total is None else total / 100, BAR_CELLS)
        out.print(f"  {month}  {shown:>6}  {drawn}  {label}", markup=False)
    out.print()
    out.print(step_table(call, found.result.trace))
    out.print()
    out.print(_conclusion(call, found.result))
    first = next(iter(found.months))
    hint = call.say("Từng tháng được giải thích bằng", "Each month is explained by")
    out.print(f"{hint}: kpi explain {found.staff} {first}", style="dim", markup=False)
    _show_receipt(call, out, found.receipt)


def _show_receipt(call: Invocation, out: Console, receipt: Receipt) -> None:
    texts = " · ".join(f"{name}={value}" for name, value in receipt.as_texts().items())
    out.print(call.say("Biên nhận: ", "Receipt: ") + texts, style="dim", markup=False, soft_wrap=True)


def _lines(call: Invocation, found: Explained) -> Table:
    headings = ("Mã", "Sản phẩm/công việc", "Hệ số", "Giao", "Hoàn thành", "Chưa đạt", "Lần chậm", "Khách quan")
    english = ("Task", "Product or work", "Coefficient", "Assigned", "Done", "Not met", "Times late", "Excused")
    table = _page_table(call.say("Nhiệm vụ trong kỳ", "Tasks of the period"))
    for number, heading in enumerate(headings if call.language == "vi" else english):
        table.add_column(heading, justify="right" if number in (2, 3, 4, 5, 6) else "left")
    for line in found.sheet.tasks.values():
        table.add_row(*map(Text, _line(call, line)))
    return table


_EXTRA = {
    "ad_hoc": ("đột xuất", "ad hoc"),
    "taken_over": ("nhận thêm", "taken over"),
}
_PARTS = {"quality": ("chất lượng", "quality"), "timeliness": ("tiến độ", "timeliness")}


def _line(call: Invocation, line: TaskLine) -> tuple[str, ...]:
    late = f"{line.times_late} ({line.days_late} {call.say('ngày', 'days')})" if line.times_late else "0"
    excused = ", ".join(call.say(*_PARTS[part]) for part in sorted(line.excused)) or "—"
    numbers = (_number(call, line.coefficient), _number(call, line.quantity), _number(call, line.done))
    title = f"{line.title} ({call.say(*_EXTRA[line.kind])})" if line.kind in _EXTRA else line.title
    return (line.task, title, *numbers, str(line.quality_failures), late, excused)


def _show_steps(call: Invocation, out: Console, found: Explained) -> None:
    """Print the steps of each task line below its title, then those of the whole sheet, all in the same columns."""
    titles = {line.task: line.title for line in found.sheet.tasks.values()}
    out.print(Text(call.say("Cách tính từng bước", "The calculation, step by step"), style="bold"))
    widths = _widths(call, found.result.trace)
    for line, steps in groupby(found.result.trace, key=lambda step: step.line):
        heading = call.say("Cả phiếu", "The whole sheet") if line is None else f"{line} {titles.get(line, '')}"
        out.print(Text(f"\n  {heading}", style="bold"))
        out.print(step_table(call, list(steps), widths))


def _widths(call: Invocation, trace: tuple[Step, ...]) -> tuple[int, int]:
    titles = [cell_len(step.title.in_language(call.language)) for step in trace]
    return min(max(titles, default=1), WIDEST_TITLE), max(
        (cell_len(_shown(call, step.value)) for step in trace), default=1
    )


def step_table(call: Invocation, steps: Sequence[Step], widths: tuple[int, int] | None = None) -> Table:
    """Return steps as title, numbers, result and article; `widths` are those of title and result."""
    title_width, result_width = widths or _widths(call, tuple(steps))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    table.add_column(width=4)
    table.add_column(width=title_width)
    table.add_column(ratio=3)
    table.add_column(width=result_width, justify="right")
    table.add_column(ratio=2)
    for step in steps:
        title = step.title.in_language(call.language)
        cells = (Text(title), Text(_workings(call, step)), Text(_shown(call, step.value)))
        table.add_row("", *cells, Text(step.article, style="dim"))
    return table


def _workings(call: Invocation, step: Step) -> str:
    """Return the formula with its numbers; nothing where that would only repeat the result."""
    if any(name.startswith("excused_") and value == "true" for name, value in step.inputs):
        return call.say("nguyên nhân khách quan: không trừ", "objective cause: nothing deducted")
    written = workings(step.formula, step.inputs, lambda value: _exact(call, value))
    repeats = isinstance(step.value, Fraction) and written == _exact(call, step.value)
    return "" if repeats else written


def _formulas(call: Invocation, trace: tuple[Step, ...]) -> Table:
    """Give each formula once, as the rule set has it; the names in it are those of the steps above."""
    title = call.say("Công thức của bộ quy tắc, nguyên văn", "The formulas as the rule set has them")
    table = _page_table(title, style="dim")
    table.add_column(call.say("Tên", "Name"), overflow="fold")
    table.add_column(call.say("Công thức", "Formula"), ratio=1)
    table.add_column(call.say("Ý nghĩa", "Meaning"))
    seen: set[tuple[str, str]] = set()
    for step in trace:
        if step.formula and (step.name, step.formula) not in seen:
            seen.add((step.name, step.formula))
            table.add_row(*map(Text, (step.name, step.formula, step.title.in_language(call.language))))
    return table


def _conclusion(call: Invocation, result: Result) -> Text:
    text = _drawn(call, result)
    total = result.outputs.get("total", result.outputs.get("mean"))
    if total is not None and _without_classes(result):
        shown = format_points(total, 2, call.language)
        said = call.say(
            f"Kết luận: {shown} điểm; bộ quy tắc này không xếp mức.",
            f"Conclusion: {shown} points; this rule set has no classes.",
        )
        return text.append(said, style="bold")
    if total is None or result.class_code is None:
        said = call.say(f"Kết luận: {word(result.status, 'vi')}.", f"Conclusion: {word(result.status, 'en')}.")
        return text.append(said, style="bold")
    exact = "" if total.denominator == 1 else f" = {total}"
    shown = format_points(total, 2, call.language)
    label = word(result.class_code, call.language)
    said = call.say(
        f"Kết luận: {shown} điểm{exact}, tương ứng mức {label} nhiệm vụ.",
        f"Conclusion: {shown} points{exact}, in the band of {label}.",
    )
    return text.append(said, style=f"bold {COLOURS.get(result.class_code, '')}".strip())


def _without_classes(result: Result) -> bool:
    return result.status == "scored" and result.class_code is None


def _drawn(call: Invocation, result: Result) -> Text:
    """Draw the shares and points a score is made of, as far as they are known."""
    text = Text()
    for name, label in _SHARES.items():
        if name in result.outputs:
            share = result.outputs[name]
            text.append(f"  {label:<8} {format_percent(share, 2, call.language):>9}  {bar(share, BAR_CELLS)}\n")
    # Without classes there is no scale of 100 points either: some totals have no ceiling.
    if _without_classes(result):
        return text
    parts = (("general", "Chung", "General", 30), ("result", "Kết quả", "Result", 70), ("total", "Tổng", "Total", 100))
    for name, vi, en, most in parts:
        if name in result.outputs:
            points = result.outputs[name]
            shown = f"{format_points(points, 2, call.language)}/{most}"
            text.append(f"  {call.say(vi, en):<8} {shown:>9}  {bar(points / most, BAR_CELLS)}\n")
    return text


def _page_table(title: str, style: str = "") -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, style=style)


def _shown(call: Invocation, value: Fraction | str) -> str:
    if isinstance(value, Fraction):
        return _number(call, value)
    return word(value, call.language)


def _number(call: Invocation, value: Fraction) -> str:
    """Return an exact number: as a decimal if it ends, else as a fraction with its decimal beside it."""
    text = _exact(call, value)
    if "/" not in text or text.startswith("≈"):
        return text
    return f"{text} ≈ {format_points(value, DECIMALS, call.language)}"


def _exact(call: Invocation, value: Fraction) -> str:
    """Return an exact number, or where nobody could read its digits the nearest decimal, marked as such."""
    text = format_exact(value)
    if len(text) > LONGEST_EXACT:
        return f"≈ {format_points(value, DECIMALS, call.language)}"
    return text.replace(".", ",") if call.language == "vi" else text
