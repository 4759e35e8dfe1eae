"""Whole lives of sheets, at random: what must hold after every step, whatever anybody tries.

Several people send valid and invalid commands at several sheets of two units, move between the units, take work over
from each other, petition and are answered, while days pass, deadlines run out, the catalogue is revised and the
managing authority replaces what was confirmed. For more of it: ``HYPOTHESIS_PROFILE=long pytest ...``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from kpi_commands.answer import Answer
from kpi_es.domain.event import Event
from kpi_es.domain.immutable import changed
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import TaskGivenUp, TaskHandedOver
from kpi_es.domain.topics import EVENT_TYPES
from tests.commands.sheet_life import SheetLife
from tests.commands.sheet_orders import in_another_order, sheet_of, totals
from tests.commands.specification import FULL_MARKS

PEOPLE = ("an", "binh", "cuc", "head-vh")
ACTORS = (*PEOPLE, "head-kt", "deputy-vh", "chair", "adviser", "province", "operator:root")
LAST_DAY = date(2026, 10, 20)
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"

people = st.sampled_from(PEOPLE)
picks = st.integers(0, 59)
"""Chooses among what there is; every tenth chooses something there is not."""
quantities = st.sampled_from(("1", "2", "5", "1/3", "2.5", "1", "2", "3", "10", "0", "-1", "1000001"))
intruders = st.sampled_from((None,) * 12 + ACTORS)
"""Mostly None: whoever is entitled acts."""
days_back = st.sampled_from((0,) * 12 + (1, 3, 10, -1))
"""How many days an act is dated back; mostly none, sometimes into the future."""


class SheetLives(SheetLife):
    """What may happen to the sheets of two units, in any order."""

    # What happens

    @initialize(due_on=st.sampled_from(("2026-07-20", "2026-09-15")))
    def work_begins(self, due_on: str) -> None:
        self._do("name_managing_authority", actor="operator:root", authority="province", title="Chủ tịch tỉnh")
        rules = {"self_assessment_due_day": 25, "confirmation_due_day": 28}
        self._do("set_procedure_rules", rules=rules, valid_on="2026-07-01", reason="Quy chế của phường")
        for staff in PEOPLE:
            for task in ("T1", "T2"):
                self._by_manager("assign_task", staff, None, 0, task=task, due_on=due_on, quantity="10")
            self._by_the_person("submit_result", staff, None, 0, quantity="4", finished_on=str(self.today))

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.office.on(min(self.today + timedelta(days), LAST_DAY))

    @rule(
        staff=people, quantity=quantities, in_days=st.integers(-2, 40), back=days_back, actor=intruders,
        task=st.sampled_from(("T1", "T3", "T4")), name=st.sampled_from(("assign_task", "assign_ad_hoc_task")),
        coefficient=st.sampled_from((None, None, "2", "3")),
    )  # fmt: skip
    def assign(self, name: str, staff: str, task: str, quantity: str, in_days: int, back: int, actor: str | None,
               coefficient: str | None) -> None:  # fmt: skip
        fields = {"task": task, "quantity": quantity, "due_on": str(self.today + timedelta(in_days))}
        self._by_manager(name, staff, actor, back, coefficient=coefficient, **fields)

    @rule(staff=people, pick=picks, in_days=st.integers(0, 40), actor=intruders)
    def extend(self, staff: str, pick: int, in_days: int, actor: str | None) -> None:
        due_on = str(self.today + timedelta(in_days))
        self._by_manager("extend_deadline", staff, actor, 0, task=self._task(staff, pick), due_on=due_on)

    @rule(
        staff=people, pick=picks, ago=st.sampled_from((0, 0, 0, 4)), actor=intruders, back=days_back,
        parts=st.lists(quantities, min_size=1, max_size=3),
    )  # fmt: skip
    def submit(self, staff: str, pick: int, parts: list[str], ago: int, actor: str | None, back: int) -> None:
        finished_on = str(self.today - timedelta(ago + max(back, 0)))
        fields = {"task": self._task(staff, pick), "finished_on": finished_on}
        for quantity in parts:
            self._by_the_person("submit_result", staff, actor, back, quantity=quantity, **fields)

    @rule(
        staff=people, pick=picks, actor=intruders, back=days_back,
        quantity=st.sampled_from((None, None, None, "1", "1/3", "2.5", "0")),
        verdict=st.sampled_from(("met", "met", "exceeded", "not_met")),
    )  # fmt: skip
    def accept(self, staff: str, pick: int, actor: str | None, back: int, quantity: str | None, verdict: str) -> None:
        entry = self._delivery(staff, pick, "submitted")
        self._by_manager("accept_result", staff, actor, back, **entry, quantity=quantity, verdict=verdict)

    @rule(staff=people, pick=picks, actor=intruders, back=days_back)
    def send_back(self, staff: str, pick: int, actor: str | None, back: int) -> None:
        self._by_manager("return_result", staff, actor, back, **self._delivery(staff, pick, "submitted"))

    @rule(staff=people, pick=picks, part=st.sampled_from(("quality", "timeliness")), actor=intruders, back=days_back)
    def excuse(self, staff: str, pick: int, part: str, actor: str | None, back: int) -> None:
        task = self._task(staff, pick)
        self._by_manager("confirm_objective_cause", staff, actor, back, task=task, part=part)

    @rule(staff=people, pick=picks, actor=intruders)
    def give_up(self, staff: str, pick: int, actor: str | None) -> None:
        self._by_the_person("give_up_task", staff, actor, 0, task=self._task(staff, pick))

    @rule(
        giver=people, pick=picks, taker=people, new=st.sampled_from(("X1", "X2", "X3", "T1")), actor=intruders,
        quantity=st.none() | quantities, back=days_back,
    )  # fmt: skip
    def take_over(self, giver: str, pick: int, taker: str, new: str, actor: str | None, quantity: str | None,
                  back: int) -> None:  # fmt: skip
        waiting = [name for name, line in self._sheet(giver).tasks.items() if line.given_up > line.handed_over]
        task = waiting[pick % len(waiting)] if waiting else self._task(giver, pick)
        fields = {"task": new, "from_staff": giver, "from_task": task, "quantity": quantity}
        due_on = str(self.today + timedelta(10))
        self._by_manager("take_over_task", taker, actor, back, due_on=due_on, **fields)

    @rule(
        staff=people, pick=picks, actor=intruders,
        change=st.sampled_from((
            ("quantity", "1"), ("quantity", "9"), ("assigned_quantity", "8"), ("assigned_quantity", "0.5"),
            ("finished_on", "2026-07-20"), ("finished_on", "2026-08-20"), ("verdict", "met"), ("verdict", "not_met"),
            ("points", "2"), ("points", "2.6"),
        )),
    )  # fmt: skip
    def correct(self, staff: str, pick: int, actor: str | None, change: tuple[str, str]) -> None:
        field, corrected = change
        entry: dict[str, Any] = self._delivery(staff, pick, "accepted")
        if field == "points":
            entry = {"task": ..., "delivery": ..., "criterion": "II.1"}
        elif field == "assigned_quantity":
            entry["delivery"] = ...
        self._by_manager("correct_entry", staff, actor, 0, field=field, corrected=corrected, **entry)

    @rule(
        staff=people, actor=intruders, back=days_back, holds=st.booleans(),
        fact=st.sampled_from(("degradation", "unit_corruption", "duty_discipline", "maternity_leave")),
    )  # fmt: skip
    def state_a_fact(self, staff: str, actor: str | None, back: int, fact: str, holds: bool) -> None:
        self._by_manager("state_fact", staff, actor, back, fact=fact, holds=holds)

    @rule(staff=people, first=st.sampled_from(("5", "4", "0", "5.5")), actor=intruders)
    def assess(self, staff: str, first: str, actor: str | None) -> None:
        self._by_the_person("assess_general_criteria", staff, actor, 0, points={**FULL_MARKS, "I.1": first})

    @rule(staff=people, actor=intruders, back=days_back, lower=st.booleans(), tidy=st.booleans())
    def confirm(self, staff: str, actor: str | None, back: int, lower: bool, tidy: bool) -> None:
        if tidy:
            self._tidy_up(staff)
        leader = {"dd": "1/2", "e": 1} if self._sheet(staff).role == "head" else None
        general = {**FULL_MARKS, "I.2": "3"} if lower else None
        self._by_manager("confirm_sheet", staff, actor, back, leader=leader, general=general, reason="Họp xét")

    @rule(pick=picks, actor=st.sampled_from((None, None, "adviser", "binh", "head-kt", "adviser-2")), back=days_back)
    def lock(self, pick: int, actor: str | None, back: int) -> None:
        staff = self._somebody(pick, lambda sheet: sheet.status == "confirmed")
        self._by_manager("lock_sheet", staff, actor, back)

    @rule(pick=picks, actor=st.sampled_from((None, None, None, "adviser", "binh")), back=days_back)
    def notify(self, pick: int, actor: str | None, back: int) -> None:
        self._by_manager("notify_result", self._somebody(pick, lambda sheet: sheet.status != "open"), actor, back)

    @rule(staff=people, locked=st.booleans(), actor=intruders, back=days_back)
    def close_and_petition(self, staff: str, locked: bool, actor: str | None, back: int) -> None:
        self._tidy_up(staff)
        leader = {"dd": 1, "e": 1} if self._sheet(staff).role == "head" else None
        self._by_manager("confirm_sheet", staff, None, 0, leader=leader)
        self._by_manager("notify_result", staff, "adviser", 0)
        if locked:
            self._by_manager("lock_sheet", staff, "adviser", 0)
        self._by_the_person("file_petition", staff, actor, back)

    @rule(
        pick=picks, actor=intruders, back=days_back,
        outcome=st.sampled_from(("kept", "corrected", "annulled")),
    )  # fmt: skip
    def answer(self, pick: int, actor: str | None, back: int, outcome: str) -> None:
        staff = self._somebody(pick, lambda sheet: any(each.open for each in sheet.procedure.petitions.values()))
        waiting = [each.number for each in self._sheet(staff).procedure.petitions.values() if each.open]
        number = waiting[pick % len(waiting)] if waiting and pick % 10 else 1 + pick % 3
        self._by_manager("answer_petition", staff, actor, back, number=number, outcome=outcome)

    @rule(pick=picks, actor=intruders, back=days_back, anew=st.booleans())
    def supersede(self, pick: int, actor: str | None, back: int, anew: bool) -> None:
        staff = self._somebody(pick, lambda sheet: sheet.locked)
        self._do("supersede_sheet", staff=staff, actor=actor or "province", anew=anew, **self._dated(back))

    @rule(
        move=st.booleans(), staff=people, head=st.sampled_from(("binh", "head-vh", "head-kt")),
        unit=st.sampled_from(("VH", "KT")), back=st.sampled_from((0, 0, 5, -3)),
    )  # fmt: skip
    def personnel_changes(self, move: bool, staff: str, head: str, unit: str, back: int) -> None:
        day = self.today - timedelta(back)
        if not move:
            assert self._do("name_head", unit=unit, staff=head, valid_on=str(day)).status == "accepted"
            self.oracle.named_head(unit, head, day)
        elif self._do("transfer_staff_member", staff=staff, unit=unit, valid_on=str(day)).status == "accepted":
            self.oracle.transferred(staff, unit, day)

    @rule(points=st.sampled_from(("10", "15")))
    def revise_the_catalogue(self, points: str) -> None:
        self._do("approve_catalogue_item", points=points)
        self.coefficient = Fraction(points) / 5

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        _, command, first = data.draw(st.sampled_from(self.sent))
        before = self.office.store.position()
        (again,) = self.office.processor.process([command])
        assert again == first.model_copy(update={"duplicate": True})
        assert self.office.store.position() == before

    def _somebody(self, pick: int, fits: Callable[[Sheet], bool]) -> str:
        """Choose among those whose sheet fits; every tenth time, and while none does, anybody."""
        fitting = [staff for staff in PEOPLE if fits(self._sheet(staff))]
        choice = fitting if fitting and pick % 10 else PEOPLE
        return choice[pick % len(choice)]

    # What must hold

    @invariant()
    def replaying_the_log_gives_the_state_in_memory(self) -> None:
        for stream in self.touched:
            read_back = [_through_json(event) for event in self._events(stream)]
            replayed = sheet_of(stream, read_back)
            kept = self.office.processor._cache.get(stream)
            assert replayed == kept
            assert isinstance(kept, Sheet)
            if replayed.version:
                assert totals(replayed) == totals(kept)

    @invariant()
    def totals_do_not_depend_on_the_order_of_unrelated_events(self) -> None:
        for stream in self.touched:
            if events := self._events(stream):
                told_otherwise = sheet_of(stream, in_another_order(events, seed=len(self.sent)))
                assert totals(told_otherwise) == totals(sheet_of(stream, events))

    @invariant()
    def no_line_holds_more_than_was_assigned(self) -> None:
        for stream in self.touched:
            for line in sheet_of(stream, self._events(stream)).tasks.values():
                assert min(line.done, line.pending, line.given_up, line.handed_over) >= 0
                self.check_room(line)
                assert line.handed_over <= line.given_up
                assert line.given_up == self._told(stream, line.task, TaskGivenUp)
                assert line.handed_over == self._told(stream, line.task, TaskHandedOver)
                assert line.coefficient == self.frozen[stream, line.task]

    @invariant()
    def nothing_that_counts_changes_after_the_lock(self) -> None:
        for stream, sheet in self.locked.items():
            if stream in self.touched:
                now = sheet_of(stream, self._events(stream))
                assert changed(now, procedure=sheet.procedure, version=sheet.version) == sheet
        self.touched.clear()

    @invariant()
    def a_sheet_has_at_most_one_confirmation_that_stands(self) -> None:
        for staff in PEOPLE:
            sheet = self._sheet(staff)
            standing = [each for each in sheet.procedure.confirmations if each.replaced_by is None]
            assert standing == ([sheet.procedure.standing] if sheet.procedure.standing else [])
            assert sheet.status != "locked" or standing

    def teardown(self) -> None:
        """However the same commands are grouped, they get the same answers and leave the same log."""
        others = self.new_office(most_streams=2)
        answers: list[Answer] = []
        for day, part in groupby(self.sent, key=lambda each: each[0]):
            others.on(day)
            answers.extend(others.processor.process([command for _, command, _ in part]))
        assert [each.model_copy(update={"position": None}) for each in answers] == [
            each.model_copy(update={"position": None}) for _, _, each in self.sent
        ]
        assert others.store.after(0, 100_000) == self.office.store.after(0, 100_000)


def _through_json(event: Event) -> Event:
    return EVENT_TYPES[event.TOPIC].model_validate_json(event.model_dump_json())


LIVES = settings(
    max_examples=3_000 if LONG else 200,
    stateful_step_count=120 if LONG else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestSheetLives = SheetLives.TestCase
TestSheetLives.settings = LIVES
