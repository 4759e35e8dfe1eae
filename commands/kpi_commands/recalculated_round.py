"""Calculates a round as the log gives it now, without refusing what a proposal would refuse: for whoever looks on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kpi_commands.annual_result import CalculatedYear, YearCalculator, require_complete
from kpi_commands.authority import evaluated_post
from kpi_commands.context import Context
from kpi_commands.round_entries import (
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
_ONLY_THROUGH_THE_CLASS = frozenset({"absence", "months_worked"})
"""They decide whether there is a class, and change with any leave granted for the rest of the year."""
_NOT_FROM_SHEETS = frozenset({"unit", "role", "facts", "unit_class"})


@dataclass(frozen=True)
class RecalculatedRound:
    """Everybody's entry as of now, by staff id, and why the years of some can not be told at present.

    `refused` are years that are not complete, such as one whose sheet is open again, with what a proposal would be
    refused for. While there is one the cap can not be counted: nobody's `class_code` is known. `incomplete` are the
    entries of those among them who hold a post here, as far as they can be told.
    """

    entries: Mapping[str, RoundEntry]
    refused: Mapping[str, Refused]
    incomplete: Mapping[str, RoundEntry]

    def differences(self, former: RoundEntry) -> tuple[Difference, ...]:
        """Return in what a decided entry differs from the one as of now; the cap only where it can be counted."""
        new = self.entries.get(former.staff)
        if new is None:
            return ()
        known = (each for each in differences_of(former, new) if not self.refused or each.name != _AFTER_THE_CAP)
        return tuple(known)

    def contradictions(self, former: RoundEntry) -> tuple[Difference, ...]:
        """Return in what the log says otherwise than a decided entry, so that its class can not be made known.

        Of a year that can not be told at present only what does not rest on its sheets: the decided class stands
        until another one replaces it.
        """
        if former.staff in self.entries:
            return tuple(each for each in self.differences(former) if each.name not in _ONLY_THROUGH_THE_CLASS)
        if former.staff in self.incomplete:
            found = differences_of(former, self.incomplete[former.staff])
            return tuple(each for each in found if each.name in _NOT_FROM_SHEETS)
        return (Difference("unit", former.unit, None),)


def recalculated(state: ClassificationRound, context: Context) -> RecalculatedRound:
    """Return the round as calculated from everything recorded by now, by the calculation of `propose_round`.

    Months without a score that the decision accepted with a reason are accepted here, too.
    """
    context = _accepting_gaps(context) if state.decision else context
    day = classification_day(state, context)
    calculator = YearCalculator(context, state.year, context.rule_set(state.rule_set), day)
    calculator.load(state.candidates)
    refused: dict[str, Refused] = {}
    years: list[CalculatedYear] = []
    for staff in state.candidates:
        try:
            evaluated_post(context, staff, day)
            years.append(calculator.of(staff))
            require_complete(context, years[-1:], state.judged)
        except Refused as problem:
            refused[staff] = problem
    settled = _without_cap(years) if refused else settled_round(state, context, years)
    entries = {year.staff: entry_of(state, year, settled) for year in years}
    return RecalculatedRound(
        {staff: entry for staff, entry in entries.items() if staff not in refused},
        refused,
        {staff: entry for staff, entry in entries.items() if staff in refused},
    )


def _accepting_gaps(context: Context) -> Context:
    reason = context.command.reason or "như khi quyết định / as when it was decided"
    return replace(context, command=context.command.model_copy(update={"reason": reason}))


def _without_cap(years: list[CalculatedYear]) -> Settled:
    return Settled(None, None, {}, {year.staff: None for year in years}, {}, ())
