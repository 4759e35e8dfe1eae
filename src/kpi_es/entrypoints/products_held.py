"""An agency's shared products as they stand: who holds each part now, and how much of it is done (Art 18.1c, d)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from kpi_es.domain.event import Event, agency_stream, product_stream, sheet_stream
from kpi_es.domain.shared_product import SharedProduct
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import TaskHandedOver
from kpi_es.domain.topics import fold
from kpi_es.ports import EventStore

ZERO = Fraction(0)


class AgencyUnknown(Exception):
    """No agency was opened under this code."""


@dataclass(frozen=True)
class Holding:
    """What one person holds of a part: `share` without what others took over, `done` accepted of it.

    `waiting` was given up and nobody took it over yet; it still counts in `share` (Art 18.1d). All are in the
    product's own terms: a quantity of it, or a weight of 1. `taken_over_from` is None for who was assigned it first.
    """

    staff: str
    period: str
    task: str
    share: Fraction
    done: Fraction
    waiting: Fraction
    taken_over_from: str | None = None


@dataclass(frozen=True)
class PartHeld:
    """A part as it was taken, by whom, and who holds it now; nobody is named who handed all of it over."""

    staff: str
    period: str
    task: str
    share: Fraction
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class ProductHeld:
    """A shared product with its parts, in the order they were taken."""

    product: SharedProduct
    parts: tuple[PartHeld, ...]

    @property
    def done(self) -> Fraction:
        """What is accepted of the whole."""
        return sum((each.done for part in self.parts for each in part.holdings), ZERO)

    @property
    def left(self) -> Fraction:
        """What nobody took yet."""
        return self.product.whole - self.product.taken_in_all


def products_held(store: EventStore, agency: str) -> tuple[ProductHeld, ...]:
    """Return all shared products of an agency by code, as of now. Raises AgencyUnknown."""
    if not store.streams([agency_stream(agency)]):
        raise AgencyUnknown(agency)
    streams = [product_stream(agency, code) for code in sorted(store.products_of(agency))]
    recorded = store.streams(streams)
    products = [cast(SharedProduct, fold(stream, recorded[stream])) for stream in streams]
    sheets = _Sheets(store, {sheet_stream(staff, period) for each in products for staff, period, _ in each.taken})
    return tuple(ProductHeld(each, tuple(_parts(each, sheets))) for each in products)


class _Sheets:
    """The sheets on which parts are, and those of whoever took something over from one of them."""

    def __init__(self, store: EventStore, streams: Iterable[str]) -> None:
        self._states: dict[str, Sheet] = {}
        self.handed_over: dict[tuple[str, str, str], list[TaskHandedOver]] = {}
        wanted = set(streams)
        while wanted:
            read: Mapping[str, Sequence[Event]] = store.streams(sorted(wanted))
            for stream in wanted:
                self._states[stream] = cast(Sheet, fold(stream, read.get(stream, ())))
            for event in (each for events in read.values() for each in events if isinstance(each, TaskHandedOver)):
                self.handed_over.setdefault((event.staff, event.period, event.task), []).append(event)
            takers = (event for events in self.handed_over.values() for event in events)
            wanted = {sheet_stream(each.to_staff, each.period) for each in takers} - self._states.keys()

    def line(self, staff: str, period: str, task: str) -> TaskLine:
        return self._states[sheet_stream(staff, period)].tasks[task]


def _parts(product: SharedProduct, sheets: _Sheets) -> Iterator[PartHeld]:
    for (staff, period, task), share in product.taken.items():
        assigned = sheets.line(staff, period, task).quantity
        # By weight every line shows the whole quantity: of it a line holds what its part of the weight is.
        rate = share / assigned if assigned else ZERO
        holdings = _holdings(sheets, (staff, period, task), rate, None)
        yield PartHeld(staff, period, task, share, tuple(each for each in holdings if each.share or each.done))


def _holdings(
    sheets: _Sheets, key: tuple[str, str, str], rate: Fraction, taken_over_from: str | None
) -> Iterator[Holding]:
    """Give who holds a line now: the person on whose sheet it is, then those who took over from it."""
    staff, period, task = key
    line = sheets.line(staff, period, task)
    kept, waiting = line.quantity - line.handed_over, line.given_up - line.handed_over
    yield Holding(staff, period, task, kept * rate, line.done * rate, waiting * rate, taken_over_from)
    for event in sheets.handed_over.get(key, ()):
        yield from _holdings(sheets, (event.to_staff, event.period, event.to_task), rate, staff)
