"""Record the party committee's opinion on a head or deputy."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future, require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_commands.review.review_command import (
    LEADERS,
    PARTY_OPINION,
    ReviewCommand,
    require_review,
    require_steps,
    require_undecided,
    standing_role,
)
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import PartyOpinionGiven
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet_events import Evidence
from kpi_es.domain.values import LongText, ShortText, Source


class GivePartyOpinion(ReviewCommand, frozen=True):
    """Record the written opinion of the party committee, received by the personnel adviser (Art 21.1c, 21.2c).

    On whoever is a head or deputy on the day of the opinion or today, acting heads of units among them.
    """

    SOURCE: ClassVar[Source] = "personnel"
    type: Literal["give_party_opinion"] = "give_party_opinion"
    committee: ShortText
    opinion: LongText
    document: Evidence


def decide(review: AnnualReview, command: GivePartyOpinion, context: Context) -> tuple[Event, ...]:
    """Decide to record an opinion on a head or deputy, after the meeting."""
    require_personnel_adviser(context)
    if command.actor == command.staff:
        raise OWN_WORK.because(actor=command.actor)
    require_review(review, command.agency)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_undecided(review)
    roles = [standing_role(context, review, day) for day in (context.valid_on, context.today)]
    if not LEADERS.intersection(roles):
        raise NO_OPINION_DUE.because(staff=command.staff, role=roles[-1])
    require_steps(context, review, before=PARTY_OPINION)
    return (
        PartyOpinionGiven(
            **context.stamp(review),
            staff=command.staff,
            year=command.year,
            committee=command.committee,
            opinion=command.opinion,
            document=command.document,
        ),
    )


NO_OPINION_DUE = Refusal(
    "review.no_party_opinion_due",
    "Điều 21.2c Nghị định 335/2025/NĐ-CP",
    "Chỉ lấy ý kiến cấp ủy đối với người đứng đầu và cấp phó; {staff} có vai trò {role}.",
    "The party committee is asked about heads and deputies only; {staff} has the role {role}.",
)
