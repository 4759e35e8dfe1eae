"""An agency's year out of the log: the round, everybody's class, open petitions, and what is no longer borne out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypeAlias

from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound, RoundDecision
from kpi_es.domain.classification_round_events import RoundEntry
from kpi_es.domain.event import round_stream
from kpi_es.domain.petition import Petition, PetitionStatus
from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_es.domain.year import periods_of_year
from kpi_es.entrypoints.round_told import Classed, RoundTold, told_entry, told_groups, told_head
from kpi_es.entrypoints.wiring import Engine
from kpi_es.entrypoints.year_borne_out import NotBorneOut, not_borne_out
from kpi_es.entrypoints.year_log import YearLog
from kpi_es.ports import Recorded
from kpi_projections.history.words import in_words
from kpi_projections.subjects import person_of_stream

RoundState: TypeAlias = Literal["open", "proposed", "decided", "published"]


class AgencyUnknown(Exception):
    """No agency was opened under this code."""


class NoRound(Exception):
    """The agency has no classification round of the year."""


class NotInRound(Exception):
    """The person is neither a candidate of the round nor the head of the agency; `people` are those who are."""

    def __init__(self, people: Sequence[str]) -> None:
        super().__init__(", ".join(people))
        self.people = tuple(people)


@dataclass(frozen=True)
class OpenPetition:
    """A petition that waits for its answer: against the annual class, or against the sheet of a `period`."""

    staff: str
    period: str | None
    number: int
    filed_on: date
    due_on: date


@dataclass(frozen=True)
class CauseTold:
    """An event in words: `staff` is whom its stream is about, None for a unit or an agency."""

    event_id: str
    type: str
    staff: str | None
    actor: str
    valid_on: date
    recorded_at: datetime
    vi: str
    en: str
    reason: str | None


@dataclass(frozen=True)
class NotBorneOutTold:
    """A decision that the log no longer bears out, with its causes in words."""

    found: NotBorneOut
    causes: tuple[CauseTold, ...]


@dataclass(frozen=True)
class AgencyYear:
    """The year as it stands. Without a decision the classes are those proposed, none before a proposal.

    `decisions` are in the order they were taken, the last one stands. `allowed` are the places in the agency.
    """

    agency: str
    year: int
    state: RoundState
    decisions: tuple[RoundDecision, ...]
    allowed: int | None
    round: RoundTold
    petitions: tuple[OpenPetition, ...]
    not_borne_out: tuple[NotBorneOutTold, ...]

    def of(self, staff: str) -> AgencyYear:
        """Return the year with what concerns one person only. Raises NotInRound."""
        classed = tuple(each for each in self.round.classed if each.staff == staff)
        if not classed:
            raise NotInRound([each.staff for each in self.round.classed])
        return replace(
            self,
            round=replace(self.round, classed=classed),
            petitions=tuple(each for each in self.petitions if each.staff == staff),
            not_borne_out=tuple(each for each in self.not_borne_out if each.found.staff == staff),
        )


def agency_year(engine: Engine, agency: str, year: int) -> AgencyYear:
    """Return an agency's year as of now. Raises AgencyUnknown, NoRound."""
    log = YearLog(engine, agency, year)
    if log.agency.version == 0:
        raise AgencyUnknown(agency)
    state = log.state_as(round_stream(agency, year), ClassificationRound)
    if state.version == 0:
        raise NoRound(agency, year)
    head = _head(log, state)
    people = tuple(dict.fromkeys((*((head,) if head else ()), *state.candidates)))
    log.load_year_of((*people, *log.everybody))
    standing = state.decision or state.proposal
    entries: Mapping[str, RoundEntry] = standing.entries if standing is not None else {}
    reviews = {staff: log.review(staff) for staff in people}
    return AgencyYear(
        agency=agency,
        year=year,
        state=_state(state),
        decisions=state.decisions,
        allowed=state.proposal.allowed if state.proposal else None,
        round=RoundTold(
            groups=told_groups(state, entries, log.rule_book[state.rule_set]),
            classed=tuple(_classed(log, state, entries, reviews.get(head or ""))),
            unit_names={code: unit.name for code, unit in log.agency.units.items()},
            petitions=dict(_last_petitions(reviews)),
            names=engine.directory.names(people),
        ),
        petitions=tuple(_open_petitions(log, people)),
        not_borne_out=tuple(_told(log, each) for each in not_borne_out(log, state, head)),
    )


def _head(log: YearLog, state: ClassificationRound) -> str | None:
    """Return the head of the agency, whose class the authority above decides: on the day of the round, or today."""
    day = state.decisions[0].decided_on if state.decisions else datetime.now(OFFICE_TIME_ZONE).date()
    head = log.agency.agency_head_on(day)
    return None if head in state.candidates else head


def _state(state: ClassificationRound) -> RoundState:
    if state.decision is not None:
        return "published" if state.published_version > state.decision.version else "decided"
    return "open" if state.proposal is None else "proposed"


def _classed(
    log: YearLog, state: ClassificationRound, entries: Mapping[str, RoundEntry], head: AnnualReview | None
) -> Iterator[Classed]:
    if head is not None and head.decision is not None:
        yield told_head(head, log.rule_book[head.rule_set])
    yield from (told_entry(each, state, log.rule_book[state.rule_set]) for each in entries.values())


def _last_petitions(reviews: Mapping[str, AnnualReview]) -> Iterator[tuple[str, PetitionStatus]]:
    for staff, review in reviews.items():
        for petition in review.petitions.values():
            yield staff, petition.status


def _open_petitions(log: YearLog, people: Sequence[str]) -> Iterator[OpenPetition]:
    for staff in people:
        for period in periods_of_year(log.year):
            for petition in log.sheet(staff, period).procedure.petitions.values():
                yield from _if_open(staff, period, petition)
        for petition in log.review(staff).petitions.values():
            yield from _if_open(staff, None, petition)


def _if_open(staff: str, period: str | None, petition: Petition) -> Iterator[OpenPetition]:
    if petition.open:
        yield OpenPetition(staff, period, petition.number, petition.filed_on, petition.due_on)


def _told(log: YearLog, found: NotBorneOut) -> NotBorneOutTold:
    return NotBorneOutTold(found, tuple(_in_words(log, each) for each in found.causes))


def _in_words(log: YearLog, recorded: Recorded) -> CauseTold:
    event = recorded.event
    words = in_words(event, log.state(event.originator_id, recorded.position - 1))
    return CauseTold(
        event_id=str(event.event_id),
        type=event.TOPIC,
        staff=person_of_stream(event.originator_id),
        actor=event.actor,
        valid_on=event.valid_on,
        recorded_at=event.recorded_at,
        vi=words.vi,
        en=words.en,
        reason=event.reason,
    )
