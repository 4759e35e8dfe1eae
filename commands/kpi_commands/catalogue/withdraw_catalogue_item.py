"""Withdraw an item from the catalogue from a day on."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_commands.refusals import ITEM_NOT_IN_FORCE
from kpi_es.domain.catalogue import Catalogue, CatalogueItemWithdrawn
from kpi_es.domain.event import Event
from kpi_es.domain.values import ItemCode, ShortText


class WithdrawCatalogueItem(CatalogueCommand, frozen=True):
    """Stop assigning an item from `valid_on`; tasks already assigned keep their coefficient (Art 26.1c)."""

    type: Literal["withdraw_catalogue_item"] = "withdraw_catalogue_item"
    item: ItemCode
    decision: ShortText


def decide(catalogue: Catalogue, command: WithdrawCatalogueItem, context: Context) -> tuple[Event, ...]:
    """Decide to withdraw an item that is in force."""
    require_personnel_adviser(context)
    if catalogue.item_on(command.item, context.valid_on) is None:
        raise ITEM_NOT_IN_FORCE.because(agency=command.agency, item=command.item, day=context.valid_on)
    return (
        CatalogueItemWithdrawn(
            **context.stamp(catalogue),
            agency=command.agency,
            item=command.item,
            decision=command.decision,
        ),
    )
