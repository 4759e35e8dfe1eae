"""The organisation at random: what must hold on every day, whatever anybody records, dated forth and back.

Advisers of two wards, an operator and people without any right move units and people about. For more of it:
``HYPOTHESIS_PROFILE=long pytest ...``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kpi_commands.answer import Answer
from kpi_es.domain.agency import Agency
from kpi_es.domain.posts import direct_manager_of
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import fold
from tests.commands.specification import Office

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
FIRST, LAST = date(2026, 6, 25), date(2026, 12, 31)
WARDS = {"P1": "adviser", "P2": "adviser-2"}
PEOPLE = ("an", "binh", "cuc", "head-vh", "head-kt", "deputy-vh", "chair", "dung", "chair-2", "new")
UNITS = ("UBND", "VH", "KT", "E1", "E2", "E3", "UBND2")

wards = st.sampled_from(("P1",) * 7 + ("P2",))
"""Mostly the ward in which most people and units are."""
people, units = st.sampled_from(PEOPLE), st.sampled_from(UNITS)
roles = st.sampled_from(("staff", "head", "deputy"))
days = st.integers(0, 20).map(lambda weeks: FIRST + timedelta(9 * weeks))
intruders = st.sampled_from((None,) * 9 + ("chair", "an", "operator:root"))
"""Mostly None: the ward's adviser acts."""


