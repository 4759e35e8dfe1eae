"""Who manages a person on a day, as it was known at a time: the answer out of the log, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from kpi_es.domain.agency import Agency
from kpi_es.domain.event import agency_stream, staff_stream
from kpi_es.domain.posts import direct_manager_of, evaluating_post
from kpi_es.domain.staff_member import Appointment, StaffMember
from kpi_es.domain.topics import Aggregate
from kpi_es.entrypoints.person_history import NobodyByThisId
from kpi_es.ports import EventStore, PersonDirectory
from kpi_projections.known_fold import fold_known


@dataclass(frozen=True)
class Management:
    """Who manages somebody on a day.

    `post` is the post evaluated, None for somebody without one; `main_post` differs from it during a secondment.
    `manager` is None when nobody does; `unit` is the unit that person heads, None for the managing authority above.
    """

    staff: str
    on: date
    known_at: datetime | None
    post: Appointment | None
    main_post: Appointment | None
    manager: str | None
    unit: str | None
    names: Mapping[str, str]


def management_of(
    store: EventStore, directory: PersonDirectory, staff: str, day: date, known_at: datetime | None = None
) -> Management:
    """Return who manages a person on a day, from what was recorded by `known_at`.

    Raises NobodyByThisId for somebody of whom nothing was recorded by then.
    """
    member = cast(StaffMember, _known(store, staff_stream(staff), known_at))
    if member.version == 0:
        raise NobodyByThisId(staff)
    post = evaluating_post(member, day)
    manager, unit = (None, None) if post is None else _manager(store, member, post, day, known_at)
    return Management(
        staff=staff,
        on=day,
        known_at=known_at,
        post=post,
        main_post=member.appointment_on(day),
        manager=manager,
        unit=unit,
        names=directory.names([each for each in (staff, manager) if each]),
    )


def _manager(
    store: EventStore, member: StaffMember, post: Appointment, day: date, known_at: datetime | None
) -> tuple[str | None, str | None]:
    agency = cast(Agency, _known(store, agency_stream(post.agency), known_at))
    manager = direct_manager_of(member, agency, day)
    path = agency.units_above(post.unit, day)
    headed = next((unit.code for unit in path if unit.head_on(day) == manager), None) if manager else None
    return manager, headed


def _known(store: EventStore, stream: str, known_at: datetime | None) -> Aggregate:
    events = store.streams([stream]).get(stream, ())
    return fold_known(stream, (each for each in events if known_at is None or each.recorded_at <= known_at))
