"""Set the standard product/work unit."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.catalogue.conversion import require_points
from kpi_commands.catalogue.proposals import standard_proposal
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_es.domain.catalogue import Catalogue, StandardItemSet
from kpi_es.domain.event import Event
from kpi_es.domain.values import Code, Exact, ShortText


class SetStandardItem(CatalogueCommand, frozen=True):
    """Set the item whose points every coefficient is counted in, from `valid_on` (Art 3.6, 13.1b).

    `proposal` names the unit's proposal that was chosen, whose title and points the decision may word anew; the
    other proposals of a standard item are declined with it.
    """

    type: Literal["set_standard_item"] = "set_standard_item"
    title: ShortText
    points: Exact
    decision: ShortText
    proposal: Code | None = None


def decide(catalogue: Catalogue, command: SetStandardItem, context: Context) -> tuple[Event, ...]:
    """Decide to set a standard item worth more than nothing."""
    require_personnel_adviser(context)
    require_points(command.points)
    if command.proposal is not None:
        standard_proposal(catalogue, command.proposal, context)
    return (
        StandardItemSet(
            **context.stamp(catalogue),
            agency=command.agency,
            title=command.title,
            points=command.points,
            decision=command.decision,
            proposal=command.proposal,
        ),
    )
