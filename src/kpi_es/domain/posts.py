"""Who is evaluated in which post by whom: the one answer to “who manages X on day D?” (Art 10.1)."""

from __future__ import annotations

from datetime import date

from kpi_es.domain.agency import Agency
from kpi_es.domain.staff_member import Appointment, StaffMember


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


def holds_post_in(member: StaffMember, agency: str, day: date) -> bool:
    """Tell whether a person holds any post in an agency on a day: the main, a concurrent or a secondment's one."""
    held = [each.appointment for each in member.concurrent_posts_on(day)]
    if (main := member.appointment_on(day)) is not None:
        held.append(main)
    if (seconded := member.secondment_on(day)) is not None:
        held.append(seconded.appointment)
    return any(post.agency == agency for post in held)


def direct_manager_of(member: StaffMember, agency: Agency, day: date) -> str | None:
    """Return who monitors and evaluates a person on a day; None unless the person is evaluated in this agency.

    None also for the head of the agency while no managing authority above is named.
    """
    post = evaluating_post(member, day)
    if post is None or post.agency != agency.code:
        return None
    return agency.direct_manager(member.staff, post.unit, day)
