"""What makes a decided class known needs: that the log still bears it out (Art 4.4, 20.6, 21.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from kpi_commands.annual_result import CalculatedYear, YearCalculator, require_complete
from kpi_commands.context import Context
from kpi_commands.recalculated_round import recalculated
from kpi_commands.refusals import NOT_BORNE_OUT
from kpi_commands.round_entries import Difference, shown
from kpi_es.domain.annual_review import AnnualReview, ClassDecision
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.refusal import Refused


def require_borne_out(state: ClassificationRound, staff: Collection[str], context: Context) -> None:
    """Refuse to make classes of a decided round known that the log contradicts by now, each with what differs.

    Such as after a transfer or discipline dated back, an annulled record, a unit's new class, a corrected sheet. A
    year that can not be told at present, as while its sheet is open again, holds up nobody.
    """
    decision = state.decision
    if decision is None:
        return
    now = recalculated(state, context)
    found = {each: now.contradictions(decision.entries[each]) for each in staff if each in decision.entries}
    told = [f"{each}: {_told(differences)}" for each, differences in found.items() if differences]
    if told:
        raise NOT_BORNE_OUT.because(staff=" | ".join(told))


def require_class_borne_out(state: ClassificationRound, review: AnnualReview, context: Context) -> None:
    """Refuse to make one person's class known that the log contradicts: an entry of the round, or the agency's head."""
    decision = review.decision
    if decision is None:
        return
    if state.decision is not None and review.staff in state.decision.entries:
        require_borne_out(state, (review.staff,), context)
        return
    rule_set, day = context.rule_set(review.rule_set), review.decisions[0].decided_on
    try:
        year = YearCalculator(context, review.year, rule_set, day).of(review.staff)
        require_complete(context, [year])
    except Refused:
        return
    differences = tuple(_differences(decision, year))
    if differences:
        raise NOT_BORNE_OUT.because(staff=f"{review.staff}: {_told(differences)}")


def _differences(decision: ClassDecision, year: CalculatedYear) -> Iterator[Difference]:
    """Give in what a decision taken by itself differs from the year as of now."""
    mean: Fraction | None = year.result.outputs.get("mean")
    if decision.mean != mean:
        yield Difference("mean", decision.mean, mean)
    if year.result.status != "unknown" and decision.class_before_cap != year.result.class_code:
        yield Difference("class_before_cap", decision.class_before_cap, year.result.class_code)


def _told(differences: tuple[Difference, ...]) -> str:
    return "; ".join(f"{each.name} {shown(each.before)} → {shown(each.after)}" for each in differences)
