"""The events of a catalogue of converted products and work items, and of the procedure that fills it (Art 13)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from kpi_es.domain.event import Event
from kpi_es.domain.values import AgencyCode, Code, Exact, ItemCode, PeriodCode, ShortText, StaffId, TaskId, UnitCode

ComplexityGroup = Annotated[int, Field(ge=1, le=5)]
"""At most five groups by level of complexity (Art 13.1a)."""


class StandardItemSet(Event):
    """The standard product/work unit and its points, from `valid_on` (Art 3.6, 13.1b)."""

    TOPIC: ClassVar[str] = "catalogue.StandardItemSet"
    agency: AgencyCode
    title: ShortText
    points: Exact
    decision: ShortText
    proposal: Code | None = None
    """The unit's proposal that was chosen; the others are settled with it."""


class CatalogueItemApproved(Event):
    """An item may be assigned from `valid_on` with this conversion coefficient (Art 13.2)."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueItemApproved"
    agency: AgencyCode
    item: ItemCode
    title: ShortText
    measure: ShortText
    group: ComplexityGroup
    points: Exact
    coefficient: Exact
    decision: ShortText
    proposal: Code | None = None
    """The proposal that was decided; None for an item recorded straight from a decision."""


class CatalogueItemWithdrawn(Event):
    """An item may no longer be assigned from `valid_on`."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueItemWithdrawn"
    agency: AgencyCode
    item: ItemCode
    decision: ShortText


class TaskReference(BaseModel):
    """A task on somebody's sheet for a period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff: StaffId
    period: PeriodCode
    task: TaskId


class ProposalEvent(Event):
    """What every event of a proposal says: which one."""

    agency: AgencyCode
    proposal: Code


class CatalogueItemProposed(ProposalEvent):
    """A unit proposes an item, new or revised, with its points relative to the standard item (Art 13.1, 13.3)."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueItemProposed"
    unit: UnitCode
    item: ItemCode
    title: ShortText
    measure: ShortText
    group: ComplexityGroup
    points: Exact
    from_task: TaskReference | None = None


class StandardItemProposed(ProposalEvent):
    """A unit proposes the standard product/work unit in which the catalogue counts (Art 13.1b)."""

    TOPIC: ClassVar[str] = "catalogue.StandardItemProposed"
    unit: UnitCode
    title: ShortText
    points: Exact


class CatalogueProposalStandardised(ProposalEvent):
    """The personnel adviser words a proposal for the whole agency; its duplicates are merged into it (Art 13.2)."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueProposalStandardised"
    item: ItemCode
    title: ShortText
    measure: ShortText
    group: ComplexityGroup
    points: Exact
    duplicates: tuple[Code, ...] = ()


class CatalogueProposalDeclined(ProposalEvent):
    """A proposal does not enter the catalogue; the reason says why (Art 13.2)."""

    TOPIC: ClassVar[str] = "catalogue.CatalogueProposalDeclined"


class UncataloguedWorkReported(Event):
    """Work that no item of the catalogue covers was assigned, and waits for a proposal (Art 13.3)."""

    TOPIC: ClassVar[str] = "catalogue.UncataloguedWorkReported"
    agency: AgencyCode
    unit: UnitCode
    work: TaskReference
    item: ItemCode
    title: ShortText
    measure: ShortText
    points: Exact


CatalogueEvent = (
    StandardItemSet
    | CatalogueItemApproved
    | CatalogueItemWithdrawn
    | CatalogueItemProposed
    | StandardItemProposed
    | CatalogueProposalStandardised
    | CatalogueProposalDeclined
    | UncataloguedWorkReported
)
