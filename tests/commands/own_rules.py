"""Rules of an agency's own that leave a class to the authority's judgement."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kpi_commands.processor import CommandProcessor
from kpi_es.rulebook import load_rule_book
from tests.commands.specification import all_commands
from tests.commands.year_office import YearOffice

OPEN_CONDITION = """\
    source: Điều 20.1
    conditions:
      - title: {vi: Được tập thể suy tôn, en: Put forward by the meeting}
        at: [year]
        when: degradation
        source: Quy chế của phường
    when_not_met: undecided
"""


def with_own_rules(ward: YearOffice, folder: Path, *, milder: bool = False) -> YearOffice:
    """Let the ward adopt rules of its own, which leave the class excellent to the authority's judgement.

    With `milder` a disciplined violation in office lowers to HT only, not to the lowest class.
    """
    packaged = resources.files("kpi_es.rulebook") / "rule_sets" / "nd335-2025.yaml"
    text = packaged.read_text(encoding="utf-8")
    own = text.replace("id: nd335-2025\n", "id: ward-own\n").replace("    source: Điều 20.1\n", OPEN_CONDITION, 2)
    if milder:
        before, discipline, after = own.partition("  - fact: duty_discipline\n")
        own = before + discipline + after.replace("    class: KHT\n", "    class: HT\n", 1)
    file = folder / "ward-own.yaml"
    file.write_text(own.replace(OPEN_CONDITION, "    source: Điều 20.1\n", 1), encoding="utf-8")
    ward.processor = CommandProcessor(ward.store, all_commands(), load_rule_book([file]), ward.clock)
    ward.given("adopt_rule_set", rule_set="ward-own", valid_on="2026-12-01")
    return ward
