"""An agency: its units as a dated tree, their heads by date, and the rule sets it adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, assert_never

from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.event import Event, agency_stream
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


AgencyEvent = AgencyOpened | UnitAdded | HeadNamed | HeadReleased | RuleSetAdopted | PersonnelAdviserNamed


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its heads by date; a head of None is a vacancy."""

    code: str
    name: str
    parent: str | None
    since: date
    heads: Dated[str | None] = ()

    def head_on(self, day: date) -> str | None:
        """Return who heads the unit on a day, None when nobody does."""
        return in_force(self.heads, day)


@dataclass(frozen=True, slots=True)
class Agency:
    """The state of an agency; version 0 means it was never opened."""

    code: str
    version: int = 0
    name: str = ""
    period_kind: PeriodKind = "month"
    root_unit: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict[str, Unit])
    rule_sets: Dated[tuple[str, str]] = ()
    personnel_advisers: Dated[str] = ()

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return agency_stream(self.code)

    def rule_set_on(self, day: date) -> tuple[str, str] | None:
        """Return id and hash of the rule set adopted for a day."""
        return in_force(self.rule_sets, day)

    def is_personnel_adviser(self, staff: str, day: date) -> bool:
        """Tell whether somebody is one of the agency's organisation-personnel advisers on a day."""
        return any(adviser == staff and since <= day for since, adviser in self.personnel_advisers)

    def direct_manager(self, staff: str, unit: str, day: date) -> str | None:
        """Return the head who monitors and evaluates a staff member of a unit on a day (Art 10.1).

        The head of the unit; for the head of a unit, and while a post is vacant, the next head above.
        None when the person heads the whole agency: the managing agency above evaluates that person.
        """
        above: str | None = unit
        while above is not None and above in self.units:
            head = self.units[above].head_on(day)
            if head is not None and head != staff:
                return head
            above = self.units[above].parent
        return None

    def units_headed_by(self, staff: str, day: date) -> tuple[str, ...]:
        """Return the units a staff member heads on a day."""
        return tuple(code for code, unit in self.units.items() if unit.head_on(day) == staff)


def evolve_agency(state: Agency, event: AgencyEvent) -> Agency:
    """Return the agency after an event."""
    state = replace(state, version=event.originator_version)
    match event:
        case AgencyOpened():
            return replace(
                state,
                name=event.name,
                period_kind=event.period_kind,
                root_unit=event.root_unit,
                units={event.root_unit: Unit(event.root_unit, event.name, None, event.valid_on)},
                personnel_advisers=tuple((event.valid_on, staff) for staff in event.personnel_advisers),
            )
        case UnitAdded():
            return _with_unit(state, Unit(event.unit, event.name, event.parent, event.valid_on))
        case HeadNamed():
            return _with_head(state, event.unit, event.valid_on, event.staff)
        case HeadReleased():
            return _with_head(state, event.unit, event.valid_on, None)
        case RuleSetAdopted():
            adopted = (event.rule_set, event.rule_set_hash)
            return replace(state, rule_sets=insert_dated(state.rule_sets, event.valid_on, adopted))
        case PersonnelAdviserNamed():
            advisers = insert_dated(state.personnel_advisers, event.valid_on, event.staff)
            return replace(state, personnel_advisers=advisers)
        case _:
            assert_never(event)


def _with_unit(state: Agency, unit: Unit) -> Agency:
    return replace(state, units={**state.units, unit.code: unit})


def _with_head(state: Agency, unit_code: str, since: date, staff: str | None) -> Agency:
    unit = state.units[unit_code]
    return _with_unit(state, replace(unit, heads=insert_dated(unit.heads, since, staff)))
