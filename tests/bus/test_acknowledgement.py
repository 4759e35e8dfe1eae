"""A command leaves the bus only when it is durable, and never for the log's troubles."""

from __future__ import annotations

import asyncio

import pytest

from kpi_es.adapters.nats.command_worker import TRIES_ALONE
from tests.bus.gated_store import AbsentStore, FaultyStore, GatedStore
from tests.bus.office import Office, as_answer, opening, units


def test_a_command_is_neither_acknowledged_nor_answered_before_the_commit(office: Office) -> None:
    store = GatedStore()
    office.store = store

    async def scene() -> None:
        async with office.client() as sender, office.worker():
            answers = await sender.nats.subscribe("kpi.answers.>")
            await sender.put(opening("w1"))
            assert await asyncio.to_thread(store.arrived.wait, 10)
            assert (await sender.waiting(), await sender.in_hand()) == (1, 1)
            assert answers.pending_msgs == 0
            store.gate.set()
            assert as_answer(await answers.next_msg(timeout=10)).status == "accepted"
            await sender.until_served()

    asyncio.run(scene())


def test_a_batch_that_takes_long_stays_in_hand_and_is_not_handed_out_again(office: Office) -> None:
    store = GatedStore()
    office.store = store

    async def scene() -> None:
        # The idle one of two workers would be given whatever the bus hands out again.
        async with office.client() as sender, office.worker(ack_wait=1), office.worker(ack_wait=1):
            await sender.put_all([opening("w1"), *units("w1", 20)])
            assert await asyncio.to_thread(store.arrived.wait, 10)
            await asyncio.sleep(2.5)  # two and a half times the time after which the bus hands out again
            assert await sender.redelivered() == 0
            store.gate.set()
            await sender.until_served()

    asyncio.run(scene())
    assert office.units_of("w1") == [f"u{number}" for number in range(1, 21)]


@pytest.mark.parametrize("after_writing", [False, True])
def test_while_the_log_is_away_commands_wait_and_none_is_refused_for_it(office: Office, after_writing: bool) -> None:
    # More often than a command is tried on which the engine itself fails.
    office.store = AbsentStore(TRIES_ALONE + 1, after_writing=after_writing)

    async def scene() -> None:
        async with office.worker():
            answers = await office.ask([opening("w1")]) + await office.ask(units("w1", 30))
        assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(scene())
    assert office.units_of("w1") == [f"u{number}" for number in range(1, 31)]


def test_what_a_dead_worker_had_taken_is_done_by_the_next_one_before_what_came_later(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender:
            async with office.worker():
                await office.ask([opening("w1")])
            await sender.put_all(units("w1", 40))
            assert len(await sender.steal(30)) == 30
            async with office.worker(ack_wait=1):
                answers = await office.ask(units("w1", 10, first=41))
                await sender.until_served()
            assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(scene())
    assert office.units_of("w1") == [f"u{number}" for number in range(1, 51)]


def test_a_command_on_which_the_engine_fails_is_set_aside_and_its_neighbours_are_served(office: Office) -> None:
    office.store = FaultyStore("agency:w2")

    async def scene() -> None:
        async with office.client() as sender:
            # All three wait before the worker comes, so that they are one group.
            async with office.worker():
                await office.ask([opening("w0")])
            await sender.put_all([opening("w1"), opening("w2"), *units("w1", 1)])
            told = await sender.nats.subscribe("kpi.answers.open-w2")
            async with office.worker():
                answer = as_answer(await told.next_msg(timeout=10))
                await sender.until_served()
            assert answer.problem is not None
            assert answer.problem.code == "command.failed"
            [letter] = await sender.dead()
            assert letter.headers is not None
            assert letter.headers["Kpi-Reason"] == "the engine failed on this command: ZeroDivisionError"
            assert letter.data == opening("w2").model_dump_json(exclude_none=True).encode()

    asyncio.run(scene())
    assert office.units_of("w1") == ["u1"]


def test_stopping_finishes_the_batch_in_hand_and_answers_it(office: Office) -> None:
    store = GatedStore()
    office.store = store

    async def scene() -> None:
        async with office.client() as sender:
            answers = await sender.nats.subscribe("kpi.answers.>")
            async with office.worker() as worker:
                await sender.put(opening("w1"))
                assert await asyncio.to_thread(store.arrived.wait, 10)
                worker.stop()
                await sender.put_all(units("w1", 3))
                asyncio.get_running_loop().call_later(0.5, store.gate.set)
            assert as_answer(await answers.next_msg(timeout=1)).command_id == "open-w1"
            assert (await sender.waiting(), await sender.in_hand()) == (3, 0)

    asyncio.run(scene())
    assert office.topics() == ["agency.AgencyOpened"]
