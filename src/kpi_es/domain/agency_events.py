"""What happens to an agency: its units, heads and deputies, its calendar, rules and authority."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from kpi_es.domain.event import Event
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.values import (
    AgencyCode,
    PeriodKind,
    RuleSetId,
    Sha256,
    ShortText,
    StaffId,
    UnitCode,
)


class AgencyOpened(Event):
    """An agency begins to monitor and evaluate its people (Art 3.4: by month or by quarter)."""

    TOPIC: ClassVar[str] = "agency.AgencyOpened"
    agency: AgencyCode
    name: ShortText
    period_kind: PeriodKind
    root_unit: UnitCode
    personnel_advisers: tuple[StaffId, ...]


class UnitAdded(Event):
    """A directly-using unit exists from `valid_on` below another unit."""

    TOPIC: ClassVar[str] = "agency.UnitAdded"
    agency: AgencyCode
    unit: UnitCode
    name: ShortText
    parent: UnitCode


class UnitMoved(Event):
    """A unit stands below another unit from `valid_on`."""

    TOPIC: ClassVar[str] = "agency.UnitMoved"
    agency: AgencyCode
    unit: UnitCode
    parent: UnitCode
    decision: ShortText


class UnitRenamed(Event):
    """A unit has another name from `valid_on`; its code stays."""

    TOPIC: ClassVar[str] = "agency.UnitRenamed"
    agency: AgencyCode
    unit: UnitCode
    name: ShortText
    decision: ShortText


class UnitClosed(Event):
    """A unit no longer exists from `valid_on`."""

    TOPIC: ClassVar[str] = "agency.UnitClosed"
    agency: AgencyCode
    unit: UnitCode
    decision: ShortText


class HeadNamed(Event):
    """A staff member heads a unit from `valid_on` (Art 10)."""

    TOPIC: ClassVar[str] = "agency.HeadNamed"
    agency: AgencyCode
    unit: UnitCode
    staff: StaffId


class HeadReleased(Event):
    """A unit has no head from `valid_on` until another is named."""

    TOPIC: ClassVar[str] = "agency.HeadReleased"
    agency: AgencyCode
    unit: UnitCode
    staff: StaffId


class DeputyAssigned(Event):
    """A deputy of a unit is in charge of a field from `valid_on`: of units, of people, or of both (Art 15.4)."""

    TOPIC: ClassVar[str] = "agency.DeputyAssigned"
    agency: AgencyCode
    unit: UnitCode
    staff: StaffId
    field: ShortText
    units: tuple[UnitCode, ...] = ()
    members: tuple[StaffId, ...] = ()


class DeputyReleased(Event):
    """A person is no longer in charge of a deputy's field from `valid_on`."""

    TOPIC: ClassVar[str] = "agency.DeputyReleased"
    agency: AgencyCode
    unit: UnitCode
    staff: StaffId


class RuleSetAdopted(Event):
    """Sheets of periods that begin on or after `valid_on` are scored under this rule set."""

    TOPIC: ClassVar[str] = "agency.RuleSetAdopted"
    agency: AgencyCode
    rule_set: RuleSetId
    rule_set_hash: Sha256


class PersonnelAdviserNamed(Event):
    """A staff member joins the organisation-personnel advisers from `valid_on` (Art 13.2)."""

    TOPIC: ClassVar[str] = "agency.PersonnelAdviserNamed"
    agency: AgencyCode
    staff: StaffId


class PersonnelAdviserReleased(Event):
    """Somebody is no longer one of the organisation-personnel advisers from `valid_on` (Art 13.2)."""

    TOPIC: ClassVar[str] = "agency.PersonnelAdviserReleased"
    agency: AgencyCode
    staff: StaffId


class ManagingAuthorityNamed(Event):
    """Somebody heads the managing agency above from `valid_on`: evaluates this agency's head (Art 10.1a)."""

    TOPIC: ClassVar[str] = "agency.ManagingAuthorityNamed"
    agency: AgencyCode
    authority: StaffId
    title: ShortText


class ProcedureRulesSet(Event):
    """The agency's own rules of procedure hold from `valid_on`, all of them together."""

    TOPIC: ClassVar[str] = "agency.ProcedureRulesSet"
    agency: AgencyCode
    rules: ProcedureRules


class HolidaysDeclared(Event):
    """The holidays and make-up days of one year, in place of those declared for it before."""

    TOPIC: ClassVar[str] = "agency.HolidaysDeclared"
    agency: AgencyCode
    year: int
    holidays: tuple[date, ...]
    make_up_days: tuple[date, ...] = ()


class PeriodKindChanged(Event):
    """Periods that begin on or after `valid_on` are months, or quarters (Art 3.4)."""

    TOPIC: ClassVar[str] = "agency.PeriodKindChanged"
    agency: AgencyCode
    period_kind: PeriodKind


class AgencyRecordAnnulled(Event):
    """An earlier event of this stream was recorded wrongly and holds on no day.

    Dated as the event it annuls, so that it is there whenever that one is.
    """

    TOPIC: ClassVar[str] = "agency.AgencyRecordAnnulled"
    agency: AgencyCode
    annuls: UUID


AgencyEvent = (
    AgencyOpened
    | UnitAdded
    | UnitMoved
    | UnitRenamed
    | UnitClosed
    | HeadNamed
    | HeadReleased
    | DeputyAssigned
    | DeputyReleased
    | RuleSetAdopted
    | PersonnelAdviserNamed
    | PersonnelAdviserReleased
    | ManagingAuthorityNamed
    | ProcedureRulesSet
    | HolidaysDeclared
    | PeriodKindChanged
    | AgencyRecordAnnulled
)

UnitEvent = UnitMoved | UnitRenamed | UnitClosed | HeadNamed | HeadReleased
"""Events that change a unit: they move nothing while the unit is not there."""
