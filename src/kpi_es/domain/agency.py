"""An agency: its units as a dated tree, their heads and deputies by date, and the rules it works by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias, assert_never

from kpi_es.domain.agency_events import (
    AgencyEvent,
    AgencyOpened,
    AgencyRecordAnnulled,
    DeputyAssigned,
    DeputyReleased,
    HeadNamed,
    HeadReleased,
    HolidaysDeclared,
    ManagingAuthorityNamed,
    PeriodKindChanged,
    PersonnelAdviserNamed,
    PersonnelAdviserReleased,
    ProcedureRulesSet,
    RuleSetAdopted,
    UnitAdded,
    UnitClosed,
    UnitEvent,
    UnitMoved,
    UnitRenamed,
)
from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.event import agency_stream
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.values import PeriodKind
from kpi_es.domain.working_days import OfficeCalendar

__all__ = [
    "Agency",
    "AgencyEvent",
    "AgencyOpened",
    "DeputyField",
    "HeadNamed",
    "HeadReleased",
    "PersonnelAdviserNamed",
    "RuleSetAdopted",
    "Unit",
    "UnitAdded",
    "evolve_agency",
]

USUAL_PROCEDURE = ProcedureRules()
"""What holds before an agency sets rules of its own."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its names, its places in the tree and its heads by date; a head of None is a vacancy."""

    code: str
    since: date
    names: Dated[str]
    parents: Dated[str | None]
    heads: Dated[str | None] = ()
    closed_on: date | None = None

    @property
    def name(self) -> str:
        """The name it bears last."""
        return self.names[-1][1]

    @property
    def parent(self) -> str | None:
        """The unit it stands below last."""
        return self.parents[-1][1]

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit exists on a day; the day of closing is the first without it."""
        return self.since <= day and (self.closed_on is None or day < self.closed_on)

    def name_on(self, day: date) -> str:
        """Return the name on a day, before the first the first."""
        return in_force(self.names, day) or self.names[0][1]

    def parent_on(self, day: date) -> str | None:
        """Return the unit above on a day, None for the root; before the unit exists the first one."""
        return in_force(self.parents, day) or self.parents[0][1]

    def head_on(self, day: date) -> str | None:
        """Return who heads the unit on a day, None when nobody does and after it is closed."""
        return None if self.closed_on is not None and day >= self.closed_on else in_force(self.heads, day)


@dataclass(frozen=True, slots=True)
class DeputyField:
    """What a deputy of a unit is in charge of (Art 15.4): a field, the units and the people in it."""

    unit: str
    staff: str
    field: str
    units: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManagingAuthority:
    """Who heads the managing agency above."""

    staff: str
    title: str


_Deputies: TypeAlias = Mapping[str, Dated[DeputyField | None]]


@dataclass(frozen=True, slots=True)
class Agency:
    """The state of an agency; version 0 means it was never opened.

    `records` are the events that stand: an annulled one is no longer among them, and everything else is folded
    from them.
    """

    code: str
    version: int = 0
    name: str = ""
    root_unit: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict[str, Unit])
    rule_sets: Dated[tuple[str, str]] = ()
    personnel_advisers: Mapping[str, Dated[bool]] = field(default_factory=dict[str, Dated[bool]])
    """By staff id: whether somebody is one from a day on."""
    deputies: _Deputies = field(default_factory=dict[str, Dated[DeputyField | None]])
    """By staff id."""
    period_kinds: Dated[PeriodKind] = ()
    procedures: Dated[ProcedureRules] = ()
    managing_authorities: Dated[ManagingAuthority] = ()
    calendar: OfficeCalendar = OfficeCalendar()  # noqa: RUF009  # immutable
    records: tuple[AgencyEvent, ...] = ()

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return agency_stream(self.code)

    @property
    def period_kind(self) -> PeriodKind:
        """The kind of period the agency began with; ask `period_kind_on` for that of a day."""
        return self.period_kinds[0][1] if self.period_kinds else "month"

    def period_kind_on(self, day: date) -> PeriodKind:
        """Return whether the period that begins on a day is a month or a quarter (Art 3.4)."""
        kind: PeriodKind | None = in_force(self.period_kinds, day)
        return kind or self.period_kind

    def procedure_on(self, day: date) -> ProcedureRules:
        """Return the rules of procedure of a day, the usual ones before the agency sets its own."""
        return in_force(self.procedures, day) or USUAL_PROCEDURE

    def rule_set_on(self, day: date) -> tuple[str, str] | None:
        """Return id and hash of the rule set adopted for a day."""
        return in_force(self.rule_sets, day)

    def is_personnel_adviser(self, staff: str, day: date) -> bool:
        """Tell whether somebody is one of the agency's organisation-personnel advisers on a day."""
        return bool(in_force(self.personnel_advisers.get(staff, ()), day))

    def managing_authority_on(self, day: date) -> str | None:
        """Return who evaluates the agency's head on a day and alone replaces decisions (Art 10.1a, 21.3)."""
        named = in_force(self.managing_authorities, day)
        return named.staff if named else None

    def agency_head_on(self, day: date) -> str | None:
        """Return who heads the root unit on a day: the head of the using agency (Art 10.1b)."""
        root = self.units.get(self.root_unit)
        return root.head_on(day) if root else None

    def unit_on(self, code: str, day: date) -> Unit | None:
        """Return a unit that exists on a day, None otherwise."""
        unit = self.units.get(code)
        return unit if unit is not None and unit.exists_on(day) else None

    def subunits_on(self, code: str, day: date) -> tuple[str, ...]:
        """Return the units directly below a unit on a day."""
        return tuple(each.code for each in self.units.values() if each.exists_on(day) and each.parent_on(day) == code)

    def units_below(self, code: str, day: date) -> tuple[str, ...]:
        """Return a unit and all units below it on a day, upper ones first; empty when there is no such unit."""
        found = [code] if self.unit_on(code, day) else []
        for unit in found:
            found.extend(below for below in self.subunits_on(unit, day) if below not in found)
        return tuple(found)

    def units_above(self, code: str, day: date) -> Iterator[Unit]:
        """Give a unit and those above it on a day, up to the root; nothing for an unknown unit."""
        above: str | None = code
        passed: set[str] = set()
        while above is not None and above in self.units and above not in passed:
            passed.add(above)
            yield self.units[above]
            above = self.units[above].parent_on(day)

    def direct_manager(self, staff: str, unit: str, day: date) -> str | None:
        """Return the head who monitors and evaluates a staff member of a unit on a day (Art 10.1).

        The head of the unit; for the head of a unit, and while a post is vacant, the next head above; for the head
        of the whole agency the managing authority. None while that one is not named, and for an unknown unit.
        """
        for above in self.units_above(unit, day):
            head = above.head_on(day)
            if head is not None and head != staff:
                return head
        authority = self.managing_authority_on(day) if unit in self.units else None
        return None if authority == staff else authority

    def units_headed_by(self, staff: str, day: date) -> tuple[str, ...]:
        """Return the units a staff member heads on a day."""
        return tuple(code for code, unit in self.units.items() if unit.head_on(day) == staff)

    def deputy_field_on(self, staff: str, day: date) -> DeputyField | None:
        """Return what a deputy is in charge of on a day, None for somebody who is in charge of no field."""
        return in_force(self.deputies.get(staff, ()), day)


