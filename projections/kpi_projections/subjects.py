"""Whom an event is about."""

from __future__ import annotations

from kpi_es.domain.agency import AgencyOpened, HeadNamed, HeadReleased, PersonnelAdviserNamed
from kpi_es.domain.event import Event
from kpi_es.domain.sheet_events import TaskAssigned, TaskHandedOver


def person_of_stream(stream: str) -> str | None:
    """Return the staff id in the name of a person's own stream or of one of the person's sheets."""
    kind, _, key = stream.partition(":")
    return key.partition(":")[0] if kind in ("staff", "sheet") else None


def people_named(event: Event) -> tuple[str, ...]:
    """Return everybody an event is about, the one it is mainly about first; the actor is not among them."""
    named: list[str] = []
    if own := person_of_stream(event.originator_id):
        named.append(own)
    match event:
        case TaskAssigned(from_staff=str() as giver):
            named.append(giver)
        case TaskHandedOver():
            named.append(event.to_staff)
        case HeadNamed() | HeadReleased() | PersonnelAdviserNamed():
            named.append(event.staff)
        case AgencyOpened():
            named.extend(event.personnel_advisers)
        case _:
            pass
    return tuple(dict.fromkeys(named))
