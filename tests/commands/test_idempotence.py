"""Deciding twice changes nothing twice: one id, one content, one answer."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_commands.command import Command
from tests.commands.specification import FULL_MARKS, USUAL, Office, all_commands

STEPS = (
    "assign_task",
    "submit_result",
    "accept_result",
    "give_up_task",
    "assess_general_criteria",
    "confirm_sheet",
    "lock_sheet",
)
"""A short life of a sheet; each of its beginnings is a state to try every command at."""


def test_the_same_command_again_gets_the_same_answer_and_writes_nothing(office: Office) -> None:
    command = office.command("assign_task")
    (first,) = office.processor.process([command])
    before = office.store.position()
    (second,) = office.processor.process([command])
    assert second == first.model_copy(update={"duplicate": True})
    assert (first.duplicate, first.position) == (False, before)
    assert office.store.position() == before


def test_a_remembered_refusal_stays_a_refusal(office: Office) -> None:
    command = office.command("submit_result")
    (first,) = office.processor.process([command])
    office.given("assign_task")
    (second,) = office.processor.process([command])
    assert first.status == "refused"
    assert second == first.model_copy(update={"duplicate": True})


def test_the_same_id_with_other_content_is_refused(office: Office) -> None:
    office.given("assign_task", id="once")
    office.when("assign_task", id="once", quantity="21").then_refused("command.id_reused", id="once")
    office.when("submit_result", id="once").then_refused("command.id_reused")


def test_an_id_refused_for_other_content_still_answers_its_own(office: Office) -> None:
    command = office.command("assign_task", id="once")
    office.processor.process([command])
    office.when("assign_task", id="once", quantity="21").then_refused("command.id_reused")
    (again,) = office.processor.process([command])
    assert (again.status, again.duplicate) == ("accepted", True)


def test_another_process_answers_a_known_id_the_same_way(office: Office) -> None:
    command = office.command("assign_task")
    (first,) = office.processor.process([command])
    (second,) = office.another_processor().process([command])
    assert second == first.model_copy(update={"duplicate": True})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"quantity": "2.50"}, {"quantity": "5/2"}),
        ({"quantity": 20}, {"quantity": "20"}),
        ({"requirement": " Đủ mẫu "}, {"requirement": "Đủ mẫu"}),
        ({"sent_at": "2026-08-10T09:00:00+07:00"}, {"sent_at": "2026-08-10T02:05:00Z"}),
        ({}, {"coefficient": None}),
    ],
)
def test_content_counts_and_not_its_spelling_or_the_time_of_sending(
    office: Office, one: dict[str, object], other: dict[str, object]
) -> None:
    office.given("assign_task", id="once", **one)
    answer = office.send("assign_task", id="once", **other)
    assert (answer.status, answer.duplicate) == ("accepted", True)


def test_the_order_of_members_in_json_is_no_content(office: Office) -> None:
    office.given("open_sheet").given("assess_general_criteria", id="once")
    backwards = {name: FULL_MARKS[name] for name in reversed(list(FULL_MARKS))}
    answer = office.send("assess_general_criteria", id="once", points=backwards)
    assert (answer.status, answer.duplicate) == ("accepted", True)


def history(office: Office, length: int) -> None:
    for name in STEPS[:length]:
        office.given(name)


@settings(max_examples=120, deadline=None)
@given(length=st.integers(0, len(STEPS)), name=st.sampled_from(sorted(USUAL)), times=st.integers(2, 4))
def test_any_command_at_any_state_counts_once_however_often_it_comes(length: int, name: str, times: int) -> None:
    office = Office()
    history(office, length)
    command = office.command(name)
    (first,) = office.processor.process([command])
    position = office.store.position()
    states = [office.state(stream) for stream in command.reads]
    for _ in range(times):
        (again,) = office.processor.process([command])
        assert again == first.model_copy(update={"duplicate": True})
    assert office.store.position() == position
    assert [office.state(stream) for stream in command.reads] == states


@given(name=st.sampled_from(sorted(USUAL)), indent=st.none() | st.integers(0, 4), seed=st.randoms())
def test_a_command_written_in_any_order_and_layout_has_one_hash(name: str, indent: int | None, seed: object) -> None:
    def shuffled(value: object) -> object:
        if not isinstance(value, dict):
            return value
        items = list(value.items())
        seed.shuffle(items)  # type: ignore[attr-defined]  # random.Random
        return {key: shuffled(each) for key, each in items}

    whole = {"type": name, "id": "c-1", "agency": "P1", **USUAL[name]}
    commands: list[Command] = [
        all_commands().parse(json.dumps(whole)),
        all_commands().parse(json.dumps(shuffled(whole), indent=indent)),
    ]
    assert commands[0].content_hash() == commands[1].content_hash()
