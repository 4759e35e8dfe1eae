"""An agency's indicators for a year: targets of the agency, its units, posts and people, fed by accepted work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, TypeAlias, assert_never

from pydantic import Field

from kpi_es.domain.event import Event, indicators_stream
from kpi_es.domain.values import AgencyCode, Code, Exact, ItemCode, ShortText, StaffId, UnitCode

IndicatorOwner = Literal["agency", "unit", "post", "person"]
"""Whose indicator it is: the whole agency's, a unit's with those below it, a post's in a unit, one person's."""

PlanYear = Annotated[int, Field(ge=2000, le=2099)]
MOST_ITEMS = 100
FeedingItems = Annotated[tuple[ItemCode, ...], Field(max_length=MOST_ITEMS)]
"""The catalogue items whose accepted quantity counts."""


class IndicatorEvent(Event):
    """What every event of a plan says: which agency, year and indicator."""

    agency: AgencyCode
    year: PlanYear
    indicator: Code


class IndicatorSet(IndicatorEvent):
    """An indicator holds for its owner.

    `unit` is the unit the owner belongs to (for the agency its root unit), `post` and `staff` are set for a post's
    and a person's. `target` is in the unit of `measure`. With items it is fed by accepted work, without any by the
    indicators below it.
    """

    TOPIC: ClassVar[str] = "indicators.IndicatorSet"
    owner: IndicatorOwner
    unit: UnitCode
    post: ShortText | None = None
    staff: StaffId | None = None
    title: ShortText
    measure: ShortText
    target: Exact
    weight: Exact
    items: FeedingItems = ()
    parent: Code | None = None


class IndicatorRevised(IndicatorEvent):
    """Target, weight, items or the place below another indicator change; the former ones stand beside the new."""

    TOPIC: ClassVar[str] = "indicators.IndicatorRevised"
    title: ShortText
    measure: ShortText
    target: Exact
    weight: Exact
    items: FeedingItems = ()
    parent: Code | None = None
    former_target: Exact
    former_weight: Exact


class IndicatorRetired(IndicatorEvent):
    """An indicator no longer counts."""

    TOPIC: ClassVar[str] = "indicators.IndicatorRetired"


AnyIndicatorEvent: TypeAlias = IndicatorSet | IndicatorRevised | IndicatorRetired


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as it stands."""

    code: str
    owner: IndicatorOwner
    unit: str
    post: str | None
    staff: str | None
    title: str
    measure: str
    target: Fraction
    weight: Fraction
    items: tuple[str, ...]
    parent: str | None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """The indicators of an agency for one year; version 0 means none was ever set."""

    agency: str
    year: int
    version: int = 0
    indicators: Mapping[str, Indicator] = field(default_factory=dict[str, Indicator])

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return indicators_stream(self.agency, self.year)

    def standing(self, code: str) -> Indicator | None:
        """Return an indicator that counts, None for an unknown or a retired one."""
        found = self.indicators.get(code)
        return None if found is None or found.retired else found

    def below(self, code: str) -> tuple[str, ...]:
        """Return the standing indicators directly below one."""
        return tuple(each.code for each in self.indicators.values() if each.parent == code and not each.retired)

    def is_below(self, code: str, above: str) -> bool:
        """Tell whether an indicator is another one or stands somewhere below it."""
        place: str | None = code
        passed: set[str] = set()
        while place is not None and place not in passed:
            if place == above:
                return True
            passed.add(place)
            place = self.indicators[place].parent if place in self.indicators else None
        return False


def evolve_indicator_plan(state: IndicatorPlan, event: AnyIndicatorEvent) -> IndicatorPlan:
    """Return the plan after an event; one about an indicator that is not there moves nothing."""
    state = replace(state, version=event.originator_version)
    former = state.indicators.get(event.indicator)
    match event:
        case IndicatorSet():
            return _with(state, _as_set(event))
        case IndicatorRevised():
            return state if former is None else _with(state, _as_revised(former, event))
        case IndicatorRetired():
            return state if former is None else _with(state, replace(former, retired=True))
        case _:
            assert_never(event)


def _as_set(event: IndicatorSet) -> Indicator:
    return Indicator(
        code=event.indicator,
        owner=event.owner,
        unit=event.unit,
        post=event.post,
        staff=event.staff,
        title=event.title,
        measure=event.measure,
        target=event.target,
        weight=event.weight,
        items=event.items,
        parent=event.parent,
    )


def _as_revised(former: Indicator, event: IndicatorRevised) -> Indicator:
    return replace(
        former,
        title=event.title,
        measure=event.measure,
        target=event.target,
        weight=event.weight,
        items=event.items,
        parent=event.parent,
    )


def _with(state: IndicatorPlan, indicator: Indicator) -> IndicatorPlan:
    return replace(state, indicators={**state.indicators, indicator.code: indicator})
