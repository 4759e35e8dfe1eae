"""An agency's catalogue of converted products and work items, and the procedure that fills it (Art 13).

A head proposes, the personnel adviser standardises for the whole agency, the managing authority decides. Work met
outside the catalogue is reported here when it is assigned, and waits for a proposal (Art 13.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from kpi_es.domain.catalogue_events import (
    CatalogueEvent,
    CatalogueItemApproved,
    CatalogueItemProposed,
    CatalogueItemWithdrawn,
    CatalogueProposalDeclined,
    CatalogueProposalStandardised,
    ComplexityGroup,
    StandardItemProposed,
    StandardItemSet,
    TaskReference,
    UncataloguedWorkReported,
)
from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.event import catalogue_stream

__all__ = [
    "Catalogue",
    "CatalogueEvent",
    "CatalogueItemApproved",
    "CatalogueItemProposed",
    "CatalogueItemWithdrawn",
    "CatalogueProposalDeclined",
    "CatalogueProposalStandardised",
    "ComplexityGroup",
    "Item",
    "Proposal",
    "StandardItemProposed",
    "StandardItemSet",
    "StandardProposal",
    "TaskKey",
    "TaskReference",
    "UncataloguedWork",
    "UncataloguedWorkReported",
    "evolve_catalogue",
    "task_key",
]

ProposalStatus = Literal["proposed", "standardised", "approved", "declined", "merged"]
TaskKey: TypeAlias = tuple[str, str, str]
"""Staff, period and task."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as approved; its coefficient is points ÷ points of the standard item."""

    code: str
    title: str
    measure: str
    group: int
    points: Fraction
    coefficient: Fraction


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it reads now; `proposed_item` is the code under which its unit proposed it."""

    code: str
    unit: str
    proposed_item: str
    item: str
    title: str
    measure: str
    group: int
    points: Fraction
    status: ProposalStatus
    from_task: TaskKey | None = None
    settled_version: int = 0
    """That of the stream when it was approved, declined or merged."""

    @property
    def undecided(self) -> bool:
        """Tell whether it still waits for the adviser or for the decision."""
        return self.status in ("proposed", "standardised")

    def answers(self, work: UncataloguedWork) -> bool:
        """Tell whether it still waits, or was settled after some work was reported."""
        return self.undecided or self.settled_version > work.version


@dataclass(frozen=True, slots=True)
class StandardProposal:
    """A unit's proposal of the standard item."""

    code: str
    unit: str
    title: str
    points: Fraction
    status: ProposalStatus = "proposed"

    @property
    def undecided(self) -> bool:
        """Tell whether it still waits for the decision."""
        return self.status == "proposed"


@dataclass(frozen=True, slots=True)
class UncataloguedWork:
    """Work assigned outside the catalogue, under the code and the points its manager gave it."""

    task: TaskKey
    unit: str
    item: str
    title: str
    measure: str
    points: Fraction
    since: date
    version: int = 0
    """That of the stream when it was reported."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The state of a catalogue; version 0 means none was ever approved."""

    agency: str
    version: int = 0
    standard_points: Dated[Fraction] = ()
    items: Mapping[str, Dated[Item | None]] = field(default_factory=dict[str, Dated[Item | None]])
    proposals: Mapping[str, Proposal] = field(default_factory=dict[str, Proposal])
    standard_proposals: Mapping[str, StandardProposal] = field(default_factory=dict[str, StandardProposal])
    uncatalogued: Mapping[TaskKey, UncataloguedWork] = field(default_factory=dict[TaskKey, UncataloguedWork])

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return catalogue_stream(self.agency)

    def item_on(self, code: str, day: date) -> Item | None:
        """Return the item in force on a day, None when there is none."""
        return in_force(self.items.get(code, ()), day)

    def standard_on(self, day: date) -> Fraction | None:
        """Return the points of the standard item in force on a day."""
        return in_force(self.standard_points, day)

    def waiting_for_proposal(self) -> tuple[UncataloguedWork, ...]:
        """Return the work outside the catalogue that nobody proposed yet and no item has come to cover."""
        works = self.uncatalogued.values()
        return tuple(work for work in works if not (self._is_proposed(work) or self._is_covered(work)))

    def _is_proposed(self, work: UncataloguedWork) -> bool:
        """Tell whether a proposal names the work or its code; one settled before the work came up does not count."""
        return any(
            work.task == each.from_task or (work.item == each.proposed_item and each.answers(work))
            for each in self.proposals.values()
        )

    def _is_covered(self, work: UncataloguedWork) -> bool:
        """Tell whether an item of the work's code is in force when it was assigned, as known now, or later."""
        versions = self.items.get(work.item, ())
        later = any(since > work.since and item is not None for since, item in versions)
        return later or in_force(versions, work.since) is not None


