"""Set the standard product/work unit."""

from __future__ import annotations

from typing import Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_commands.refusals import QUANTITY_OUT_OF_RANGE
from kpi_es.domain.catalogue import Catalogue, StandardItemSet
from kpi_es.domain.event import Event
from kpi_es.domain.values import Exact, ShortText

MOST_POINTS = 10_000


class SetStandardItem(CatalogueCommand, frozen=True):
    """Set the item whose points every coefficient is counted in, from `valid_on` (Art 3.6, 13.1b)."""

    type: Literal["set_standard_item"] = "set_standard_item"
    title: ShortText
    points: Exact
    decision: ShortText


def decide(catalogue: Catalogue, command: SetStandardItem, context: Context) -> tuple[Event, ...]:
    """Decide to set a standard item worth more than nothing."""
    require_personnel_adviser(context)
    if not 0 < command.points <= MOST_POINTS:
        raise QUANTITY_OUT_OF_RANGE.because(quantity=command.points, limit=MOST_POINTS)
    return (
        StandardItemSet(
            **context.stamp(catalogue),
            agency=command.agency,
            title=command.title,
            points=command.points,
            decision=command.decision,
        ),
    )
