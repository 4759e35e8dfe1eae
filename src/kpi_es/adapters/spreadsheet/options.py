"""What the person who imports says once for the whole file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from kpi_es.domain.values import ActorId, AgencyCode, ItemCode, PeriodCode, ShortText, UnitCode


class ImportOptions(BaseModel):
    """Stands in for what a file lacks; a column of the file wins. ValidationError for a malformed code.

    `units` maps the names of known units to their codes, so that a staff list may name units in words.
    `standard_item` is the code of the standard product/work unit when no row of the catalogue is ticked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency: AgencyCode
    actor: ActorId
    decision: ShortText | None = None
    valid_on: date | None = None
    period: PeriodCode | None = None
    units: Mapping[str, UnitCode] = Field(default_factory=dict)
    standard_item: ItemCode | None = None

    def gives(self, field: str) -> bool:
        """Return whether a field of the rows has its value here."""
        return getattr(self, field, None) is not None
