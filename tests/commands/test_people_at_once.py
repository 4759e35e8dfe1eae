"""Somebody joins an agency while a decision rests on all its people: the decision is taken again, on everybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor
from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.mapper import PydanticMapper
from kpi_es.domain.topics import EVENT_TYPES
from kpi_es.ports import Append, Appended, EventStore
from tests.commands.specification import all_commands
from tests.commands.year_office import YearOffice, year_office


class StopsBeforeWriting:
    """A process's store that waits between having decided and writing, until it is told to go on."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self.decided, self.go_on = threading.Event(), threading.Event()
        self.attempts = 0
        self.streams, self.timeline, self.after = store.streams, store.timeline, store.after
        self.people_of, self.products_of = store.people_of, store.products_of
        self.answers, self.position = store.answers, store.position

    def append(self, batch: Append) -> Appended:
        self.attempts += 1
        self.decided.set()
        assert self.go_on.wait(60)
        return self._store.append(batch)


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[EventStore]:
    if request.param == "memory":
        yield MemoryEventStore()
        return
    with PostgresDatabase(request.getfixturevalue("postgres_url")) as database:
        postgres = PostgresEventStore(database, PydanticMapper(EVENT_TYPES))
        postgres.create_tables()
        yield postgres


@pytest.fixture
def ward(store: EventStore) -> YearOffice:
    """Return the ward with everything done before the chair's class is proposed; its log is in the store."""
    ward = year_office()
    ward.units_decided().given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("decide_unit_class", unit="UBND", actor="province").given("open_review", staff="chair")
    ward.ready("chair")
    store.append(Append([each.event for each in ward.store.after(0, 100_000)], [], 0, frozenset()))
    return ward


def process(ward: YearOffice, store: EventStore) -> CommandProcessor:
    return CommandProcessor(store, all_commands(), ward.rules, ward.clock)


def while_it_is_proposed(ward: YearOffice, store: EventStore, meanwhile: Command) -> tuple[list[str | None], int]:
    """Return what both were told, and how often the proposal was decided."""
    slow = StopsBeforeWriting(store)
    proposing, other = process(ward, slow), process(ward, store)
    answers: list[Answer] = []
    proposal = ward.command("propose_class")
    thread = threading.Thread(target=lambda: answers.extend(proposing.process([proposal])))
    thread.start()
    assert slow.decided.wait(60)
    registered = other.process([meanwhile])
    slow.go_on.set()
    thread.join()
    return told([*registered, *answers]), slow.attempts


def test_who_is_registered_while_a_class_is_proposed_counts(ward: YearOffice, store: EventStore) -> None:
    late = ward.command("register_staff_member", staff="late", unit="VH", valid_on="2026-10-01")
    # The newcomer has no score in the last quarter, so the chair's item d is not known: a gap, which needs a reason.
    assert while_it_is_proposed(ward, store, late) == ([None, "review.gaps_need_reason"], 2)


def test_who_is_registered_elsewhere_holds_nobody_up(ward: YearOffice, store: EventStore) -> None:
    elsewhere = {"agency": "P2", "actor": "adviser-2", "unit": "UBND2"}
    late = ward.command("register_staff_member", staff="late", **elsewhere)
    assert while_it_is_proposed(ward, store, late) == ([None, None], 1)


def test_a_process_that_asked_for_the_people_before_knows_who_came_since(ward: YearOffice, store: EventStore) -> None:
    one, other = process(ward, store), process(ward, store)
    assert told(one.process([ward.command("propose_class")])) == [None]
    late = ward.command("register_staff_member", staff="late", unit="VH", valid_on="2026-10-01")
    assert told(other.process([late])) == [None]
    assert told(one.process([ward.command("propose_class")])) == ["review.gaps_need_reason"]


def told(answers: Sequence[Answer]) -> list[str | None]:
    return [answer.problem.code if answer.problem else None for answer in answers]
