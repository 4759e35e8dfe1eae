"""What is no command goes to the dead letters with its reason, and holds up nobody."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from kpi_es.adapters.nats.streams import MOST_COMMAND_BYTES, REPLY_HEADER
from tests.bus.office import Office, as_answer, opening, payload, subject_of, units
from tests.bus.raw_sender import publish_raw


def variant(**changes: Any) -> bytes:
    """Return a good command with some keys changed; None takes a key away."""
    document = {**json.loads(payload(opening("w1"))), **changes}
    return json.dumps({key: value for key, value in document.items() if value is not None}).encode()


def assignment(quantity: object) -> bytes:
    """Return a command to assign a task, on the subject of another one: its quantity is looked at first."""
    return json.dumps(
        {
            "type": "assign_task",
            "id": "open-w1",
            "actor": "P-001",
            "agency": "w1",
            "staff": "P-002",
            "period": "2026-07",
            "task": "t1",
            "item": "i1",
            "quantity": quantity,
            "due_on": "2026-07-20",
        }
    ).encode()


NAMELESS = {
    "an empty message": (b"", "message: Invalid JSON"),
    "no JSON": (b"xin chao", "message: Invalid JSON"),
    "invalid UTF-8": (b'{"type": "open_agency", "name": "\xff\xfe"}', "message: Invalid JSON"),
    "an empty object": (b"{}", "message: Unable to extract tag"),
    "a list": (b"[]", "message: "),
    "a number": (b"1e999", "message: "),
    "nesting without end": (b"[" * 100_000, "message: "),
    "nested objects without end": (b'{"type":' * 60_000, "message: "),
    "an id that is no id": (variant(id="a b"), "open_agency.id: "),
    "a missing id": (variant(id=None), "open_agency.id: Field required"),
}
NAMED = {
    "an unknown type": (variant(type="abolish_agency"), "message: Input tag 'abolish_agency'"),
    "an extra key": (variant(surname="x"), "open_agency.surname: Extra inputs are not permitted"),
    "a missing field": (variant(root_unit=None), "open_agency.root_unit: Field required"),
    "a text too long": (variant(name="x" * 301), "open_agency.name: String should have at most 300"),
    "a NUL in a text": (variant(name="x\x00"), "open_agency.name: String should match"),
    "a wrong kind": (variant(personnel_advisers={}), "open_agency.personnel_advisers: Input should be a valid"),
    "a number that is binary floating point": (assignment(2.7), "assign_task.quantity: Value error, 2.7 is binary"),
    "a number too long": (assignment("9" * 5_000), "assign_task.quantity: Value error, "),
    "the content of another subject": (
        variant(agency="w2"),
        "subject: the message came on kpi.commands.w1.open_agency, its content belongs on kpi.commands.w2.open_agency",
    ),
    "a key as long as a message may be": (variant(**{"k" * 400_000: 1}), "open_agency.kkkkk"),
    "a type as long as a message may be": (variant(type="t" * 400_000), "message: Input tag 'ttttt"),
    "a key with line ends": (variant(**{"a\r\nKpi-Forged: b": 1}), "open_agency.a  Kpi-Forged: b: Extra"),
}
SUBJECT = subject_of(opening("w1"))


@pytest.mark.parametrize(("body", "reason"), [*NAMELESS.values(), *NAMED.values()], ids=[*NAMELESS, *NAMED])
def test_what_is_no_command_goes_whole_to_the_dead_letters_with_its_reason(
    office: Office, body: bytes, reason: str
) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            inbox = await sender.nats.subscribe("_INBOX.me")
            await sender.jetstream.publish(SUBJECT, body, headers={REPLY_HEADER: "_INBOX.me", "Office": "p7"})
            [next_one] = await office.ask([opening("w9")])
            assert next_one.status == "accepted"
            [letter] = await sender.dead()
            assert letter.data == body
            assert letter.headers is not None
            assert letter.headers["Kpi-Reason"].startswith(reason)
            assert len(letter.headers["Kpi-Reason"]) < 2_000
            assert letter.headers["Kpi-Subject"] == SUBJECT
            assert letter.headers["Kpi-Received-At"].startswith("20")
            assert letter.headers["Office"] == "p7"
            assert "Kpi-Forged" not in letter.headers
            told = as_answer(await inbox.next_msg(timeout=5))
            assert told.problem is not None
            assert told.problem.code == "command.unreadable"
            assert reason in told.problem.detail.en

    asyncio.run(scene())


@pytest.mark.parametrize(("body", "reason"), NAMED.values(), ids=NAMED)
def test_the_sender_of_a_broken_command_is_told_under_its_id(office: Office, body: bytes, reason: str) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            told = await sender.nats.subscribe("kpi.answers.open-w1")
            await sender.jetstream.publish(SUBJECT, body)
            answer = as_answer(await told.next_msg(timeout=5))
            assert (answer.command_id, answer.status) == ("open-w1", "refused")
            assert answer.problem is not None
            assert reason in answer.problem.detail.vi

    asyncio.run(scene())


def test_of_a_key_written_twice_the_last_one_counts_as_json_readers_have_it(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            told = await sender.nats.subscribe("kpi.answers.>")
            twice = payload(opening("w1")).replace(b'"name":', b'"name":"First","name":')
            await sender.jetstream.publish(SUBJECT, twice)
            assert as_answer(await told.next_msg(timeout=5)).status == "accepted"

    asyncio.run(scene())
    [opened] = office.store.after(0, 10)
    assert opened.event.model_dump()["name"] == "Phường mẫu"


def test_garbage_between_good_commands_does_not_change_their_order(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender:
            async with office.worker():
                await office.ask([opening("w1")])
            for command in units("w1", 100):
                await sender.jetstream.publish(SUBJECT, b"garbage")
                await sender.put(command)
            async with office.worker():
                await sender.until_served()
            assert len(await sender.dead()) == 100

    asyncio.run(scene())
    assert office.units_of("w1") == [f"u{number}" for number in range(1, 101)]


HEADERS = {
    "bytes that are no text": b"NATS/1.0\r\nA: \xff\xfe\r\n\xff: b\r\n\r\n",
    "no version": b"A: b\r\n\r\n",
    "one letter": b"x",
    "no colon": b"NATS/1.0\r\nabc\r\n\r\n",
    "a status like the server's": b"NATS/1.0 503\r\n\r\n",
    "a status that is no number": b"NATS/1.0 \xff\xff\xff\r\n\r\n",
    "a header named Status": b"NATS/1.0\r\nStatus: 404\r\nDescription: No Messages\r\n\r\n",
    "an order to the bus": b"NATS/1.0\r\nNats-Expected-Stream: KPI_COMMANDS\r\n\r\n",
    "an id for the bus": b"NATS/1.0\r\nNats-Msg-Id: same\r\n\r\n",
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("body", [b"", b"garbage"], ids=["empty", "garbage"])
def test_headers_of_any_kind_stop_neither_the_worker_nor_the_dead_letter(
    office: Office, headers: bytes, body: bytes
) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            await publish_raw(office.url, SUBJECT, headers, body)
            [next_one] = await office.ask([opening("w9")], patience=5)
            assert next_one.status == "accepted"
            [letter] = await sender.dead()
            assert letter.data == body

    asyncio.run(scene())


def test_broken_headers_on_a_good_command_do_not_keep_it_from_being_done(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            await publish_raw(office.url, SUBJECT, b"x", payload(opening("w1")))
            await sender.until_served()

    asyncio.run(scene())
    assert office.topics() == ["agency.AgencyOpened"]


def test_two_unreadable_messages_with_the_same_bus_id_are_both_kept(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            # For the bus, header names are case-sensitive; for a careless copy they would not be.
            for body, name in ((b"one", "Nats-Msg-Id"), (b"two", "nats-msg-id")):
                await sender.jetstream.publish(SUBJECT, body, headers={name: "same"})
            await sender.until_served()
            assert [letter.data for letter in await sender.dead()] == [b"one", b"two"]

    asyncio.run(scene())


def test_garbage_just_within_the_limit_is_kept_whole(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            garbage = bytes(range(256)) * (MOST_COMMAND_BYTES // 256 - 1)
            await sender.nats.publish("kpi.commands.x.y", garbage)
            await office.ask([opening("w9")])
            [letter] = await sender.dead()
            assert letter.data == garbage

    asyncio.run(scene())


def test_what_is_over_the_limit_is_refused_by_the_bus_and_the_worker_lives_on(office: Office) -> None:
    async def scene() -> None:
        async with office.client() as sender, office.worker():
            with pytest.raises(Exception, match="message size exceeds maximum allowed"):
                await sender.jetstream.publish("kpi.commands.x.y", b"g" * 700_000)
            await sender.nats.publish("kpi.commands.x.y", b"g" * 700_000)
            with pytest.raises(Exception, match="maximum payload exceeded"):
                await sender.nats.publish("kpi.commands.x.y", b"g" * 10_000_000)
            said = await publish_raw(office.url, "kpi.commands.x.y", b"", b"g" * 10_000_000)
            assert b"PONG" not in said  # it hung up, at the announcement of the size
            [answer] = await office.ask([opening("w9")])
            assert answer.status == "accepted"
            assert await sender.dead() == []

    asyncio.run(scene())
