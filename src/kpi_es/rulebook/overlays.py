"""Overlays: a rule set said as another one plus an ordered list of small named changes, flattened before it is read.

Nothing is inherited silently: `based_on` names the rule set, each change names its place and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpi_es.rulebook.clauses import read_bilingual
from kpi_es.rulebook.documents import Cursor, Listing, Node, Table, Text, read_document
from kpi_es.rulebook.problems import RuleSetError, hint
from kpi_es.rulebook.rule_set import Change

MOST_CHANGES = 200
LONGEST_CHAIN = 5
IDENTITY = ("id", "title", "notes", "citations", "applies_to", "valid_from", "valid_until", "checked_on")
_NAMES_OF_ITEMS = ("code", "id", "fact", "group", "document", "from", "up_to", "is", "role")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a rule set file and the file's name."""

    text: str
    file: str


def flatten(root: Cursor, sources: Mapping[str, Source]) -> tuple[Cursor, str | None, tuple[Change, ...]]:
    """Return the whole document of an overlay, what it is based on and its changes; other documents as they are."""
    if not isinstance(root.node, Table) or "based_on" not in root.node.entries:
        return root, None, ()
    flat, changes = _flattened(root, sources, ())
    return flat, root.entries("based_on", optional=("changes", *IDENTITY))["based_on"].text(), changes


def _flattened(
    root: Cursor, sources: Mapping[str, Source], above: tuple[str, ...]
) -> tuple[Cursor, tuple[Change, ...]]:
    required = ("id", "title", "based_on", "changes")
    keys = root.entries(*required, optional=tuple(name for name in IDENTITY if name not in required))
    base, before = _base(keys["based_on"], sources, (*above, keys["id"].text()))
    own = {name: cursor.node for name, cursor in keys.items() if name in IDENTITY}
    node: Node = Table({**base.entries, **own}, base.line, base.file)
    places = keys["changes"].items()
    if len(places) > MOST_CHANGES:
        raise keys["changes"].refuse(f"có quá {MOST_CHANGES} thay đổi", f"more than {MOST_CHANGES} changes")
    changes: list[Change] = []
    for place in places:
        node, change = _changed(node, place, {each.change for each in (*before, *changes)})
        changes.append(change)
    return Cursor(node, "", RuleSetError), (*before, *changes)


def _base(cursor: Cursor, sources: Mapping[str, Source], above: tuple[str, ...]) -> tuple[Table, tuple[Change, ...]]:
    name = cursor.text()
    if name in above or len(above) > LONGEST_CHAIN:
        way = " → ".join((*above, name))
        raise cursor.refuse(f"dựa vòng hoặc quá sâu: {way}", f"based on itself, or too deep: {way}")
    if name not in sources:
        vi, en = hint(name, sources)
        raise cursor.refuse(f"không có bộ quy tắc {name[:40]!r}; {vi}", f"no rule set {name[:40]!r}; {en}")
    root = read_document(sources[name].text, sources[name].file, RuleSetError)
    if not isinstance(root.node, Table):
        raise root.refuse("phải là các cặp khóa: giá trị", "must be a mapping (key: value)")
    if "based_on" not in root.node.entries:
        return root.node, ()
    flat, changes = _flattened(root, sources, above)
    assert isinstance(flat.node, Table)
    return flat.node, changes


def _changed(node: Node, cursor: Cursor, taken: set[str]) -> tuple[Node, Change]:
    does = [verb for verb in ("set", "add", "remove") if verb in dict(cursor.pairs())]
    if len(does) != 1:
        raise cursor.refuse(
            "mỗi thay đổi có đúng một trong: set, add, remove", "a change has exactly one of: set, add, remove"
        )
    keys = cursor.entries("change", "title", "source", "at", does[0])
    change = Change(keys["change"].text(), read_bilingual(keys["title"]), keys["source"].text(), keys["at"].text())
    if change.change in taken:
        raise keys["change"].refuse(
            f"thay đổi {change.change[:40]!r} có hai lần", f"the change {change.change[:40]!r} is there twice"
        )
    if does[0] == "remove" and not keys["remove"].flag():
        raise keys["remove"].refuse("chỉ ghi remove: true", "write remove: true or nothing")
    found = _Place(keys["at"], does[0], keys[does[0]].node)
    return found.change(node, change.at.split(".")), change


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of one change, and what is done there."""

    cursor: Cursor
    verb: str
    new: Node

    def change(self, node: Node, path: list[str]) -> Node:
        """Return the node with the change made below it; every other part stays the very same."""
        name, rest = path[0], path[1:]
        if isinstance(node, Table):
            return self._in_table(node, name, rest)
        if isinstance(node, Listing):
            return self._in_listing(node, name, rest)
        raise self._nothing(name, ())

    def _in_table(self, node: Table, name: str, rest: list[str]) -> Table:
        entries = dict(node.entries)
        if rest:
            if name not in entries:
                raise self._nothing(name, entries)
            entries[name] = self.change(entries[name], rest)
        elif self.verb == "add":
            if name in entries:
                raise self.cursor.refuse(
                    f"{name[:40]!r} đã có; dùng set để thay", f"{name[:40]!r} is there already; replace it with set"
                )
            entries[name] = self.new
        elif name not in entries:
            raise self._nothing(name, entries)
        elif self.verb == "set":
            entries[name] = self.new
        else:
            del entries[name]
        return Table(entries, node.line, node.file)

    def _in_listing(self, node: Listing, name: str, rest: list[str]) -> Listing:
        items = list(node.items)
        if not rest and self.verb == "add" and name == "end":
            return Listing((*items, self.new), node.line, node.file)
        names = [_item_name(item) for item in items]
        if name not in names:
            raise self._nothing(name, [each for each in names if each])
        place = names.index(name)
        if rest:
            items[place] = self.change(items[place], rest)
        elif self.verb == "set":
            items[place] = self.new
        elif self.verb == "remove":
            del items[place]
        else:
            items.insert(place, self.new)
        return Listing(tuple(items), node.line, node.file)

    def _nothing(self, name: str, known: Mapping[str, Node] | list[str] | tuple[str, ...]) -> RuleSetError:
        vi, en = hint(name, list(known))
        error = self.cursor.refuse(f"không có {name[:40]!r} ở đó; {vi}", f"there is no {name[:40]!r} there; {en}")
        assert isinstance(error, RuleSetError)
        return error


def _item_name(node: Node) -> str:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Table):
        for key in _NAMES_OF_ITEMS:
            found = node.entries.get(key)
            if isinstance(found, Text):
                return found.text
    return ""
