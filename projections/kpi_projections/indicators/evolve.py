"""From plans and accepted work to the rows of the indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from typing import cast

from kpi_es.domain.agency import Agency
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import Indicator, IndicatorEvent, IndicatorPlan
from kpi_es.domain.period import period_days
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import EntryCorrected, SheetEvent, TaskEvent
from kpi_es.domain.values import format_exact
from kpi_es.ports import Recorded
from kpi_projections.indicators.view import PLACES, PLANS, WORK, PlaceRow, PlanRow, WorkRow
from kpi_projections.read_model import Changes, Key, States, Table


class IndicatorsModel:
    """One row an indicator, one a task, and the tree of units; what feeds what is asked when they are read."""

    name = "indicators"
    version = 1
    tables: Sequence[Table] = (PLANS, WORK, PLACES)

    def __init__(self) -> None:
        package = resources.files("kpi_projections.indicators")
        self.tables_sql = package.joinpath("tables.sql").read_text(encoding="utf-8")

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        """Return the rows that change with these events."""
        relevant = [recorded for recorded in events if _is_relevant(recorded.event)]
        states.load(recorded.event.originator_id for recorded in relevant)
        plans: dict[Key, PlanRow] = {}
        places: dict[Key, PlaceRow] = {}
        tasks: dict[tuple[str, str], int] = {}
        for recorded in relevant:
            event = recorded.event
            _, after = states.advance(event)
            match after:
                case IndicatorPlan():
                    row = plan_row(after, cast(IndicatorEvent, event).indicator, recorded.position)
                    plans[row.agency, row.year, row.indicator] = row
                case Agency():
                    places.update({(row.agency, row.unit): row for row in place_rows(after)})
                case _:
                    tasks.update(dict.fromkeys(_tasks_of(event), recorded.position))
        return {PLANS: plans, WORK: _work(tasks, states), PLACES: places}


def plan_row(plan: IndicatorPlan, code: str, position: int) -> PlanRow:
    """Return the row of one indicator as it stands."""
    indicator: Indicator = plan.indicators[code]
    return PlanRow(
        agency=plan.agency,
        year=plan.year,
        indicator=indicator.code,
        owner=indicator.owner,
        unit=indicator.unit,
        post=indicator.post,
        staff=indicator.staff,
        title=indicator.title,
        measure=indicator.measure,
        target=format_exact(indicator.target),
        weight=format_exact(indicator.weight),
        items=",".join(indicator.items),
        parent=indicator.parent,
        retired=indicator.retired,
        position=position,
    )


def place_rows(agency: Agency) -> list[PlaceRow]:
    """Return every unit of an agency."""
    return [PlaceRow(agency.code, unit.code, unit.name, unit.parent) for unit in agency.units.values()]


def work_row(sheet: Sheet, line: TaskLine, position: int) -> WorkRow:
    """Return the row of one task."""
    return WorkRow(
        staff=sheet.staff,
        period=sheet.period,
        task=line.task,
        first_day=period_days(sheet.period)[0],
        agency=sheet.agency,
        unit=sheet.unit,
        post=sheet.post,
        item=line.item,
        done=format_exact(line.done),
        position=position,
    )


def _is_relevant(event: Event) -> bool:
    return isinstance(event, SheetEvent | IndicatorEvent) or event.originator_id.startswith("agency:")


def _tasks_of(event: Event) -> Iterable[tuple[str, str]]:
    if isinstance(event, TaskEvent) or (isinstance(event, EntryCorrected) and event.task is not None):
        yield event.originator_id, cast(str, event.task)


def _work(tasks: dict[tuple[str, str], int], states: States) -> dict[Key, WorkRow]:
    rows: dict[Key, WorkRow] = {}
    for (stream, task), position in tasks.items():
        sheet = cast(Sheet, states.state(stream))
        if task in sheet.tasks:
            rows[sheet.staff, sheet.period, task] = work_row(sheet, sheet.tasks[task], position)
    return rows
