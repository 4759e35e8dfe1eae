"""Writes docs/commands.md from the commands themselves.

Refresh it with ``python -m tests.commands.command_page > docs/commands.md``; a test compares the two.
What a command can be refused for is read off its source: every refusal in a function that `decide` can reach.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType
from typing import Any

from kpi_commands import authority, processor, unit_lead
from kpi_commands.catalogue.proposals import require_deciding_authority
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.indicator import plan
from kpi_commands.refusals import ID_REUSED, REASON_REQUIRED
from kpi_commands.registry import ASPECTS, load_commands
from kpi_es.domain.refusal import Refusal

_INTRODUCTION = """\
# Các lệnh / Commands

Trang này được sinh ra từ mã nguồn; làm mới bằng `python -m tests.commands.command_page > docs/commands.md`.
This page is generated from the code; refresh it with the command above.

Mỗi lệnh là một đối tượng JSON. Gửi lại cùng `id` thì nhận lại cùng câu trả lời, không ghi gì thêm; cùng `id` mà
khác nội dung thì bị từ chối. Số lượng, điểm và hệ số là số nguyên hoặc chuỗi như `"2.7"`, `"2/37"`, không bao giờ
là số thực nhị phân. Every command is one JSON object. The same `id` again gets the same answer and writes nothing;
the same `id` with other content is refused. Exact numbers are integers or texts such as `"2.7"` and `"2/37"`.
"""

_TITLES = {
    "agency": "Cơ quan, đơn vị / Agency",
    "staff": "Nhân sự / Staff",
    "catalogue": "Danh mục / Catalogue",
    "product": "Sản phẩm chung / Shared product",
    "sheet": "Phiếu theo dõi, đánh giá / Sheet",
    "review": "Phiếu xếp loại năm / Annual review",
    "round": "Đợt xếp loại của cơ quan / Classification round",
    "unit_review": "Xếp loại tổ chức / Unit review",
    "indicator": "Chỉ số KPI / Indicators",
}

_SENDERS: tuple[tuple[Callable[..., Any], str], ...] = (
    (authority.require_operator, "người vận hành / an operator"),
    (authority.is_personnel_adviser, "tham mưu tổ chức, cán bộ / a personnel adviser of the agency"),
    (authority.require_adviser_about, "người vận hành, khi việc về một tham mưu / an operator, about an adviser"),
    (authority.require_the_person, "chính người đó / the person"),
    (require_deciding_authority, "người đứng đầu cơ quan quản lý / the managing authority"),
    (unit_lead.require_unit_head, "người đứng đầu đơn vị / the head of the unit, on that day and today"),
    (unit_lead.require_unit_lead, "người đứng đầu hoặc cấp phó đơn vị / the head or a deputy of the unit"),
    (authority.require_direct_manager, "người quản lý trực tiếp / the direct manager on that day, never oneself"),
    (authority.require_agency_head, "người đứng đầu cơ quan / the head of the agency"),
    (authority.require_managing_authority, "người đứng đầu cơ quan quản lý / the managing authority"),
    (plan.require_head_over, "người đứng đầu đơn vị phụ trách hoặc cấp trên / the head of the owner's unit or above"),
    (
        authority.require_the_person_concerned,
        "chính người đó, kể cả khi đã rời vị trí / the person, also after leaving",
    ),
)


def page() -> str:
    """Return the whole page."""
    commands = load_commands()
    parts = [_INTRODUCTION, "## Trường chung / Fields of every command\n", _table(_field_rows(Command, set()))]
    for aspect in ASPECTS:
        parts.append(f"## {_TITLES[aspect]}\n")
        chosen = [each for _, each in sorted(commands.types.items()) if f".{aspect}." in each.__module__]
        parts.extend(_section(each) for each in chosen)
    parts.append("## Các lý do từ chối / Refusals\n")
    parts.append("| mã / code | căn cứ / basis | Tiếng Việt | English |\n|---|---|---|---|")
    for refusal in sorted(commands.refusals, key=lambda each: each.code):
        parts.append(f"| `{refusal.code}` | {refusal.article} | {refusal.vi} | {refusal.en} |")
    return "\n".join(parts) + "\n"


@cache
def refusal_codes(command: type[Command]) -> tuple[str, ...]:
    """Return the codes a command can be refused with, in alphabetical order."""
    envelope = [ID_REUSED, *_refusals_in(processor._require_envelope)]
    found = [*envelope, *_refusals_in(_decide_of(command))]
    kept = {each.code for each in found if each is not REASON_REQUIRED or _may_lack_reason(command)}
    return tuple(sorted(kept))


def _section(command: type[Command]) -> str:
    name = command.model_fields["type"].default
    lines = [f"### `{name}`\n", inspect.cleandoc(command.__doc__ or ""), ""]
    senders = [text for function, text in _SENDERS if function in _reachable(_decide_of(command))]
    reason = " Phải có `reason` / a `reason` is due." if command.REASON_DUE else ""
    lines.append(f"Người gửi / sent by: {'; '.join(senders)}. Nguồn / source: `{command.SOURCE}`.{reason}\n")
    lines.append(_table(_field_rows(command, set(Command.model_fields))))
    lines.append(f"Có thể bị từ chối / refusals: {', '.join(f'`{code}`' for code in refusal_codes(command))}.\n")
    return "\n".join(lines)


def _table(rows: list[tuple[str, str, str]]) -> str:
    head = ["| trường / field | kiểu / type | bắt buộc / required |", "|---|---|---|"]
    return "\n".join([*head, *(f"| `{name}` | {kind} | {due} |" for name, kind, due in rows)]) + "\n"


def _field_rows(command: type[Command], left_out: set[str]) -> list[tuple[str, str, str]]:
    schema = command.model_json_schema()
    definitions = schema.get("$defs", {})
    required = set(schema.get("required", ()))
    return [
        (name, json_kind(each, definitions), "có / yes" if name in required else "—")
        for name, each in schema["properties"].items()
        if name not in left_out and name != "type"
    ]


def json_kind(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Say in a few words what a JSON schema takes."""
    if "$ref" in schema:
        named = definitions[schema["$ref"].rpartition("/")[2]]
        inner = (f"{name}: {json_kind(each, definitions)}" for name, each in named["properties"].items())
        return "{" + ", ".join(inner) + "}"
    if "anyOf" in schema:
        kinds = [json_kind(each, definitions) for each in schema["anyOf"]]
        if {"string", "integer"} <= set(kinds):
            kinds = ["exact number", *(each for each in kinds if each not in ("string", "integer"))]
        return " or ".join(kinds)
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {json_kind(schema['items'], definitions)}"
    if schema.get("type") == "object":
        (values,) = schema["patternProperties"].values()
        return f"object of {json_kind(values, definitions)}"
    return str(schema.get("format", schema["type"]))


def _may_lack_reason(command: type[Command]) -> bool:
    return command.REASON_DUE or REASON_REQUIRED in _refusals_in(_decide_of(command))


def _decide_of(command: type[Command]) -> FunctionType:
    found = sys.modules[command.__module__].__dict__["decide"]
    assert isinstance(found, FunctionType)
    return found


def _refusals_in(function: Any) -> list[Refusal]:
    return [each for reached in _reachable(function) for each in _named_in(reached) if isinstance(each, Refusal)]


@cache
def _reachable(function: FunctionType) -> tuple[FunctionType, ...]:
    found: dict[FunctionType, None] = {}
    waiting = [function]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found[each] = None
            waiting.extend(named for named in _named_in(each) if isinstance(named, FunctionType))
    return tuple(found)


def _named_in(function: FunctionType) -> Iterator[object]:
    """Yield what a function of this package names: functions, refusals, and methods of the context."""
    if not function.__module__.startswith("kpi_commands"):
        return
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Name):
            named = function.__globals__.get(node.id)
            yield from named.values() if isinstance(named, dict) and node.id.isupper() else (named,)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ("context", "self"):
                yield vars(Context).get(node.func.attr)


if __name__ == "__main__":
    sys.stdout.write(page())
