"""Scores of sheets, each calculated once for the very same states."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction

from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet_facts import score_sheet
from kpi_es.rulebook import RuleBook


class RememberedScores:
    """Scores sheets without a trace (a `ScoreOf`) and remembers the last `most` results."""

    def __init__(self, rule_book: RuleBook, most: int = 20_000) -> None:
        self._rule_book = rule_book
        self._most = most
        self._results: OrderedDict[tuple[int, int, Fraction | None], tuple[Sheet, StaffMember, Result]] = OrderedDict()

    def __call__(self, sheet: Sheet, member: StaffMember, unit_share: Fraction | None) -> Result:
        """Score a sheet, or remember the result for these very two states and this share of item d.

        The states are kept beside the result, so their identities can not be given to other objects meanwhile.
        """
        key = (id(sheet), id(member), unit_share)
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key][2]
        result = score_sheet(sheet, member, self._rule_book, trace=False, unit_share=unit_share)
        self._results[key] = (sheet, member, result)
        if len(self._results) > self._most:
            self._results.popitem(last=False)
        return result
