"""Commands are decided in the order in which they were sent, one by one when alone, in groups when many."""

from __future__ import annotations

import asyncio
from itertools import chain

from tests.bus.gated_store import CountingStore
from tests.bus.office import Office, as_answer, opening, units

WARDS = ("w1", "w2", "w3")


def test_three_thousand_commands_about_three_wards_are_decided_in_the_order_sent(office: Office) -> None:
    chains = [units(ward, 1_000) for ward in WARDS]

    async def scene() -> None:
        async with office.worker():
            await office.ask([opening(ward) for ward in WARDS])
            answers = await office.ask(list(chain.from_iterable(zip(*chains, strict=True))))
        assert {answer.status for answer in answers} == {"accepted"}
        assert not any(answer.duplicate for answer in answers)

    asyncio.run(scene())
    for ward in WARDS:
        assert office.units_of(ward) == [f"u{number}" for number in range(1, 1_001)]


def test_a_lone_command_is_decided_alone_and_answered_while_no_other_comes(office: Office) -> None:
    store = CountingStore()
    office.store = store

    async def scene() -> None:
        # The bus would keep an empty request open for five seconds; an answer must not wait for that.
        async with office.client() as sender, office.worker(batch_size=500):
            answers = await sender.nats.subscribe("kpi.answers.>")
            for command in (opening("w1"), *units("w1", 5)):
                await sender.put(command)
                assert as_answer(await answers.next_msg(timeout=3)).command_id == command.id

    asyncio.run(scene())
    assert store.groups == [1] * 6


def test_many_commands_that_wait_are_decided_in_groups_of_at_most_the_batch_size(office: Office) -> None:
    store = CountingStore()
    office.store = store

    async def scene() -> None:
        async with office.worker():
            await office.ask([opening("w1")])
        async with office.client() as sender:
            await sender.put_all(units("w1", 1_000))
            async with office.worker(batch_size=250):
                await sender.until_served()

    asyncio.run(scene())
    assert store.groups == [1, 250, 250, 250, 250]  # the opening, then 1,000 = 4 x 250
    assert len(office.units_of("w1")) == 1_000


def test_a_batch_size_of_one_serves_too(office: Office) -> None:
    async def scene() -> None:
        async with office.worker(batch_size=1):
            answers = await office.ask([opening("w1"), *units("w1", 20)])
        assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(scene())


def test_two_workers_side_by_side_do_everything_once_and_in_order(office: Office) -> None:
    chains = [units(ward, 300) for ward in WARDS]

    async def scene() -> None:
        async with office.worker(batch_size=20), office.worker(batch_size=20):
            await office.ask([opening(ward) for ward in WARDS])
            answers = await office.ask(list(chain.from_iterable(zip(*chains, strict=True))))
        assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(scene())
    for ward in WARDS:
        assert office.units_of(ward) == [f"u{number}" for number in range(1, 301)]


def test_commands_lost_on_their_way_to_a_running_worker_are_still_done_before_later_ones(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker(ack_wait=1):
            await office.ask([opening("w1")])
            for first in (1, 11, 21):
                # Somebody takes and loses some in the middle while the worker runs.
                stealing = asyncio.create_task(sender.steal(1))
                await sender.put_all(units("w1", 10, first))
                await asyncio.wait({stealing}, timeout=1)
                stealing.cancel()
            await sender.until_served()

    asyncio.run(scene())
    assert office.units_of("w1") == [f"u{number}" for number in range(1, 31)]


def test_the_time_after_which_a_command_comes_again_follows_the_worker_that_was_started_last(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender:
            for seconds in (7.0, 1.0):
                async with office.worker(ack_wait=seconds):
                    info = await sender.jetstream.consumer_info("KPI_COMMANDS", "worker")
                    assert info.config.ack_wait == seconds

    asyncio.run(scene())


def test_a_worker_whose_streams_vanished_makes_them_anew_and_goes_on(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker(ack_wait=1):
            await office.ask([opening("w1")])
            await sender.jetstream.delete_stream("KPI_COMMANDS")
            answers = await office.ask(units("w1", 5))
        assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(scene())
