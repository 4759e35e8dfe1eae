"""Propose an item for the catalogue."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import require_not_in_future
from kpi_commands.catalogue.conversion import require_points
from kpi_commands.catalogue.proposals import ALREADY_PROPOSED, require_free_code
from kpi_commands.command import CatalogueCommand
from kpi_commands.context import Context
from kpi_commands.unit_lead import require_unit_lead
from kpi_es.domain.catalogue import Catalogue, CatalogueItemProposed, ComplexityGroup, Proposal, TaskReference, task_key
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, Exact, ItemCode, ShortText, Source, UnitCode


class ProposeCatalogueItem(CatalogueCommand, frozen=True):
    """Propose an item of a unit's work, new or revised, in one of at most five groups (Art 13.1).

    `from_task` names the work met outside the catalogue that the item is to cover (Art 13.3).
    """

    SOURCE: ClassVar[Source] = "manager"
    type: Literal["propose_catalogue_item"] = "propose_catalogue_item"
    proposal: Code
    unit: UnitCode
    item: ItemCode
    title: ShortText
    measure: ShortText
    group: ComplexityGroup
    points: Exact
    from_task: TaskReference | None = None


def decide(catalogue: Catalogue, command: ProposeCatalogueItem, context: Context) -> tuple[Event, ...]:
    """Decide to take in a proposal, by the head or a deputy of the unit."""
    require_unit_lead(context, command.unit)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_points(command.points)
    require_free_code(catalogue, command.proposal)
    _require_known_work(catalogue, command)
    for earlier in catalogue.proposals.values():
        if earlier.undecided and _is_the_same(earlier, command):
            raise ALREADY_PROPOSED.because(proposal=earlier.code, item=earlier.proposed_item, unit=earlier.unit)
    return (
        CatalogueItemProposed(
            **context.stamp(catalogue),
            agency=command.agency,
            proposal=command.proposal,
            unit=command.unit,
            item=command.item,
            title=command.title,
            measure=command.measure,
            group=command.group,
            points=command.points,
            from_task=command.from_task,
        ),
    )


def _require_known_work(catalogue: Catalogue, command: ProposeCatalogueItem) -> None:
    work = command.from_task
    if work is not None and task_key(work) not in catalogue.uncatalogued:
        raise WORK_UNKNOWN.because(agency=command.agency, staff=work.staff, period=work.period, task=work.task)


def _is_the_same(earlier: Proposal, command: ProposeCatalogueItem) -> bool:
    """Tell whether a unit asks twice; what two units propose alike, the adviser merges."""
    same_item = (earlier.unit, earlier.proposed_item) == (command.unit, command.item)
    return same_item or (command.from_task is not None and earlier.from_task == task_key(command.from_task))


WORK_UNKNOWN = Refusal(
    "catalogue.work_unknown",
    "Điều 13.3 Nghị định 335/2025/NĐ-CP",
    "{agency} không có nhiệm vụ ngoài danh mục {task} của {staff} trong kỳ {period}.",
    "{agency} has no task {task} outside the catalogue of {staff} for {period}.",
)
