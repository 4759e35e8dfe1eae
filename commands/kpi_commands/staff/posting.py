"""What the commands about posts share: the unit must exist, a head's post names the head, who leaves heads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from kpi_commands.context import Context
from kpi_commands.own_posts import require_own_posts_stay
from kpi_commands.refusals import HEAD_OF_OTHER_AGENCY, UNIT_UNKNOWN
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import DeputyReleased, HeadNamed, HeadReleased
from kpi_es.domain.event import Event
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import Role


def require_unit(context: Context, unit: str, agency: str | None = None) -> None:
    """Refuse a unit that an agency, by default the command's, does not have on the day of the act."""
    found = context.agency(agency)
    if found.unit_on(unit, context.valid_on) is None:
        raise UNIT_UNKNOWN.because(agency=found.code, unit=unit, day=context.valid_on)


def require_own_head(context: Context, agency: str, role: Role) -> None:
    """Refuse to name the head of a unit of another agency: that agency's own adviser does."""
    if role == "head" and agency != context.command.agency:
        raise HEAD_OF_OTHER_AGENCY.because(agency=agency)


def naming_of_head(
    context: Context, member: StaffMember, unit: str, role: Role, offset: int = 0, *, concurrent: bool = False
) -> tuple[Event, ...]:
    """Return the events that make the holder of a head's post the head of the unit; none for other roles."""
    if role != "head":
        return ()
    until = end_of_service(member, context, unit, "head", concurrent=concurrent)
    return heading(context, member.staff, unit, until, offset)


def heading(context: Context, staff: str, unit: str, until: date | None, offset: int = 0) -> tuple[Event, ...]:
    """Return the events by which somebody heads a unit from the day of the act until a day, None without end.

    Nothing is released where somebody else is named by then. Refuses an actor whose own headship it would end.
    """
    agency, day = context.agency(), context.valid_on
    events: tuple[Event, ...] = (
        HeadNamed(**context.stamp(agency, offset), agency=agency.code, unit=unit, staff=staff),
    )
    if until is not None and not any(day < since <= until for since, _ in agency.units[unit].heads):
        stamp: dict[str, Any] = {**context.stamp(agency, offset + 1), "valid_on": until}
        events = (*events, HeadReleased(**stamp, agency=agency.code, unit=unit, staff=staff))
    require_own_posts_stay(context, events)
    return events


def end_of_service(
    member: StaffMember, context: Context, unit: str, role: Role, *, concurrent: bool = False
) -> date | None:
    """Return the day on which a post recorded already ends what begins on the day of the act, None without one.

    It ends with the first later main post in another unit or role, in a concurrent post when the person leaves the
    agency.
    """
    for since, post in member.posts:
        if since <= context.valid_on:
            continue
        if post is None or post.agency != context.command.agency:
            return since
        if not concurrent and (post.unit != unit or post.role != role):
            return since
    return None


def releases(
    context: Context,
    member: StaffMember,
    *,
    headships: bool = True,
    fields: bool = True,
    keep_concurrent: bool = False,
    keep_unit: str | None = None,
    ends_service: bool = False,
) -> tuple[Event, ...]:
    """Return the events that release a leaving person from every unit headed and every deputy's field.

    What is held on the day of the act ends that day. What was to begin later ends when it begins, up to the next
    post already recorded: an act dated back reaches as far as the post it ends. With `keep_concurrent` what belongs
    to a concurrent post stays, with `keep_unit` what the new post in that unit continues. With `ends_service` the
    posts that were to follow fall away too, up to a separation already recorded.
    """
    agency, day, until = (
        context.agency(),
        context.valid_on,
        _next_post(member, context.valid_on, ends_service=ends_service),
    )
    ended: list[tuple[type[HeadReleased | DeputyReleased], str, date]] = []
    if headships:
        ended += [(HeadReleased, *each) for each in _headships(agency, member.staff, day, until)]
    if fields:
        ended += [(DeputyReleased, *each) for each in _fields(agency, member.staff, day, until)]
    found: list[Event] = []
    for kind, unit, since in ended:
        if unit != keep_unit and not (keep_concurrent and _holds_concurrently(member, agency.code, unit, since)):
            stamp: dict[str, Any] = {**context.stamp(agency, len(found)), "valid_on": since}
            found.append(kind(**stamp, agency=agency.code, unit=unit, staff=member.staff))
    return tuple(found)


def release_from(context: Context, staff: str, unit: str) -> tuple[Event, ...]:
    """Return the event that releases a person from heading one unit on the day of the act, if the person does."""
    agency = context.agency()
    if unit not in agency.units_headed_by(staff, context.valid_on):
        return ()
    return (HeadReleased(**context.stamp(agency), agency=agency.code, unit=unit, staff=staff),)


def _next_post(member: StaffMember, day: date, *, ends_service: bool) -> date:
    return next((since for since, post in member.posts if since > day and not (ends_service and post)), date.max)


def _headships(agency: Agency, staff: str, day: date, until: date) -> Iterator[tuple[str, date]]:
    for code in agency.units_headed_by(staff, day):
        yield code, day
    for code, unit in agency.units.items():
        for since, head in unit.heads:
            if day < since < until and head == staff and unit.head_on(since) == staff:
                yield code, since


def _fields(agency: Agency, staff: str, day: date, until: date) -> Iterator[tuple[str, date]]:
    present = agency.deputy_field_on(staff, day)
    if present is not None:
        yield present.unit, day
    for since, in_charge_of in agency.deputies.get(staff, ()):
        if day < since < until and in_charge_of is not None:
            yield in_charge_of.unit, since


def _holds_concurrently(member: StaffMember, agency: str, unit: str, day: date) -> bool:
    posts = (each.appointment for each in member.concurrent_posts_on(day))
    return any((post.agency, post.unit) == (agency, unit) for post in posts)
