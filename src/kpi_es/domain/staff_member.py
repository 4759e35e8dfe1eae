"""A staff member: posts by date, secondment, leave, discipline, separation. No name and no birth date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias, assert_never

from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.event import staff_stream
from kpi_es.domain.procedure import SecondmentEvaluator
from kpi_es.domain.staff_events import (
    ConcurrentPostEnded,
    ConcurrentPostGiven,
    DisciplineImposed,
    LeaveEnded,
    LeaveGranted,
    SecondmentEnded,
    StaffEvent,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeconded,
    StaffMemberSeparated,
    StaffMemberTransferred,
    StaffRecordAnnulled,
)
from kpi_es.domain.values import (
    DisciplineAuthority,
    DisciplineForm,
    DisciplineGround,
    LeaveKind,
    Role,
    StaffGroup,
)

__all__ = [
    "Appointment",
    "ConcurrentPost",
    "Discipline",
    "DisciplineImposed",
    "Leave",
    "LeaveGranted",
    "Posting",
    "Secondment",
    "StaffEvent",
    "StaffMember",
    "StaffMemberAppointed",
    "StaffMemberRegistered",
    "StaffMemberSeparated",
    "StaffMemberTransferred",
    "evolve_staff_member",
]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A post held from a day until the next appointment begins."""

    agency: str
    unit: str
    post: str
    role: Role


@dataclass(frozen=True, slots=True)
class Posting:
    """A post with its first day and its last; the last is None while no end is known."""

    appointment: Appointment
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Secondment:
    """Work in another unit for a time; the own post stays (biệt phái)."""

    appointment: Appointment
    first: date
    last: date
    evaluator: SecondmentEvaluator
    event_id: str


