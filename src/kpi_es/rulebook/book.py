"""The rule sets at hand, by id. Built once by `load_rule_book` and passed to whoever needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

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
    folder = resources.files("kpi_es.rulebook") / "rule_sets"
    packaged = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
    rule_sets = [read_rule_set(file.read_text(encoding="utf-8"), file.name) for file in packaged]
    for path in extra_paths:
        rule_set = read_rule_set(read_text(path), str(path))
        if same := [known.file for known in rule_sets if known.id == rule_set.id]:
            vi = f"mã {rule_set.id} đã có trong {same[0]}; hãy đặt mã khác"
            raise RuleSetError(str(path), 1, "id", vi, f"id {rule_set.id} is already in {same[0]}; choose another")
        rule_sets.append(rule_set)
    return RuleBook(rule_sets)


def read_text(path: Path) -> str:
    """Return the text of a file of bounded size; raises RuleSetError when it can not be read as UTF-8."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            vi = f"tệp lớn hơn {LARGEST_FILE} byte"
            raise RuleSetError(str(path), 1, "", vi, f"the file is larger than {LARGEST_FILE} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        vi = "không đọc được tệp (cần văn bản UTF-8)"
        raise RuleSetError(str(path), 1, "", vi, f"the file can not be read as UTF-8 text: {error}") from None
