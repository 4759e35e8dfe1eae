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

VERBS = ("set", "add", "remove")
REPLACES = "; thay / replaces "
"""Stands between the article of a change and the article of what it changed."""
MOST_CHANGES = 200
LONGEST_CHAIN = 5
IDENTITY = ("id", "title", "notes", "citations", "applies_to", "valid_from", "valid_until", "checked_on")
_NOT_A_VALUE = frozenset({"source", "title", "why", "silent", "choices", "condition", "vi", "en"})
"""Keys whose change leaves the article of an entry as it is: they say the same value in other words."""
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
        node, change = _changed(node, place, {each.change for each in (*before, *changes)}, {c.at for c in changes})
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


def _changed(node: Node, cursor: Cursor, taken: set[str], cited: set[str]) -> tuple[Node, Change]:
    """Return the node after one change; `taken` are the names, `cited` the places of the changes before it."""
    cursor.entries("change", "title", "source", "at", optional=VERBS)
    does = [verb for verb in VERBS if verb in dict(cursor.pairs())]
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
    path, new = change.at.split("."), keys[does[0]].node
    whole_row = path[-2:-1] == ["rows"] and isinstance(new, Table)
    if whole_row and isinstance(new, Table) and "source" not in new.entries:
        new = _citing(new, keys["source"])
    changed = _Place(keys["at"], does[0], new).change(node, path)
    cites = whole_row or _NOT_A_VALUE.intersection(path[1:]) or _cited_apart(path, cited)
    return (changed if cites else _with_article(changed, path, keys["source"]) or changed), change


def _cited_apart(path: list[str], cited: set[str]) -> bool:
    """Tell whether another change of the overlay has said the article of an entry on this path."""
    return any(f"{'.'.join(path[:length])}.source" in cited for length in range(1, len(path)))


def _with_article(node: Node, path: list[str], source: Cursor) -> Node | None:
    """Return the node where the innermost entry around the change cites it; None where none on the path can.

    What was set or added as a whole brings its own article and is not around the change.
    """
    name, rest = path[0], path[1:]
    if rest and isinstance(node, Table):
        below = _with_article(node.entries[name], rest, source) if name in node.entries else None
        if below is not None:
            return Table({**node.entries, name: below}, node.line, node.file)
    if rest and isinstance(node, Listing):
        names = [_item_name(item) for item in node.items]
        below = _with_article(node.items[names.index(name)], rest, source) if name in names else None
        if below is not None:
            items = [below if each == name else item for each, item in zip(names, node.items, strict=True)]
            return Listing(tuple(items), node.line, node.file)
    is_row = isinstance(node, Table) and "value" in node.entries and "title" not in node.entries
    return _citing(node, source) if isinstance(node, Table) and ("source" in node.entries or is_row) else None


def _citing(entry: Table, source: Cursor) -> Table:
    """Return an entry with the article of a change, and behind it the one it had before."""
    was = entry.entries.get("source")
    before = was.text.split(REPLACES)[0] if isinstance(was, Text) else ""
    text = source.text() if before in ("", source.text()) else f"{source.text()}{REPLACES}{before}"
    cited = Text(text, quoted=True, line=source.node.line, file=source.file)
    return Table({**entry.entries, "source": cited}, entry.line, entry.file)


def replaced_articles(root: Cursor) -> dict[str, str]:
    """Return the article of each parameter and table that an overlay brought or changed, by name."""
    found: dict[str, str] = {}
    for section, entries in root.pairs():
        for name, entry in entries.pairs() if section in ("parameters", "tables") else ():
            if article := _article_from_elsewhere(entry.node, root.file):
                found[name] = article
    return found


def _article_from_elsewhere(entry: Node, file: str) -> str:
    if not isinstance(entry, Table):
        return ""
    rows = entry.entries.get("rows")
    items = rows.items if isinstance(rows, Listing) else ()
    cited = [each.entries.get("source") for each in (entry, *items) if isinstance(each, Table)]
    texts = [each.text.split(REPLACES)[0] for each in cited if isinstance(each, Text) and each.file != file]
    return "; ".join(dict.fromkeys(texts))


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
