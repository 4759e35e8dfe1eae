"""Writes a rule set file in canonical form: key order, indentation, quotes, line breaks. Comments stay.

Values, and the order of names that follow one another in the law (parameters, formulas, criteria), never change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Literal

import yaml

from kpi_es.rulebook.documents import Node, Table, Text, read_document
from kpi_es.rulebook.layout import Entry, Piece, read_layout
from kpi_es.rulebook.problems import RuleSetError

WIDTH = 120

SECTIONS = (
    *("id", "title", "notes", "based_on", "citations", "subject", "applies_to"),
    *("valid_from", "valid_until", "checked_on", "roles", "parameters", "tables", "facts", "general_criteria"),
    *("measures", "over_fulfilment", "lines", "sums", "statuses", "ratios", "leader_items", "results", "points"),
    *("classes", "overrides", "unit_limits", "periods", "cap", "coefficient", "display", "changes"),
)
"""The order of a rule set file: who and when, what it rests on, how it calculates, how it decides."""

KEYS = (
    *("change", "vi", "en", "status", "code", "id", "fact", "document", "group"),
    *("title", "issued", "in_force", "period", "entries", "input", "unit", "roles", "limits", "allowed"),
    *("is", "from", "up_to", "choices", "at_least", "at_most", "value", "when_missing"),
    *("starts", "formula", "at", "when", "set", "add", "remove", "by_role", "class"),
    *("source", "condition", "until", "maximum", "binary", "step", "silent", "why", "full", "half"),
    *("conditions", "when_not_met", "rows", "tables", "groups", "criteria"),
    *("sums", "items", "statuses", "scores", "classes", "decimals"),
)
"""The order of the keys of everything inside a section."""

NAMES = frozenset({
    *("roles", "parameters", "tables", "facts", "measures", "lines", "sums", "ratios", "results", "points"),
    *("periods", "coefficient", "items", "choices", "by_role", "limits", "scores", "allowed"),
})  # fmt: skip
"""The keys below which names stand that the author chose: their order is kept."""

Order = Literal["file", "record", "names", "kept"]

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n\t]*|-?[0-9][0-9./%-]*")
_NULLS = ("", "~", "null", "Null", "NULL")


def format_rule_set(text: str, file: str = "") -> str:
    """Return the text in canonical form, with all its comments; formatting it again changes nothing.

    Raises RuleSetError when the text can not be read as a document.
    """
    before = read_document(text, file, RuleSetError)
    try:
        layout = read_layout(text)
    except (yaml.YAMLError, StopIteration) as error:
        raise _unsafe(file, str(error)) from None
    lines = [*layout.header, ""] if layout.header else []
    lines += _entries(layout.root, 0, "file")
    lines += ["", *layout.footer] if layout.footer else []
    written = "\n".join(lines).strip("\n") + "\n"
    try:
        same = _meaning(read_document(written, file, RuleSetError).node) == _meaning(before.node)
    except RuleSetError as error:
        raise _unsafe(file, error.en) from None
    if not same:
        raise _unsafe(file, "a value would change")
    return written


def _unsafe(file: str, why: str) -> RuleSetError:
    """Return the refusal of a text that can be read, but not written again without doubt."""
    short = " ".join(why.split())[:200]
    vi = f"không định dạng lại được mà chắc chắn giữ nguyên nội dung: {short}; hãy viết đơn giản hơn"
    return RuleSetError(file, 1, "", vi, f"can not be formatted without doubt: {short}; write it more simply")


def _meaning(node: Node) -> object:
    """Return a node for comparison: values, and which of them are null."""
    if isinstance(node, Text):
        return None if not node.quoted and node.text in _NULLS else node.text
    if isinstance(node, Table):
        return {name: _meaning(below) for name, below in node.entries.items()}
    return [_meaning(below) for below in node.items]


def _entries(piece: Piece, indent: int, order: Order) -> Iterator[str]:
    for place, entry in enumerate(_ordered(piece, order)):
        if entry.blank and place:
            yield ""
        margin = " " * indent
        yield from (f"{margin}{line}".rstrip() for line in entry.above)
        first, *more = _entry(entry, indent, _below(order, entry.key))
        yield f"{margin}{first}{'  ' + entry.behind if entry.behind else ''}"
        yield from more
    yield from (f"{' ' * indent}{line}".rstrip() for line in piece.below)


def _ordered(piece: Piece, order: Order) -> list[Entry]:
    if piece.kind == "list" or order in ("names", "kept"):
        return piece.entries
    known = SECTIONS if order == "file" else KEYS
    return sorted(piece.entries, key=lambda entry: known.index(entry.key) if entry.key in known else len(known))


def _below(order: Order, key: str) -> Order:
    if order == "kept" or key in ("set", "add"):
        return "kept"
    if order in ("file", "record") and key in NAMES:
        return "names"
    return "record"


def _entry(entry: Entry, indent: int, order: Order) -> list[str]:
    """Return the lines of an entry, the first without its indentation."""
    head = f"{_key(entry.key)}:" if entry.key else "-"
    room = WIDTH - indent - len(head) - 1
    value = entry.value
    if value.kind == "scalar":
        return _scalar(head, value, room, indent)
    small = _in_one_line(value, order)
    fits = small is not None and len(small) <= room
    if small is not None and (not value.entries or (value.flow and fits)):
        return [f"{head} {small}"]
    if not entry.key:
        return _listed(value, indent, order)
    return [head, *_entries(value, indent + 2, order)]


def _listed(value: Piece, indent: int, order: Order) -> list[str]:
    """Return `- key: value` with the other keys below."""
    lines = list(_entries(value, indent + 2, order))
    above = [line for line in lines[: _first_of(lines)] if line.strip()]
    first, *more = lines[_first_of(lines) :]
    return [f"- {first.strip()}", *above, *more]


def _first_of(lines: list[str]) -> int:
    return next(place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))


def _scalar(head: str, value: Piece, room: int, indent: int) -> list[str]:
    written = _spelled(value, flow=False)
    if value.folded and max(map(len, value.folded)) <= WIDTH - indent - 2:
        return [f"{head} >-", *(f"{' ' * (indent + 2)}{line}" for line in value.folded)]
    if len(written) <= room or not _folds(value.text):
        return [f"{head} {written}".rstrip()]
    folded = wrap(value.text, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
    return [f"{head} >-", *(f"{' ' * (indent + 2)}{line}" for line in folded)]


def _folds(text: str) -> bool:
    return " " in text and text == " ".join(text.split()) and "\n" not in text


def _key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and ": " not in key and " #" not in key and key[-1] != ":" else _quoted(key)


def _in_one_line(piece: Piece, order: Order) -> str | None:
    """Return a value as `{...}` or `[...]`, None where a comment stands in it or below."""
    if piece.kind == "scalar":
        return _spelled(piece, flow=True)
    if piece.below:
        return None
    parts: list[str] = []
    for entry in _ordered(piece, order):
        below = None if entry.commented else _in_one_line(entry.value, _below(order, entry.key))
        if below is None:
            return None
        parts.append(f"{_key(entry.key)}: {below}" if piece.kind == "table" else below)
    return "{" + ", ".join(parts) + "}" if piece.kind == "table" else "[" + ", ".join(parts) + "]"


def _spelled(piece: Piece, *, flow: bool) -> str:
    text = piece.text
    if text in _NULLS:
        return f'"{text}"' if piece.quoted else "null"
    unsafe = not _PLAIN.fullmatch(text) or ": " in text or " #" in text or text[-1] in ": "
    if unsafe or (flow and any(sign in text for sign in ",[]{}")):
        return _quoted(text)
    return text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
