"""How the state machine of sheets sends commands, and what it holds against each event as it happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_es.domain.confirmed_record import confirmed_hash
from kpi_es.domain.event import Event, sheet_stream
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import (
    EntryCorrected,
    FactStated,
    GeneralCriteriaSelfAssessed,
    ObjectiveCauseConfirmed,
    PetitionAnswered,
    PetitionFiled,
    ResultAccepted,
    ResultReturned,
    SheetConfirmed,
    SheetEvent,
    SheetLocked,
    SheetNotified,
    SheetReopened,
    TaskAssigned,
    TaskGivenUp,
    TaskHandedOver,
)
from tests.commands.sheet_orders import sheet_of
from tests.commands.specification import FULL_MARKS, PERIOD, Office
from tests.commands.staff_oracle import StaffOracle

JUDGING = (ResultAccepted, ResultReturned, ObjectiveCauseConfirmed, EntryCorrected, SheetConfirmed, PetitionAnswered)
TALKING = (SheetNotified, PetitionFiled, PetitionAnswered)
"""What may still happen on a locked sheet: it moves no score."""
LAST_DAYS = {GeneralCriteriaSelfAssessed: date(2026, 9, 25), SheetConfirmed: date(2026, 9, 28)}
FIRST_DAY = date(2026, 7, 6)


class SheetLife(RuleBasedStateMachine):
    """Drives the real processor on the log in memory and checks every event that comes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.office = self.new_office().on(FIRST_DAY)
        self.oracle = StaffOracle()
        self.sent: list[tuple[date, Command, Answer]] = []
        self.frozen: dict[tuple[str, str], Fraction] = {}
        self.coefficient = Fraction(2)
        self.touched: set[str] = set()
        self.locked: dict[str, Sheet] = {}

    def new_office(self, most_streams: int = 100_000) -> Office:
        return Office(most_streams=most_streams)

    @property
    def today(self) -> date:
        return self.office.clock.day

    def check_room(self, line: TaskLine) -> None:
        assert line.done + line.pending + line.given_up <= line.quantity
        assert line.open_quantity == line.quantity - line.done - line.pending - line.given_up

    def _told(self, stream: str, task: str, kind: type[TaskGivenUp] | type[TaskHandedOver]) -> Fraction:
        """Add up what the log says was given up or handed over."""
        told = [event for event in self._events(stream) if isinstance(event, kind) and event.task == task]
        return sum((event.quantity for event in told), Fraction(0))

    def _sheet(self, staff: str) -> Sheet:
        return self.office.sheet(staff)

    def _task(self, staff: str, pick: int) -> str:
        there = list(self._sheet(staff).tasks)
        return there[pick % len(there)] if there and pick % 10 else "T7"

    def _delivery(self, staff: str, pick: int, status: str) -> dict[str, Any]:
        lines = self._sheet(staff).tasks.values()
        all_of_them = [(line.task, each) for line in lines for each in line.deliveries.values()]
        fitting = [(task, each) for task, each in all_of_them if each.status == status]
        choice = fitting if fitting and pick % 10 else all_of_them
        if not choice:
            return {"task": self._task(staff, pick), "delivery": 1}
        task, chosen = choice[pick % len(choice)]
        return {"task": task, "delivery": chosen.number}

    def _tidy_up(self, staff: str) -> None:
        """Judge what waits and assess what is missing, so that a confirmation may follow."""
        for line in self._sheet(staff).tasks.values():
            for each in line.deliveries.values():
                if each.status == "submitted":
                    self._by_manager("accept_result", staff, None, 0, task=line.task, delivery=each.number)
        if self._sheet(staff).general is None:
            self._by_the_person("assess_general_criteria", staff, None, 0, points=FULL_MARKS)

    def _events(self, stream: str) -> Sequence[Event]:
        return self.office.store.streams([stream]).get(stream, ())

    def _by_manager(self, name: str, staff: str, actor: str | None, back: int, **fields: Any) -> Answer:
        day = self.today - timedelta(back)
        chosen = actor or self.oracle.manager_of(staff, day) or "chair"
        return self._do(name, staff=staff, actor=chosen, **self._dated(back), **fields)

    def _by_the_person(self, name: str, staff: str, actor: str | None, back: int, **fields: Any) -> Answer:
        return self._do(name, staff=staff, actor=actor or staff, **self._dated(back), **fields)

    def _dated(self, back: int) -> dict[str, str]:
        return {"valid_on": str(self.today - timedelta(back))} if back else {}

    def _do(self, name: str, /, **fields: Any) -> Answer:
        before = self.office.store.position()
        command = self.office.command(name, **fields)
        (answer,) = self.office.processor.process([command])
        self.sent.append((self.today, command, answer))
        events = [each.event for each in self.office.store.after(before, 100)]
        assert bool(events) == (answer.status == "accepted")
        self.touched |= {stream for stream in command.reads if stream.startswith("sheet:")}
        for event in events:
            if isinstance(event, SheetEvent):
                self._check(event)
        return answer

    def _check(self, event: SheetEvent) -> None:
        if isinstance(event, SheetReopened):
            self.locked.pop(event.originator_id, None)
        assert event.originator_id not in self.locked or isinstance(event, TALKING), "a locked sheet got an event"
        assert self._in_time(event)
        assert event.originator_id == sheet_stream(event.staff, PERIOD)
        assert event.valid_on <= self.today or not isinstance(event, JUDGING)
        if isinstance(event, JUDGING):
            assert event.actor != event.staff
            assert event.actor == self.oracle.manager_of(event.staff, event.valid_on)
            assert event.actor == self.oracle.manager_of(event.staff, self.today)
        self._check_act(event)

    def _check_act(self, event: SheetEvent) -> None:
        match event:
            case TaskAssigned():
                giver = (sheet_stream(event.from_staff or "", PERIOD), event.from_task or "")
                expected = self.frozen[giver] if event.kind == "taken_over" else event.coefficient
                assert event.coefficient == expected
                self._remember_coefficient(event)
            case TaskGivenUp() | GeneralCriteriaSelfAssessed():
                assert event.actor == event.staff
            case FactStated():
                assert event.actor != event.staff
                assert event.actor in ("adviser", self.oracle.manager_of(event.staff, self.today))
                assert event.fact in ("degradation", "unit_corruption")
            case PetitionFiled():
                self._check_petition(event)
            case SheetReopened():
                assert event.petition is not None or event.actor == "province"
                assert event.actor != event.staff
            case SheetLocked():
                assert event.actor != event.staff
                assert event.actor in ("adviser", self.oracle.manager_of(event.staff, self.today))
                self._check_confirmed_as_it_stands(event)
                self.locked[event.originator_id] = self.office.sheet(event.staff)
            case _:
                pass

    def _in_time(self, event: SheetEvent) -> bool:
        """Tell whether a step was taken by its last day, or on a sheet reopened by a decision."""
        last_day = LAST_DAYS.get(type(event), self.today)
        before = self._events(event.originator_id)[: event.originator_version - 1]
        return self.today <= last_day or sheet_of(event.originator_id, before).procedure.reopened

    def _check_petition(self, petition: PetitionFiled) -> None:
        assert petition.actor == petition.staff
        confirmed = self._events(petition.originator_id)[: petition.about_version]
        assert isinstance(confirmed[-1], SheetConfirmed)
        assert petition.record_hash == confirmed_hash(sheet_of(petition.originator_id, confirmed))

    def _check_confirmed_as_it_stands(self, lock: SheetLocked) -> None:
        """A lock follows a confirmation; in between nothing but talk, and somebody taking over what was given up."""
        apart = (TaskHandedOver, *TALKING)
        before = [each for each in self._events(lock.originator_id)[:-1] if not isinstance(each, apart)]
        assert isinstance(before[-1], SheetConfirmed)
        assert not any(line.pending for line in self._sheet(lock.staff).tasks.values())

    def _remember_coefficient(self, event: TaskAssigned) -> None:
        if event.kind != "taken_over" and event.valid_on == self.today:
            assert event.coefficient == self.coefficient
        self.frozen[event.originator_id, event.task] = event.coefficient
