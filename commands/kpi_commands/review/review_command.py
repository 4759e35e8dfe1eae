"""What the commands of an annual review share: their form, the review they need, and the steps in their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, cast

from kpi_commands.authority import require_managing_authority
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round, round_of
from kpi_commands.refusals import (
    CLASS_DECIDED,
    CLASS_UNDECIDED,
    CLASS_UNKNOWN,
    OWN_WORK,
    REVIEW_ABSENT,
    REVIEW_ELSEWHERE,
    STEPS_MISSING,
)
from kpi_commands.stake import require_head_without_stake
from kpi_es.domain.annual_review import AnnualReview, ClassDecision
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.event import agency_stream, review_stream, staff_stream
from kpi_es.domain.posts import role_in
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Role, Source, StaffId
from kpi_es.domain.year import Year
from kpi_es.rulebook import RuleSet

LEADERS = frozenset({"head", "deputy"})

SELF_ASSESSMENT = "tự xếp loại (self-assessment)"
MEETING = "cuộc họp (meeting)"
PARTY_OPINION = "ý kiến cấp ủy (party opinion)"
PROPOSAL = "đề xuất của tham mưu (adviser's proposal)"
STEPS = (SELF_ASSESSMENT, MEETING, PARTY_OPINION, PROPOSAL)
"""The steps before a decision, in the order of Art 21.1."""


class ReviewCommand(Command, frozen=True):
    """A command about one person's annual review."""

    SOURCE: ClassVar[Source] = "manager"
    staff: StaffId
    year: Year

    @property
    def stream(self) -> str:
        return review_stream(self.staff, self.year)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, staff_stream(self.staff), agency_stream(self.agency))


def review_of(context: Context, staff: str, year: int) -> AnnualReview:
    """Return a review, opened or not."""
    return cast(AnnualReview, context.state_of(review_stream(staff, year)))


def require_review(review: AnnualReview, agency: str) -> None:
    """Refuse a review that was never opened, or that another agency keeps (Art 19.1)."""
    if review.version == 0:
        raise REVIEW_ABSENT.because(staff=review.staff, year=review.year)
    if review.agency != agency:
        raise REVIEW_ELSEWHERE.because(staff=review.staff, year=review.year, other=review.agency, agency=agency)


def require_undecided(review: AnnualReview) -> None:
    """Refuse a review whose class is decided."""
    if review.decision is not None:
        raise CLASS_DECIDED.because(staff=review.staff, year=review.year)


def require_decision(review: AnnualReview) -> ClassDecision:
    """Return the decision that stands. Refuses a review without one."""
    if review.decision is None:
        raise CLASS_UNDECIDED.because(staff=review.staff, year=review.year)
    return review.decision


def require_class(rule_set: RuleSet, class_code: str) -> None:
    """Refuse a class the rule set does not have."""
    if class_code not in rule_set.class_codes:
        raise CLASS_UNKNOWN.because(class_code=class_code, known=", ".join(rule_set.class_codes))


def require_dated_today(context: Context) -> None:
    """Refuse an act dated on another day than that of recording.

    Which post and which units limit a class must not be chosen by the date of the act (Art 20.6).
    """
    if context.valid_on != context.today:
        raise NOT_DATED_TODAY.because(day=context.valid_on, today=context.today)


def is_agency_head(context: Context, staff: str) -> bool:
    """Tell whether a person heads the using agency on the day of the act."""
    return context.agency().agency_head_on(context.valid_on) == staff


def require_deciding_authority(context: Context, staff: str) -> None:
    """Refuse unless the actor decides this person's class, and has no stake in it.

    The head of the using agency for everybody below, the managing authority for that head (Art 10.2), also for who
    headed the agency when the class was decided, and instead of a head who has a stake.
    """
    if context.command.actor == staff:
        raise OWN_WORK.because(actor=staff)
    year = cast(ReviewCommand, context.command).year
    state = round_of(context, year)
    if is_agency_head(context, staff) or _decided_as_agency_head(context, staff, state):
        require_managing_authority(context)
        require_not_in_round(state, context)
    else:
        require_head_without_stake(context, year)


def _decided_as_agency_head(context: Context, staff: str, state: ClassificationRound) -> bool:
    standing = review_of(context, staff, state.year).decision
    if standing is None or (state.decision is not None and staff in state.decision.entries):
        return False
    return context.agency().agency_head_on(standing.decided_on) == staff


def standing_role(context: Context, review: AnnualReview, day: date) -> Role:
    """Return as what a person is classified on a day: who acts as head of a unit is one (Art 21.1).

    For somebody whom the agency does not evaluate that day, the role in which the review was opened.
    """
    role = role_in(context.staff_member(review.staff), context.agency(), day)
    return review.role if role is None else role


def missing_steps(context: Context, review: AnnualReview) -> tuple[str, ...]:
    """Return the steps of Art 21 that are still due before a decision, in their order, by the role of that day."""
    rules = context.agency().procedure_on(context.valid_on)
    on_leave = context.staff_member(review.staff).leave_on(context.valid_on) is not None
    role = standing_role(context, review, context.valid_on)
    return tuple(step for step, due in _steps(review, role, rules, on_leave) if due)


def require_steps(context: Context, review: AnnualReview, before: str | None = None) -> None:
    """Refuse unless the steps before the given one, or all of them, were taken."""
    due_first = STEPS if before is None else STEPS[: STEPS.index(before)]
    missing = [step for step in missing_steps(context, review) if step in due_first]
    if missing:
        raise STEPS_MISSING.because(steps=f"{review.staff}: {', '.join(missing)}")


def decision_is_late(context: Context, year: int) -> bool:
    """Tell whether a decision taken today comes on or after the day before which the year is decided (Art 19.2)."""
    return decided_late(context.agency().procedure_on(context.valid_on), year, context.today)


def decided_late(rules: ProcedureRules, year: int, day: date) -> bool:
    """Tell whether a day is on or after the day before which a year is decided."""
    return day >= rules.year_decision_before(year)


def _steps(review: AnnualReview, role: Role, rules: ProcedureRules, on_leave: bool) -> Iterator[tuple[str, bool]]:
    """Give each step and whether it is due; who is on leave need not fill in the form (Art 19.3)."""
    yield SELF_ASSESSMENT, review.self_class is None and not on_leave
    yield MEETING, rules.meeting_required_for_year and review.met_on is None
    yield PARTY_OPINION, rules.party_opinion_required and role in LEADERS and review.party_opinion is None
    yield PROPOSAL, role == "head" and not review.proposed


NOT_DATED_TODAY = Refusal(
    "review.not_dated_today",
    "Điều 20.6, 21.1d Nghị định 335/2025/NĐ-CP",
    "Đề xuất, quyết định xếp loại phải ghi đúng ngày thực hiện {today}, không phải {day}; bỏ trống valid_on.",
    "Classes are proposed and decided on the day of recording, {today}, not {day}; leave valid_on out.",
)
