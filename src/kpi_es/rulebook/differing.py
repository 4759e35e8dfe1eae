"""Tells in words how one rule set differs from another: what is new, what is gone, what has another value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from kpi_es.rulebook.describing import DescriptionLine
from kpi_es.rulebook.rule_set import Bilingual, RuleSet
from kpi_es.rulebook.wording import SECTION_TITLES

_KEYS = {
    "value": Bilingual("giá trị", "value"),
    "formula": Bilingual("công thức", "formula"),
    "source": Bilingual("điều khoản", "article"),
    "unit": Bilingual("đơn vị", "unit"),
    "starts": Bilingual("từ điểm", "starts at"),
    "when": Bilingual("điều kiện", "condition"),
    "maximum": Bilingual("điểm tối đa", "maximum"),
    "when_not_met": Bilingual("khi không đạt điều kiện", "where a condition fails"),
    "class": Bilingual("mức xếp loại", "class"),
    "roles": Bilingual("vai trò", "roles"),
    "title": Bilingual("tên", "title"),
    "why": Bilingual("lý do", "reason"),
    "allowed": Bilingual("cho phép", "allowed"),
    "silent": Bilingual("văn bản không nói", "the law is silent"),
    "document": Bilingual("văn bản", "document"),
    "vi": Bilingual("tiếng Việt", "in Vietnamese"),
    "en": Bilingual("tiếng Anh", "in English"),
}
_NEW = Bilingual("thêm mới", "added")
_GONE = Bilingual("bỏ đi", "removed")
_SAME = Bilingual("Hai bộ quy tắc giống hệt nhau.", "The two rule sets are the same.")
_NAMING = ("code", "id", "fact", "change", "group", "document", "status", "is", "from", "up_to")


def diff_rule_sets(a: RuleSet, b: RuleSet, lang: str) -> list[DescriptionLine]:
    """Return how `b` differs from `a`, in the order of the file: sections, entries, and each value before and after.

    In Vietnamese unless `lang` is `en`. The id and the hash alone are no difference.
    """
    lines = list(_Difference(lang).sections(a.document, b.document))
    return lines or [DescriptionLine(0, _SAME.in_language(lang))]


class _Difference:
    def __init__(self, lang: str) -> None:
        self._lang = lang

    def sections(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DescriptionLine]:
        for name in _both(before, after):
            if name == "id" or before.get(name) == after.get(name):
                continue
            heading = SECTION_TITLES[name].in_language(self._lang)
            if name not in before or name not in after:
                yield DescriptionLine(0, f"{heading}: {self._say(_GONE if name in before else _NEW)}")
            elif isinstance(before[name], str) or isinstance(after[name], str):
                yield DescriptionLine(0, f"{heading}: {self._change(before[name], after[name])}")
            else:
                yield DescriptionLine(0, heading)
                yield from self._entries(_named(before[name]), _named(after[name]))

    def _say(self, text: Bilingual) -> str:
        return text.in_language(self._lang)

    def _entries(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DescriptionLine]:
        for name in _both(before, after):
            old, new = before.get(name), after.get(name)
            if old == new:
                continue
            label = self._label(name, new if new is not None else old)
            if old is None or new is None:
                text = self._spoken(new if new is not None else old)
                verb = self._say(_GONE if new is None else _NEW)
                yield DescriptionLine(1, f"{verb}: {text}" if text else f"{label}: {verb}")
            elif isinstance(old, str) or isinstance(new, str):
                yield DescriptionLine(1, f"{label}: {self._change(old, new)}")
            else:
                yield DescriptionLine(1, label)
                yield from self._details(_named(old), _named(new), new, "")

    def _spoken(self, entry: Any) -> str:
        """Return a text that is there in both languages, such as a note, in the reader's own."""
        text = _part({"entry": entry}, "entry").get("en" if self._lang == "en" else "vi")
        return text if isinstance(text, str) else ""

    def _label(self, name: str, entry: Any) -> str:
        if title := _part(entry, "title"):
            return f"{title.get('en' if self._lang == 'en' else 'vi', '')} [{name}]"
        return self._say(_KEYS[name]) if name in _KEYS else f"[{name}]"

    def _details(
        self, before: Mapping[str, Any], after: Mapping[str, Any], entry: Any, above: str
    ) -> Iterator[DescriptionLine]:
        for name in _both(before, after):
            old, new = before.get(name), after.get(name)
            if old == new:
                continue
            key = f"{above}{self._say(_KEYS[name]) if name in _KEYS else name}"
            if old is None or new is None:
                value = self._value(new if new is not None else old, entry)
                yield DescriptionLine(2, f"{key}: {self._say(_GONE if new is None else _NEW)}: {value}")
            elif isinstance(old, str) or isinstance(new, str):
                yield DescriptionLine(2, f"{key}: {self._change(old, new, entry)}")
            else:
                yield from self._details(_named(old), _named(new), entry, f"{key} › ")

    def _change(self, old: Any, new: Any, entry: Any = None) -> str:
        return f"{self._value(old, entry)} → {self._value(new, entry)}"

    def _value(self, value: Any, entry: Any) -> str:
        """Return a value as text: a choice by its title, what is made of parts in short."""
        if isinstance(value, str):
            titled = _part(_part(entry, "choices"), value)
            return str(titled.get("en" if self._lang == "en" else "vi", value))
        if isinstance(value, list):
            return ", ".join(self._value(each, entry) for each in _named(value).values())
        return "; ".join(f"{name}: {self._value(each, entry)}" for name, each in value.items())


def _both(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of both, those of `after` in their order and each lost one behind its neighbour."""
    names = list(after)
    for place, name in enumerate(before):
        if name not in after:
            names.insert(min(place, len(names)), name)
    return names


def _named(value: Any) -> Mapping[str, Any]:
    """Return a list as a mapping: its items by their own name, else by their place."""
    if isinstance(value, dict):
        return cast("Mapping[str, Any]", value)
    found: dict[str, Any] = {}
    for place, item in enumerate(cast("list[Any]", value), 1):
        own = _own_name(item)
        found[own if own and own not in found else str(place)] = item
    return found


def _own_name(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    entries = cast("Mapping[str, Any]", item)
    return next((entries[key] for key in _NAMING if isinstance(entries.get(key), str)), "")


def _part(entry: Any, key: str) -> Mapping[str, Any]:
    """Return what an entry has under a key, nothing where it has no such part."""
    if not isinstance(entry, dict):
        return {}
    below = cast("Mapping[str, Any]", entry).get(key)
    return cast("Mapping[str, Any]", below) if isinstance(below, dict) else {}
