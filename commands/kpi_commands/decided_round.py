"""A decided round as it stands: who holds which class, what place the cap leaves, and how one entry is replaced."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import cast

from kpi_commands.annual_result import CalculatedYear
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_es.domain.annual_review_events import ClassDecisionReplaced
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import EntryChange, RoundDecisionReplaced
from kpi_es.domain.event import round_stream
from kpi_es.evaluation.round_cap import Standing, groups_bind, settle
from kpi_es.rulebook import RuleSet


def round_of(context: Context, year: int) -> ClassificationRound:
    """Return the round of the command's agency for a year, opened or not."""
    return cast(ClassificationRound, context.state_of(round_stream(context.command.agency, year)))


def require_not_in_round(state: ClassificationRound, context: Context) -> None:
    """Refuse an actor who is classified in the round: nobody decides about those compared with oneself (Art 4.2)."""
    actor = context.command.actor
    if actor in state.candidates or (state.decision is not None and actor in state.decision.entries):
        raise OWN_WORK.because(actor=actor)


def cap_holds(rule_set: RuleSet, state: ClassificationRound, staff: str, class_code: str) -> bool:
    """Tell whether the cap of the agency and of each group still holds when one person's class becomes another.

    Lowering somebody can break it as well: the top class is measured against those classed just below it. True where
    there is no cap or no such entry.
    """
    decision = state.decision
    if decision is None or staff not in decision.entries:
        return True
    former = decision.entries[staff]
    changed = former.model_copy(update={"class_before_cap": class_code, "class_code": class_code})
    entries = {**decision.entries, staff: changed}.values()
    people = [Standing(each.staff, each.group, each.mean, each.class_before_cap) for each in entries]
    settled = settle(rule_set, people, outstanding=state.outstanding, ties_move_down=True)
    if settled.allowed is None:
        return True
    holders = Counter(each.group for each in entries if each.class_code == rule_set.class_codes[0])
    if holders.total() > settled.allowed:
        return False
    return not groups_bind(rule_set) or all(count <= settled.group_limits[group] for group, count in holders.items())


def passed_over(rule_set: RuleSet, state: ClassificationRound, staff: str, mean: Fraction | None) -> tuple[str, ...]:
    """Return who was left below the top class by the cap although better than somebody who is to be lifted into it.

    Where the cap holds in each group, only those of the same group: another group has its own places (Art 20.5a).
    """
    decision, top = state.decision, rule_set.class_codes[0]
    if decision is None or staff not in decision.entries or decision.entries[staff].class_code == top:
        return ()
    group = decision.entries[staff].group
    left = [
        each
        for each in decision.entries.values()
        if each.staff != staff and each.class_before_cap == top != each.class_code
    ]
    compared = [each for each in left if each.group == group or not groups_bind(rule_set)]
    return tuple(each.staff for each in compared if each.mean is not None and (mean is None or each.mean > mean))


def replaced_in_round(
    state: ClassificationRound, replaced: ClassDecisionReplaced, year: CalculatedYear, context: Context
) -> tuple[RoundDecisionReplaced, ...]:
    """Return the event that carries one person's new class into the round, none for who is not in it."""
    decision = state.decision
    if decision is None or replaced.staff not in decision.entries:
        return ()
    former = decision.entries[replaced.staff]
    judged = year.result.status == "unknown"
    stated = replaced.class_code if judged or _is_stated(state, replaced, context) else None
    new = former.model_copy(
        update={
            "mean": replaced.mean,
            "class_before_cap": stated or replaced.class_before_cap,
            "class_code": replaced.class_code,
            "stated_class": stated,
            "status": replaced.status,
            "unit_class": year.annual.facts.unit_class,
            "facts": tuple(sorted(year.annual.facts.facts)),
            "acts": replaced.acts,
        }
    )
    change = EntryChange(
        staff=replaced.staff,
        former_class=former.class_code,
        former_mean=former.mean,
        class_code=new.class_code,
        mean=new.mean,
        why=context.command.reason or replaced.cause,
    )
    return (
        RoundDecisionReplaced(
            **context.stamp(state),
            agency=state.agency,
            year=state.year,
            decision=replaced.decision,
            changes=(change,),
            entries=tuple({**decision.entries, replaced.staff: new}.values()),
        ),
    )


def _is_stated(state: ClassificationRound, replaced: ClassDecisionReplaced, context: Context) -> bool:
    """Tell whether the class is below the calculated one for another reason than a full cap."""
    rule_set = context.rule_set(state.rule_set)
    top, following, *_ = rule_set.class_codes
    if replaced.class_code == replaced.class_before_cap:
        return False
    if replaced.class_before_cap != top or replaced.class_code != following:
        return True
    return cap_holds(rule_set, state, replaced.staff, top)