class Organisation(RuleBasedStateMachine):
    """What may be recorded about two wards, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office().on(FIRST)
        self.annulled = False
        # Rules of procedure are set ahead only: who evaluates the seconded changes with the month.
        for month, evaluator in zip(range(7, 13), ("sending", "receiving") * 3, strict=True):
            for ward in WARDS:
                day = date(2026, month, 1)
                self._do("set_procedure_rules", ward, None, day, rules={"secondment_evaluator": evaluator})
        self.office.on(date(2026, 12, 31))
        for unit, parent in (("E1", "UBND"), ("E2", "E1")):
            self._do("add_unit", "P1", None, FIRST, unit=unit, parent=parent)

    # What is recorded

    @rule(ward=wards, unit=units, parent=units, day=days, actor=intruders)
    def add_unit(self, ward: str, unit: str, parent: str, day: date, actor: str | None) -> None:
        self._do("add_unit", ward, actor, day, unit=unit, parent=parent)

    @rule(ward=wards, unit=units, parent=units, day=days, actor=intruders)
    def move_unit(self, ward: str, unit: str, parent: str, day: date, actor: str | None) -> None:
        self._do("move_unit", ward, actor, day, unit=unit, parent=parent)

    @rule(ward=wards, unit=units, day=days, name=st.sampled_from(("close_unit", "release_head")))
    def end_something_of_a_unit(self, ward: str, unit: str, day: date, name: str) -> None:
        self._do(name, ward, None, day, unit=unit)

    @rule(ward=wards, unit=units, staff=people, day=days, actor=intruders)
    def name_head(self, ward: str, unit: str, staff: str, day: date, actor: str | None) -> None:
        self._do("name_head", ward, actor, day, unit=unit, staff=staff)

    @rule(ward=wards, unit=units, staff=people, members=st.lists(people, max_size=2), day=days)
    def assign_deputy(self, ward: str, unit: str, staff: str, members: list[str], day: date) -> None:
        self._do("assign_deputy", ward, None, day, unit=unit, staff=staff, members=members)

    @rule(ward=wards, unit=units, staff=people, role=roles, day=days, actor=intruders)
    def register(self, ward: str, unit: str, staff: str, role: str, day: date, actor: str | None) -> None:
        self._do("register_staff_member", ward, actor, day, unit=unit, staff=staff, role=role)

    @rule(ward=wards, staff=people, role=roles, day=days)
    def appoint(self, ward: str, staff: str, role: str, day: date) -> None:
        self._do("appoint_staff_member", ward, None, day, staff=staff, role=role)

    @rule(
        ward=wards, staff=people, unit=units, role=roles, day=days, to=st.sampled_from((None, None, "P2")),
        actor=intruders,
    )  # fmt: skip
    def transfer(
        self, ward: str, staff: str, unit: str, role: str, day: date, to: str | None, actor: str | None
    ) -> None:
        unit = "UBND2" if to else unit
        self._do("transfer_staff_member", ward, actor, day, staff=staff, unit=unit, role=role, to_agency=to)

    @rule(
        ward=wards, staff=people, unit=units, day=days, length=st.integers(-3, 90),
        to=st.sampled_from((None, None, "P2")),
    )  # fmt: skip
    def second(self, ward: str, staff: str, unit: str, day: date, length: int, to: str | None) -> None:
        fields = {"unit": "UBND2" if to else unit, "to_agency": to, "until": str(day + timedelta(length))}
        self._do("second_staff_member", ward, None, day, staff=staff, **fields)

    @rule(ward=wards, staff=people, unit=units, role=roles, day=days)
    def give_concurrent_post(self, ward: str, staff: str, unit: str, role: str, day: date) -> None:
        self._do("give_concurrent_post", ward, None, day, staff=staff, unit=unit, role=role)

    @rule(ward=wards, staff=people, unit=units, day=days)
    def end_concurrent_post(self, ward: str, staff: str, unit: str, day: date) -> None:
        self._do("end_concurrent_post", ward, None, day, staff=staff, unit=unit)

    @rule(ward=wards, staff=people, day=days, name=st.sampled_from(("separate_staff_member", "end_secondment")))
    def leave(self, ward: str, staff: str, day: date, name: str) -> None:
        self._do(name, ward, None, day, staff=staff)

    @rule(ward=wards, authority=people, day=days)
    def name_authority(self, ward: str, authority: str, day: date) -> None:
        self._do("name_managing_authority", ward, "operator:root", day, authority=authority)

    @rule(ward=wards, staff=st.none() | people, pick=st.integers(0, 99), actor=intruders)
    def annul(self, ward: str, staff: str | None, pick: int, actor: str | None) -> None:
        records = self.office.agency(ward).records if staff is None else self.office.member(staff).records
        record = str(records[-1 - pick % len(records)].event_id) if records else None
        answer = self._do("annul_record", ward, actor, None, staff=staff, record=record)
        self.annulled = self.annulled or answer.status == "accepted"

    # What must hold

    @invariant()
    def every_unit_leads_up_to_the_root_over_units_that_exist(self) -> None:
        for agency, day in self._agencies_and_days():
            for code, unit in agency.units.items():
                if unit.exists_on(day):
                    path = list(agency.units_above(code, day))
                    assert path[-1].code == agency.root_unit, (code, day)
                    assert all(each.exists_on(day) for each in path), (code, day)
            below = agency.units_below(agency.root_unit, day)
            assert sorted(below) == sorted(code for code, unit in agency.units.items() if unit.exists_on(day))

    @invariant()
    def who_heads_a_unit_has_a_post_in_the_agency(self) -> None:
        # What was recorded upon a wrong record is not taken back with it: the adviser sees to that.
        if self.annulled:
            return
        for agency, day in self._agencies_and_days():
            for code, unit in agency.units.items():
                head = unit.head_on(day)
                post = self.office.member(head).appointment_on(day) if head else None
                assert head is None or (post is not None and post.agency == agency.code), (code, head, day)

    @invariant()
    def one_agency_at_most_manages_a_person_and_nobody_manages_oneself(self) -> None:
        wards = [self.office.agency(ward) for ward in WARDS]
        for staff in PEOPLE:
            member = self.office.member(staff)
            for day in _days():
                managers = [found for ward in wards if (found := direct_manager_of(member, ward, day))]
                assert len(managers) <= 1
                assert staff not in managers

    @invariant()
    def what_stands_alone_makes_the_state(self) -> None:
        agencies, members = map(self.office.agency, WARDS), map(self.office.member, PEOPLE)
        states: list[Agency | StaffMember] = [*agencies, *members]
        for state in states:
            again = cast("Agency | StaffMember", fold(state.stream, state.records))
            assert again.version <= state.version
            assert replace(again, version=state.version) == state

    # The means

    def _do(self, name: str, ward: str, actor: str | None, day: date | None, **fields: Any) -> Answer:
        dated = {"valid_on": str(day)} if day else {}
        whole = {"agency": ward, "actor": actor or WARDS[ward], **dated, **fields}
        before = self.office.store.position()
        answer = self.office.send(name, **{key: each for key, each in whole.items() if each is not None})
        assert answer.status == "accepted" or self.office.store.position() == before
        allowed = {WARDS[ward], "operator:root"}
        assert answer.status == "refused" or (actor or WARDS[ward]) in allowed, "somebody without a right was obeyed"
        return answer

    def _agencies_and_days(self) -> Iterator[tuple[Agency, date]]:
        for ward in WARDS:
            agency = self.office.agency(ward)
            for day in _days():
                yield agency, day


def _days() -> Iterator[date]:
    for weeks in range(0, 28, 3):
        yield min(FIRST + timedelta(9 * weeks), LAST)


Organisation.TestCase.settings = settings(
    max_examples=300 if LONG else 25,
    stateful_step_count=60 if LONG else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestOrganisation = Organisation.TestCase
