"""Make the classes of a round public."""

from __future__ import annotations

from typing import Literal

from kpi_commands.annual_result import YearCalculator
from kpi_commands.authority import require_not_in_future
from kpi_commands.context import Context
from kpi_commands.review.review_command import review_of
from kpi_commands.round.round_command import RoundCommand, require_adviser_or_head, require_round_decision
from kpi_es.domain.annual_review_events import ClassPublished
from kpi_es.domain.classification_round import ClassificationRound, RoundDecision
from kpi_es.domain.classification_round_events import RoundPublished
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.year import PublicationForm


class PublishRound(RoundCommand, frozen=True):
    """Make everybody's class public in the agency, electronically first of all (Art 21.1đ, 21.2đ)."""

    type: Literal["publish_round"] = "publish_round"
    form: PublicationForm = "electronic"


def decide(state: ClassificationRound, command: PublishRound, context: Context) -> tuple[Event, ...]:
    """Decide to publish a decided round once everybody was told."""
    require_adviser_or_head(context)
    decision = require_round_decision(state)
    require_not_in_future(context, context.valid_on, "valid_on")
    if state.published_version > decision.version:
        raise ROUND_PUBLISHED.because(agency=command.agency, year=command.year)
    reviews = [review_of(context, staff, command.year) for staff in decision.entries]
    untold = [each.staff for each in reviews if not each.notified]
    if untold:
        raise NOT_ALL_NOTIFIED.because(staff=", ".join(untold))
    _require_unit_classes_stand(state, decision, context)
    published = RoundPublished(**context.stamp(state), agency=command.agency, year=command.year, form=command.form)
    due = [each for each in reviews if not each.published]
    classes = (ClassPublished(**context.stamp(e), staff=e.staff, year=command.year, form=command.form) for e in due)
    return (published, *classes)


def _require_unit_classes_stand(state: ClassificationRound, decision: RoundDecision, context: Context) -> None:
    """Refuse classes that a unit limited whose own class was replaced since (Art 20.6)."""
    day = state.decisions[0].decided_on
    calculator = YearCalculator(context, state.year, context.rule_set(state.rule_set), day)
    limited = [entry for entry in decision.entries.values() if entry.unit_class is not None]
    now = {entry.staff: calculator.of(entry.staff).annual.facts.unit_class for entry in limited}
    changed = [
        f"{each.staff}: {each.unit_class} → {now[each.staff]}" for each in limited if now[each.staff] != each.unit_class
    ]
    if changed:
        raise UNIT_CLASS_CHANGED.because(staff="; ".join(changed))


UNIT_CLASS_CHANGED = Refusal(
    "round.unit_class_changed",
    "Điều 20.6, 21.3 Nghị định 335/2025/NĐ-CP",
    "Mức của đơn vị đã được thay thế sau quyết định: {staff}; hãy thay quyết định xếp loại trước khi công khai.",
    "The class of the unit was replaced after the decision: {staff}; replace the decision before publishing.",
)
ROUND_PUBLISHED = Refusal(
    "round.already_published",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Kết quả xếp loại năm {year} của {agency} đã được công khai.",
    "The classes of {agency} for {year} are already public.",
)
NOT_ALL_NOTIFIED = Refusal(
    "round.not_all_notified",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Phải thông báo cho từng người trước khi công khai: {staff}.",
    "Everybody is told before it is made public: {staff}.",
)
