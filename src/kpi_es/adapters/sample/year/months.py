"""Puts one month of one person, as `months.csv` states it, into the commands that are sent for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

import yaml

from kpi_es.adapters.sample import choice
from kpi_es.adapters.sample.files import read_table, read_text
from kpi_es.adapters.sample.office_days import Hour, moment
from kpi_es.adapters.sample.plans import CRITERION_MAXIMA
from kpi_es.adapters.sample.year.calendar import HOLIDAYS_2026, MonthDays, month_days
from kpi_es.adapters.sample.year.people import ADVISER, AGENCY, CHAIRMAN, YEAR, YearPerson, manager_of
from kpi_es.adapters.sample.year.stories import ToldSheet
from kpi_es.domain.values import format_exact

HALF_POINT = Fraction(1, 2)
LATE, HALF_ORGANISING, NO_SHEET = "*", "!", "-"
"""The marks of `months.csv`: one task late, đ at 50 %, no sheet."""

Raw = dict[str, Any]
"""A command as it is sent, before it is parsed."""

Duties = Mapping[str, Mapping[str, int]]
"""By unit, the items assigned there and the quantity of each that is worth 20 standard products."""


@dataclass(frozen=True, slots=True)
class MonthOfPerson:
    """A cell of `months.csv`: the points for the general criteria and what went less well."""

    person: YearPerson
    period: str
    general: Fraction
    late: bool
    half_organising: bool


def read_months(people: Sequence[YearPerson]) -> list[MonthOfPerson]:
    """Return every month of everybody that has a sheet, by month."""
    rows = {row["Mã"]: row for row in read_table("year/months.csv")}
    numbers = [f"{number:02}" for number in range(1, 13)]
    cells = [(person, number, rows[person.staff][number]) for number in numbers for person in people]
    return [_month(person, number, cell) for person, number, cell in cells if cell != NO_SHEET]


def _month(person: YearPerson, number: str, cell: str) -> MonthOfPerson:
    points = Fraction(cell.strip(LATE + HALF_ORGANISING))
    return MonthOfPerson(person, f"{YEAR}-{number}", points, LATE in cell, HALF_ORGANISING in cell)


def read_duties() -> Duties:
    """Return what each unit's people, and the leaders, are assigned."""
    return cast(Duties, yaml.safe_load(read_text("year/duties.yaml")))


def general_points(total: Fraction) -> dict[str, str]:
    """Return points by criterion that add up to a sum: half a point at a time is withheld, from the last on."""
    points, names = dict(CRITERION_MAXIMA), [*reversed(CRITERION_MAXIMA)]
    withheld = int((sum(points.values(), Fraction(0)) - total) / HALF_POINT)
    for step in range(withheld):
        points[names[step % len(names)]] -= HALF_POINT
    return {name: format_exact(value) for name, value in points.items()}


@dataclass(frozen=True, slots=True)
class MonthlyActs:
    """The commands of one sheet."""

    month: MonthOfPerson
    people: Sequence[YearPerson]
    duties: Duties
    told: ToldSheet | None

    @property
    def days(self) -> MonthDays:
        """The days of the month."""
        return month_days(self.month.period)

    def commands(self) -> Iterator[Raw]:
        """Make all commands of the sheet; sorting by `sent_at` puts them in order."""
        quantities = self._quantities()
        for number, item in enumerate(self._items(), start=1):
            yield from self._task(number, item, quantities[item])
        yield self._assessment()
        yield from self._closing()

    def _quantities(self) -> Mapping[str, int]:
        person = self.month.person
        return self.duties["leaders" if person.leads else person.unit_on(self.days.assigned)]

    def _items(self) -> Sequence[str]:
        if self.told is not None and self.told.tasks is not None:
            return self.told.tasks
        return choice.draw([*self._quantities()], 2, "year items", self.month.person.staff, self.month.period)

    def _act(self, kind: str, actor: str, day: date, hour: Hour, suffix: str = "") -> Raw:
        staff, period = self.month.person.staff, self.month.period
        name = f"year-{staff}-{period}-{kind.replace('_', '-')}{suffix}"
        sent_at = moment(day, hour, staff, period, kind, suffix).isoformat()
        envelope = {"type": kind, "id": name, "actor": actor, "agency": AGENCY, "sent_at": sent_at}
        return {**envelope, "staff": staff, "period": period}

    def _manager(self, day: date) -> str:
        return manager_of(self.month.person, self.people, day)

    def _task(self, number: int, item: str, quantity: int) -> Iterator[Raw]:
        days, task = self.days, f"T{number}"
        due = days.due[number - 1]
        finished = days.late if self.month.late and number == 1 else due
        judged = HOLIDAYS_2026.after(finished, 1)
        assigned = self._act("assign_task", self._manager(days.assigned), days.assigned, Hour.ASSIGN, f"-{task}")
        yield {**assigned, "task": task, "item": item, "quantity": quantity, "due_on": due}
        submitted = self._act("submit_result", self.month.person.staff, finished, Hour.SUBMIT, f"-{task}")
        yield {
            **submitted,
            "task": task,
            "quantity": quantity,
            "finished_on": finished,
            "evidence": [_evidence(submitted["id"])],
        }
        accepted = self._act("accept_result", self._manager(judged), judged, Hour.JUDGE_YESTERDAYS, f"-{task}")
        yield {**accepted, "task": task, "delivery": 1}

    def _assessment(self) -> Raw:
        day = (self.told and self.told.assess_on) or self.days.assessed
        act = self._act("assess_general_criteria", self.month.person.staff, day, Hour.ASSESS)
        return {**act, "points": general_points(self.month.general)}

    def _closing(self) -> Iterator[Raw]:
        """Confirm and tell the person; publish and lock through the adviser, whose own sheet her manager closes."""
        person, days = self.month.person, self.days
        day = (self.told and self.told.confirm_on) or (days.leaders_confirmed if person.leads else days.confirmed)
        manager = self._manager(day)
        hour = Hour.JUDGE if person.staff == CHAIRMAN else Hour.CONFIRM
        leader = {"leader": {"dd": "1/2" if self.month.half_organising else 1, "e": 1}} if person.leads else {}
        yield {**self._act("confirm_sheet", manager, day, hour), **leader}
        yield self._act("notify_result", manager, day, Hour.EXCUSE)
        closer = manager if person.staff == ADVISER else ADVISER
        yield self._act("publish_sheet", closer, days.closed, Hour.EXCUSE)
        yield self._act("lock_sheet", closer, days.closed, Hour.LOCK)


def _evidence(name: str) -> dict[str, str]:
    # The files do not exist: the hash is that of the name, so that it is the same every time.
    return {"sha256": hashlib.sha256(name.encode()).hexdigest(), "name": f"{name}.pdf"}
