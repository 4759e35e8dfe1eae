"""Every topic ever published, and how a stream's events fold to its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast, get_args

from kpi_es.domain.agency import Agency, evolve_agency
from kpi_es.domain.agency_events import AgencyEvent
from kpi_es.domain.annual_review import AnnualReview, evolve_annual_review
from kpi_es.domain.annual_review_events import AnyReviewEvent
from kpi_es.domain.catalogue import Catalogue, CatalogueEvent, evolve_catalogue
from kpi_es.domain.classification_round import ClassificationRound, evolve_classification_round
from kpi_es.domain.classification_round_events import AnyRoundEvent
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import AnyIndicatorEvent, IndicatorPlan, evolve_indicator_plan
from kpi_es.domain.shared_product import SharedProduct, SharedProductEvent, evolve_shared_product
from kpi_es.domain.sheet import Sheet, evolve_sheet
from kpi_es.domain.sheet_events import AnySheetEvent
from kpi_es.domain.staff_events import StaffEvent
from kpi_es.domain.staff_member import StaffMember, evolve_staff_member
from kpi_es.domain.unit_review import UnitReview, UnitReviewEvents, evolve_unit_review

Aggregate: TypeAlias = (
    Agency
    | Catalogue
    | StaffMember
    | Sheet
    | SharedProduct
    | AnnualReview
    | ClassificationRound
    | UnitReview
    | IndicatorPlan
)

_EVENT_CLASSES = cast(
    "tuple[type[Event], ...]",
    (
        *get_args(AgencyEvent),
        *get_args(CatalogueEvent),
        *get_args(SharedProductEvent),
        *get_args(StaffEvent),
        *get_args(AnySheetEvent),
        *get_args(AnyReviewEvent),
        *get_args(AnyRoundEvent),
        *get_args(UnitReviewEvents),
        *get_args(AnyIndicatorEvent),
    ),
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
        case "product":
            agency, _, product = key.partition(":")
            return SharedProduct(agency, product)
        case "staff":
            return StaffMember(key)
        case "sheet":
            staff, _, period = key.partition(":")
            return Sheet(staff, period)
        case "indicators":
            agency, _, year = key.rpartition(":")
            return IndicatorPlan(agency, int(year))
        case "review" | "round" | "unit-review":
            return _empty_year(kind, key)
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
        case SharedProduct():
            return evolve_shared_product(state, cast(SharedProductEvent, event))
        case IndicatorPlan():
            return evolve_indicator_plan(state, cast(AnyIndicatorEvent, event))
        case AnnualReview() | ClassificationRound() | UnitReview():
            return _evolve_year(state, event)


def fold(stream: str, events: Iterable[Event]) -> Aggregate:
    """Return the state of a stream after these events, in order."""
    state = empty(stream)
    for event in events:
        state = evolve(state, event)
    return state


def _empty_year(kind: str, key: str) -> AnnualReview | ClassificationRound | UnitReview:
    owner, _, year = key.rpartition(":")
    if kind == "review":
        return AnnualReview(owner, int(year))
    if kind == "round":
        return ClassificationRound(owner, int(year))
    agency, _, unit = owner.partition(":")
    return UnitReview(agency, unit, int(year))


def _evolve_year(
    state: AnnualReview | ClassificationRound | UnitReview, event: Event
) -> AnnualReview | ClassificationRound | UnitReview:
    match state:
        case AnnualReview():
            return evolve_annual_review(state, cast(AnyReviewEvent, event))
        case ClassificationRound():
            return evolve_classification_round(state, cast(AnyRoundEvent, event))
        case UnitReview():
            return evolve_unit_review(state, cast(UnitReviewEvents, event))
