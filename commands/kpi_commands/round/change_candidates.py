"""Let people join or leave a round before its decision."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future, require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.review.opening import year_rules
from kpi_commands.round.open_round import MOST_CANDIDATES, reviews_opened
from kpi_commands.round.round_command import RoundCommand, require_candidate, require_round_undecided
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import CandidatesChanged
from kpi_es.domain.event import Event
from kpi_es.domain.posts import evaluating_post
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import StaffId


class ChangeCandidates(RoundCommand, frozen=True):
    """Add people who came or were forgotten, remove those whom another agency classifies by now (Art 19.1).

    The heads answer for the scores of who is removed as well (Art 15.3a).
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["change_candidates"] = "change_candidates"
    added: tuple[StaffId, ...] = Field(default=(), max_length=MOST_CANDIDATES)
    removed: tuple[StaffId, ...] = Field(default=(), max_length=MOST_CANDIDATES)


def decide(state: ClassificationRound, command: ChangeCandidates, context: Context) -> tuple[Event, ...]:
    """Decide to change who is classified in the round."""
    require_personnel_adviser(context)
    require_round_undecided(state)
    require_not_in_future(context, context.valid_on, "valid_on")
    there = sorted({*command.added} & {*state.candidates})
    strange = sorted({*command.removed} - {*state.candidates})
    twice = len({*command.added}) != len(command.added)
    if there or strange or twice or not (command.added or command.removed):
        raise NO_CHANGE.because(there=", ".join(there) or "—", strange=", ".join(strange) or "—")
    for staff in command.added:
        require_candidate(context, staff)
    _require_gone(command, context)
    changed = CandidatesChanged(
        **context.stamp(state),
        agency=command.agency,
        year=command.year,
        added=command.added,
        removed=command.removed,
    )
    return (changed, *reviews_opened(command.added, command.year, year_rules(context, command.year), context))


def _require_gone(command: ChangeCandidates, context: Context) -> None:
    """Refuse to remove people whom the agency evaluates today, other than its head."""
    posts = {staff: evaluating_post(context.staff_member(staff), context.today) for staff in command.removed}
    here = {staff for staff, post in posts.items() if post is not None and post.agency == command.agency}
    staying = sorted(here - {context.agency().agency_head_on(context.today)})
    if staying:
        raise STILL_EVALUATED_HERE.because(staff=", ".join(staying), agency=command.agency)


STILL_EVALUATED_HERE = Refusal(
    "round.still_evaluated_here",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "{staff} vẫn giữ vị trí do {agency} đánh giá nên không đưa ra khỏi danh sách được.",
    "{staff} still holds a post that {agency} evaluates and can not be taken out of the list.",
)
NO_CHANGE = Refusal(
    "round.no_such_change",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "Không thay đổi được danh sách như vậy: đã có {there}; không có {strange}; mỗi người chỉ ghi một lần.",
    "The list can not change like this: already there {there}; not there {strange}; everybody is named once.",
)
