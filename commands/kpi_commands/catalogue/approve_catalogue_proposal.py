"""Put a standardised proposal into the catalogue."""

from __future__ import annotations

from typing import Literal

from kpi_commands.catalogue.conversion import coefficient_of
from kpi_commands.catalogue.proposals import require_change, require_deciding_authority, undecided_proposal
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, Item
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, ShortText


class ApproveCatalogueProposal(CatalogueCommand, frozen=True):
    """Approve a standardised proposal from `valid_on`, as the managing authority decided (Art 13.2).

    An item of the same code is revised from that day; tasks assigned before keep their coefficient.
    """

    type: Literal["approve_catalogue_proposal"] = "approve_catalogue_proposal"
    proposal: Code
    decision: ShortText


def decide(catalogue: Catalogue, command: ApproveCatalogueProposal, context: Context) -> tuple[Event, ...]:
    """Decide to approve a proposal that the adviser standardised."""
    require_deciding_authority(context)
    proposal = undecided_proposal(catalogue, command.proposal, context)
    if proposal.status != "standardised":
        raise NOT_STANDARDISED.because(proposal=command.proposal)
    coefficient = coefficient_of(proposal.points, context)
    item = Item(proposal.item, proposal.title, proposal.measure, proposal.group, proposal.points, coefficient)
    require_change(catalogue, item, context)
    return (
        CatalogueItemApproved(
            **context.stamp(catalogue),
            agency=command.agency,
            item=item.code,
            title=item.title,
            measure=item.measure,
            group=item.group,
            points=item.points,
            coefficient=coefficient,
            decision=command.decision,
            proposal=command.proposal,
        ),
    )


NOT_STANDARDISED = Refusal(
    "catalogue.proposal_not_standardised",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "Đề xuất {proposal} chưa được tham mưu tổ chức, cán bộ chuẩn hóa.",
    "The personnel adviser has not standardised the proposal {proposal} yet.",
)
