"""Assign work that no item of the catalogue covers."""

from __future__ import annotations

from typing import ClassVar, Literal

from kpi_commands.authority import evaluated_post
from kpi_commands.catalogue.conversion import coefficient_of, require_points
from kpi_commands.context import Context
from kpi_commands.sheet.assignment import Assigned, NewTask, assignment, require_assignable
from kpi_es.domain.catalogue import TaskReference, UncataloguedWorkReported
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.values import Exact, ItemCode, ShortText


class AssignUncataloguedTask(NewTask, frozen=True):
    """Assign new work with the points the manager judges it worth beside the standard item; reason due (Art 13.3).

    It is tracked like any other work, its coefficient frozen, and waits in the catalogue for a proposal. `item` is
    the code it is to be known by until then; `kind` is `ad_hoc` when it stands outside the plan (Art 18.1d).
    """

    REASON_DUE: ClassVar[bool] = True
    type: Literal["assign_uncatalogued_task"] = "assign_uncatalogued_task"
    item: ItemCode
    title: ShortText
    measure: ShortText
    points: Exact
    kind: Literal["planned", "ad_hoc"] = "planned"


def decide(sheet: Sheet, command: AssignUncataloguedTask, context: Context) -> tuple[Event, ...]:
    """Decide to assign it, by the direct manager, and report it to the catalogue."""
    require_assignable(sheet, command, context)
    require_points(command.points)
    if context.catalogue().item_on(command.item, context.valid_on) is not None:
        raise ITEM_IN_FORCE.because(agency=command.agency, item=command.item, day=context.valid_on)
    coefficient = coefficient_of(command.points, context)
    reported = _reported(command, context)
    work = Assigned(command.item, command.title, command.measure, coefficient, (reported,))
    return assignment(sheet, command, context, work, kind=command.kind, catalogued=False, points=command.points)


def _reported(command: AssignUncataloguedTask, context: Context) -> UncataloguedWorkReported:
    return UncataloguedWorkReported(
        **context.stamp(context.catalogue()),
        agency=command.agency,
        unit=evaluated_post(context, command.staff, context.valid_on).unit,
        work=TaskReference(staff=command.staff, period=command.period, task=command.task),
        item=command.item,
        title=command.title,
        measure=command.measure,
        points=command.points,
    )


ITEM_IN_FORCE = Refusal(
    "catalogue.item_in_force",
    "Điều 13.3 Nghị định 335/2025/NĐ-CP",
    "Danh mục của {agency} đã có mục {item} vào ngày {day}; hãy giao bằng assign_task hoặc assign_ad_hoc_task.",
    "The catalogue of {agency} has the item {item} on {day}; assign it by assign_task or assign_ad_hoc_task.",
)
