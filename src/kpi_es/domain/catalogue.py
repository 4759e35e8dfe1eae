"""An agency's catalogue of converted products and work items (Art 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.event import Event, catalogue_stream
from kpi_es.domain.values import AgencyCode, Exact, ItemCode, ShortText

ComplexityGroup = Annotated[int, Field(ge=1, le=5)]
"""At most five groups by level of complexity (Art 13.1a)."""


class StandardItemSet(Event):
    """The standard product/work unit and its points, from `valid_on` (Art 3.6, 13.1b)."""

    TOPIC: ClassVar[str] = "catalogue.StandardItemSet"
    agency: AgencyCode
    title: ShortText
    points: Exact
    decision: ShortText


class CatalogueItemApproved(Event):
    """An item may be assigned from `valid_on` with this conversion coefficient (Art 13.2)."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueItemApproved"
    agency: AgencyCode
    item: ItemCode
    title: ShortText
    measure: ShortText
    group: ComplexityGroup
    points: Exact
    coefficient: Exact
    decision: ShortText


class CatalogueItemWithdrawn(Event):
    """An item may no longer be assigned from `valid_on`."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueItemWithdrawn"
    agency: AgencyCode
    item: ItemCode
    decision: ShortText


CatalogueEvent = StandardItemSet | CatalogueItemApproved | CatalogueItemWithdrawn


@dataclass(frozen=True, slots=True)
class Item:
    """An item as approved; its coefficient is points ÷ points of the standard item."""

    code: str
    title: str
    measure: str
    group: int
    points: Fraction
    coefficient: Fraction


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The state of a catalogue; version 0 means none was ever approved."""

    agency: str
    version: int = 0
    standard_points: Dated[Fraction] = ()
    items: Mapping[str, Dated[Item | None]] = field(default_factory=dict[str, Dated[Item | None]])

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return catalogue_stream(self.agency)

    def item_on(self, code: str, day: date) -> Item | None:
        """Return the item in force on a day, None when there is none."""
        return in_force(self.items.get(code, ()), day)

    def standard_on(self, day: date) -> Fraction | None:
        """Return the points of the standard item in force on a day."""
        return in_force(self.standard_points, day)


def evolve_catalogue(state: Catalogue, event: CatalogueEvent) -> Catalogue:
    """Return the catalogue after an event."""
    state = replace(state, version=event.originator_version)
    match event:
        case StandardItemSet():
            points = insert_dated(state.standard_points, event.valid_on, event.points)
            return replace(state, standard_points=points)
        case CatalogueItemApproved():
            item = Item(event.item, event.title, event.measure, event.group, event.points, event.coefficient)
            return _with_item(state, event.item, event.valid_on, item)
        case CatalogueItemWithdrawn():
            return _with_item(state, event.item, event.valid_on, None)
        case _:
            assert_never(event)


def _with_item(state: Catalogue, code: str, since: date, item: Item | None) -> Catalogue:
    versions: Dated[Item | None] = state.items.get(code, ())
    return replace(state, items={**state.items, code: insert_dated(versions, since, item)})
