"""Open an agency's classification round."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.review.opening import opening, year_rules
from kpi_commands.review.review_command import review_of
from kpi_commands.round.round_command import RoundCommand, load_people, require_candidate
from kpi_es.domain.annual_review_events import ReviewOpened
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundOpened
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import StaffId
from kpi_es.rulebook import RuleSet

MOST_CANDIDATES = 5_000


class OpenRound(RoundCommand, frozen=True):
    """Open the round with its candidates (Art 19); everybody's annual review is opened with it where it is not yet.

    All heads of units are among the candidates, the head of the agency is not. Heads answer for the scores of those
    who left as well (Art 15.3a): the log knows who they are.
    """

    type: Literal["open_round"] = "open_round"
    candidates: tuple[StaffId, ...] = Field(min_length=1, max_length=MOST_CANDIDATES)


def decide(state: ClassificationRound, command: OpenRound, context: Context) -> tuple[Event, ...]:
    """Decide to open a round once a year."""
    require_personnel_adviser(context)
    if state.version:
        raise ALREADY_OPEN.because(agency=command.agency, year=command.year)
    rule_set = year_rules(context, command.year)
    _require_each_once(command)
    load_people(context, command.candidates, command.year)
    for staff in command.candidates:
        require_candidate(context, staff)
    _require_heads(command, context)
    opened = RoundOpened(
        **context.stamp(state),
        agency=command.agency,
        year=command.year,
        candidates=command.candidates,
        rule_set=rule_set.id,
        rule_set_hash=rule_set.hash,
    )
    return (opened, *reviews_opened(command.candidates, command.year, rule_set, context))


def reviews_opened(staff: tuple[str, ...], year: int, rule_set: RuleSet, context: Context) -> tuple[ReviewOpened, ...]:
    """Return the events that open the reviews which these people do not have in the agency yet."""
    reviews = [review_of(context, each, year) for each in staff]
    missing = [each for each in reviews if each.version == 0 or each.agency != context.command.agency]
    return tuple(opening(each, rule_set, context) for each in missing)


def _require_each_once(command: OpenRound) -> None:
    named = command.candidates
    twice = sorted({staff for staff in named if named.count(staff) > 1})
    if twice:
        raise NAMED_TWICE.because(staff=", ".join(twice))


def _require_heads(command: OpenRound, context: Context) -> None:
    agency, day = context.agency(), context.valid_on
    below = [unit for unit in agency.units_below(agency.root_unit, day) if unit != agency.root_unit]
    heads = {agency.units[unit].head_on(day) for unit in below} - {None, agency.agency_head_on(day)}
    missing = sorted(head for head in heads if head is not None and head not in command.candidates)
    if missing:
        raise HEADS_MISSING.because(staff=", ".join(missing))


ALREADY_OPEN = Refusal(
    "round.already_open",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "Đợt xếp loại năm {year} của {agency} đã được mở.",
    "The round of {agency} for {year} is already open.",
)
NAMED_TWICE = Refusal(
    "round.named_twice",
    "Điều 20.5a Nghị định 335/2025/NĐ-CP",
    "Mỗi người chỉ được ghi một lần: {staff}.",
    "Everybody is named once only: {staff}.",
)
HEADS_MISSING = Refusal(
    "round.heads_missing",
    "Điều 10.2b Nghị định 335/2025/NĐ-CP",
    "Danh sách thiếu người đứng đầu đơn vị: {staff}.",
    "Heads of units are missing from the list: {staff}.",
)
