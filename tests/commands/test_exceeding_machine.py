"""Whole lives of sheets where more may be done than was assigned: nothing below zero, nothing without end."""

from __future__ import annotations

from functools import cache

from kpi_commands.sheet.lines import MOST_QUANTITY
from kpi_es.domain.sheet import TaskLine
from kpi_es.rulebook import RuleBook
from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.reading import read_rule_set
from tests.commands.specification import Office, rule_book
from tests.commands.test_sheet_machine import LIVES, SheetLives

EXCEEDING = """
id: exceeding
title: {vi: Được làm vượt, en: Exceeding allowed}
based_on: nd335-2025
changes:
  - change: exceeding
    title: {vi: Được làm vượt số giao, en: More may be done than was assigned}
    source: Quyết định 1/QĐ-UBND
    at: over_fulfilment
    add: {allowed: true, source: Quyết định 1/QĐ-UBND}
"""


@cache
def exceeding_rules() -> RuleBook:
    """Return the packaged rule sets, and the decree with lines that may be done beyond their assigned quantity."""
    own = read_rule_set(EXCEEDING, "exceeding.yaml", packaged_sources())
    return RuleBook([*rule_book().values(), own])


class ExceedingLives(SheetLives):
    """The same people and commands under the rules that allow it."""

    def new_office(self, most_streams: int = 100_000) -> Office:
        office = Office(most_streams=most_streams, rules=exceeding_rules())
        return office.given("adopt_rule_set", rule_set="exceeding", valid_on="2026-07-01")

    def check_room(self, line: TaskLine) -> None:
        worked = line.done + line.pending
        assert worked <= MOST_QUANTITY
        assert line.open_quantity == max(0, line.quantity - worked - line.given_up)
        # What was given up is left to others: such a line holds no more than was assigned.
        assert not line.given_up or worked + line.given_up <= line.quantity


TestExceedingLives = ExceedingLives.TestCase
TestExceedingLives.settings = LIVES
