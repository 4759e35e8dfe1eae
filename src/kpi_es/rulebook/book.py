"""The rule sets at hand, by id. Built once by `load_rule_book` and passed to whoever needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from kpi_es.rulebook.documents import Table, Text, read_document, read_text_of
from kpi_es.rulebook.overlays import Source
from kpi_es.rulebook.problems import RuleSetError, UnknownRuleSet
from kpi_es.rulebook.reading import read_rule_set
from kpi_es.rulebook.rule_set import RuleSet

LARGEST_FILE = 1_000_000


class RuleBook(Mapping[str, RuleSet]):
    """An immutable mapping from rule set id to rule set."""

    def __init__(self, rule_sets: Sequence[RuleSet]) -> None:
        self._by_id = {rule_set.id: rule_set for rule_set in sorted(rule_sets, key=lambda r: r.id)}

    def __getitem__(self, rule_set_id: str) -> RuleSet:
        """Return a rule set; raises UnknownRuleSet, which names the nearest ids."""
        try:
            return self._by_id[rule_set_id]
        except KeyError:
            raise UnknownRuleSet(rule_set_id, self._by_id) from None

    def get(self, rule_set_id: str) -> RuleSet:  # type: ignore[override]  # an unknown rule set is never a default
        """Return a rule set; raises UnknownRuleSet, which names the nearest ids."""
        return self[rule_set_id]

    def __contains__(self, rule_set_id: object) -> bool:
        return rule_set_id in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


def load_rule_book(extra_paths: Sequence[Path] = ()) -> RuleBook:
    """Return the packaged rule sets and those of `extra_paths` (YAML files).

    Raises RuleSetError for a file that is wrong, or for an id that is there twice.
    """
    sources = all_sources(extra_paths)
    return RuleBook([read_rule_set(source.text, source.file, sources) for source in sources.values()])


def all_sources(extra_paths: Sequence[Path] = ()) -> dict[str, Source]:
    """Return the texts of the packaged rule set files and of `extra_paths`, by id; raises RuleSetError."""
    sources = packaged_sources()
    for path in extra_paths:
        source = Source(read_text(path), str(path))
        rule_set_id, line = _id_of(source)
        if rule_set_id in sources:
            other = sources[rule_set_id].file
            vi = f"mã {rule_set_id} đã có trong {other}; hãy đặt mã khác"
            raise RuleSetError(source.file, line, "id", vi, f"id {rule_set_id} is already in {other}; choose another")
        sources[rule_set_id] = source
    return sources


def sources_of(texts: Mapping[Path, str]) -> dict[str, Source]:
    """Return texts of rule set files by the id each gives itself, so that one may be based on another."""
    sources = [Source(text, str(path)) for path, text in texts.items()]
    return {_id_of(source)[0]: source for source in sources}


def packaged_sources() -> dict[str, Source]:
    """Return the texts of the rule set files that come with the program, by id."""
    folder = resources.files("kpi_es.rulebook") / "rule_sets"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    sources = [Source(file.read_text(encoding="utf-8"), file.name) for file in files]
    return {_id_of(source)[0]: source for source in sources}


def _id_of(source: Source) -> tuple[str, int]:
    """Return the id a file gives itself and its line, before anything else in the file is looked at."""
    root = read_document(source.text, source.file, RuleSetError)
    found = root.node.entries.get("id") if isinstance(root.node, Table) else None
    return (found.text, found.line) if isinstance(found, Text) else (source.file, 1)


def read_text(path: Path) -> str:
    """Return the text of a rule set file; raises RuleSetError when it is not there, too large or no UTF-8 text."""
    return read_text_of(path, LARGEST_FILE, RuleSetError)
