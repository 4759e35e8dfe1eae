"""Who is evaluated in which post by whom: the one answer to “who manages X on day D?” (Art 10.1)."""

from __future__ import annotations

from datetime import date

from kpi_es.domain.agency import Agency
from kpi_es.domain.staff_member import Appointment, ConcurrentPost, Secondment, StaffMember
from kpi_es.domain.values import Role


def evaluating_post(member: StaffMember, day: date) -> Appointment | None:
    """Return the post in which a person is evaluated on a day, None for somebody without a post.

    The main post, also for who holds another one concurrently. A seconded person is evaluated where the secondment
    says: the sending agency's `ProcedureRules.secondment_evaluator`, frozen when it was decided, so that two agencies
    with different rules can never both, or neither, evaluate.
    """
    secondment = member.secondment_on(day)
    if secondment is not None and secondment.evaluator == "receiving":
        return secondment.appointment
    return member.appointment_on(day)


def role_in(member: StaffMember, agency: Agency, day: date) -> Role | None:
    """Return as what a person stands in an agency on a day, None for somebody whom it does not evaluate.

    Who heads a unit is its head, also while only acting as one or heading it in a concurrent post (Art 10.1, 21.1).
    """
    post = evaluating_post(member, day)
    if post is None or post.agency != agency.code:
        return None
    return "head" if agency.units_headed_by(member.staff, day) else post.role


def holds_post_in(member: StaffMember, agency: str, day: date) -> bool:
    """Tell whether a person holds any post in an agency on a day: the main, a concurrent or a secondment's one."""
    held = [each.appointment for each in member.concurrent_posts_on(day)]
    if (main := member.appointment_on(day)) is not None:
        held.append(main)
    if (seconded := member.secondment_on(day)) is not None:
        held.append(seconded.appointment)
    return any(post.agency == agency for post in held)


def holds_post_in_unit_from(member: StaffMember, agency: str, unit: str, day: date) -> bool:
    """Tell whether a person holds a post of any kind in a unit on a day, or on one after it, as decided by now."""
    held: list[tuple[Appointment, date | None]] = [(each.appointment, each.last) for each in member.postings]
    beside: tuple[ConcurrentPost | Secondment, ...] = (*member.concurrent_posts, *member.secondments)
    # Without a main post there is none beside it either: a separation ends them all.
    kept = (each for each in beside if member.appointment_on(max(each.first, day)) is not None)
    held += [(each.appointment, each.last) for each in kept]
    return any((post.agency, post.unit) == (agency, unit) and (last is None or day <= last) for post, last in held)


def direct_manager_of(member: StaffMember, agency: Agency, day: date) -> str | None:
    """Return who monitors and evaluates a person on a day; None unless the person is evaluated in this agency.

    None also for the head of the agency while no managing authority above is named.
    """
    post = evaluating_post(member, day)
    if post is None or post.agency != agency.code:
        return None
    return agency.direct_manager(member.staff, post.unit, day)
