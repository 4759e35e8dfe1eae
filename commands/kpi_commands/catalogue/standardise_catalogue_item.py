"""Word a proposal for the whole agency."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future, require_personnel_adviser
from kpi_commands.catalogue.conversion import require_points
from kpi_commands.catalogue.proposals import undecided_proposal
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_es.domain.catalogue import Catalogue, CatalogueProposalStandardised, ComplexityGroup
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Exact, ItemCode, ShortText


class StandardiseCatalogueItem(CatalogueCommand, frozen=True):
    """Standardise a proposal, as often as needed before it is decided, and merge its duplicates into it (Art 13.2).

    What is not given stays as proposed. `duplicates` are other proposals for the same product or work.
    """

    type: Literal["standardise_catalogue_item"] = "standardise_catalogue_item"
    proposal: Code
    item: ItemCode | None = None
    title: ShortText | None = None
    measure: ShortText | None = None
    group: ComplexityGroup | None = None
    points: Exact | None = None
    duplicates: tuple[Code, ...] = Field(default=(), max_length=200)


def decide(catalogue: Catalogue, command: StandardiseCatalogueItem, context: Context) -> tuple[Event, ...]:
    """Decide to standardise a proposal that waits, by the personnel adviser."""
    require_personnel_adviser(context)
    require_not_in_future(context, context.valid_on, "valid_on")
    proposal = undecided_proposal(catalogue, command.proposal, context)
    points = proposal.points if command.points is None else command.points
    require_points(points)
    duplicates = tuple(dict.fromkeys(command.duplicates))
    if command.proposal in duplicates:
        raise OWN_DUPLICATE.because(proposal=command.proposal)
    for duplicate in duplicates:
        undecided_proposal(catalogue, duplicate, context)
    return (
        CatalogueProposalStandardised(
            **context.stamp(catalogue),
            agency=command.agency,
            proposal=command.proposal,
            item=command.item or proposal.item,
            title=command.title or proposal.title,
            measure=command.measure or proposal.measure,
            group=command.group or proposal.group,
            points=points,
            duplicates=duplicates,
        ),
    )


OWN_DUPLICATE = Refusal(
    "catalogue.own_duplicate",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "Đề xuất {proposal} không thể trùng lặp với chính nó.",
    "The proposal {proposal} can not be a duplicate of itself.",
)
