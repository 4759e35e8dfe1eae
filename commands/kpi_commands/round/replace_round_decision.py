"""Replace the decision of a round, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from kpi_commands.authority import require_agency_head, require_managing_authority, require_not_in_future
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round
from kpi_commands.review.review_command import require_decision, review_of
from kpi_commands.round.deciding import require_proposal_that_holds
from kpi_commands.round.round_command import RoundCommand, load_people, require_round_decision
from kpi_commands.round_entries import differences
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ClassDecisionReplaced, ReplacementCause
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import EntryChange, RoundDecisionReplaced, RoundEntry
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import ShortText, Source


class ReplaceRoundDecision(RoundCommand, frozen=True):
    """Put a new decision in the place of those entries that the log no longer bears out (Art 4.4, 21.3).

    After a corrected sheet, a stated fact or a unit's new class, propose the round again, then send this: every entry
    that differs is replaced and says why, the others stand. By the managing authority, or by the head of the agency
    once a petition was granted (Art 22).
    """

    SOURCE: ClassVar[Source] = "manager"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["replace_round_decision"] = "replace_round_decision"
    decision: ShortText


def decide(state: ClassificationRound, command: ReplaceRoundDecision, context: Context) -> tuple[Event, ...]:
    """Decide to replace what changed, and the decisions that a granted petition sent back."""
    standing = require_round_decision(state)
    require_not_in_round(state, context)
    load_people(context, standing.entries, command.year)
    reviews = {staff: review_of(context, staff, command.year) for staff in standing.entries}
    granted = {staff for staff, review in reviews.items() if review.to_be_redone is not None}
    managing = context.agency().managing_authority_on(context.today)
    if granted and managing != command.actor:
        require_agency_head(context)
    else:
        require_managing_authority(context)
    require_not_in_future(context, context.valid_on, "valid_on")
    if context.valid_on < standing.decided_on:
        raise BEFORE_FORMER_ROUND.because(day=context.valid_on, decided_on=standing.decided_on)
    entries = require_proposal_that_holds(state, context).entries
    why = differences(standing.entries, entries)
    changed = [staff for staff in entries if staff in why or staff in granted]
    if not changed:
        raise NOTHING_TO_REPLACE.because(agency=command.agency, year=command.year)
    replaced = RoundDecisionReplaced(
        **context.stamp(state),
        agency=command.agency,
        year=command.year,
        decision=command.decision,
        changes=tuple(_change(standing.entries[each], entries[each], why.get(each, "petition")) for each in changed),
        entries=tuple(entries.values()),
    )
    return (replaced, *_replacements(command, context, reviews, standing.entries, entries, changed))


def _change(former: RoundEntry, new: RoundEntry, why: str) -> EntryChange:
    return EntryChange(
        staff=new.staff,
        former_class=former.class_code,
        former_mean=former.mean,
        class_code=new.class_code,
        mean=new.mean,
        why=why[:2000],
    )


def _replacements(
    command: ReplaceRoundDecision,
    context: Context,
    reviews: Mapping[str, AnnualReview],
    former: Mapping[str, RoundEntry],
    entries: Mapping[str, RoundEntry],
    changed: list[str],
) -> tuple[ClassDecisionReplaced, ...]:
    return tuple(
        _replacement(
            command, context, reviews[staff], entries[staff], _cause(reviews[staff], former[staff], entries[staff])
        )
        for staff in changed
    )


def _cause(review: AnnualReview, former: RoundEntry, new: RoundEntry) -> ReplacementCause:
    if review.to_be_redone is not None:
        return "petition"
    own = {"class_code", "moved_by", "tie"}
    same_year = former.model_dump(exclude=own) == new.model_dump(exclude=own)
    return "round_recalculated" if same_year else "superseding_decision"


def _replacement(
    command: ReplaceRoundDecision,
    context: Context,
    review: AnnualReview,
    entry: RoundEntry,
    cause: ReplacementCause,
) -> ClassDecisionReplaced:
    standing = require_decision(review)
    return ClassDecisionReplaced(
        **context.stamp(review),
        staff=entry.staff,
        year=command.year,
        agency=command.agency,
        status=entry.status,
        class_code=entry.class_code,
        class_before_cap=entry.class_before_cap,
        mean=entry.mean,
        decision=command.decision,
        acts=entry.acts,
        replaces=standing.event_id,
        former_class=standing.class_code,
        cause=cause,
    )


BEFORE_FORMER_ROUND = Refusal(
    "round.before_former_decision",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} ở trước quyết định được thay thế, {decided_on}.",
    "The day {day} is before the decision it replaces, of {decided_on}.",
)
NOTHING_TO_REPLACE = Refusal(
    "round.nothing_to_replace",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Không có mức xếp loại nào của đợt năm {year} của {agency} thay đổi.",
    "No class of the round of {agency} for {year} has changed.",
)