def evolve_catalogue(state: Catalogue, event: CatalogueEvent) -> Catalogue:
    """Return the catalogue after an event."""
    state = replace(state, version=event.originator_version)
    match event:
        case StandardItemSet():
            points = insert_dated(state.standard_points, event.valid_on, event.points)
            return replace(_chosen(state, event.proposal), standard_points=points)
        case CatalogueItemApproved():
            item = Item(event.item, event.title, event.measure, event.group, event.points, event.coefficient)
            decided = _with_status(state, (event.proposal,) if event.proposal else (), "approved")
            return _with_item(decided, event.item, event.valid_on, item)
        case CatalogueItemWithdrawn():
            return _with_item(state, event.item, event.valid_on, None)
        case UncataloguedWorkReported():
            work = _reported(event)
            return replace(state, uncatalogued={**state.uncatalogued, work.task: work})
        case _:
            return _evolve_proposals(state, event)


_ProposalEvent: TypeAlias = (
    CatalogueItemProposed | StandardItemProposed | CatalogueProposalStandardised | CatalogueProposalDeclined
)


def _evolve_proposals(state: Catalogue, event: _ProposalEvent) -> Catalogue:
    match event:
        case CatalogueItemProposed():
            return _with_proposal(state, _proposed(event))
        case StandardItemProposed():
            standard = StandardProposal(event.proposal, event.unit, event.title, event.points)
            return replace(state, standard_proposals={**state.standard_proposals, standard.code: standard})
        case CatalogueProposalStandardised():
            return _with_proposal(_with_status(state, event.duplicates, "merged"), _standardised(state, event))
        case CatalogueProposalDeclined():
            return _with_status(state, (event.proposal,), "declined")
        case _:
            assert_never(event)


def _with_item(state: Catalogue, code: str, since: date, item: Item | None) -> Catalogue:
    versions: Dated[Item | None] = state.items.get(code, ())
    return replace(state, items={**state.items, code: insert_dated(versions, since, item)})


def _with_proposal(state: Catalogue, proposal: Proposal) -> Catalogue:
    return replace(state, proposals={**state.proposals, proposal.code: proposal})


def _with_status(state: Catalogue, codes: tuple[str, ...], status: ProposalStatus) -> Catalogue:
    """Settle proposals; one that is not there, because a part of the history is read, stays away."""
    of_items = {
        code: replace(state.proposals[code], status=status, settled_version=state.version)
        for code in codes
        if code in state.proposals
    }
    standards = state.standard_proposals
    of_standards = {code: replace(standards[code], status=status) for code in codes if code in standards}
    return replace(
        state,
        proposals={**state.proposals, **of_items},
        standard_proposals={**standards, **of_standards},
    )


def _chosen(state: Catalogue, chosen: str | None) -> Catalogue:
    """Settle the proposals of the standard item, of which there is one: choosing one declines the others."""
    if chosen is None:
        return state
    others = (code for code, each in state.standard_proposals.items() if each.undecided and code != chosen)
    return _with_status(_with_status(state, tuple(others), "declined"), (chosen,), "approved")


def _proposed(event: CatalogueItemProposed) -> Proposal:
    return Proposal(
        event.proposal,
        event.unit,
        event.item,
        event.item,
        event.title,
        event.measure,
        event.group,
        event.points,
        "proposed",
        task_key(event.from_task) if event.from_task else None,
    )


def _standardised(state: Catalogue, event: CatalogueProposalStandardised) -> Proposal:
    return replace(
        state.proposals[event.proposal],
        item=event.item,
        title=event.title,
        measure=event.measure,
        group=event.group,
        points=event.points,
        status="standardised",
    )


def _reported(event: UncataloguedWorkReported) -> UncataloguedWork:
    return UncataloguedWork(
        task_key(event.work),
        event.unit,
        event.item,
        event.title,
        event.measure,
        event.points,
        event.valid_on,
        event.originator_version,
    )


def task_key(task: TaskReference) -> TaskKey:
    """Return what identifies a task in the whole log."""
    return (task.staff, task.period, task.task)
