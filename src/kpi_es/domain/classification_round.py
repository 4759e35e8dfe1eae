"""An agency's classification round for a year (Art 19 to 21), folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from kpi_es.domain.classification_round_events import (
    AnyRoundEvent,
    CandidatesChanged,
    DutyGroup,
    GroupsFormed,
    HigherShareDecided,
    OpenClassStated,
    RoundDecided,
    RoundDecisionReplaced,
    RoundEntry,
    RoundOpened,
    RoundProposed,
    RoundPublished,
    Tie,
    TieResolved,
)
from kpi_es.domain.event import round_stream
from kpi_es.domain.immutable import changed


@dataclass(frozen=True, slots=True)
class RoundProposal:
    """What was last calculated; `outstanding`, `groups` and `candidates` may have changed since."""

    number: int
    version: int
    outstanding: bool
    allowed: int | None
    group_limits: Mapping[str, int]
    ties: Mapping[str, Tie]
    entries: Mapping[str, RoundEntry]


@dataclass(frozen=True, slots=True)
class RoundDecision:
    """One decision of the round; a replaced one stays as it was."""

    version: int
    event_id: str
    decision: str
    decided_on: date
    decided_by: str
    late: bool
    entries: Mapping[str, RoundEntry]


@dataclass(frozen=True)
class ClassificationRound:
    """The state of a round; version 0 means it was never opened. The last of `decisions` stands.

    `others` are no candidates: who was removed, and whom rounds opened earlier named beside the candidates.
    `judged` are the classes stated where the rules leave one open, by staff id.
    `orders` are the orders given for ties, by the people who were equal. `share_by`, `judged_by` and `orders_by` say
    who decided these; an order by somebody who became a candidate since is dropped, so that the tie is open again.
    `prepared_version` is the stream version of the last change to candidates, groups or share: a proposal from before
    it rests on something else.
    """

    agency: str
    year: int
    version: int = 0
    rule_set: str = ""
    rule_set_hash: str = ""
    candidates: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    groups: tuple[DutyGroup, ...] = ()
    outstanding: bool = False
    share_by: str = ""
    judged: Mapping[str, str] = field(default_factory=dict[str, str])
    judged_by: Mapping[str, str] = field(default_factory=dict[str, str])
    prepared_version: int = 0
    proposal: RoundProposal | None = None
    orders: Mapping[frozenset[str], tuple[str, ...]] = field(default_factory=dict[frozenset[str], tuple[str, ...]])
    orders_by: Mapping[frozenset[str], str] = field(default_factory=dict[frozenset[str], str])
    decisions: tuple[RoundDecision, ...] = ()
    published_version: int = 0

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return round_stream(self.agency, self.year)

    @property
    def decision(self) -> RoundDecision | None:
        """The decision that stands, None before the first."""
        return self.decisions[-1] if self.decisions else None

    def group_of(self, staff: str) -> str | None:
        """Return the group with similar duties a candidate is in."""
        return next((group.code for group in self.groups if staff in group.members), None)


def evolve_classification_round(state: ClassificationRound, event: AnyRoundEvent) -> ClassificationRound:
    """Return the round after an event."""
    version = event.originator_version
    state = changed(state, version=version)
    match event:
        case RoundOpened() | CandidatesChanged() | GroupsFormed() | HigherShareDecided() | OpenClassStated():
            return changed(_prepared(state, event), prepared_version=version)
        case RoundProposed():
            return changed(state, proposal=_proposal(event))
        case TieResolved():
            people = frozenset(event.order)
            return changed(
                state,
                orders={**state.orders, people: event.order},
                orders_by={**state.orders_by, people: event.actor},
            )
        case RoundDecided() | RoundDecisionReplaced():
            return changed(state, decisions=(*state.decisions, _decision(event)))
        case RoundPublished():
            return changed(state, published_version=version)
        case _:
            assert_never(event)


PreparingEvent = RoundOpened | CandidatesChanged | GroupsFormed | HigherShareDecided | OpenClassStated


def _prepared(state: ClassificationRound, event: PreparingEvent) -> ClassificationRound:
    match event:
        case RoundOpened():
            rules = {"rule_set": event.rule_set, "rule_set_hash": event.rule_set_hash}
            return changed(state, candidates=event.candidates, others=event.others, **rules)
        case CandidatesChanged():
            kept = tuple(staff for staff in state.candidates if staff not in event.removed)
            others = (staff for staff in (*state.others, *event.removed) if staff not in event.added)
            orders = {
                people: each for people, each in state.orders.items() if state.orders_by[people] not in event.added
            }
            return changed(state, candidates=(*kept, *event.added), others=tuple(dict.fromkeys(others)), orders=orders)
        case GroupsFormed():
            return changed(state, groups=event.groups)
        case HigherShareDecided():
            return changed(state, outstanding=event.outstanding, share_by=event.actor)
        case OpenClassStated():
            return changed(
                state,
                judged={**state.judged, event.staff: event.class_code},
                judged_by={**state.judged_by, event.staff: event.actor},
            )
        case _:
            assert_never(event)


def _proposal(event: RoundProposed) -> RoundProposal:
    return RoundProposal(
        number=event.number,
        version=event.originator_version,
        outstanding=event.outstanding,
        allowed=event.allowed,
        group_limits={each.group: each.allowed for each in event.group_limits},
        ties={each.code: each for each in event.ties},
        entries={each.staff: each for each in event.entries},
    )


def _decision(event: RoundDecided | RoundDecisionReplaced) -> RoundDecision:
    return RoundDecision(
        version=event.originator_version,
        event_id=str(event.event_id),
        decision=event.decision,
        decided_on=event.valid_on,
        decided_by=event.actor,
        late=isinstance(event, RoundDecided) and event.late,
        entries={each.staff: each for each in event.entries},
    )
