"""The reference for `kpi bench append`: a sheet the way the eventsourcing library's own documentation writes one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class StockSheet(Aggregate):
    """A sheet with the same three steps and comparable checks, in the library's declarative style."""

    class Opened(Aggregate.Created):
        """The sheet exists."""

        staff: str
        period: str

    @event(Opened)
    def __init__(self, staff: str, period: str) -> None:
        self.staff = staff
        self.period = period
        self.locked = False
        self.tasks: dict[str, dict[str, Any]] = {}

    @event("TaskAssigned")
    def assign(self, task: str, item: str, title: str, coefficient: str, quantity: str, due_on: str) -> None:
        """Assign a task."""
        if self.locked or task in self.tasks:
            raise ValueError(task)
        self.tasks[task] = {"item": item, "title": title, "coefficient": coefficient,
                            "quantity": quantity, "due_on": due_on, "deliveries": {}}  # fmt: skip

    @event("ResultSubmitted")
    def submit(self, task: str, delivery: int, quantity: str, finished_on: str) -> None:
        """Hand in a result."""
        if self.locked or delivery in self.tasks[task]["deliveries"]:
            raise ValueError(task)
        self.tasks[task]["deliveries"][delivery] = {"quantity": quantity, "finished_on": finished_on}

    @event("ResultAccepted")
    def accept(self, task: str, delivery: int, quantity: str, verdict: str) -> None:
        """Accept a result."""
        if self.locked or "verdict" in self.tasks[task]["deliveries"][delivery]:
            raise ValueError(task)
        self.tasks[task]["deliveries"][delivery] |= {"verdict": verdict, "accepted": quantity}


class StockSheets(Application[UUID]):
    """One `save` a command, the library's aggregate cache on."""

    def open(self, staff: str, period: str) -> UUID:
        """Open a sheet."""
        sheet = StockSheet(staff, period)
        self.save(sheet)
        return sheet.id

    def step(self, sheet_id: UUID, number: int) -> None:
        """Do the next of the steps assign, submit, accept of a sheet."""
        sheet: StockSheet = self.repository.get(sheet_id)
        task = f"T{number // 3 + 1}"
        match number % 3:
            case 0:
                sheet.assign(task, "I1", "Item", "3", "2", "2026-07-15")
            case 1:
                sheet.submit(task, 1, "2", "2026-07-10")
            case _:
                sheet.accept(task, 1, "2", "met")
        self.save(sheet)
