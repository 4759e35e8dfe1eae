"""What a sender gets back, and where."""

from __future__ import annotations

import asyncio

import pytest

from kpi_es.adapters.nats.streams import REPLY_HEADER
from tests.bus.office import Office, as_answer, opening, units


def test_an_answer_goes_to_the_subject_the_sender_named(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            inbox = await sender.nats.subscribe("_INBOX.me.*")
            await sender.put(opening("w1"), {REPLY_HEADER: "_INBOX.me.1"})
            message = await inbox.next_msg(timeout=10)
            answer = as_answer(message)
            assert message.subject == "_INBOX.me.1"
            assert (answer.command_id, answer.status, answer.position) == ("open-w1", "accepted", 1)
            assert answer.events == tuple(each.event.event_id for each in office.store.after(0, 10))

    asyncio.run(scene())


def test_without_a_reply_subject_the_answer_goes_under_the_command_id(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            answers = await sender.nats.subscribe("kpi.answers.>")
            await sender.put(opening("w1"))
            message = await answers.next_msg(timeout=10)
            assert message.subject == "kpi.answers.open-w1"
            assert as_answer(message).status == "accepted"

    asyncio.run(scene())


def test_a_refusal_by_the_rules_is_an_answer_and_no_dead_letter(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            [answer] = await office.ask(units("nowhere", 1))
            assert answer.status == "refused"
            assert answer.problem is not None
            assert answer.problem.article
            assert answer.problem.detail.vi != answer.problem.detail.en
            assert await sender.dead() == []

    asyncio.run(scene())


def test_a_command_sent_twice_is_done_once_and_answered_twice(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            answers = await sender.nats.subscribe("kpi.answers.open-w1")
            await sender.put(opening("w1"))
            await sender.put(opening("w1"))
            first, second = [as_answer(await answers.next_msg(timeout=10)) for _ in range(2)]
            assert (first.duplicate, second.duplicate) == (False, True)
            assert second.events == first.events

    asyncio.run(scene())
    assert office.topics() == ["agency.AgencyOpened"]


def test_an_answer_that_was_lost_can_be_asked_for_again_later_from_another_worker(office: Office) -> None:
    async def scene() -> None:
        async with office.worker():
            [first] = await office.ask([opening("w1")])
        async with office.worker():
            [again] = await office.ask([opening("w1")])
        assert again == first.model_copy(update={"duplicate": True})

    asyncio.run(scene())
    assert office.topics() == ["agency.AgencyOpened"]


def test_a_refused_command_sent_again_gets_the_same_refusal(office: Office) -> None:
    async def scene() -> None:
        async with office.worker():
            [early] = await office.ask(units("w1", 1))
            await office.ask([opening("w1")])
            [late] = await office.ask(units("w1", 1))
        assert early.problem == late.problem
        assert late.duplicate

    asyncio.run(scene())


def test_an_id_used_for_another_content_is_refused_and_writes_nothing(office: Office) -> None:
    async def scene() -> None:
        async with office.worker():
            first, other = await office.ask([opening("w1", "one-id")]), await office.ask([opening("w2", "one-id")])
        assert first[0].status == "accepted"
        assert other[0].problem is not None
        assert other[0].problem.code == "command.id_reused"

    asyncio.run(scene())
    assert office.topics() == ["agency.AgencyOpened"]


@pytest.mark.parametrize(
    "reply_to",
    [
        "$JS.API.STREAM.DELETE.KPI_DEAD",
        "$SYS.REQ.SERVER.PING",
        "kpi.commands.w1.open_agency",
        "kpi.dead.commands",
        "kpi.events.w1.forged",
        "a b",
        "a..b",
        ".a",
        "a.*",
        ">",
        "",
        "x" * 300,
    ],
)
def test_no_answer_goes_where_a_sender_must_not_write(office: Office, reply_to: str) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            told = await sender.nats.subscribe("kpi.answers.open-w1")
            await sender.put(opening("w1"), {REPLY_HEADER: reply_to})
            answer = as_answer(await told.next_msg(timeout=10))
            assert answer.problem is not None
            assert answer.problem.code == "command.unreadable"
            assert len(await sender.dead()) == 1

    asyncio.run(scene())
    assert office.topics() == []
