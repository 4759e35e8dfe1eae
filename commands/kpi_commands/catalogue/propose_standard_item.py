"""Propose the standard product/work unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.catalogue.conversion import require_points
from kpi_commands.catalogue.proposals import ALREADY_PROPOSED, require_free_code
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_commands.unit_lead import require_unit_lead
from kpi_es.domain.catalogue import Catalogue, StandardItemProposed
from kpi_es.domain.event import Event
from kpi_es.domain.values import Code, Exact, ShortText, Source, UnitCode


class ProposeStandardItem(CatalogueCommand, frozen=True):
    """Propose the frequent, countable product in which a unit's work is to be counted, with its points (Art 13.1b)."""

    SOURCE: ClassVar[Source] = "manager"
    type: Literal["propose_standard_item"] = "propose_standard_item"
    proposal: Code
    unit: UnitCode
    title: ShortText
    points: Exact


def decide(catalogue: Catalogue, command: ProposeStandardItem, context: Context) -> tuple[Event, ...]:
    """Decide to take in a proposal, by the head or a deputy of the unit, one at a time."""
    require_unit_lead(context, command.unit)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_points(command.points)
    require_free_code(catalogue, command.proposal)
    for earlier in catalogue.standard_proposals.values():
        if earlier.undecided and earlier.unit == command.unit:
            raise ALREADY_PROPOSED.because(proposal=earlier.code, item=earlier.title, unit=earlier.unit)
    return (
        StandardItemProposed(
            **context.stamp(catalogue),
            agency=command.agency,
            proposal=command.proposal,
            unit=command.unit,
            title=command.title,
            points=command.points,
        ),
    )
