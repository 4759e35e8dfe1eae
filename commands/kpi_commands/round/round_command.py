"""What the commands of a classification round share: their form and what they need of the round."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from kpi_commands.authority import evaluated_post, is_personnel_adviser, require_agency_head
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.refusals import ROUND_ABSENT, ROUND_DECIDED, ROUND_UNDECIDED
from kpi_commands.review.review_command import is_agency_head
from kpi_es.domain.classification_round import ClassificationRound, RoundDecision
from kpi_es.domain.event import agency_stream, review_stream, round_stream, staff_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source
from kpi_es.domain.year import Year


class RoundCommand(Command, frozen=True):
    """A command about an agency's classification round of a year."""

    SOURCE: ClassVar[Source] = "personnel"
    year: Year

    @property
    def stream(self) -> str:
        return round_stream(self.agency, self.year)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency))


def load_people(context: Context, people: Iterable[str], year: int) -> None:
    """Read people and their reviews of a year in one go; only a matter of speed."""
    context.load(stream for staff in people for stream in (staff_stream(staff), review_stream(staff, year)))


def require_round(state: ClassificationRound) -> None:
    """Refuse a round that was never opened."""
    if state.version == 0:
        raise ROUND_ABSENT.because(agency=state.agency, year=state.year)


def require_round_undecided(state: ClassificationRound) -> None:
    """Refuse a round that was never opened, or is decided."""
    require_round(state)
    if state.decision is not None:
        raise ROUND_DECIDED.because(agency=state.agency, year=state.year)


def require_round_decision(state: ClassificationRound) -> RoundDecision:
    """Return the decision that stands. Refuses a round without one."""
    require_round(state)
    if state.decision is None:
        raise ROUND_UNDECIDED.because(agency=state.agency, year=state.year)
    return state.decision


def require_adviser_or_head(context: Context) -> None:
    """Refuse unless the actor is a personnel adviser of the agency or its head."""
    if not is_personnel_adviser(context):
        require_agency_head(context)


def require_candidate(context: Context, staff: str) -> None:
    """Refuse somebody whom the agency does not evaluate on the day, and the head of the agency (Art 10.2a)."""
    evaluated_post(context, staff, context.valid_on)
    if is_agency_head(context, staff):
        raise HEAD_OF_AGENCY.because(staff=staff, agency=context.command.agency)


def require_no_agency_head(state: ClassificationRound, context: Context) -> None:
    """Refuse a round, until it is decided, with a candidate who heads the agency on the day of the act or today.

    Whoever came to head it after the list was made is removed with `change_candidates` (Art 10.2a). In a decided round
    a later head stays: the class was decided before.
    """
    if state.decision is not None:
        return
    heads = [context.agency().agency_head_on(day) for day in (context.valid_on, context.today)]
    for head in heads:
        if head is not None and head in state.candidates:
            raise HEAD_OF_AGENCY.because(staff=head, agency=state.agency)


HEAD_OF_AGENCY = Refusal(
    "round.agency_head_is_no_candidate",
    "Điều 10.2a Nghị định 335/2025/NĐ-CP",
    "{staff} đứng đầu {agency}; mức xếp loại do người đứng đầu cơ quan quản lý công chức quyết định riêng; nếu đang có "
    "trong danh sách thì đưa ra khỏi danh sách (change_candidates).",
    "{staff} heads {agency}; the head of the managing agency decides that class by itself; take somebody who is in the "
    "list out of it (change_candidates).",
)
