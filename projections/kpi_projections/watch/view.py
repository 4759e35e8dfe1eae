"""The rows of the watch. They hold what happened; whether it is unusual is asked when they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kpi_projections.read_model import Table


@dataclass(frozen=True, slots=True)
class EffortRow:
    """The work of one person in one period, converted: what was accepted, as an exact number in text."""

    staff: str
    period: str
    agency: str
    unit: str
    role: str
    effort: str
    position: int


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act upon a result, or a correction.

    `kind` is submission, acceptance, return or correction; a correction may have no task. `evidence` counts the
    files shown. `verdict` is that of an acceptance. The unit is that of the sheet.
    """

    position: int
    event_id: UUID
    kind: str
    staff: str
    period: str
    last_day: date
    agency: str
    unit: str
    task: str | None
    delivery: int | None
    actor: str
    recorded_at: datetime
    source: str
    system: str | None
    evidence: int
    verdict: str | None


EFFORTS = Table("efforts", EffortRow, ("staff", "period"))
ACTS = Table("acts", ActRow, ("position",))
