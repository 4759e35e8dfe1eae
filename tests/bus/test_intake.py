"""Reading a message never fails, whatever it holds."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as some

from kpi_commands.registry import load_commands
from kpi_es.adapters.nats.intake import Readable, Unreadable, describe, read_message, unreadable_answer
from kpi_es.adapters.nats.streams import REPLY_HEADER, answer_subject, command_subject, is_answerable
from tests.bus.office import opening, payload, subject_of

COMMANDS = load_commands()
GOOD = payload(opening("w1"))

any_json = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=20,
)
headers = some.none() | some.dictionaries(some.sampled_from([REPLY_HEADER, "A"]), some.text())
known_types = some.sampled_from(sorted(COMMANDS.types))


def check(subject: str, found_headers: dict[str, str] | None, body: bytes) -> None:
    """Read a message and check what can be promised of any."""
    found = read_message(COMMANDS, subject, found_headers, body)
    if found.reply_to is not None:
        assert is_answerable(found.reply_to)
    if isinstance(found, Unreadable):
        assert found.reason
        assert len(found.reason) < 5 * 1_000
        assert found.reason.isprintable()
        assert len(unreadable_answer(found).model_dump_json()) < 100_000
        assert found.command_id is None or is_answerable(answer_subject(found.command_id))


@given(some.text(), headers, some.binary(max_size=2_000))
def test_any_bytes_are_read_or_named_unreadable(
    subject: str, found_headers: dict[str, str] | None, body: bytes
) -> None:
    check(subject, found_headers, body)


@given(headers, some.dictionaries(some.text(), any_json), known_types)
def test_any_json_under_a_known_type_is_read_or_named_unreadable(
    found_headers: dict[str, str] | None, document: dict[str, object], command_type: str
) -> None:
    check("kpi.commands.a.b", found_headers, json.dumps({**document, "type": command_type}).encode())


@given(some.data())
@settings(max_examples=200)
def test_any_good_command_with_anything_put_in_is_read_or_named_unreadable(data: some.DataObject) -> None:
    document = json.loads(GOOD)
    document[data.draw(some.sampled_from(sorted(document)))] = data.draw(any_json)
    check(subject_of(opening("w1")), None, json.dumps(document).encode())


@given(some.integers(0, len(GOOD) - 1), some.binary(max_size=5))
def test_a_good_command_with_bytes_replaced_is_read_or_named_unreadable(place: int, put_in: bytes) -> None:
    check(subject_of(opening("w1")), None, GOOD[:place] + put_in + GOOD[place + 1 :])


def test_a_good_command_is_read_whatever_its_agency_is_called() -> None:
    for agency in ("w1", "hac-thanh", "38.001", "A_b.c"):
        command = opening(agency, "c-1")
        found = read_message(COMMANDS, subject_of(command), {REPLY_HEADER: "_INBOX.a"}, payload(command))
        assert found == Readable(command, "_INBOX.a")
        assert command_subject(agency, "open_agency").count(".") == 3


def test_a_reason_names_the_first_five_mistakes_and_counts_the_others() -> None:
    document = {**json.loads(GOOD), **{f"extra-{number}": 1 for number in range(9)}}
    found = read_message(COMMANDS, subject_of(opening("w1")), None, json.dumps(document).encode())
    assert isinstance(found, Unreadable)
    assert found.reason.count("Extra inputs") == 5
    assert found.reason.endswith("and 4 more")  # nine extra keys, five named


def test_a_recursion_error_is_described_in_words() -> None:
    assert describe(RecursionError("maximum recursion depth exceeded")) == "the JSON is nested too deeply"
