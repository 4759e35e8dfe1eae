"""The rows of the indicators. Amounts are exact numbers as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi_projections.read_model import Table


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An indicator as it stands. `items` are the codes that feed it, with commas between; empty for none."""

    agency: str
    year: int
    indicator: str
    owner: str
    unit: str
    post: str | None
    staff: str | None
    title: str
    measure: str
    target: str
    weight: str
    items: str
    parent: str | None
    retired: bool
    position: int


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What was accepted of one task, corrections included. Unit and post are those of the sheet."""

    staff: str
    period: str
    task: str
    first_day: date
    agency: str
    unit: str
    post: str
    item: str
    done: str
    position: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A unit and the one it stands below last, None for the root."""

    agency: str
    unit: str
    name: str
    parent: str | None


PLANS = Table("plans", PlanRow, ("agency", "year", "indicator"))
WORK = Table("work", WorkRow, ("staff", "period", "task"))
PLACES = Table("places", PlaceRow, ("agency", "unit"))
