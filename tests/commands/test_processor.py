"""The processor: neighbours, chains, all or nothing, other writers, a bounded cache."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence

import pytest

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.processor import MOST_ATTEMPTS, Overtaken
from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.domain.event import Event, sheet_stream
from kpi_es.ports import Append, Appended, StaleRead
from tests.commands.specification import PERIOD, Office


def statuses(answers: Sequence[Answer]) -> list[str]:
    return [answer.problem.code if answer.problem else answer.status for answer in answers]


def test_a_refused_command_leaves_its_neighbours_alone(office: Office) -> None:
    answers = office.processor.process(
        [
            office.command("assign_task"),
            office.command("assign_task", task="T2", quantity="0"),
            office.command("assign_task", task="T3"),
            office.command("assign_task", staff="nobody"),
            office.command("assign_task", staff="binh"),
        ]
    )
    assert statuses(answers) == ["accepted", "quantity.out_of_range", "accepted", "staff.unknown", "accepted"]
    assert sorted(office.sheet().tasks) == ["T1", "T3"]


def test_answers_come_in_the_order_of_the_commands_with_their_positions(office: Office) -> None:
    start = office.store.position()
    commands = [office.command("assign_task"), office.command("assign_task", task="T2")]
    first, second = office.processor.process(commands)
    # The first opens the sheet and assigns: two events. The second assigns: one.
    assert (first.command_id, first.position, len(first.events)) == (commands[0].id, start + 2, 2)
    assert (second.command_id, second.position, len(second.events)) == (commands[1].id, start + 3, 1)


def test_commands_of_one_group_build_on_each_other(office: Office) -> None:
    names = ("assign_task", "submit_result", "accept_result", "assess_general_criteria", "confirm_sheet", "lock_sheet")
    answers = office.processor.process([office.command(name) for name in names])
    assert statuses(answers) == ["accepted"] * 6
    assert office.sheet().status == "locked"


def test_a_chain_over_several_streams_holds_in_one_group(office: Office) -> None:
    answers = office.processor.process(
        [
            office.command("transfer_staff_member"),
            office.command("assign_task"),
            office.command("assign_task", actor="head-kt"),
            office.command("give_up_task"),
            office.command("take_over_task"),
        ]
    )
    assert statuses(answers) == ["accepted", "authority.not_direct_manager", "accepted", "accepted", "accepted"]


def test_a_command_twice_in_one_group_counts_once(office: Office) -> None:
    command = office.command("assign_task", id="once")
    other = office.command("assign_task", id="once", quantity="9")
    first, second, third = office.processor.process([command, command, other])
    assert second == first.model_copy(update={"duplicate": True})
    assert third.problem is not None
    assert third.problem.code == "command.id_reused"
    assert len(office.sheet().tasks) == 1


def test_all_or_nothing_writes_nothing_when_one_is_refused(office: Office) -> None:
    before = office.store.position()
    good, bad = office.command("assign_task"), office.command("assign_task", task="T2", item="khac")
    answers = office.processor.process([good, bad], all_or_nothing=True)
    assert statuses(answers)[1] == "catalogue.item_not_in_force"
    assert office.store.position() == before
    assert not office.store.answers([good.id, bad.id])
    # Nor did anything stay behind in memory: the good one is new, alone.
    (answer,) = office.processor.process([good])
    assert (answer.status, answer.duplicate, answer.position) == ("accepted", False, before + 2)


def test_all_or_nothing_writes_all_when_none_is_refused(office: Office) -> None:
    commands = [office.command("assign_task"), office.command("submit_result")]
    assert statuses(office.processor.process(commands, all_or_nothing=True)) == ["accepted", "accepted"]
    assert office.sheet().tasks["T1"].pending == 5


def test_a_refusal_that_is_not_remembered_may_be_tried_again(office: Office) -> None:
    command = office.command("submit_result")
    (first,) = office.processor.process([command], remember_refusals=False)
    assert first.status == "refused"
    assert not office.store.answers([command.id])
    office.given("assign_task")
    (second,) = office.processor.process([command], remember_refusals=False)
    assert (second.status, second.duplicate) == ("accepted", False)


def test_refusals_are_forgotten_and_acceptances_kept_in_one_group(office: Office) -> None:
    good, bad = office.command("assign_task"), office.command("assign_task", task="T2", quantity="0")
    office.processor.process([good, bad], remember_refusals=False)
    assert list(office.store.answers([good.id, bad.id])) == [good.id]


def test_an_empty_group_is_no_work(office: Office) -> None:
    before = office.store.position()
    assert office.processor.process([]) == []
    assert office.store.position() == before


@pytest.mark.parametrize("most_streams", [1, 2, 3])
def test_a_small_cache_decides_as_a_large_one_does(most_streams: int) -> None:
    small, large = Office(most_streams=most_streams), Office()
    for office in (small, large):
        for number in range(1, 6):
            for staff in ("an", "binh", "deputy-vh"):
                office.given("assign_task", staff=staff, task=f"T{number}")
                office.given("submit_result", staff=staff, actor=staff, task=f"T{number}")
        office.when("assign_task", task="T3").then_refused("task.exists")
    for staff in ("an", "binh", "deputy-vh"):
        assert small.sheet(staff) == large.sheet(staff)


def test_what_is_kept_in_memory_is_bounded(office: Office) -> None:
    processor = office.another_processor(most_streams=2)
    for staff in ("an", "binh", "deputy-vh", "an"):
        processor.process([office.command("assign_task", staff=staff, task=f"X-{staff}-{office.store.position()}")])
        assert len(processor._cache) <= 2


def test_a_processor_sees_what_another_wrote(office: Office) -> None:
    other = office.another_processor()
    other.process([office.command("open_sheet", staff="binh")])
    office.given("assign_task")
    (answer,) = other.process([office.command("submit_result")])
    assert answer.status == "accepted"
    office.when("submit_result", quantity="16").then_refused("quantity.out_of_range", limit="15")


class OvertakenStore(MemoryEventStore):
    """Lets somebody else write first, as often as asked, just before an append."""

    def __init__(self) -> None:
        super().__init__()
        self.overtakers: list[Office] = []
        self.overtaking = "assign_task"
        self.attempts = 0
        self.always_stale = False

    def append(self, batch: Append) -> Appended:
        self.attempts += 1
        if self.always_stale:
            raise StaleRead("always")
        if self.overtakers:
            other = self.overtakers.pop()
            other.another_processor().process([other.command(self.overtaking, id=f"first-{self.attempts}")])
        return super().append(batch)


@pytest.mark.parametrize("way", [{"remember_refusals": False}, {"all_or_nothing": True}])
def test_a_refusal_that_is_not_written_rests_on_what_is_true_now(office: Office, way: dict[str, bool]) -> None:
    other = office.another_processor()
    # The other one has the sheet of `an` in memory, not opened yet.
    (early,) = other.process([office.command("submit_result")], **way)
    assert statuses([early]) == ["sheet.absent"]
    other.process([office.command("open_sheet", staff="binh")])
    office.given("assign_task")
    (late,) = other.process([office.command("submit_result")], **way)
    assert statuses([late]) == ["accepted"]


def test_an_overtaken_command_is_decided_again_on_what_is_true_now() -> None:
    store = OvertakenStore()
    office = Office(store=store)
    # Somebody else assigns T1 while this assignment of T1 is on its way.
    store.overtakers = [office]
    (answer,) = office.processor.process([office.command("assign_task", quantity="3", task="T1")])
    assert answer.problem is not None
    assert answer.problem.code == "task.exists"
    assert office.sheet().tasks["T1"].quantity == 20


def test_a_command_is_decided_again_when_a_stream_it_only_read_moved_on() -> None:
    store = OvertakenStore()
    office = Office(store=store).given("assign_task").given("submit_result")
    # While the head accepts, somebody else is named head of the unit: that is on the agency's stream.
    store.overtakers, store.overtaking = [office], "name_head"
    assert statuses([office.send("accept_result")]) == ["authority.not_direct_manager"]
    assert office.sheet().tasks["T1"].pending == 5


def test_a_writer_on_other_streams_does_not_spoil_what_is_kept() -> None:
    store = OvertakenStore()
    office = Office(store=store).given("open_sheet")
    store.overtakers = [office]
    # The other one writes on the sheet of `an` between this one's reading and writing: no conflict, no gap.
    office.given("open_sheet", staff="binh")
    office.given("submit_result").given("submit_result", staff="an", quantity="15")
    office.when("submit_result", quantity="1").then_refused("quantity.out_of_range", limit="0")


def test_a_group_that_is_overtaken_for_ever_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_commands.processor.LONGEST_PAUSE", 0.0)
    store = OvertakenStore()
    office = Office(store=store)
    store.always_stale, store.attempts = True, 0
    with pytest.raises(Overtaken, match="1 commands"):
        office.processor.process([office.command("assign_task")])
    assert store.attempts == MOST_ATTEMPTS


def test_processors_side_by_side_lose_and_double_nothing() -> None:
    office = Office()
    office.given("assign_task", quantity="100")
    work: list[list[Command]] = [
        [office.command("submit_result", quantity="1", id=f"w{worker}-{number}") for number in range(30)]
        for worker in range(3)
    ]
    # The third worker sends what the first sends: every command of its own is a duplicate.
    work[2] = list(work[0])
    answers: list[list[Answer]] = [[], [], []]

    def run(worker: int) -> None:
        processor = office.another_processor()
        for command in work[worker]:
            answers[worker].extend(processor.process([command]))

    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = [answer for each in answers for answer in each]
    assert {answer.status for answer in given} == {"accepted"}
    assert sum(answer.duplicate for answer in given) == 30
    # 2 workers * 30 submissions, numbered without a gap
    assert list(office.sheet().tasks["T1"].deliveries) == list(range(1, 61))


def test_commands_of_several_threads_pass_one_processor_in_turn() -> None:
    office = Office()
    office.given("assign_task", quantity="100")
    commands = [office.command("submit_result", quantity="1") for _ in range(40)]
    threads = [
        threading.Thread(target=lambda part=part: office.processor.process(commands[part::4])) for part in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert office.sheet().tasks["T1"].pending == 40


class CountingStore(MemoryEventStore):
    """Counts how often streams are read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        self.reads += 1
        return super().streams(names, up_to)


def test_a_known_sheet_is_not_read_again() -> None:
    store = CountingStore()
    office = Office(store=store).given("assign_task")
    store.reads = 0
    for _ in range(5):
        office.given("submit_result", quantity="1")
    assert store.reads == 0
    assert office.state(sheet_stream("an", PERIOD)) == office.sheet()