@dataclass(frozen=True, slots=True)
class ConcurrentPost:
    """A second post with its first day and its last, None while no end is known."""

    appointment: Appointment
    first: date
    last: date | None
    event_id: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave with its first and last day."""

    kind: LeaveKind
    first: date
    last: date
    event_id: str


@dataclass(frozen=True, slots=True)
class Discipline:
    """A disciplinary decision, the day it takes effect, and when and where the act was committed (Art 11.3)."""

    form: DisciplineForm
    ground: DisciplineGround
    effective_on: date
    decision: str
    event_id: str
    act: str | None = None
    committed_on: date | None = None
    committed_agency: str | None = None
    committed_in: str | None = None
    authority: DisciplineAuthority = "administrative"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """The state of a staff member; version 0 means nobody by this id is registered.

    `posts` is the main post by date, None from a separation until the person is registered again. `records` are the
    events that stand: an annulled one is no longer among them, and everything else is folded from them.
    """

    staff: str
    version: int = 0
    group: StaffGroup = "civil_servant"
    posts: Dated[Appointment | None] = ()
    secondments: tuple[Secondment, ...] = ()
    concurrent_posts: tuple[ConcurrentPost, ...] = ()
    leaves: tuple[Leave, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    records: tuple[StaffEvent, ...] = ()

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return staff_stream(self.staff)

    @property
    def appointments(self) -> Dated[Appointment]:
        """The main posts by the day they begin, without the days on which the person left."""
        return tuple((since, post) for since, post in self.posts if post is not None)

    @property
    def separated_on(self) -> date | None:
        """The first day without a post since the person left, None for somebody who is here or came back."""
        return self.posts[-1][0] if self.posts and self.posts[-1][1] is None else None

    @property
    def postings(self) -> tuple[Posting, ...]:
        """The main posts with their first and last day; two of one day: the earlier recorded one never held."""
        ends = (*(since - _ONE_DAY for since, _ in self.posts[1:]), None)
        begun = zip(self.posts, ends, strict=False)
        return tuple(Posting(post, since, last) for (since, post), last in begun if post is not None)

    @property
    def absences(self) -> tuple[Leave, ...]:
        """Leave by its first day, with leaves that overlap or adjoin made one, under kind and event of the first."""
        joined: list[Leave] = []
        for leave in sorted(self.leaves, key=lambda each: (each.first, each.last)):
            if joined and leave.first <= joined[-1].last + _ONE_DAY:
                joined[-1] = replace(joined[-1], last=max(joined[-1].last, leave.last))
            else:
                joined.append(leave)
        return tuple(joined)

    def appointment_on(self, day: date) -> Appointment | None:
        """Return the main post held on a day, None before the first and after separation."""
        return in_force(self.posts, day)

    def secondment_on(self, day: date) -> Secondment | None:
        """Return the secondment of a day, the last decided one; None without one or without a post."""
        if self.appointment_on(day) is None:
            return None
        return next((each for each in reversed(self.secondments) if each.first <= day <= each.last), None)

    def concurrent_posts_on(self, day: date) -> tuple[ConcurrentPost, ...]:
        """Return the posts held besides the main one on a day, in the order they were given."""
        if self.appointment_on(day) is None:
            return ()
        return tuple(
            each for each in self.concurrent_posts if each.first <= day and (each.last is None or day <= each.last)
        )

    def leave_on(self, day: date) -> Leave | None:
        """Return the leave of a day as it was granted."""
        return next((leave for leave in self.leaves if leave.first <= day <= leave.last), None)

    def leave_throughout(self, first: date, last: date) -> Leave | None:
        """Return the absence that covers every day from first to last; leaves that adjoin count as one."""
        return next((leave for leave in self.absences if leave.first <= first and leave.last >= last), None)

    def disciplines_within(self, first: date, last: date) -> tuple[Discipline, ...]:
        """Return the disciplinary decisions that take effect between two days, both included."""
        return tuple(each for each in self.disciplines if first <= each.effective_on <= last)


def evolve_staff_member(state: StaffMember, event: StaffEvent) -> StaffMember:
    """Return the staff member after an event; one that ends what is not there moves nothing."""
    if isinstance(event, StaffRecordAnnulled):
        return _without(state, event)
    records = (*state.records, event)
    return replace(_evolve(state, event), version=event.originator_version, records=records)


def _without(state: StaffMember, annulment: StaffRecordAnnulled) -> StaffMember:
    folded = StaffMember(state.staff)
    for record in state.records:
        if record.event_id != annulment.annuls:
            folded = evolve_staff_member(folded, record)
    return replace(folded, version=annulment.originator_version)


def _evolve(state: StaffMember, event: StaffEvent) -> StaffMember:
    match event:
        case StaffMemberRegistered():
            return replace(state, group=event.group)
        case StaffMemberAppointed() | StaffMemberTransferred():
            return replace(state, posts=insert_dated(state.posts, event.valid_on, _post(event)))
        case StaffMemberSeparated():
            return replace(state, posts=tuple(_separated(state.posts, event.valid_on)))
        case LeaveGranted():
            leave = Leave(event.kind, event.valid_on, event.until, str(event.event_id))
            return replace(state, leaves=(*state.leaves, leave))
        case LeaveEnded():
            return replace(state, leaves=tuple(_shortened(state.leaves, event)))
        case DisciplineImposed():
            return replace(state, disciplines=(*state.disciplines, _discipline(event)))
        case _:
            return _evolve_other_posts(state, event)


_OtherPostEvent: TypeAlias = (
    StaffMemberSeconded | SecondmentEnded | ConcurrentPostGiven | ConcurrentPostEnded | StaffRecordAnnulled
)


def _evolve_other_posts(state: StaffMember, event: _OtherPostEvent) -> StaffMember:
    since, event_id = event.valid_on, str(event.event_id)
    match event:
        case StaffMemberSeconded():
            seconded = Secondment(_post(event), since, event.until, event.evaluator, event_id)
            return replace(state, secondments=(*state.secondments, seconded))
        case SecondmentEnded():
            return replace(state, secondments=tuple(_recalled(state.secondments, event)))
        case ConcurrentPostGiven():
            given = ConcurrentPost(_post(event), since, None, event_id)
            return replace(state, concurrent_posts=(*state.concurrent_posts, given))
        case ConcurrentPostEnded():
            return replace(state, concurrent_posts=tuple(_ended(state.concurrent_posts, event)))
        case StaffRecordAnnulled():
            return state
        case _:
            assert_never(event)


_PostEvent: TypeAlias = StaffMemberAppointed | StaffMemberTransferred | StaffMemberSeconded | ConcurrentPostGiven


def _post(event: _PostEvent) -> Appointment:
    return Appointment(event.agency, event.unit, event.post, event.role)


def _separated(posts: Dated[Appointment | None], day: date) -> Iterator[tuple[date, Appointment | None]]:
    """Give the posts with a separation: what was planned after it falls away, up to the next separation."""
    yield from (entry for entry in posts if entry[0] < day)
    yield (day, None)
    later = [entry for entry in posts if entry[0] >= day]
    next_separation = next((place for place, (_, post) in enumerate(later) if post is None), len(later))
    yield from later[next_separation + 1 :]


def _shortened(leaves: tuple[Leave, ...], event: LeaveEnded) -> Iterator[Leave]:
    for leave in leaves:
        yield replace(leave, last=event.valid_on - _ONE_DAY) if leave.event_id == str(event.leave) else leave


def _recalled(secondments: tuple[Secondment, ...], event: SecondmentEnded) -> Iterator[Secondment]:
    for each in secondments:
        yield replace(each, last=event.valid_on - _ONE_DAY) if each.event_id == str(event.secondment) else each


def _ended(posts: tuple[ConcurrentPost, ...], event: ConcurrentPostEnded) -> Iterator[ConcurrentPost]:
    where = (event.agency, event.unit)
    for each in posts:
        stands = each.last is None and each.first < event.valid_on
        ends = stands and (each.appointment.agency, each.appointment.unit) == where
        yield replace(each, last=event.valid_on - _ONE_DAY) if ends else each


def _discipline(event: DisciplineImposed) -> Discipline:
    return Discipline(
        form=event.form,
        ground=event.ground,
        effective_on=event.valid_on,
        decision=event.decision,
        event_id=str(event.event_id),
        act=event.act,
        committed_on=event.committed_on,
        committed_agency=event.committed_agency,
        committed_in=event.committed_in,
        authority=event.authority,
    )
