"""Puts a plan of a sheet into the commands that the person, the manager and the adviser send."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpi_commands.command import Command
from kpi_commands.sheet.accept_result import AcceptResult
from kpi_commands.sheet.assess_general_criteria import AssessGeneralCriteria
from kpi_commands.sheet.assign_ad_hoc_task import AssignAdHocTask
from kpi_commands.sheet.assign_task import AssignTask
from kpi_commands.sheet.confirm_objective_cause import ConfirmObjectiveCause
from kpi_commands.sheet.confirm_sheet import ConfirmSheet
from kpi_commands.sheet.extend_deadline import ExtendDeadline
from kpi_commands.sheet.give_up_task import GiveUpTask
from kpi_commands.sheet.lock_sheet import LockSheet
from kpi_commands.sheet.return_result import ReturnResult
from kpi_commands.sheet.submit_result import SubmitResult
from kpi_commands.sheet.take_over_task import TakeOverTask
from kpi_es.adapters.sample.office_days import (
    Hour,
    locking_day,
    moment,
    next_working_day,
    working_days,
)
from kpi_es.adapters.sample.ordinary import HALF_POINT
from kpi_es.adapters.sample.plans import DeliveryPlan, LinePlan, SheetPlan
from kpi_es.adapters.sample.wards import ADVISERS, Person, Wards
from kpi_es.domain.period import period_days
from kpi_es.domain.sheet_events import Evidence

LAST_DAYS_UNJUDGED = 5
"""On a sheet that stays open, results of this many last working days of the month still wait."""

_REDUCED_REASON = "Tự chấm cao hơn kết quả thực tế của tiêu chí"


@dataclass(frozen=True, slots=True)
class Acts:
    """The commands of one sheet."""

    wards: Wards
    person: Person
    plan: SheetPlan

    def commands(self) -> Iterator[Command]:
        """Make all commands of the sheet; sorting by `sent_at` puts them in order."""
        for line in self.plan.lines:
            yield self._assignment(line)
            yield from self._work(line)
        if self.plan.stage != "open":
            yield self._assessment()
        if self.plan.stage in ("confirmed", "locked"):
            yield self._confirmation()
        if self.plan.stage == "locked":
            yield self._locking()

    def _by_manager(self, act: str, day: date, hour: Hour, reason: str | None = None) -> dict[str, Any]:
        manager = self.wards.manager(self.person.staff, day)
        return {**self._envelope(manager, act, day, hour), "reason": reason}

    def _by_person(self, act: str, day: date, hour: Hour, reason: str | None = None) -> dict[str, Any]:
        return {**self._envelope(self.person.staff, act, day, hour), "reason": reason}

    def _envelope(self, actor: str, act: str, day: date, hour: Hour) -> dict[str, Any]:
        staff, period = self.plan.staff, self.plan.period
        return {
            "id": f"q3-{staff}-{period}-{act}",
            "actor": actor,
            "agency": self.person.agency,
            "valid_on": day,
            "sent_at": moment(day, hour, staff, period, act),
            "staff": staff,
            "period": period,
        }

    def _assignment(self, line: LinePlan) -> Command:
        day = line.assigned_on
        if line.kind == "taken_over":
            return TakeOverTask(
                **self._by_manager(f"take-over-{line.task}", day, Hour.ASSIGN),
                task=line.task,
                from_staff=line.from_staff or "",
                from_task=line.from_task or "",
                due_on=line.due_on,
            )
        kind = AssignTask if line.kind == "planned" else AssignAdHocTask
        return kind(
            **self._by_manager(f"assign-{line.task}", day, Hour.ASSIGN),
            task=line.task,
            item=line.item,
            quantity=line.quantity,
            due_on=line.due_on,
            requirement=line.requirement,
        )

    def _work(self, line: LinePlan) -> Iterator[Command]:
        if line.extension is not None:
            extension = line.extension
            envelope = self._by_manager(f"extend-{line.task}", extension.valid_on, Hour.EXTEND, extension.reason)
            yield ExtendDeadline(**envelope, task=line.task, due_on=extension.due_on)
        for number, delivery in enumerate(line.deliveries, start=1):
            yield self._submission(line, number, delivery)
            if not self._still_waits(line, delivery):
                yield self._judgement(line, number, delivery)
        for cause in line.causes:
            envelope = self._by_manager(f"excuse-{line.task}-{cause.part}", cause.valid_on, Hour.EXCUSE, cause.reason)
            yield ConfirmObjectiveCause(**envelope, task=line.task, part=cause.part)
        if line.given_up is not None:
            given_up = line.given_up
            envelope = self._by_person(f"give-up-{line.task}", given_up.valid_on, Hour.GIVE_UP, given_up.reason)
            yield GiveUpTask(**envelope, task=line.task)

    def _still_waits(self, line: LinePlan, delivery: DeliveryPlan) -> bool:
        """Tell whether the manager of an open sheet has not come to a task's last result yet."""
        busy_from = working_days(self.plan.period)[-LAST_DAYS_UNJUDGED]
        return self.plan.stage == "open" and delivery is line.deliveries[-1] and delivery.judged_on >= busy_from

    def _submission(self, line: LinePlan, number: int, delivery: DeliveryPlan) -> Command:
        envelope = self._by_person(f"submit-{line.task}-{number}", delivery.finished_on, Hour.SUBMIT)
        if delivery.recorded_on is not None:
            envelope["sent_at"] = moment(delivery.recorded_on, Hour.SUBMIT, envelope["id"])
        name = f"{self.plan.staff}-{self.plan.period}-{line.task}-{number}.pdf"
        return SubmitResult(
            **envelope,
            task=line.task,
            quantity=delivery.quantity,
            finished_on=delivery.finished_on,
            # The files do not exist: the hash is that of the name, so that it is the same every time.
            evidence=(Evidence(sha256=hashlib.sha256(name.encode()).hexdigest(), name=name),),
        )

    def _judgement(self, line: LinePlan, number: int, delivery: DeliveryPlan) -> Command:
        hour = Hour.JUDGE if delivery.judged_on == delivery.entered_on else Hour.JUDGE_YESTERDAYS
        act = "return" if delivery.judgement == "returned" else "accept"
        envelope = self._by_manager(f"{act}-{line.task}-{number}", delivery.judged_on, hour, delivery.reason)
        if delivery.judgement == "returned":
            return ReturnResult(**envelope, task=line.task, delivery=number)
        return AcceptResult(**envelope, task=line.task, delivery=number, verdict=delivery.judgement)

    def _assessment(self) -> Command:
        day = working_days(self.plan.period)[-1]
        return AssessGeneralCriteria(**self._by_person("assess", day, Hour.ASSESS), points=self.plan.general)

    def _confirmation(self) -> Command:
        """Confirm staff on the next month's first working day, leaders a day later: item d looks at staff."""
        _, last = period_days(self.plan.period)
        day, hour = next_working_day(last), Hour.CONFIRM
        if self.person.leads:
            day, hour = next_working_day(day), Hour.CONFIRM_LEADER
        reduced = self.plan.reduced
        general = None
        if reduced is not None:
            general = {**self.plan.general, reduced: self.plan.general[reduced] - HALF_POINT}
        return ConfirmSheet(
            **self._by_manager("confirm", day, hour, _REDUCED_REASON + " " + reduced if reduced else None),
            general=general,
            leader=self.plan.leader.shares if self.plan.leader else None,
            strengths=self.plan.strengths,
            weaknesses=self.plan.weaknesses,
        )

    def _locking(self) -> Command:
        """Lock through the personnel adviser, whose own sheet the manager locks."""
        day, adviser = locking_day(self.plan.period), ADVISERS[self.person.agency]
        if adviser == self.person.staff:
            return LockSheet(**self._by_manager("lock", day, Hour.LOCK))
        return LockSheet(**self._envelope(adviser, "lock", day, Hour.LOCK))
