"""What the commands of a unit's review share: their form, who decides, and the review they need."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, cast

from kpi_commands.authority import require_managing_authority
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.decided_round import require_not_in_round, round_of
from kpi_commands.refusals import UNIT_REVIEW_ABSENT, UNIT_UNKNOWN
from kpi_commands.stake import require_head_without_stake
from kpi_es.domain.event import agency_stream, unit_review_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.unit_review import UnitReview
from kpi_es.domain.values import Source, UnitCode
from kpi_es.domain.year import Year


class UnitReviewCommand(Command, frozen=True):
    """A command about one unit's own classification for a year."""

    SOURCE: ClassVar[Source] = "manager"
    unit: UnitCode
    year: Year

    @property
    def stream(self) -> str:
        return unit_review_stream(self.agency, self.unit, self.year)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency))


def unit_review_of(context: Context, unit: str, year: int) -> UnitReview:
    """Return the review of a unit of the command's agency, opened or not."""
    return cast(UnitReview, context.state_of(unit_review_stream(context.command.agency, unit, year)))


def unit_day(context: Context, year: int) -> date:
    """Return the day on which the tree of units is asked: that of the act, or the year's last when it is over."""
    return min(context.valid_on, date(year, 12, 31))


def require_unit(context: Context, unit: str, year: int) -> None:
    """Refuse a unit the agency does not have on the day."""
    day = unit_day(context, year)
    if context.agency().unit_on(unit, day) is None:
        raise UNIT_UNKNOWN.because(agency=context.command.agency, unit=unit, day=day)


def require_unit_review(review: UnitReview) -> None:
    """Refuse a review that was never opened."""
    if review.version == 0:
        raise UNIT_REVIEW_ABSENT.because(unit=review.unit, year=review.year)


def require_share_allowed(context: Context, share_decision: str | None) -> None:
    """Refuse the higher share of Art 8.5b to the head of an agency whose managing authority did not allow it.

    Allowed with `set_higher_share`, by the managing authority: no head raises the share of the own organisation.
    """
    authority = context.agency().managing_authority_on(context.valid_on)
    if share_decision is None or authority in (None, context.command.actor):
        return
    if not round_of(context, cast(UnitReviewCommand, context.command).year).outstanding:
        raise SHARE_NOT_ALLOWED.because(agency=context.command.agency, authority=authority or "—")


def require_recognising_authority(context: Context, unit: str) -> None:
    """Refuse unless the actor recognises this unit's class (Art 5).

    The head of the agency for the units below, the managing authority for the agency itself, and instead of a head who
    is classified in the agency's round or heads the unit: its class limits its head's, and the units share one cap
    (Art 8.5, 20.6).
    """
    year = cast(UnitReviewCommand, context.command).year
    if unit == context.agency().root_unit:
        require_managing_authority(context)
        require_not_in_round(round_of(context, year), context)
    else:
        require_head_without_stake(context, year, unit)


SHARE_NOT_ALLOWED = Refusal(
    "unit_review.share_not_allowed",
    "Điều 8.5b, 20.5b Nghị định 335/2025/NĐ-CP",
    "Tỷ lệ cao hơn của {agency} do {authority} quyết định trước (set_higher_share).",
    "The higher share of {agency} is decided by {authority} first (set_higher_share).",
)
