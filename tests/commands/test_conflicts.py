"""Two people act on one sheet at once: one succeeds, the other is told what changed."""

from __future__ import annotations

import threading

import pytest

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor
from kpi_es.domain.sheet_events import ResultAccepted, SheetOpened
from tests.commands.specification import Office

SHEET = "sheet:an:2026-Q3"


@pytest.fixture
def working(office: Office) -> Office:
    """Return the office with a result that waits for its judgement: the sheet is at version 3."""
    office.given("assign_task").given("submit_result")
    assert office.sheet().version == 3
    return office


def test_a_command_on_the_version_that_was_looked_at_is_taken(working: Office) -> None:
    working.when("accept_result", expected_version=3).then(ResultAccepted)


def test_a_command_on_an_older_version_is_told_what_changed_last(working: Office) -> None:
    working.given("assess_general_criteria")
    working.when("accept_result", expected_version=3).then_refused(
        "conflict.changed_meanwhile", stream=SHEET, expected="3", version="4", actor="an",
        kind="sheet.GeneralCriteriaSelfAssessed", time="10/08/2026 09:00:00",
    )  # fmt: skip


def test_a_command_on_a_version_that_does_not_exist_yet_is_refused_too(working: Office) -> None:
    working.when("accept_result", expected_version=4).then_refused("conflict.changed_meanwhile", version="3")


def test_a_sheet_nobody_opened_is_at_version_nought(office: Office) -> None:
    office.when("open_sheet", expected_version=1).then_refused(
        "conflict.changed_meanwhile", version="0", kind="—", actor="—", time="—"
    )
    office.when("open_sheet", expected_version=0).then(SheetOpened)
    office.when("open_sheet", expected_version=0).then_refused("conflict.changed_meanwhile", actor="head-vh")


def test_what_changed_within_one_group_is_told_as_well(working: Office) -> None:
    first = working.command("accept_result", expected_version=3)
    second = working.command("return_result", expected_version=3)
    one, other = working.processor.process([first, second])
    assert one.status == "accepted"
    assert other.problem is not None
    assert (other.problem.code, other.problem.facts["kind"]) == ("conflict.changed_meanwhile", "sheet.ResultAccepted")


def test_two_managers_at_once_one_succeeds_and_the_other_is_told_what_changed(working: Office) -> None:
    working.given("accept_result").given("assess_general_criteria").given("confirm_sheet")
    version = working.sheet().version
    # The direct manager and the personnel adviser both close the sheet they see, each through a process of their own.
    by_manager = working.command("lock_sheet", expected_version=version)
    by_adviser = working.command("lock_sheet", actor="adviser", expected_version=version)
    answers = at_once(
        (working.another_processor(), by_manager),
        (working.another_processor(), by_adviser),
    )
    accepted = [each for each in answers if each.status == "accepted"]
    (refused,) = (each.problem for each in answers if each.problem)
    assert len(accepted) == 1
    winner = {by_manager.id: "head-vh", by_adviser.id: "adviser"}[accepted[0].command_id]
    assert (refused.code, refused.facts["actor"]) == ("conflict.changed_meanwhile", winner)
    assert refused.facts["kind"] == "sheet.SheetLocked"


def test_the_same_command_again_gets_its_answer_though_the_sheet_moved_on(working: Office) -> None:
    command = working.command("accept_result", expected_version=3)
    (first,) = working.processor.process([command])
    (again,) = working.processor.process([command])
    assert again == first.model_copy(update={"duplicate": True})


def test_an_expected_version_is_part_of_what_a_command_says(working: Office) -> None:
    plain = working.command("accept_result", id="same")
    told = plain.model_copy(update={"expected_version": 3})
    assert plain.content_hash() != told.content_hash()
    # A command from before the field existed keeps its hash: b"..." of the JSON without the field.
    assert b"expected_version" not in plain.model_dump_json(exclude={"sent_at", "expected_version"}).encode()


def at_once(*work: tuple[CommandProcessor, Command]) -> list[Answer]:
    """Send one command through each processor, as nearly at the same time as threads can."""
    gate = threading.Barrier(len(work))
    answers: list[Answer] = []

    def run(processor: CommandProcessor, command: Command) -> None:
        gate.wait()
        answers.extend(processor.process([command]))

    threads = [threading.Thread(target=run, args=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
