"""A staff member: appointments by date, leave, discipline, separation. No name and no birth date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.event import Event, staff_stream
from kpi_es.domain.values import (
    AgencyCode,
    DisciplineForm,
    DisciplineGround,
    LeaveKind,
    Role,
    ShortText,
    StaffGroup,
    StaffId,
    UnitCode,
)


class StaffMemberRegistered(Event):
    """The engine knows of a person, by staff id only."""

    TOPIC: ClassVar[str] = "staff.StaffMemberRegistered"
    staff: StaffId
    agency: AgencyCode
    group: StaffGroup


class StaffMemberAppointed(Event):
    """A person holds a post in a unit from `valid_on`."""

    TOPIC: ClassVar[str] = "staff.StaffMemberAppointed"
    staff: StaffId
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role
    decision: ShortText | None = None


class StaffMemberTransferred(Event):
    """A person leaves one unit for another from `valid_on` (điều động; Art 19.1)."""

    TOPIC: ClassVar[str] = "staff.StaffMemberTransferred"
    staff: StaffId
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role
    from_agency: AgencyCode
    from_unit: UnitCode
    decision: ShortText


class LeaveGranted(Event):
    """A person is on leave from `valid_on` until a last day (Art 11.2)."""

    TOPIC: ClassVar[str] = "staff.LeaveGranted"
    staff: StaffId
    kind: LeaveKind
    until: date
    decision: ShortText


class DisciplineImposed(Event):
    """A disciplinary decision takes effect on `valid_on` (Art 11.3, 20.4)."""

    TOPIC: ClassVar[str] = "staff.DisciplineImposed"
    staff: StaffId
    form: DisciplineForm
    ground: DisciplineGround
    decision: ShortText


class StaffMemberSeparated(Event):
    """A person no longer works here from `valid_on`."""

    TOPIC: ClassVar[str] = "staff.StaffMemberSeparated"
    staff: StaffId
    decision: ShortText


StaffEvent = (
    StaffMemberRegistered
    | StaffMemberAppointed
    | StaffMemberTransferred
    | LeaveGranted
    | DisciplineImposed
    | StaffMemberSeparated
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A post held from a day until the next appointment begins."""

    agency: str
    unit: str
    post: str
    role: Role


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave with its first and last day."""

    kind: LeaveKind
    first: date
    last: date
    event_id: str


@dataclass(frozen=True, slots=True)
class Discipline:
    """A disciplinary decision and the day it takes effect."""

    form: DisciplineForm
    ground: DisciplineGround
    effective_on: date
    decision: str
    event_id: str


@dataclass(frozen=True, slots=True)
class StaffMember:
    """The state of a staff member; version 0 means nobody by this id is registered."""

    staff: str
    version: int = 0
    group: StaffGroup = "civil_servant"
    appointments: Dated[Appointment] = ()
    leaves: tuple[Leave, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    separated_on: date | None = None

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return staff_stream(self.staff)

    def appointment_on(self, day: date) -> Appointment | None:
        """Return the post held on a day, None before the first and after separation."""
        if self.separated_on is not None and day >= self.separated_on:
            return None
        return in_force(self.appointments, day)

    def leave_throughout(self, first: date, last: date) -> Leave | None:
        """Return a leave that covers every day from first to last."""
        return next((leave for leave in self.leaves if leave.first <= first and leave.last >= last), None)

    def disciplines_within(self, first: date, last: date) -> tuple[Discipline, ...]:
        """Return the disciplinary decisions that take effect between two days, both included."""
        return tuple(each for each in self.disciplines if first <= each.effective_on <= last)


def evolve_staff_member(state: StaffMember, event: StaffEvent) -> StaffMember:
    """Return the staff member after an event."""
    state = replace(state, version=event.originator_version)
    match event:
        case StaffMemberRegistered():
            return replace(state, group=event.group)
        case StaffMemberAppointed() | StaffMemberTransferred():
            post = Appointment(event.agency, event.unit, event.post, event.role)
            return replace(state, appointments=insert_dated(state.appointments, event.valid_on, post))
        case LeaveGranted():
            leave = Leave(event.kind, event.valid_on, event.until, str(event.event_id))
            return replace(state, leaves=(*state.leaves, leave))
        case DisciplineImposed():
            discipline = Discipline(event.form, event.ground, event.valid_on, event.decision, str(event.event_id))
            return replace(state, disciplines=(*state.disciplines, discipline))
        case StaffMemberSeparated():
            return replace(state, separated_on=event.valid_on)
        case _:
            assert_never(event)
