"""What happens to a staff member: posts, secondment, leave, discipline, separation. No name and no birth date."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from kpi_es.domain.event import Event
from kpi_es.domain.procedure import SecondmentEvaluator
from kpi_es.domain.values import (
    AgencyCode,
    Code,
    DisciplineAuthority,
    DisciplineForm,
    DisciplineGround,
    LeaveKind,
    Role,
    ShortText,
    StaffGroup,
    StaffId,
    TransferKind,
    UnitCode,
)


class StaffMemberRegistered(Event):
    """The engine knows of a person, by staff id only; again when somebody who had left comes back."""

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
    """A person leaves one unit for another from `valid_on`, perhaps in another agency (Art 19.1)."""

    TOPIC: ClassVar[str] = "staff.StaffMemberTransferred"
    staff: StaffId
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role
    from_agency: AgencyCode
    from_unit: UnitCode
    decision: ShortText
    kind: TransferKind = "transfer"


class StaffMemberSeconded(Event):
    """A person works in another unit from `valid_on` until a last day and keeps the own post (biệt phái).

    `evaluator` says whether the head of the receiving or of the sending unit evaluates; it was frozen from the sending
    agency's rules when the secondment was decided.
    """

    TOPIC: ClassVar[str] = "staff.StaffMemberSeconded"
    staff: StaffId
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role = "staff"
    until: date
    from_agency: AgencyCode
    from_unit: UnitCode
    decision: ShortText
    evaluator: SecondmentEvaluator = "receiving"


class SecondmentEnded(Event):
    """A seconded person is back in the own post from `valid_on`, before the last day decided."""

    TOPIC: ClassVar[str] = "staff.SecondmentEnded"
    staff: StaffId
    secondment: UUID
    decision: ShortText


class ConcurrentPostGiven(Event):
    """A person holds a second post besides the main one from `valid_on`; evaluated is the main one."""

    TOPIC: ClassVar[str] = "staff.ConcurrentPostGiven"
    staff: StaffId
    agency: AgencyCode
    unit: UnitCode
    post: ShortText
    role: Role
    decision: ShortText


class ConcurrentPostEnded(Event):
    """A person no longer holds the second post in a unit from `valid_on`."""

    TOPIC: ClassVar[str] = "staff.ConcurrentPostEnded"
    staff: StaffId
    agency: AgencyCode
    unit: UnitCode
    decision: ShortText


class LeaveGranted(Event):
    """A person is on leave from `valid_on` until a last day (Art 11.2)."""

    TOPIC: ClassVar[str] = "staff.LeaveGranted"
    staff: StaffId
    kind: LeaveKind
    until: date
    decision: ShortText


class LeaveEnded(Event):
    """A person is back at work from `valid_on`, before the last day of the leave."""

    TOPIC: ClassVar[str] = "staff.LeaveEnded"
    staff: StaffId
    leave: UUID


class DisciplineImposed(Event):
    """A disciplinary decision takes effect on `valid_on` (Art 11.3, 20.4).

    `act` names the violation, so that a Party and an administrative decision about the same one count once;
    `committed_on`, `committed_agency` and `committed_in` say when and where it happened (Art 11.3 a to d).
    """

    TOPIC: ClassVar[str] = "staff.DisciplineImposed"
    staff: StaffId
    form: DisciplineForm
    ground: DisciplineGround
    decision: ShortText
    act: Code | None = None
    committed_on: date | None = None
    committed_agency: AgencyCode | None = None
    committed_in: UnitCode | None = None
    authority: DisciplineAuthority = "administrative"


class StaffMemberSeparated(Event):
    """A person no longer works here from `valid_on`."""

    TOPIC: ClassVar[str] = "staff.StaffMemberSeparated"
    staff: StaffId
    decision: ShortText


class StaffRecordAnnulled(Event):
    """An earlier event of this stream was recorded wrongly and holds on no day.

    Dated as the event it annuls, so that it is there whenever that one is.
    """

    TOPIC: ClassVar[str] = "staff.StaffRecordAnnulled"
    staff: StaffId
    annuls: UUID


StaffEvent = (
    StaffMemberRegistered
    | StaffMemberAppointed
    | StaffMemberTransferred
    | StaffMemberSeconded
    | SecondmentEnded
    | ConcurrentPostGiven
    | ConcurrentPostEnded
    | LeaveGranted
    | LeaveEnded
    | DisciplineImposed
    | StaffMemberSeparated
    | StaffRecordAnnulled
)
