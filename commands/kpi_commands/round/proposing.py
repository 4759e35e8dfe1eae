"""Calculates a round: everybody's year, the cap in the agency and each group, and the ties it leaves."""

from __future__ import annotations

from kpi_commands.annual_result import YearCalculator, require_complete
from kpi_commands.authority import evaluated_post
from kpi_commands.context import Context
from kpi_commands.round.form_groups import require_partition
from kpi_commands.round_entries import classification_day, entry_of, settled_round
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import GroupLimit, RoundProposed, Tie


def proposal(state: ClassificationRound, context: Context) -> RoundProposed:
    """Return the round as calculated from everything recorded by now.

    Refuses candidates whom the agency does not evaluate, groups that do not hold everybody once, and years that are
    not complete.
    """
    require_partition(state.candidates, tuple((group.code, group.members) for group in state.groups))
    day = classification_day(state, context)
    calculator = YearCalculator(context, state.year, context.rule_set(state.rule_set), day)
    calculator.load(state.candidates)
    for staff in state.candidates:
        evaluated_post(context, staff, day)
    years = [calculator.of(staff) for staff in state.candidates]
    require_complete(context, years, state.judged)
    settled = settled_round(state, context, years)
    return RoundProposed(
        **context.stamp(state),
        agency=state.agency,
        year=state.year,
        number=state.proposal.number + 1 if state.proposal else 1,
        outstanding=state.outstanding,
        allowed=settled.allowed,
        group_limits=tuple(GroupLimit(group=group, allowed=most) for group, most in settled.group_limits.items()),
        ties=tuple(Tie(code=each.code, staff=each.staff, places=each.places) for each in settled.ties),
        entries=tuple(entry_of(state, year, settled) for year in years),
    )
