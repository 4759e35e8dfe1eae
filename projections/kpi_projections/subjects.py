"""Whom an event is about."""

from __future__ import annotations

from kpi_es.domain.agency_events import (
    AgencyOpened,
    DeputyAssigned,
    DeputyReleased,
    HeadNamed,
    HeadReleased,
    ManagingAuthorityNamed,
    PersonnelAdviserNamed,
    PersonnelAdviserReleased,
)
from kpi_es.domain.annual_review_events import ReviewEvent
from kpi_es.domain.catalogue import UncataloguedWorkReported
from kpi_es.domain.classification_round_events import OpenClassStated, TieResolved
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import IndicatorSet
from kpi_es.domain.shared_product import PartAssigned, PartCorrected, SharedProductDefined, SharedProductRevised
from kpi_es.domain.sheet_events import TaskAssigned, TaskHandedOver


def person_of_stream(stream: str) -> str | None:
    """Return the staff id in the name of a person's own stream, or of one of the person's sheets or annual reviews."""
    kind, _, key = stream.partition(":")
    return key.partition(":")[0] if kind in ("staff", "sheet", "review") else None


def people_named(event: Event) -> tuple[str, ...]:
    """Return everybody an event is about, the one it is mainly about first; the actor is not among them."""
    named: list[str] = []
    if own := person_of_stream(event.originator_id):
        named.append(own)
    named.extend(_of_year(event))
    match event:
        case TaskAssigned(from_staff=str() as giver):
            named.append(giver)
        case TaskHandedOver():
            named.append(event.to_staff)
        case HeadNamed() | HeadReleased() | DeputyAssigned() | DeputyReleased():
            named.append(event.staff)
        case ManagingAuthorityNamed():
            named.append(event.authority)
        case PartAssigned() | PartCorrected() | PersonnelAdviserNamed() | PersonnelAdviserReleased():
            named.append(event.staff)
        case SharedProductDefined() | SharedProductRevised():
            named.extend(part.staff for part in event.parts if part.staff)
        case UncataloguedWorkReported():
            named.append(event.work.staff)
        case AgencyOpened():
            named.extend(event.personnel_advisers)
        case _:
            pass
    return tuple(dict.fromkeys(named))


def _of_year(event: Event) -> tuple[str, ...]:
    if isinstance(event, ReviewEvent | OpenClassStated):
        return (event.staff,)
    if isinstance(event, IndicatorSet):
        return () if event.staff is None else (event.staff,)
    return event.order if isinstance(event, TieResolved) else ()
