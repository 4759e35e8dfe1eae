"""Name who heads the managing agency above."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_evaluated_here, require_operator
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.refusals import OWN_WORK
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import ManagingAuthorityNamed
from kpi_es.domain.event import Event
from kpi_es.domain.values import ShortText, Source, StaffId


class NameManagingAuthority(Command, frozen=True):
    """Name who evaluates the agency's head and alone replaces decisions, from `valid_on` (Art 10.1a, 21.3).

    Only an operator may: the person stands above the agency, is not evaluated in it and need not be registered at all.
    Who manages a ward depends on the province's delegation.
    """

    SOURCE: ClassVar[Source] = "operator"
    type: Literal["name_managing_authority"] = "name_managing_authority"
    authority: StaffId
    title: ShortText


def decide(agency: Agency, command: NameManagingAuthority, context: Context) -> tuple[Event, ...]:
    """Decide to name somebody whom the agency does not evaluate itself, its head least of all."""
    require_operator(context)
    if context.agency().agency_head_on(context.valid_on) == command.authority:
        raise OWN_WORK.because(actor=command.authority)
    require_not_evaluated_here(context, command.authority)
    return (
        ManagingAuthorityNamed(
            **context.stamp(agency), agency=command.agency, authority=command.authority, title=command.title
        ),
    )
