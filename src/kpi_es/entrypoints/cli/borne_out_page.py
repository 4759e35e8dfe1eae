"""What the log no longer bears out of a decided year, as text and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.text import Text

from kpi_commands.round_entries import Difference, Value
from kpi_es.domain.values import OFFICE_TIME_ZONE, format_exact
from kpi_es.entrypoints.agency_year import CauseTold, NotBorneOutTold
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.round_page import DECIMALS, heading, indented
from kpi_es.entrypoints.cli.words import word
from kpi_es.evaluation import format_points

_NAMES: Mapping[str, tuple[str, str]] = {
    "mean": ("trung bình", "mean"),
    "unit": ("đơn vị", "unit"),
    "role": ("vai trò", "role"),
    "group": ("nhóm", "group"),
    "absence": ("nghỉ", "absence"),
    "months_worked": ("số tháng làm việc", "months of work"),
    "facts": ("sự việc", "facts"),
    "unit_class": ("mức của đơn vị", "class of the unit"),
    "status": ("tình trạng", "status"),
    "class_before_cap": ("mức trước tỷ lệ", "class before the cap"),
    "class_code": ("mức xếp loại", "class"),
}


def show_not_borne_out(
    call: Invocation, out: Console, found: tuple[NotBorneOutTold, ...], names: Mapping[str, str]
) -> None:
    """Print who no longer has the year that was decided: the decision, the log now, and what came in between."""
    heading(out, call.say("Không còn khớp nhật ký", "No longer borne out by the log"))
    if not found:
        out.print(indented(Text(call.say("Không có: mọi mức đều khớp.", "None: every class is borne out.")), "•"))
        return
    for each in found:
        _show(call, out, each, names)
    note = call.say(
        "Mức đã quyết định vẫn có hiệu lực cho tới khi có quyết định thay thế (Điều 21.3): đề xuất lại rồi "
        "replace_round_decision; người đứng đầu cơ quan: replace_class_decision.",
        "The classes decided stand until a decision replaces them (Art 21.3): propose again, then "
        "replace_round_decision; for the head of the agency replace_class_decision.",
    )
    out.print(Text(note, style="dim"))


def _show(call: Invocation, out: Console, told: NotBorneOutTold, names: Mapping[str, str]) -> None:
    found = told.found
    decided = f"{found.decision.decision}, {found.decision.decided_on:%d/%m/%Y}"
    title = f"{found.staff} {names.get(found.staff, '—')} ({decided})"
    out.print(indented(Text(title, style="bold"), "•"))
    for each in found.differences:
        out.print(indented(Text(_difference(call, each)), "≠", level=2))
    if found.refused is not None:
        said = call.say(
            f"chưa tính lại được: {found.refused.vi}", f"can not be calculated at present: {found.refused.en}"
        )
        out.print(indented(Text(said, style="yellow"), "≠", level=2))
    if found.through:
        people = ", ".join(found.through)
        said = call.say(
            f"vì tỷ lệ tính lại theo người khác (Điều 20.5): {people}",
            f"because the cap is counted anew with others (Art 20.5): {people}",
        )
        out.print(indented(Text(said), "↳", level=2))
    for cause in told.causes:
        out.print(indented(_cause(call, cause, found.staff), "↳", level=2))


def _difference(call: Invocation, each: Difference) -> str:
    name = call.say(*_NAMES[each.name]) if each.name in _NAMES else each.name
    before, after = (_value(call, value) for value in (each.before, each.after))
    return call.say(
        f"{name}: quyết định ghi {before}, nhật ký nay cho {after}",
        f"{name}: the decision says {before}, the log now gives {after}",
    )


def _value(call: Invocation, value: Value) -> str:
    if isinstance(value, Fraction):
        return format_points(value, DECIMALS, call.language)
    if value is None or isinstance(value, str):
        return word(value, call.language)
    return ", ".join(value) or "—"


def _cause(call: Invocation, cause: CauseTold, staff: str) -> Text:
    of = "" if cause.staff in (None, staff) else f"{cause.staff}: "
    at = f"{cause.recorded_at.astimezone(OFFICE_TIME_ZONE):%d/%m/%Y %H:%M}"
    reason = f" ({cause.reason})" if cause.reason else ""
    return Text(f"{at}, {cause.actor}: {of}{call.say(cause.vi, cause.en)}{reason}")


def not_borne_out_json(told: NotBorneOutTold) -> dict[str, Any]:
    """Return one person whose decision is no longer borne out for programs; exact numbers as text."""
    found, refused = told.found, told.found.refused
    return {
        "staff": found.staff,
        "decision": found.decision.decision,
        "decided_on": found.decision.decided_on.isoformat(),
        "differences": [
            {"name": each.name, "decided": _plain(each.before), "now": _plain(each.after)} for each in found.differences
        ],
        "refused": None if refused is None else {"code": refused.refusal.code, "vi": refused.vi, "en": refused.en},
        "through": list(found.through),
        "causes": [
            {
                "event": each.event_id,
                "type": each.type,
                "staff": each.staff,
                "actor": each.actor,
                "valid_on": each.valid_on.isoformat(),
                "recorded_at": each.recorded_at.isoformat(),
                "words": {"vi": each.vi, "en": each.en},
                "reason": each.reason,
            }
            for each in told.causes
        ],
    }


def _plain(value: Value) -> str | list[str] | None:
    if isinstance(value, Fraction):
        return format_exact(value)
    return value if value is None or isinstance(value, str) else list(value)