def evolve_agency(state: Agency, event: AgencyEvent) -> Agency:
    """Return the agency after an event; one that acts on a unit that is not there moves nothing."""
    if isinstance(event, AgencyRecordAnnulled):
        return _without(state, event)
    records = (*state.records, event)
    return replace(_evolve(state, event), version=event.originator_version, records=records)


def _without(state: Agency, annulment: AgencyRecordAnnulled) -> Agency:
    folded = Agency(state.code)
    for record in state.records:
        if record.event_id != annulment.annuls:
            folded = evolve_agency(folded, record)
    return replace(folded, version=annulment.originator_version)


def _evolve(state: Agency, event: AgencyEvent) -> Agency:
    since = event.valid_on
    match event:
        case AgencyOpened():
            return _opened(state, event)
        case UnitAdded():
            return _with_unit(state, Unit(event.unit, since, ((since, event.name),), ((since, event.parent),)))
        case UnitMoved() | UnitRenamed() | UnitClosed() | HeadNamed() | HeadReleased():
            unit = state.units.get(event.unit)
            return state if unit is None else _with_unit(state, _evolve_unit(unit, event))
        case DeputyAssigned():
            field_of_deputy = DeputyField(event.unit, event.staff, event.field, event.units, event.members)
            return _with_deputy(state, event.staff, since, field_of_deputy)
        case DeputyReleased():
            return _with_deputy(state, event.staff, since, None)
        case _:
            return _evolve_rules(state, event)


