"""Calculates a round as the log gives it now, without refusing what a proposal would refuse: for whoever looks on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpi_commands.annual_result import CalculatedYear, YearCalculator, require_complete
from kpi_commands.authority import evaluated_post
from kpi_commands.context import Context
from kpi_commands.round.proposing import (
    Difference,
    classification_day,
    differences_of,
    entry_of,
    settled_round,
)
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundEntry
from kpi_es.domain.refusal import Refused
from kpi_es.evaluation.round_cap import Settled

_AFTER_THE_CAP = "class_code"


@dataclass(frozen=True)
class RecalculatedRound:
    """Everybody's entry as of now, by staff id, and why the years of some can not be told at present.

    `refused` are years that are not complete, such as one whose sheet is open again, with what a proposal would be
    refused for. While there is one the cap can not be counted: nobody's `class_code` is known.
    """

    entries: Mapping[str, RoundEntry]
    refused: Mapping[str, Refused]

    def differences(self, former: RoundEntry) -> tuple[Difference, ...]:
        """Return in what a decided entry differs from the one as of now; the cap only where it can be counted."""
        new = self.entries.get(former.staff)
        if new is None:
            return ()
        known = (each for each in differences_of(former, new) if not self.refused or each.name != _AFTER_THE_CAP)
        return tuple(known)


def recalculated(state: ClassificationRound, context: Context) -> RecalculatedRound:
    """Return the round as calculated from everything recorded by now, by the calculation of `propose_round`.

    The command of the context has to carry a reason: months without a score were accepted with one.
    """
    day = classification_day(state, context)
    calculator = YearCalculator(context, state.year, context.rule_set(state.rule_set), day)
    refused: dict[str, Refused] = {}
    years: list[CalculatedYear] = []
    for staff in state.candidates:
        try:
            evaluated_post(context, staff, day)
            year = calculator.of(staff)
            require_complete(context, [year], state.judged)
        except Refused as problem:
            refused[staff] = problem
        else:
            years.append(year)
    settled = _without_cap(years) if refused else settled_round(state, context, years)
    return RecalculatedRound(dict(_entries(state, years, settled)), refused)


def _entries(
    state: ClassificationRound, years: list[CalculatedYear], settled: Settled
) -> Iterator[tuple[str, RoundEntry]]:
    for year in years:
        yield year.staff, entry_of(state, year, settled)


def _without_cap(years: list[CalculatedYear]) -> Settled:
    return Settled(None, None, {}, {year.staff: None for year in years}, {}, ())
