"""Keep a proposal out of the catalogue."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.catalogue.proposals import require_deciding_authority, waiting_proposal
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_es.domain.catalogue import Catalogue, CatalogueProposalDeclined
from kpi_es.domain.event import Event
from kpi_es.domain.values import Code


class DeclineCatalogueProposal(CatalogueCommand, frozen=True):
    """Decline a proposal of an item or of the standard item; the reason is due (Art 13.2).

    The work may be covered already, or have no clear output.
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["decline_catalogue_proposal"] = "decline_catalogue_proposal"
    proposal: Code


def decide(catalogue: Catalogue, command: DeclineCatalogueProposal, context: Context) -> tuple[Event, ...]:
    """Decide to decline a proposal that waits."""
    require_deciding_authority(context)
    require_not_in_future(context, context.valid_on, "valid_on")
    waiting_proposal(catalogue, command.proposal, context)
    return (
        CatalogueProposalDeclined(
            **context.stamp(catalogue),
            agency=command.agency,
            proposal=command.proposal,
        ),
    )
