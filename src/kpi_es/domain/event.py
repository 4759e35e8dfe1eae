"""What every event carries, and the names of streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from kpi_es.domain.values import ActorId, CommandId, Source


class Event(BaseModel):
    """An immutable fact with its author, its two times and its source.

    `valid_on` is when it holds in the world, `recorded_at` when the engine learned it (aware, UTC).
    Fields are only ever added, with a default; a stored event is read for ever, so unknown fields are ignored.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    TOPIC: ClassVar[str]
    """The name under which the event is stored. It is data: it never changes, whatever the class is called."""

    originator_id: str
    originator_version: int
    event_id: UUID
    command_id: CommandId
    actor: ActorId
    on_behalf_of: ActorId | None = None
    valid_on: date
    recorded_at: datetime
    source: Source
    system: str | None = None
    """Which office system sent it, such as ``import`` or ``one-stop``; None for a person's own act."""
    reason: str | None = None


def agency_stream(agency: str) -> str:
    """Return the stream of an agency."""
    return f"agency:{agency}"


def catalogue_stream(agency: str) -> str:
    """Return the stream of an agency's product and work catalogue."""
    return f"catalogue:{agency}"


def product_stream(agency: str, product: str) -> str:
    """Return the stream of a product that several tasks of an agency share."""
    return f"product:{agency}:{product}"


def staff_stream(staff: str) -> str:
    """Return the stream of a staff member."""
    return f"staff:{staff}"


def posts_given(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Give staff id and agency of each event about a person that names an agency: it gives or ends a post there."""
    prefix = staff_stream("")
    for event in events:
        agency = getattr(event, "agency", None)
        if event.originator_id.startswith(prefix) and isinstance(agency, str):
            yield event.originator_id.removeprefix(prefix), agency


def sheet_stream(staff: str, period: str) -> str:
    """Return the stream of a staff member's sheet for a period."""
    return f"sheet:{staff}:{period}"


def review_stream(staff: str, year: int) -> str:
    """Return the stream of a staff member's annual review."""
    return f"review:{staff}:{year}"


def round_stream(agency: str, year: int) -> str:
    """Return the stream of an agency's classification round for a year."""
    return f"round:{agency}:{year}"


def unit_review_stream(agency: str, unit: str, year: int) -> str:
    """Return the stream of a unit's own classification for a year."""
    return f"unit-review:{agency}:{unit}:{year}"


def indicators_stream(agency: str, year: int) -> str:
    """Return the stream of an agency's indicators for a year."""
    return f"indicators:{agency}:{year}"
