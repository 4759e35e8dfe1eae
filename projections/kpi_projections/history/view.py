"""The rows of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kpi_projections.read_model import Table


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event. `staff` is the person it is mainly about, None for events of an agency or a catalogue alone.

    `actor_role`, `actor_post` and `actor_unit` are the capacity in which the actor acted on `valid_on`, as known
    when the event was recorded; None for the operator and for people without a post that day.
    """

    position: int
    event_id: UUID
    staff: str | None
    period: str | None
    stream: str
    type: str
    actor: str
    on_behalf_of: str | None
    actor_role: str | None
    actor_post: str | None
    actor_unit: str | None
    valid_on: date
    recorded_at: datetime
    source: str
    system: str | None
    words_vi: str
    words_en: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A person an event is about."""

    staff: str
    position: int


ENTRIES = Table("entries", HistoryRow, ("position",))
CONCERNS = Table("concerns", ConcernRow, ("staff", "position"))
