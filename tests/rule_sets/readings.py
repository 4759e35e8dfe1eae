"""Other readings of a rule set: the same formulas with a few parameters set differently, and cases of their own.

A formula holds every reading the law allows; the packaged rule sets choose one of them. What the others do is what an
analyst gets who changes a parameter, so it is held by cases as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kpi_es.evaluation.case_files import Case, read_case_file
from kpi_es.evaluation.cases import check_case
from kpi_es.rulebook import RuleSet
from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.reading import read_rule_set

READINGS = Path(__file__).with_name("readings.yaml")
READING_CASES = Path(__file__).with_name("reading_cases.yaml")


@dataclass(frozen=True)
class Reading:
    """A rule set with other values of some parameters, and the cases that hold for it."""

    rule_set: RuleSet
    cases: list[Case]


def all_readings() -> list[dict[str, Any]]:
    """Return what the file lists: `reading` (its id), `of` (a rule set's id), `set` (parameters and their values)."""
    found: list[dict[str, Any]] = yaml.load(READINGS.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def readings_of(rule_set: RuleSet) -> Iterator[Reading]:
    """Yield the readings of a rule set, and of what it is based on with its own changes."""
    cases = read_case_file(READING_CASES)
    for listed in all_readings():
        if listed["of"] in (rule_set.id, rule_set.based_on):
            read = read_rule_set(_overlay(listed, rule_set), f"{listed['reading']}.yaml", packaged_sources())
            own = [case for case in cases if case.rules.is_text(listed["reading"])]
            yield Reading(read, [case for case in own if check_case(case, read).ok])


def _overlay(listed: dict[str, Any], base: RuleSet) -> str:
    """Return a rule set file that changes the parameters, as far as the base has them."""
    changes = [
        f"  - {{change: {name}, title: {{vi: Cách hiểu khác, en: Another reading}}, source: by hand, "
        f"at: parameters.{name}.value, set: {value}}}"
        for name, value in listed["set"].items()
        if name in base.parameters
    ]
    head = f"id: {listed['reading']}\ntitle: {{vi: Cách hiểu khác, en: Another reading}}\nbased_on: {base.id}\nchanges:"
    return "\n".join([head, *changes]) + "\n"
