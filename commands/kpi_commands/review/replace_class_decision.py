"""Replace the decision about one person's class."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from kpi_commands.annual_result import CalculatedYear, YearCalculator, require_complete
from kpi_commands.authority import (
    evaluated_post,
    require_managing_authority,
    require_not_in_future,
)
from kpi_commands.context import Context
from kpi_commands.decided_round import cap_holds, passed_over, replaced_in_round, require_not_in_round, round_of
from kpi_commands.disinterested_ground import require_disinterested_ground
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.open_class import highest_class
from kpi_commands.review.review_command import (
    ReviewCommand,
    require_class,
    require_deciding_authority,
    require_decision,
    require_review,
)
from kpi_es.domain.annual_review import AnnualReview, ClassDecision
from kpi_es.domain.annual_review_events import ClassDecisionReplaced
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, LongText, ShortText
from kpi_es.rulebook import RuleSet


class ReplaceClassDecision(ReviewCommand, frozen=True):
    """Issue a new decision in the place of an earlier one, which stays on record (Art 21.3).

    By the managing authority, or by the deciding authority once a petition was granted (Art 22). The class is not
    above what the year gives, or allows where the rules leave it open, and the cap has to hold with it. Where the
    whole round has to be counted again, use `replace_round_decision`.
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["replace_class_decision"] = "replace_class_decision"
    class_code: Code
    decision: ShortText
    handling: LongText | None = None


def decide(review: AnnualReview, command: ReplaceClassDecision, context: Context) -> tuple[Event, ...]:
    """Decide to replace one class, and its entry in the round."""
    require_review(review, command.agency)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_not_in_round(round_of(context, command.year), context)
    if review.to_be_redone is None:
        require_managing_authority(context)
    elif context.agency().managing_authority_on(context.today) != command.actor:
        require_deciding_authority(context, command.staff)
    require_not_in_future(context, context.valid_on, "valid_on")
    standing = require_decision(review)
    if context.valid_on < standing.decided_on:
        raise BEFORE_FORMER_DECISION.because(day=context.valid_on, decided_on=standing.decided_on)
    rule_set = context.rule_set(review.rule_set)
    require_class(rule_set, command.class_code)
    state = round_of(context, command.year)
    units = context.agency().units_headed_by(command.staff, standing.decided_on)
    require_disinterested_ground(state, context, (command.staff,), units)
    year = _year(command, context, rule_set, standing.decided_on)
    _require_not_above(rule_set, command, year)
    _require_cap(rule_set, command, context)
    _require_nobody_passed_over(rule_set, command, context, year)
    replaced = _replaced(review, command, context, year, standing)
    return (replaced, *replaced_in_round(state, replaced, year, context))


def _year(command: ReplaceClassDecision, context: Context, rule_set: RuleSet, day: date) -> CalculatedYear:
    evaluated_post(context, command.staff, day)
    year = YearCalculator(context, command.year, rule_set, day).of(command.staff)
    require_complete(context, [year], (command.staff,))
    return year


def _require_not_above(rule_set: RuleSet, command: ReplaceClassDecision, year: CalculatedYear) -> None:
    left_open = year.result.status == "unknown"
    codes, given = rule_set.class_codes, highest_class(rule_set, year) if left_open else year.result.class_code
    if given is None or codes.index(command.class_code) < codes.index(given):
        raise ABOVE_THE_YEAR.because(class_code=command.class_code, staff=command.staff, given=given or "—")


def _require_cap(rule_set: RuleSet, command: ReplaceClassDecision, context: Context) -> None:
    """Refuse a class with which the cap no longer holds: then the whole round has to be counted again."""
    if not cap_holds(rule_set, round_of(context, command.year), command.staff, command.class_code):
        raise CAP_EXCEEDED.because(staff=command.staff, class_code=command.class_code)


def _require_nobody_passed_over(
    rule_set: RuleSet, command: ReplaceClassDecision, context: Context, year: CalculatedYear
) -> None:
    if command.class_code != rule_set.class_codes[0]:
        return
    mean = year.result.outputs.get("mean")
    better = passed_over(rule_set, round_of(context, command.year), command.staff, mean)
    if better:
        raise PASSED_OVER.because(staff=command.staff, class_code=command.class_code, better=", ".join(better))


def _replaced(
    review: AnnualReview,
    command: ReplaceClassDecision,
    context: Context,
    year: CalculatedYear,
    standing: ClassDecision,
) -> ClassDecisionReplaced:
    return ClassDecisionReplaced(
        **context.stamp(review),
        staff=command.staff,
        year=command.year,
        agency=command.agency,
        status="scored",
        class_code=command.class_code,
        class_before_cap=command.class_code if year.result.status == "unknown" else year.result.class_code,
        mean=year.result.outputs.get("mean"),
        decision=command.decision,
        acts=year.annual.acts,
        handling=command.handling,
        replaces=standing.event_id,
        former_class=standing.class_code,
        cause="superseding_decision" if review.to_be_redone is None else "petition",
    )


BEFORE_FORMER_DECISION = Refusal(
    "review.before_former_decision",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} ở trước quyết định được thay thế, {decided_on}.",
    "The day {day} is before the decision it replaces, of {decided_on}.",
)
PASSED_OVER = Refusal(
    "review.passed_over",
    "Điều 20.5 Nghị định 335/2025/NĐ-CP",
    "Nâng {staff} lên mức {class_code} sẽ vượt qua người có điểm cao hơn còn ở mức dưới do tỷ lệ: {better}; hãy đề "
    "xuất và thay cả đợt.",
    "Lifting {staff} to {class_code} passes over people with a higher mean whom the cap left below: {better}; propose "
    "and replace the whole round.",
)
ABOVE_THE_YEAR = Refusal(
    "review.above_the_year",
    "Điều 20, 21.3 Nghị định 335/2025/NĐ-CP",
    "Mức {class_code} cao hơn mức {given} mà điểm và sự việc trong năm của {staff} cho phép.",
    "The class {class_code} is above {given}, which scores and facts of the year give {staff}.",
)
CAP_EXCEEDED = Refusal(
    "review.cap_exceeded",
    "Điều 20.5 Nghị định 335/2025/NĐ-CP",
    "Với mức {class_code} của {staff}, tỷ lệ xuất sắc của cơ quan hoặc của nhóm bị vượt; hãy đề xuất và thay cả đợt.",
    "With {class_code} for {staff} the cap of the agency or group is exceeded; propose and replace the whole round.",
)
