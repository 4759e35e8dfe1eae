"""Every topic ever published, and how a stream's events fold to its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast, get_args

from kpi_es.domain.agency import Agency, AgencyEvent, evolve_agency
from kpi_es.domain.catalogue import Catalogue, CatalogueEvent, evolve_catalogue
from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet, evolve_sheet
from kpi_es.domain.sheet_events import AnySheetEvent
from kpi_es.domain.staff_member import StaffEvent, StaffMember, evolve_staff_member

Aggregate: TypeAlias = Agency | Catalogue | StaffMember | Sheet

_EVENT_CLASSES = cast(
    "tuple[type[Event], ...]",
    (*get_args(AgencyEvent), *get_args(CatalogueEvent), *get_args(StaffEvent), *get_args(AnySheetEvent)),
)

EVENT_TYPES: Mapping[str, type[Event]] = MappingProxyType({each.TOPIC: each for each in _EVENT_CLASSES})
"""Event class by stored topic."""


def empty(stream: str) -> Aggregate:
    """Return the state of a stream that has no event yet. Raises ValueError for a name of no known kind."""
    kind, _, key = stream.partition(":")
    match kind:
        case "agency":
            return Agency(key)
        case "catalogue":
            return Catalogue(key)
        case "staff":
            return StaffMember(key)
        case "sheet":
            staff, _, period = key.partition(":")
            return Sheet(staff, period)
        case _:
            raise ValueError(f"stream {stream!r} is of no known kind")


def evolve(state: Aggregate, event: Event) -> Aggregate:
    """Return any aggregate's state after one of its events."""
    match state:
        case Sheet():
            return evolve_sheet(state, cast(AnySheetEvent, event))
        case StaffMember():
            return evolve_staff_member(state, cast(StaffEvent, event))
        case Agency():
            return evolve_agency(state, cast(AgencyEvent, event))
        case Catalogue():
            return evolve_catalogue(state, cast(CatalogueEvent, event))


def fold(stream: str, events: Iterable[Event]) -> Aggregate:
    """Return the state of a stream after these events, in order."""
    state = empty(stream)
    for event in events:
        state = evolve(state, event)
    return state
