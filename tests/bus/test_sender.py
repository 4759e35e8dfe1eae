"""The sender says what is wrong in time, and carries on by itself when it can."""

from __future__ import annotations

import asyncio

import pytest
from nats.errors import Error as NatsError

from kpi_es.adapters.nats import command_sender
from kpi_es.adapters.nats.command_sender import BusUnavailable, CommandSender, CommandTooLarge
from tests.bus.office import Office, opening, units


def test_the_sender_says_so_when_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_sender, "CONNECT_SECONDS", 0.5)

    async def scene() -> None:
        with pytest.raises(BusUnavailable, match="can not connect"):
            async with CommandSender.connected("nats://127.0.0.1:9"):
                pass

    asyncio.run(asyncio.wait_for(scene(), 30))


def test_the_sender_says_so_when_the_password_is_wrong(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_sender, "CONNECT_SECONDS", 2)

    async def scene() -> None:
        with pytest.raises(BusUnavailable, match="Authorization Violation"):
            async with CommandSender.connected(office.url.replace("kpi:", "kpi:x")):
                pass

    asyncio.run(asyncio.wait_for(scene(), 30))


def test_what_the_bus_said_is_not_forgotten_over_a_closed_connection() -> None:
    troubles = command_sender.Troubles()
    for error in (OSError("refused"), NatsError("nats: 'Authorization Violation'"), ConnectionResetError(104, "reset")):
        asyncio.run(troubles.note(error))
    assert troubles.last == "nats: 'Authorization Violation'"


def test_the_sender_gives_up_when_no_worker_answers_for_as_long_as_it_was_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_sender, "RESEND_SECONDS", 0.2)

    async def scene() -> None:
        with pytest.raises(BusUnavailable, match="no worker answered for 1 seconds"):
            await office.ask([opening("w1")], patience=1)

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_a_command_too_large_for_the_bus_is_named_before_anything_is_sent(office: Office) -> None:
    many = tuple(f"P-{number:030d}" for number in range(20_000))
    large = opening("w2", "too-large").model_copy(update={"personnel_advisers": many})

    async def scene() -> None:
        with pytest.raises(CommandTooLarge, match="too-large"):
            await office.ask([opening("w1"), large])
        async with office.client() as bystander:
            assert await bystander.waiting() == 0

    asyncio.run(scene())


def test_what_was_sent_before_the_worker_came_is_answered_when_it_comes(office: Office) -> None:
    async def scene() -> None:
        sending = asyncio.create_task(office.ask([opening("w1"), *units("w1", 50)]))
        await asyncio.sleep(0.5)
        async with office.worker():
            assert {answer.status for answer in await sending} == {"accepted"}

    asyncio.run(scene())


def test_unanswered_commands_are_sent_again_in_order_and_done_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_sender, "RESEND_SECONDS", 0.2)

    async def scene() -> None:
        sending = asyncio.create_task(office.ask([opening("w1"), *units("w1", 30)]))
        async with office.client() as bystander:
            # All 31 are sent three times before anybody answers.
            async with asyncio.timeout(20):
                while await bystander.waiting() < 31 * 3:
                    await asyncio.sleep(0.05)
            async with office.worker():
                answers = await sending
                await bystander.until_served()
        assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(scene())
    assert office.units_of("w1") == [f"u{number}" for number in range(1, 31)]


def test_a_command_sent_twice_in_one_call_is_answered_at_both_places(office: Office) -> None:
    async def scene() -> None:
        async with office.worker():
            first, second = await office.ask([opening("w1"), opening("w1")])
        assert first.command_id == second.command_id == "open-w1"

    asyncio.run(scene())
    assert office.topics() == ["agency.AgencyOpened"]