_RulesEvent: TypeAlias = (
    RuleSetAdopted
    | PersonnelAdviserNamed
    | PersonnelAdviserReleased
    | ManagingAuthorityNamed
    | ProcedureRulesSet
    | HolidaysDeclared
    | PeriodKindChanged
    | AgencyRecordAnnulled
)


def _evolve_rules(state: Agency, event: _RulesEvent) -> Agency:
    since = event.valid_on
    match event:
        case RuleSetAdopted():
            adopted = (event.rule_set, event.rule_set_hash)
            return replace(state, rule_sets=insert_dated(state.rule_sets, since, adopted))
        case PersonnelAdviserNamed() | PersonnelAdviserReleased():
            return _with_adviser(state, event)
        case ManagingAuthorityNamed():
            named = ManagingAuthority(event.authority, event.title)
            return replace(state, managing_authorities=insert_dated(state.managing_authorities, since, named))
        case ProcedureRulesSet():
            return replace(state, procedures=insert_dated(state.procedures, since, event.rules))
        case HolidaysDeclared():
            days = (frozenset(event.holidays), frozenset(event.make_up_days))
            return replace(state, calendar=state.calendar.with_year(event.year, *days))
        case PeriodKindChanged():
            return replace(state, period_kinds=insert_dated(state.period_kinds, since, event.period_kind))
        case AgencyRecordAnnulled():
            return state
        case _:
            assert_never(event)


def _opened(state: Agency, event: AgencyOpened) -> Agency:
    since = event.valid_on
    return replace(
        state,
        name=event.name,
        period_kinds=insert_dated(state.period_kinds, since, event.period_kind),
        root_unit=event.root_unit,
        units={event.root_unit: Unit(event.root_unit, since, ((since, event.name),), ((since, None),))},
        personnel_advisers=dict.fromkeys(event.personnel_advisers, ((since, True),)),
    )


def _evolve_unit(unit: Unit, event: UnitEvent) -> Unit:
    since = event.valid_on
    match event:
        case UnitMoved():
            return replace(unit, parents=insert_dated(unit.parents, since, event.parent))
        case UnitRenamed():
            return replace(unit, names=insert_dated(unit.names, since, event.name))
        case UnitClosed():
            return replace(unit, closed_on=since)
        case HeadNamed():
            return replace(unit, heads=insert_dated(unit.heads, since, event.staff))
        case HeadReleased():
            return replace(unit, heads=insert_dated(unit.heads, since, None))
        case _:
            assert_never(event)


def _with_unit(state: Agency, unit: Unit) -> Agency:
    return replace(state, units={**state.units, unit.code: unit})


def _with_adviser(state: Agency, event: PersonnelAdviserNamed | PersonnelAdviserReleased) -> Agency:
    named, before = isinstance(event, PersonnelAdviserNamed), state.personnel_advisers.get(event.staff)
    if before is None and not named:
        return state
    dated = insert_dated(before or (), event.valid_on, named)
    return replace(state, personnel_advisers={**state.personnel_advisers, event.staff: dated})


def _with_deputy(state: Agency, staff: str, since: date, in_charge_of: DeputyField | None) -> Agency:
    dated = insert_dated(state.deputies.get(staff, ()), since, in_charge_of)
    return replace(state, deputies={**state.deputies, staff: dated})
